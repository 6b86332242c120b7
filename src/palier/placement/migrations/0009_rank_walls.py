from django.db import migrations

from palier.platform import rls

# Where a household stood is said of the homes of every landlord: who follows or coordinates reads it, nobody else.
SHARED = rls.shared('"matching_rank".case_id', "'file'")
FOLLOWED = f"{SHARED} AND 'candidacies' = ANY ({rls.AUDIENCES})"


class Migration(migrations.Migration):
    dependencies = [("placement", "0008_board_walls"), ("cases", "0002_walls")]
    operations = [
        migrations.RunSQL(
            f"ALTER POLICY shared ON matching_rank USING ({FOLLOWED})",
            f"ALTER POLICY shared ON matching_rank USING ({SHARED})",
        )
    ]
