from django.db import migrations

from palier.platform import rls

# A title is read by the service that holds the case, by who lets and by who sub-lets under it: whoever let or managed
# another home of the household never reads this one. The head lease is read as its sub-lease is, so the policy of the
# sub-lease asks a function for it, which the tables' owner runs: two policies that read one another never end.
SUBLET_BY = f"""
CREATE FUNCTION sublet_by(title uuid) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
AS 'SELECT association_id FROM head_lease WHERE sublease_id = title';
REVOKE ALL ON FUNCTION sublet_by FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sublet_by TO {rls.APP}, {rls.WORKER};
"""  # noqa: S608 — ours


HELD = f'SELECT 1 FROM "case" c WHERE c.id = $1 AND c.holder_id = {rls.SERVICE}'  # noqa: S608 — ours
TITLE = (
    f"provider_id = {rls.ORGANISATION} OR held_by_reader(tenancy.case_id) OR sublet_by(tenancy.id) = {rls.ORGANISATION}"
)
CAME_IN = "EXISTS (SELECT 1 FROM tenancy t WHERE t.case_id = news.case_id AND t.begins_on = news.since)"
NEWS = f"held_by_reader(news.case_id) OR {CAME_IN}"
OF_TITLES = ("deposit", "inventory", "agreement_signature", "agreed_criterion", "review", "entry_support", "entry_act")
OF_SUBLEASES = ("head_lease", "slide")

LINE = rls.shared("account_line.case_id", "'tenancy'")
LINE_OF_TITLE = f"{LINE} AND sees_title(account_line.tenancy_id)"
OWED = f"(payer = 'association' AND landlord_id = {rls.ORGANISATION} AND 'account' = ANY ({rls.AUDIENCES}))"


def narrowed(table: str, condition: str) -> migrations.RunSQL:
    former = rls.shared(f'"{table}".case_id', "'tenancy'")
    return rls.rewall(table, f"{former} AND ({condition})", former=former)


def of_title(table: str, column: str) -> migrations.RunSQL:
    """The row is read by who reads its title, by the policy of `tenancy`."""
    return narrowed(table, f'sees_title("{table}".{column})')


def lines(kept: str) -> list[str]:
    return [
        f"ALTER POLICY shared ON account_line USING (({kept}) OR {OWED})",
        f"ALTER POLICY added ON account_line WITH CHECK ({kept})",
        f"ALTER POLICY changed ON account_line USING ({kept}) WITH CHECK ({kept})",
        f"ALTER POLICY removed ON account_line USING ({kept})",
    ]


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0011_advance"), ("cases", "0002_walls")]
    operations = [
        migrations.RunSQL(SUBLET_BY, "DROP FUNCTION sublet_by(uuid)"),
        rls.seen("held_by_reader", HELD),
        rls.seen("sees_title", "SELECT 1 FROM tenancy t WHERE t.id = $1"),
        rls.seen("sees_review", "SELECT 1 FROM review r WHERE r.id = $1"),
        narrowed("tenancy", TITLE),
        *(of_title(table, "tenancy_id") for table in OF_TITLES),
        *(of_title(table, "sublease_id") for table in OF_SUBLEASES),
        narrowed("review_position", "sees_review(review_position.review_id)"),
        narrowed("news", NEWS),
        migrations.RunSQL(lines(LINE_OF_TITLE), lines(LINE)),
    ]
