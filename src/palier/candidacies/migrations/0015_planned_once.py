from django.db import migrations

from palier.platform import rls

# The walls of 0009 as they are, through functions: as questions to other walled tables each statement planned them anew.
FOLLOWS = f"'candidacies' = ANY ({rls.AUDIENCES})"
SLIDE = "EXISTS (SELECT 1 FROM tenancy t WHERE t.id = candidacy.sublease_id)"
HOME = f"{FOLLOWS} OR provider_id = {rls.SERVICE} OR reserver_id = {rls.SERVICE}"
TOLD = (
    "kind NOT LIKE 'candidacy.%' AND kind NOT LIKE 'place\\_candidacy.%'"
    f" OR {FOLLOWS} OR {rls.SYSTEM} <> '' OR organisation_id = {rls.ORGANISATION} AND 'record' = ANY ({rls.AUDIENCES})"
)
CANDIDACY = "EXISTS (SELECT 1 FROM candidacy c WHERE c.id = {})"
PLACE = "EXISTS (SELECT 1 FROM place_candidacy p WHERE p.id = {})"


def rewalled(table: str, audience: str, condition: str, former: str) -> migrations.RunSQL:
    shared = rls.shared(f'"{table}".case_id', f"'{audience}'")
    return rls.rewall(table, f"{shared} AND ({condition})", former=f"{shared} AND ({former})")


def told(by: str) -> str:
    return f"ALTER POLICY elsewhere ON event USING ({TOLD} OR {by})"


class Migration(migrations.Migration):
    dependencies = [("candidacies", "0014_slide_cost"), ("tenancies", "0012_title_walls")]
    operations = [
        rewalled("candidacy", "envelope", f"{HOME} OR sees_title(candidacy.sublease_id)", f"{HOME} OR {SLIDE}"),
        rls.seen("sees_candidacy", "SELECT 1 FROM candidacy c WHERE c.id = $1"),
        rls.seen("sees_place_candidacy", "SELECT 1 FROM place_candidacy p WHERE p.id = $1"),
        *(
            rewalled(
                table, "file", f'sees_candidacy("{table}".candidacy_id)', CANDIDACY.format(f'"{table}".candidacy_id')
            )
            for table in ("presentation_note", "provider_decision", "slide_file")
        ),
        migrations.RunSQL(
            told("sees_candidacy(subject_id) OR sees_place_candidacy(subject_id)"),
            told(f"{CANDIDACY.format('event.subject_id')} OR {PLACE.format('event.subject_id')}"),
        ),
    ]
