from django.db import migrations

from palier.platform import rls


class Migration(migrations.Migration):
    dependencies = [("support", "0001_initial"), ("cases", "0002_walls")]
    operations = [
        rls.case_wall("support_mandate", audience="envelope"),
        rls.case_wall("mandate_renewal", audience="envelope"),
        rls.case_wall("mandate_report", audience="social"),
    ]
