from django.db import migrations

from palier.platform import rls

# Who follows a household or coordinates reads all of its candidacies; whoever houses or designates, those asked of her
# own service: a landlord never learns where else a household is put forward.
FOLLOWS = f"'candidacies' = ANY ({rls.AUDIENCES})"
# The slide of a sub-lease is read by who reads the sub-lease, by the policy of `tenancy`.
SLIDE = "EXISTS (SELECT 1 FROM tenancy t WHERE t.id = candidacy.sublease_id)"
HOME = f"{FOLLOWS} OR provider_id = {rls.SERVICE} OR reserver_id = {rls.SERVICE} OR {SLIDE}"
PLACE = f"{FOLLOWS} OR provider_id = {rls.SERVICE}"


def narrowed(table: str, audience: str, condition: str) -> migrations.RunSQL:
    former = rls.shared(f'"{table}".case_id', f"'{audience}'")
    return rls.rewall(table, f"{former} AND ({condition})", former=former)


def of_candidacy(table: str) -> str:
    """SQL: the candidacy of the row is one that the reader sees, by the policy of `candidacy`."""
    return f'EXISTS (SELECT 1 FROM candidacy c WHERE c.id = "{table}".candidacy_id)'  # noqa: S608 — ours


# What happened to a candidacy is told to those who read it. On top of who reads the event: system actors, and the
# data-protection officer for what her own organisation did, go on reading all of them.
TOLD = (
    "kind NOT LIKE 'candidacy.%' AND kind NOT LIKE 'place\\_candidacy.%'"  # noqa: S608 — ours
    f" OR {FOLLOWS} OR {rls.SYSTEM} <> '' OR organisation_id = {rls.ORGANISATION} AND 'record' = ANY ({rls.AUDIENCES})"
    " OR EXISTS (SELECT 1 FROM candidacy c WHERE c.id = event.subject_id)"
    " OR EXISTS (SELECT 1 FROM place_candidacy p WHERE p.id = event.subject_id)"
)


class Migration(migrations.Migration):
    dependencies = [("candidacies", "0008_slide_walls"), ("cases", "0002_walls"), ("tenancies", "0002_walls")]
    operations = [
        narrowed("candidacy", "envelope", HOME),
        narrowed("place_candidacy", "envelope", PLACE),
        *(
            narrowed(table, "file", of_candidacy(table))
            for table in ("presentation_note", "provider_decision", "slide_file")
        ),
        migrations.RunSQL(
            f"CREATE POLICY elsewhere ON event AS RESTRICTIVE FOR SELECT TO {rls.APP}, {rls.WORKER} USING ({TOLD})",
            "DROP POLICY elsewhere ON event",
        ),
    ]
