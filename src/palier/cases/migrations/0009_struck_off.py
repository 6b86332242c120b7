from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0008_outcomes"),
    ]

    operations = [
        migrations.AddField(
            model_name="identifier",
            name="struck_for",
            field=models.CharField(
                blank=True,
                choices=[
                    ("not_renewed", "not renewed in time"),
                    ("allocated", "a home was allocated"),
                    ("given_up", "the household gave it up"),
                    ("no_reply", "no reply to a letter of the registrar"),
                    ("inadmissible", "found inadmissible by a CALEOL"),
                ],
                max_length=12,
                verbose_name="struck off because",
            ),
        ),
        migrations.AddField(
            model_name="identifier",
            name="struck_on",
            field=models.DateField(blank=True, null=True, verbose_name="struck off on"),
        ),
        migrations.AddConstraint(
            model_name="identifier",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("struck_for", ""), ("struck_on", None)),
                    models.Q(
                        ("struck_for__in", ["not_renewed", "allocated", "given_up", "no_reply", "inadmissible"]),
                        ("struck_on__isnull", False),
                        ("system", "nur"),
                    ),
                    _connector="OR",
                ),
                name="only_an_hlm_request_is_struck_off",
            ),
        ),
    ]
