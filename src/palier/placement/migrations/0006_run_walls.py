from django.db import migrations

from palier.platform import rls

# The parties of the agreement know that it was computed, when and by what; nobody but the worker reads the facts.
SIGNED = "SELECT 1 FROM party p WHERE p.agreement_id = matching_run.agreement_id AND p.organisation_id"
PARTY = f"'envelope' = ANY ({rls.AUDIENCES}) AND EXISTS ({SIGNED} = {rls.ORGANISATION})"


class Migration(migrations.Migration):
    dependencies = [("placement", "0005_matching_run"), ("cases", "0002_walls")]
    operations = [
        rls.wall("matching_run", PARTY, kept_by="placement"),
        rls.wall("matching_facts", "false", kept_by="placement"),
        rls.case_wall("matching_rank", audience="file", kept_by="placement"),
    ]
