from django.db import migrations

from palier.platform import rls

# CCH L442-8-3 and R441-1: the household's lease is an allocation. What the CALEOL decided is its candidacy's, which
# bears the id of the lease; the household accepted it.
DECIDED = """
CREATE FUNCTION refuse_slide_without_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM candidacy c
        WHERE c.id = NEW.lease_id AND c.kind = 'slide' AND c.sublease_id = NEW.sublease_id
          AND c.state IN ('accepted', 'signed') AND c.decided_on = NEW.committee_on
          AND c.designated_right = NEW.counted_for
    ) THEN
        RAISE EXCEPTION 'no slide without a decision of the committee that the household accepted'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decided_by_the_committee BEFORE INSERT OR UPDATE ON slide
    FOR EACH ROW EXECUTE FUNCTION refuse_slide_without_decision();
"""
UNDO = "DROP TRIGGER decided_by_the_committee ON slide; DROP FUNCTION refuse_slide_without_decision;"


class Migration(migrations.Migration):
    dependencies = [("candidacies", "0007_slide")]
    operations = [rls.case_wall("slide_file", audience="file"), migrations.RunSQL(DECIDED, UNDO)]
