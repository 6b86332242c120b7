from django.db import migrations

from palier.platform import rls


class Migration(migrations.Migration):
    dependencies = [("placement", "0003_home_list"), ("cases", "0002_walls")]
    operations = [
        rls.case_wall("home_list", audience="file", kept_by="placement"),
        rls.case_wall("home_line", audience="file", kept_by="placement"),
    ]
