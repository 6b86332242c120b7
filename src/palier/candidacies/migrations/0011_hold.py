import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("candidacies", "0010_task_of_a_decision"),
        ("homes", "0009_residence_months"),
    ]

    operations = [
        migrations.AddField(
            model_name="placecandidacy",
            name="hold",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="homes.placeuse"
            ),
        ),
    ]
