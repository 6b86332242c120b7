from django.db import migrations

from palier.platform import rls


class Migration(migrations.Migration):
    dependencies = [("support", "0003_visit"), ("cases", "0002_walls")]
    operations = [rls.case_wall("support_visit", audience="social")]
