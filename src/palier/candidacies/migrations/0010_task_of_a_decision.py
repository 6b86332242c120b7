import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("candidacies", "0009_elsewhere_walls"),
    ]

    operations = [
        migrations.AddField(
            model_name="meetingtask",
            name="decision",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="asked",
                to="candidacies.meetingdecision",
            ),
        ),
    ]
