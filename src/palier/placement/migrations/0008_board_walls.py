from django.db import migrations

from palier.platform import rls

# The services with a seat, by the policy of `partner_meeting`.
SEEN = 'EXISTS (SELECT 1 FROM partner_meeting m WHERE m.id = "{}".meeting_id'
OVERRIDE = SEEN.format("placement_override")


class Migration(migrations.Migration):
    dependencies = [("placement", "0007_board"), ("candidacies", "0004_meeting_walls")]
    operations = [
        rls.wall("board_pair", SEEN.format("board_pair") + ")", kept_by="placement"),
        # As the decision it goes with: until the meeting is closed.
        rls.wall(
            "placement_override",
            f"{OVERRIDE})",
            check=f"{OVERRIDE} AND m.closed_at IS NULL)",
            changes=f"{OVERRIDE} AND m.closed_at IS NULL)",
        ),
    ]
