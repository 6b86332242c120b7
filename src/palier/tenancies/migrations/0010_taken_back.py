import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0008_outcomes"),
        ("homes", "0009_residence_months"),
        ("organisations", "0004_letterhead"),
        ("tenancies", "0009_readiness_walls"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="accountline",
            name="taken_back_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="accountline",
            name="taken_back_for",
            field=models.CharField(
                blank=True,
                choices=[
                    ("mistake", "written by mistake"),
                    ("twice", "written twice"),
                    ("elsewhere", "of another account or household"),
                    ("returned", "the bank returned the payment"),
                    ("not_due", "not due in the end"),
                ],
                max_length=10,
                verbose_name="why",
            ),
        ),
        migrations.RunSQL(
            "UPDATE account_line SET taken_back_for = 'mistake' WHERE taken_back_at IS NOT NULL", migrations.RunSQL.noop
        ),
        migrations.AddConstraint(
            model_name="accountline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("taken_back_at", None), ("taken_back_by", None), ("taken_back_for", "")),
                    models.Q(
                        ("taken_back_at__isnull", False),
                        ("taken_back_for__in", ["mistake", "twice", "elsewhere", "returned", "not_due"]),
                    ),
                    _connector="OR",
                ),
                name="line_taken_back_for_a_reason",
            ),
        ),
    ]
