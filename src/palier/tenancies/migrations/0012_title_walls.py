from django.db import migrations

from palier.platform import rls

# A title is read by the service that holds the case, by who lets and by who sub-lets under it: whoever let or managed
# another home of the household never reads this one. The policy of the title asks the head lease who sub-lets, so that
# of the head lease asks no title: two policies that read one another never end.
LANDLORDS = "UPDATE head_lease h SET landlord_id = t.provider_id FROM tenancy t WHERE t.id = h.sublease_id"
HELD = f'SELECT 1 FROM "case" c WHERE c.id = $1 AND c.holder_id = {rls.SERVICE}'  # noqa: S608 — ours
SUBLET = f"SELECT 1 FROM head_lease h WHERE h.sublease_id = $1 AND h.association_id = {rls.ORGANISATION}"  # noqa: S608 — ours
TITLE = f"provider_id = {rls.ORGANISATION} OR held_by_reader(tenancy.case_id) OR sublet_by_reader(tenancy.id)"
HEAD = f"association_id = {rls.ORGANISATION} OR landlord_id = {rls.ORGANISATION} OR held_by_reader(head_lease.case_id)"
CAME_IN = "EXISTS (SELECT 1 FROM tenancy t WHERE t.case_id = news.case_id AND t.begins_on = news.since)"
NEWS = f"held_by_reader(news.case_id) OR {CAME_IN}"
OF_TITLES = ("deposit", "inventory", "agreement_signature", "agreed_criterion", "review", "entry_support", "entry_act")

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
        migrations.RunSQL(LANDLORDS, migrations.RunSQL.noop),
        rls.seen("held_by_reader", HELD),
        narrowed("head_lease", HEAD),
        rls.seen("sublet_by_reader", SUBLET),
        rls.seen("sees_title", "SELECT 1 FROM tenancy t WHERE t.id = $1"),
        rls.seen("sees_review", "SELECT 1 FROM review r WHERE r.id = $1"),
        narrowed("tenancy", TITLE),
        *(of_title(table, "tenancy_id") for table in OF_TITLES),
        of_title("slide", "sublease_id"),
        narrowed("review_position", "sees_review(review_position.review_id)"),
        narrowed("news", NEWS),
        migrations.RunSQL(lines(LINE_OF_TITLE), lines(LINE)),
    ]
