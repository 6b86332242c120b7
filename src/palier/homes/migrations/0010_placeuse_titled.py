from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("homes", "0009_residence_months"),
    ]

    operations = [
        migrations.AddField(
            model_name="placeuse",
            name="titled",
            field=models.BooleanField(default=False),
        ),
    ]
