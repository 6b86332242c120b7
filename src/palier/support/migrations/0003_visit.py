import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_struck_off"),
        ("support", "0002_walls"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SupportVisit",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("on", models.DateField(verbose_name="on")),
                (
                    "means",
                    models.CharField(
                        choices=[
                            ("home", "at its home"),
                            ("office", "at the service"),
                            ("accompanied", "accompanied to an appointment"),
                            ("phone", "by phone"),
                        ],
                        max_length=12,
                        verbose_name="how",
                    ),
                ),
                ("kept", models.BooleanField(verbose_name="the household was there")),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case"),
                ),
                (
                    "mandate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="visits", to="support.supportmandate"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "support_visit",
                "ordering": ["-on", "means"],
                "constraints": [
                    models.UniqueConstraint(fields=("mandate", "on", "means"), name="visit_once"),
                    models.CheckConstraint(
                        condition=models.Q(("means__in", ["home", "office", "accompanied", "phone"])),
                        name="visited_somehow",
                    ),
                ],
            },
        ),
    ]
