from django.db import migrations

from palier.platform import rls

# "Ready" is said of criteria that are met: a signature on an unknown one is refused whoever writes it.
READY = """
CREATE FUNCTION refuse_readiness_on_open_criteria() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM readiness_answer a WHERE a.readiness_id = NEW.id)
       OR EXISTS (
           SELECT 1 FROM readiness_answer a
           WHERE a.readiness_id = NEW.id AND a.answer NOT IN ('met', 'not_applicable')
       ) THEN
        RAISE EXCEPTION 'no certificate on a criterion that is unknown or not met' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER signed_on_met_criteria BEFORE INSERT OR UPDATE ON readiness
    FOR EACH ROW WHEN (NEW.state <> 'draft') EXECUTE FUNCTION refuse_readiness_on_open_criteria();
"""
UNDO = "DROP TRIGGER signed_on_met_criteria ON readiness; DROP FUNCTION refuse_readiness_on_open_criteria;"


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0008_readiness")]
    operations = [
        *(rls.case_wall(table, audience="file") for table in ("readiness", "readiness_answer")),
        *(rls.case_wall(table, audience="tenancy") for table in ("entry_support", "entry_act", "news")),
        migrations.RunSQL(READY, UNDO),
    ]
