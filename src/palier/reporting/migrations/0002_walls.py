from django.db import migrations

from palier.platform import rls

REPORTING = "reporting"
# What is counted: days, codes and ids. Names and stories are in no list of these.
READ = (
    *("case", "support_mandate", "social_assessment", "candidacy", "tenancy", "event"),
    *("person", "current_housing", "situation"),
)
KEPT = ("report", "figure", "counted_case")

PARTY = (
    "EXISTS (SELECT 1 FROM party p WHERE p.agreement_id = report.agreement_id"  # noqa: S608 — ours
    f" AND p.organisation_id = {rls.ORGANISATION})"
)
# By the policy of `report`.
OF_A_REPORT = "EXISTS (SELECT 1 FROM report r WHERE r.id = figure.report_id)"

RUNS = f"{rls.SYSTEM} = '{REPORTING}' AND frozen_at IS NULL"
UPDATES = [
    f"CREATE POLICY recounted ON report FOR UPDATE TO {rls.WORKER} USING ({RUNS}) WITH CHECK ({RUNS})",
    (
        f"CREATE POLICY frozen ON report FOR UPDATE TO {rls.APP}"
        f" USING ({PARTY} AND frozen_at IS NULL) WITH CHECK ({PARTY} AND frozen_at IS NOT NULL)"
    ),
]
UNDO_UPDATES = ["DROP POLICY recounted ON report", "DROP POLICY frozen ON report"]

# A frozen report and its figures are what the committee saw: not even the tables' owner changes them.
FROZEN = """
CREATE FUNCTION refuse_thawing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'report' THEN
        IF OLD.frozen_at IS NOT NULL THEN
            RAISE EXCEPTION 'a frozen report stays as it is' USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF TG_OP = 'UPDATE' AND NEW.frozen_at IS NOT NULL
           AND (NEW.agreement_id, NEW.starts_on, NEW.until, NEW.counted_on)
               IS DISTINCT FROM (OLD.agreement_id, OLD.starts_on, OLD.until, OLD.counted_on) THEN
            RAISE EXCEPTION 'a report is frozen as it was counted' USING ERRCODE = 'insufficient_privilege';
        END IF;
    ELSIF EXISTS (SELECT 1 FROM report r WHERE r.frozen_at IS NOT NULL
                  AND r.id = CASE WHEN TG_OP = 'INSERT' THEN NEW.report_id ELSE OLD.report_id END) THEN
        RAISE EXCEPTION 'a frozen report stays as it is' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON report FOR EACH ROW EXECUTE FUNCTION refuse_thawing();
CREATE TRIGGER stays BEFORE INSERT OR UPDATE OR DELETE ON figure FOR EACH ROW EXECUTE FUNCTION refuse_thawing();
"""
UNDO_FROZEN = "DROP TRIGGER stays ON figure; DROP TRIGGER stays ON report; DROP FUNCTION refuse_thawing;"


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0001_initial"),
        ("cases", "0002_walls"),
        ("support", "0002_walls"),
        ("assessments", "0002_walls"),
        ("candidacies", "0002_walls"),
        ("tenancies", "0002_walls"),
    ]
    operations = [
        rls.wall("report", PARTY, kept_by=REPORTING),
        rls.wall("figure", OF_A_REPORT, kept_by=REPORTING),
        rls.case_wall("counted_case", audience="envelope", kept_by=REPORTING),
        migrations.RunSQL(UPDATES, UNDO_UPDATES),
        migrations.RunSQL(FROZEN, UNDO_FROZEN),
        *(rls.admit(REPORTING, table) for table in (*READ, *KEPT)),
    ]
