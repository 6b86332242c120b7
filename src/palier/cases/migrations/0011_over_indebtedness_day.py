from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0010_housing_history"),
    ]

    operations = [
        migrations.AddField(
            model_name="situation",
            name="over_indebtedness_on",
            field=models.DateField(blank=True, null=True, verbose_name="stage reached on"),
        ),
    ]
