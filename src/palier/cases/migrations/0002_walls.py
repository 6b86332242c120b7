from django.db import migrations

from palier.platform import rls

# A share reads no other table, or the policies would recurse: it is open to its recipient and to the service that
# granted it. That the granter holds the case is the trigger's to see, under the granter's own sight of the case.
SHARE = f"({rls.RECIPIENT}) OR granter_id = {rls.SERVICE}"
GRANTED = f"granter_id = {rls.SERVICE}"
GRANTER = """
CREATE FUNCTION refuse_foreign_share() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM "case" c WHERE c.id = NEW.case_id AND c.holder_id = NEW.granter_id) THEN
        RAISE EXCEPTION 'only the service that holds a case shares it' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER granted_by_holder BEFORE INSERT OR UPDATE ON share
    FOR EACH ROW EXECUTE FUNCTION refuse_foreign_share();
"""
UNDO_GRANTER = "DROP TRIGGER granted_by_holder ON share; DROP FUNCTION refuse_foreign_share;"

CASE = f"(holder_id = {rls.SERVICE} AND 'envelope' = ANY ({rls.AUDIENCES})) OR " + rls.shared('"case".id', "'envelope'")
# Whoever follows a case reads it; only the service that holds it changes it, or she could take it over.
HELD = f"holder_id = {rls.SERVICE} AND 'envelope' = ANY ({rls.AUDIENCES})"

# What happened: to a case, for those who may open that audience of it; to an organisation, for its own people. Its
# data-protection officer reads the whole of her organisation's record. Nobody writes in another's name.
SIGNED = (
    f"actor_id IS NOT DISTINCT FROM {rls.USER} AND organisation_id IS NOT DISTINCT FROM {rls.ORGANISATION}"
    f" AND system = {rls.SYSTEM}"
)
RECORD = f"(organisation_id = {rls.ORGANISATION} AND 'record' = ANY ({rls.AUDIENCES}))"
EVENT = (
    f"(case_id IS NULL AND organisation_id = {rls.ORGANISATION}) OR {RECORD} OR "
    + rls.shared("event.case_id", "event.audience")
    + f" AND (event.audience <> 'internal' OR event.service_id = {rls.SERVICE})"
)
# Who looked is as delicate as what was told: it goes with the social audience.
ACCESS = f"{RECORD} OR " + rls.shared("access.case_id", "'social'")


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("platform", "0002_append_only")]
    operations = [
        rls.wall("share", SHARE, check=GRANTED, changes=GRANTED),
        rls.wall("case", CASE, check=HELD, changes=HELD),
        migrations.RunSQL(GRANTER, UNDO_GRANTER),
        rls.case_wall("sharing_authorisation", audience="envelope"),
        rls.case_wall("information", audience="envelope"),
        rls.case_wall("household", audience="file"),
        rls.case_wall("person", audience="file"),
        rls.case_wall("current_housing", audience="file"),
        rls.case_wall("wish", audience="file"),
        rls.case_wall("contact", audience="social"),
        rls.case_wall("situation", audience="social"),
        rls.case_wall("note"),
        rls.wall("event", EVENT, check=SIGNED),
        rls.wall("access", ACCESS, check=SIGNED),
    ]
