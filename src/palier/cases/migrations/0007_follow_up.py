import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from palier.platform import rls

# The table a service kept before is its own, and nobody's who does not read the files and stories of its households.
# The work that forgets it has no audience, and sees no case.
READERS = f"'file' = ANY ({rls.AUDIENCES}) AND 'social' = ANY ({rls.AUDIENCES})"
OWN = f"service_id = {rls.SERVICE} AND ({READERS} OR {rls.SYSTEM} = 'forgetting')"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_request"),
        ("organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FollowUpFile",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "origin",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("housing_body_detection", "detected by the housing body"),
                            ("association_ready", "ready, signalled by the association"),
                            ("landlord_signal", "signalled by the landlord"),
                            ("partner", "sent by a partner"),
                            ("self", "the household called by itself"),
                        ],
                        max_length=30,
                        verbose_name="origin",
                    ),
                ),
                ("file_name", models.CharField(max_length=200, verbose_name="file")),
                ("digest", models.CharField(max_length=64)),
                ("header_digest", models.CharField(max_length=64)),
                ("content", models.BinaryField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "being read"),
                            ("to_correct", "to be corrected"),
                            ("checked", "ready to be applied"),
                            ("applied", "applied"),
                            ("refused", "refused"),
                            ("dropped", "given up"),
                        ],
                        default="received",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("targets", models.JSONField(default=list)),
                ("meanings", models.JSONField(default=dict)),
                ("wanted", models.JSONField(default=list)),
                ("counts", models.JSONField(default=dict)),
                ("report", models.JSONField(default=dict)),
                ("asked_at", models.DateTimeField(verbose_name="brought in")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended")),
                ("job_id", models.UUIDField(null=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.agreement",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.service"
                    ),
                ),
            ],
            options={
                "db_table": "follow_up_file",
                "ordering": ["-asked_at"],
                "indexes": [models.Index(fields=["service", "asked_at"], name="follow_up_file_of_service")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("content__isnull", False), ("ended_at", None), ("state__in", ["received", "checked"])
                            ),
                            models.Q(
                                ("content", None), ("ended_at__isnull", False), ("state__in", ["applied", "dropped"])
                            ),
                            _connector="OR",
                        ),
                        name="follow_up_file_is_forgotten_with_its_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["checked", "applied"]), _negated=True),
                            models.Q(("agreement__isnull", False), models.Q(("origin", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="follow_up_file_has_an_agreement",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FollowUpMapping",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("header_digest", models.CharField(max_length=64)),
                ("targets", models.JSONField(default=list)),
                ("meanings", models.JSONField(default=dict)),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("housing_body_detection", "detected by the housing body"),
                            ("association_ready", "ready, signalled by the association"),
                            ("landlord_signal", "signalled by the landlord"),
                            ("partner", "sent by a partner"),
                            ("self", "the household called by itself"),
                        ],
                        max_length=30,
                        verbose_name="origin",
                    ),
                ),
                ("kept_at", models.DateTimeField()),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.agreement"
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.service"
                    ),
                ),
            ],
            options={
                "db_table": "follow_up_mapping",
                "constraints": [
                    models.UniqueConstraint(fields=("service", "header_digest"), name="follow_up_mapping_once")
                ],
            },
        ),
        rls.wall("follow_up_file", OWN),
        rls.wall("follow_up_mapping", OWN),
    ]
