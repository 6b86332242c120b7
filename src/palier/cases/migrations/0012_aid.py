import uuid

import django.db.models.deletion
from django.db import migrations, models

from palier.platform import rls


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0011_over_indebtedness_day"),
    ]

    operations = [
        migrations.CreateModel(
            name="Aid",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("hotel_nights", "hotel nights"),
                            ("housing_fund_entry", "housing fund (FSL), to enter a home"),
                            ("housing_fund_keep", "housing fund (FSL), to keep the home"),
                            ("loca_pass", "Loca-Pass advance"),
                            ("visale", "Visale guarantee"),
                            ("action_logement", "one-off aid of Action Logement"),
                            ("grant", "another grant"),
                        ],
                        max_length=20,
                        verbose_name="aid",
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        choices=[("awaited", "awaited"), ("granted", "granted"), ("refused", "refused")],
                        max_length=10,
                        verbose_name="answer",
                    ),
                ),
                ("giver", models.CharField(blank=True, max_length=120, verbose_name="who gives it")),
                ("asked_on", models.DateField(blank=True, null=True, verbose_name="asked on")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="decided on")),
                (
                    "amount",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, verbose_name="amount"),
                ),
                ("nights", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="nights")),
                ("first_night_on", models.DateField(blank=True, null=True, verbose_name="first night")),
                (
                    "refusal",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("resources", "resources above the ceiling"),
                            ("effort", "the home is too dear for the household"),
                            ("not_concerned", "not for this household or this home"),
                            ("too_late", "asked too late"),
                            ("same_aid", "another aid for the same thing"),
                            ("debt_file", "over-indebtedness file"),
                            ("incomplete", "papers were missing"),
                            ("no_money", "no money left in the fund"),
                            ("other", "another reason"),
                            ("not_said", "no reason was given"),
                        ],
                        max_length=20,
                        verbose_name="refused because",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case"),
                ),
            ],
            options={
                "db_table": "aid",
                "ordering": [models.OrderBy(models.F("decided_on"), descending=True, nulls_first=True), "id"],
                "indexes": [models.Index(fields=["case"], name="aid_of_case")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "hotel_nights",
                                    "housing_fund_entry",
                                    "housing_fund_keep",
                                    "loca_pass",
                                    "visale",
                                    "action_logement",
                                    "grant",
                                ],
                            )
                        ),
                        name="aid_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "awaited"), ("decided_on", None)),
                            models.Q(("answer__in", ["granted", "refused"]), ("decided_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="aid_answered_on_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("asked_on", None),
                            ("decided_on", None),
                            ("decided_on__gte", models.F("asked_on")),
                            _connector="OR",
                        ),
                        name="aid_decided_after_it_was_asked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount", None), models.Q(("amount__gt", 0), ("answer", "granted")), _connector="OR"
                        ),
                        name="aid_amount_of_what_is_granted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("first_night_on", None),
                                ("nights", None),
                                models.Q(("answer", "granted"), ("kind", "hotel_nights"), _negated=True),
                            ),
                            models.Q(
                                ("answer", "granted"),
                                ("first_night_on__isnull", False),
                                ("kind", "hotel_nights"),
                                ("nights__gte", 1),
                                ("nights__lte", 366),
                            ),
                            _connector="OR",
                        ),
                        name="aid_nights_of_a_hotel",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answer", "refused"),
                                (
                                    "refusal__in",
                                    [
                                        "resources",
                                        "effort",
                                        "not_concerned",
                                        "too_late",
                                        "same_aid",
                                        "debt_file",
                                        "incomplete",
                                        "no_money",
                                        "other",
                                        "not_said",
                                    ],
                                ),
                            ),
                            models.Q(models.Q(("answer", "refused"), _negated=True), ("refusal", "")),
                            _connector="OR",
                        ),
                        name="aid_refused_for_a_reason",
                    ),
                ],
            },
        ),
        rls.case_wall("aid", audience="social"),
    ]
