from django.db import migrations

from palier.platform import rls


class Migration(migrations.Migration):
    dependencies = [("reporting", "0002_walls"), ("tenancies", "0002_walls")]
    operations = [rls.admit("reporting", "head_lease")]
