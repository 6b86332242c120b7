from django.db import migrations, models

from palier.platform import rls

FORMER = rls.shared("counted_case.case_id", "'envelope'")
# A list that tells what is social of its cases is for who reads that of them.
SOCIAL = rls.shared("counted_case.case_id", "'social'")
LISTED = f"({FORMER}) AND (NOT social OR {SOCIAL})"


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0003_head_leases"),
        ("cases", "0012_aid"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="figure",
            name="figure_kind_known",
        ),
        migrations.RemoveConstraint(
            model_name="figure",
            name="no_personal_figure_under_five",
        ),
        migrations.AlterField(
            model_name="figure",
            name="value",
            field=models.PositiveBigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="countedcase",
            name="social",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="figure",
            name="kind",
            field=models.CharField(
                choices=[
                    ("indicator", "indicator"),
                    ("commitment", "commitment"),
                    ("path", "path"),
                    ("month", "requests by month"),
                    ("origin", "requests by origin"),
                    ("waiting", "days of cases by who acts next"),
                    ("empty", "days of empty homes by who acts next"),
                    ("aid_granted", "households granted an aid, by aid"),
                    ("aid_amount", "amounts of aids granted, by aid"),
                    ("aid_refused", "households refused an aid, by aid"),
                    ("aid_reason", "households refused an aid, by reason"),
                    ("age", "age of the applicant and household"),
                    ("housing", "where they lived"),
                    ("cause", "what happened"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="figure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "indicator",
                            "commitment",
                            "path",
                            "month",
                            "origin",
                            "waiting",
                            "empty",
                            "aid_granted",
                            "aid_amount",
                            "aid_refused",
                            "aid_reason",
                            "age",
                            "housing",
                            "cause",
                        ],
                    )
                ),
                name="figure_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="figure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind__in", ["age", "housing", "cause", "aid_granted", "aid_refused", "aid_reason"]),
                        _negated=True,
                    ),
                    models.Q(("across", ""), ("code", "")),
                    ("value", None),
                    ("value", 0),
                    ("value__gte", 5),
                    _connector="OR",
                ),
                name="no_personal_figure_under_five",
            ),
        ),
        migrations.RunSQL(
            f"ALTER POLICY shared ON counted_case USING ({LISTED})",
            f"ALTER POLICY shared ON counted_case USING ({FORMER})",
        ),
        rls.admit("reporting", "aid"),
    ]
