import uuid

import django.db.models.deletion
from django.db import migrations, models

from palier.platform import rls
from palier.platform.text import search_key

# What was typed where there is no employer; `employers.NOBODY` says the same today.
NOBODY = {"", "aucun", "aucune", "none", "sans", "sans emploi", "neant", "personne", "no"}


def link_employers(apps, schema_editor):
    """Each name typed so far gets its entry in the list, unchecked; the words typed stay as they are."""
    employers, households = apps.get_model("cases", "Employer").objects, apps.get_model("cases", "Household").objects
    named = households.exclude(employer="").values_list("employer", flat=True).distinct()
    for name in named.order_by("employer"):
        if (key := search_key(name)[:130]) not in NOBODY:
            employer, _made = employers.get_or_create(key=key, defaults={"name": name})
            households.filter(employer=name).update(known_employer=employer)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_handover"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Closing",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("reason", models.CharField(max_length=500, verbose_name="why")),
                ("sent_to", models.CharField(blank=True, max_length=200, verbose_name="sent to")),
            ],
            options={
                "db_table": "closing",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="closing_says_why")
                ],
            },
        ),
        migrations.CreateModel(
            name="Debt",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("creditor", models.CharField(max_length=120, verbose_name="creditor")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("rent", "rent and charges"),
                            ("energy", "energy, water, telephone"),
                            ("credit", "consumer credit"),
                            ("mortgage", "home loan"),
                            ("overdraft", "overdraft"),
                            ("tax", "taxes and fines"),
                            ("repayment", "benefits to pay back"),
                            ("relatives", "relatives"),
                            ("other", "other"),
                        ],
                        max_length=20,
                        verbose_name="debt",
                    ),
                ),
                ("balance", models.DecimalField(decimal_places=2, max_digits=10, verbose_name="still owed")),
                (
                    "monthly_payment",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=9, null=True, verbose_name="paid a month"
                    ),
                ),
            ],
            options={
                "db_table": "debt",
                "ordering": ["-balance", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("balance__gte", 0),
                            models.Q(("monthly_payment", None), ("monthly_payment__gte", 0), _connector="OR"),
                        ),
                        name="debt_not_negative",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Employer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120, verbose_name="employer")),
                ("key", models.CharField(max_length=130, unique=True)),
                (
                    "contributes",
                    models.CharField(
                        choices=[("not_checked", "not checked"), ("yes", "contributes"), ("no", "does not contribute")],
                        default="not_checked",
                        max_length=12,
                        verbose_name="contribution to housing",
                    ),
                ),
                ("checked_on", models.DateField(blank=True, null=True, verbose_name="checked on")),
                ("siren", models.CharField(blank=True, max_length=9, verbose_name="SIREN")),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "db_table": "employer",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("checked_on", None), ("contributes", "not_checked")),
                            models.Q(("checked_on__isnull", False), ("contributes__in", ["yes", "no"])),
                            _connector="OR",
                        ),
                        name="employer_checked_on_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("siren", ""), ("siren__regex", "^[0-9]{9}$"), _connector="OR"),
                        name="siren_has_nine_figures",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Identifier",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "system",
                    models.CharField(
                        choices=[
                            ("nur", "HLM request (NUR)"),
                            ("alin", "AL’in"),
                            ("siao", "SI-SIAO"),
                            ("dalo", "DALO"),
                            ("syplo", "SYPLO"),
                            ("banque_de_france", "Banque de France"),
                            ("ccapex", "CCAPEX"),
                        ],
                        max_length=20,
                        verbose_name="where",
                    ),
                ),
                ("number", models.CharField(max_length=40, verbose_name="number")),
                ("obtained_on", models.DateField(blank=True, null=True, verbose_name="obtained on")),
                ("renewed_on", models.DateField(blank=True, null=True, verbose_name="last renewed on")),
                ("last_checked_on", models.DateField(blank=True, null=True, verbose_name="last checked on")),
            ],
            options={
                "db_table": "identifier",
                "ordering": ["system", "obtained_on", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("renewed_on", None),
                            ("obtained_on", None),
                            ("renewed_on__gte", models.F("obtained_on")),
                            _connector="OR",
                        ),
                        name="renewed_after_it_was_obtained",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Income",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("salary", "salary"),
                            ("unemployment", "unemployment benefit"),
                            ("family_benefits", "family benefits"),
                            ("in_work_benefit", "in-work benefit (prime d’activité)"),
                            ("minimum_income", "minimum income (RSA)"),
                            ("housing_benefit", "housing benefit (APL, AL)"),
                            ("pension", "pension"),
                            ("alimony", "maintenance received"),
                            ("other", "other"),
                        ],
                        max_length=20,
                        verbose_name="income",
                    ),
                ),
                ("monthly", models.DecimalField(decimal_places=2, max_digits=9, verbose_name="amount a month")),
                ("begins_on", models.DateField(blank=True, null=True, verbose_name="from")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("said", "said by the household"),
                            ("payslip", "payslip"),
                            ("notice", "notice of payment or of rights"),
                            ("bank_statement", "bank statement"),
                        ],
                        max_length=20,
                        verbose_name="how it is known",
                    ),
                ),
                ("seen_on", models.DateField(blank=True, null=True, verbose_name="paper seen on")),
            ],
            options={
                "db_table": "income",
                "ordering": ["kind", "begins_on", "id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("monthly__gte", 0)), name="income_not_negative"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("begins_on", None), ("until", None), ("until__gte", models.F("begins_on")), _connector="OR"
                        ),
                        name="income_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "salary",
                                    "unemployment",
                                    "family_benefits",
                                    "in_work_benefit",
                                    "minimum_income",
                                    "housing_benefit",
                                    "pension",
                                    "alimony",
                                    "other",
                                ],
                            )
                        ),
                        name="income_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "destination",
                    models.CharField(
                        choices=[
                            ("caleol", "CALEOL"),
                            ("fjt", "young workers’ residence (FJT)"),
                            ("siao", "SIAO"),
                            ("fsl", "housing solidarity fund (FSL)"),
                            ("loca_pass", "Loca-Pass advance"),
                            ("banque_de_france", "Banque de France"),
                            ("slide", "slide of the lease"),
                        ],
                        max_length=20,
                        verbose_name="for",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("identity", "identity papers of the adults"),
                            ("residence_permit", "residence permit"),
                            ("tax_notice", "tax notice of the year before last"),
                            ("payslips", "proof of the resources of the last three months"),
                            ("work_contract", "work contract or employer’s certificate"),
                            ("family_book", "family record book"),
                            ("benefits", "statement of the CAF or MSA"),
                            ("current_home", "proof of the present home: lease, host’s letter, letter of the place"),
                            ("rent_receipts", "rent receipts or landlord’s statement"),
                            ("notice_to_leave", "notice, order to pay or judgment about the home"),
                            (
                                "separation",
                                "judgment or agreement on the separation, declaration of a breach of civil union",
                            ),
                            ("request", "certificate of the HLM request, up to date"),
                            ("social_report", "social report"),
                            ("new_lease", "lease signed, or letter that the home is granted"),
                            ("bank_details", "bank details"),
                            ("bank_statements", "bank statements of the last three months"),
                            ("creditors", "letters of the creditors, credit contracts"),
                            ("home_insurance", "home insurance certificate"),
                        ],
                        max_length=20,
                        verbose_name="paper",
                    ),
                ),
                ("asked_on", models.DateField(blank=True, null=True, verbose_name="asked on")),
                ("seen_on", models.DateField(blank=True, null=True, verbose_name="seen on")),
                ("expires_on", models.DateField(blank=True, null=True, verbose_name="good until")),
                ("not_conforming", models.CharField(blank=True, max_length=200, verbose_name="what is wrong with it")),
            ],
            options={
                "db_table": "paper",
                "ordering": ["destination", "kind"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("seen_on__isnull", False),
                            models.Q(
                                ("expires_on", None),
                                models.Q(("not_conforming", ""), ("asked_on__isnull", False), _connector="OR"),
                            ),
                            _connector="OR",
                        ),
                        name="paper_judged_once_seen",
                    )
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="person",
            name="one_applicant_a_case",
        ),
        migrations.AddField(
            model_name="case",
            name="asked_on",
            field=models.DateField(blank=True, null=True, verbose_name="asked on"),
        ),
        migrations.AddField(
            model_name="case",
            name="former",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="waiting_for",
            field=models.CharField(
                blank=True,
                choices=[
                    ("answer", "an answer"),
                    ("paper", "a paper"),
                    ("decision", "a decision"),
                    ("appointment", "an appointment"),
                    ("payment", "a payment"),
                ],
                max_length=20,
                verbose_name="what is awaited",
            ),
        ),
        migrations.AddField(
            model_name="household",
            name="over_indebtedness",
            field=models.CharField(
                blank=True,
                choices=[
                    ("none", "no file"),
                    ("filed", "filed"),
                    ("admissible", "admissible"),
                    ("inadmissible", "not admissible"),
                    ("statement_of_debts", "statement of debts received"),
                    ("orientation", "orientation decided"),
                    ("plan", "agreed plan"),
                    ("measures", "imposed measures"),
                    ("personal_recovery", "personal recovery"),
                    ("closed", "closed"),
                ],
                max_length=20,
                verbose_name="over-indebtedness file",
            ),
        ),
        migrations.AddField(
            model_name="household",
            name="rent_debt",
            field=models.BooleanField(blank=True, null=True, verbose_name="owes rent"),
        ),
        migrations.AddField(
            model_name="household",
            name="rent_plan",
            field=models.BooleanField(blank=True, null=True, verbose_name="keeps to a plan for the rent"),
        ),
        migrations.AddField(
            model_name="person",
            name="alternating",
            field=models.BooleanField(default=False, verbose_name="lives with each parent in turn"),
        ),
        migrations.AddField(
            model_name="person",
            name="removed_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AlterField(
            model_name="case",
            name="waiting_on",
            field=models.CharField(
                choices=[
                    ("holder", "the holder"),
                    ("household", "the household"),
                    ("partner", "a partner"),
                    ("caf", "the family benefits office (CAF)"),
                    ("banque_de_france", "Banque de France"),
                    ("siao", "the SIAO"),
                    ("court", "a court"),
                    ("employer", "the employer"),
                    ("landlord", "the landlord"),
                    ("prefecture", "the prefecture"),
                ],
                default="holder",
                max_length=20,
                verbose_name="waiting on",
            ),
        ),
        migrations.AlterField(
            model_name="person",
            name="kind",
            field=models.CharField(
                choices=[
                    ("applicant", "applicant"),
                    ("partner", "spouse or partner"),
                    ("adult", "adult"),
                    ("child", "child"),
                ],
                max_length=10,
                verbose_name="place in the household",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "applicant"), ("removed_at", None)),
                fields=("case",),
                name="one_applicant_a_case",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "child"), ("alternating", False), _connector="OR"),
                name="only_children_live_with_each_parent",
            ),
        ),
        migrations.AddField(
            model_name="closing",
            name="case",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case"),
        ),
        migrations.AddField(
            model_name="debt",
            name="case",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case"),
        ),
        migrations.AddField(
            model_name="household",
            name="known_employer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.employer",
            ),
        ),
        migrations.AddConstraint(
            model_name="household",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "over_indebtedness__in",
                        [
                            "",
                            "none",
                            "filed",
                            "admissible",
                            "inadmissible",
                            "statement_of_debts",
                            "orientation",
                            "plan",
                            "measures",
                            "personal_recovery",
                            "closed",
                        ],
                    )
                ),
                name="over_indebtedness_known",
            ),
        ),
        migrations.AddField(
            model_name="identifier",
            name="case",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case"),
        ),
        migrations.AddField(
            model_name="income",
            name="case",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case"),
        ),
        migrations.AddField(
            model_name="income",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.person", verbose_name="person"
            ),
        ),
        migrations.AddField(
            model_name="paper",
            name="asked_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.service",
            ),
        ),
        migrations.AddField(
            model_name="paper",
            name="case",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case"),
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.UniqueConstraint(fields=("case",), name="one_closing_a_case"),
        ),
        migrations.AddIndex(
            model_name="debt",
            index=models.Index(fields=["case"], name="debt_of_case"),
        ),
        migrations.AddConstraint(
            model_name="identifier",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None)), fields=("case", "system", "number"), name="identifier_once"
            ),
        ),
        migrations.AddIndex(
            model_name="income",
            index=models.Index(fields=["case"], name="income_of_case"),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None)),
                fields=("case", "destination", "kind"),
                name="paper_once_a_destination",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("asked_by", None), ("asked_on", None)),
                    models.Q(("asked_by__isnull", False), ("asked_on__isnull", False)),
                    _connector="OR",
                ),
                name="paper_asked_by_somebody",
            ),
        ),
        rls.case_wall("income", audience="file"),
        rls.case_wall("debt", audience="social"),
        rls.case_wall("identifier", audience="file"),
        rls.case_wall("paper", audience="file"),
        rls.case_wall("closing", audience="social"),
        migrations.RunPython(link_employers, migrations.RunPython.noop),
    ]
