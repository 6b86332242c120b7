from django.db import migrations

from palier.platform import rls


class Migration(migrations.Migration):
    dependencies = [("candidacies", "0005_placecandidacy"), ("cases", "0002_walls")]
    operations = [rls.case_wall("place_candidacy", audience="envelope")]
