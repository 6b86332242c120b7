from django.db import migrations

from palier.platform import rls

# Signed, a diagnosis is never changed: the row that is written over must be a draft.
DIAGNOSIS = rls.shared('"diagnosis".case_id', "'social'")
DRAFT = f'{DIAGNOSIS} AND "diagnosis".signed_at IS NULL'


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial"), ("cases", "0002_walls")]
    operations = [
        rls.wall("diagnosis", DIAGNOSIS, changes=DRAFT),
        rls.case_wall("urgent_orientation", audience="social"),
        rls.case_wall("social_assessment", audience="social"),
        rls.case_wall("section_content", audience="social"),
        rls.case_wall("remark", audience="social"),
        rls.case_wall("orientation", audience="social"),
        rls.case_wall("signature", audience="social"),
        rls.case_wall("household_reading", audience="social"),
    ]
