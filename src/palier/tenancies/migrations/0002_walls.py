from django.db import migrations

from palier.platform import rls

# A slide leaves no day without a title and none with two: the lease begins the very day the sub-lease ends.
SLIDE = """
ALTER TABLE tenancy ADD CONSTRAINT tenancy_and_its_end UNIQUE (id, ends_on);
ALTER TABLE tenancy ADD CONSTRAINT lease_begins_the_day_the_sublease_ends
    FOREIGN KEY (follows_id, begins_on) REFERENCES tenancy (id, ends_on) DEFERRABLE INITIALLY DEFERRED;
"""
UNDO_SLIDE = """
ALTER TABLE tenancy DROP CONSTRAINT lease_begins_the_day_the_sublease_ends;
ALTER TABLE tenancy DROP CONSTRAINT tenancy_and_its_end;
"""

# CCH L442-8-1: only an accredited association rents to sub-let.
ACCREDITED = """
CREATE FUNCTION refuse_head_lease_without_accreditation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM accreditation a
        WHERE a.id = NEW.accreditation_id AND a.organisation_id = NEW.association_id AND a.kind = 'rental'
          AND NEW.signed_on BETWEEN a.begins_on AND a.until
    ) THEN
        RAISE EXCEPTION 'no head lease without an accreditation of L365-4 on the day' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER accredited_on_the_day BEFORE INSERT OR UPDATE ON head_lease
    FOR EACH ROW EXECUTE FUNCTION refuse_head_lease_without_accreditation();
"""
UNDO_ACCREDITED = (
    "DROP TRIGGER accredited_on_the_day ON head_lease; DROP FUNCTION refuse_head_lease_without_accreditation;"
)


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0001_initial"), ("cases", "0002_walls")]
    operations = [
        *(
            rls.case_wall(table, audience="tenancy")
            for table in ("tenancy", "head_lease", "deposit", "inventory", "agreement_signature")
        ),
        migrations.RunSQL(SLIDE, UNDO_SLIDE),
        migrations.RunSQL(ACCREDITED, UNDO_ACCREDITED),
    ]
