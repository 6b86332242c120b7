from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("homes", "0010_placeuse_titled"),
    ]

    operations = [
        migrations.AddField(
            model_name="place",
            name="services",
            field=models.DecimalField(decimal_places=2, max_digits=8, null=True, verbose_name="services in the fee"),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.CheckConstraint(
                condition=models.Q(services=None) | models.Q(fee__isnull=False, services__range=(0, models.F("fee"))),
                name="services_within_the_fee",
            ),
        ),
    ]
