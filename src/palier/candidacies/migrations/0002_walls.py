from django.db import migrations

from palier.platform import rls


class Migration(migrations.Migration):
    dependencies = [("candidacies", "0001_initial"), ("cases", "0002_walls")]
    operations = [
        rls.case_wall("candidacy", audience="envelope"),
        rls.case_wall("presentation_note", audience="file"),
        rls.case_wall("provider_decision", audience="file"),
    ]
