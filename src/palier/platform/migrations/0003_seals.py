import uuid

import django.db.models.deletion
from django.db import migrations, models

from palier.platform import rls

# The worker adds; nobody changes, and the pages never ask.
RIGHTS = [
    "REVOKE ALL ON seal, sealed FROM palier_app",
    "REVOKE UPDATE, DELETE ON seal, sealed FROM palier_worker",
    *(
        f"CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()"
        for table in ("seal", "sealed")
    ),
]
READING = [
    f"CREATE POLICY sealing ON {table} FOR SELECT TO {rls.WORKER} USING ({rls.SYSTEM} = 'record')"
    for table in ("event", "access")
]


class Migration(migrations.Migration):
    dependencies = [("platform", "0002_append_only")]

    operations = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField(null=True)),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("rows", models.PositiveIntegerField()),
                ("previous", models.CharField(blank=True, max_length=64)),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "db_table": "seal",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation_id", "number"), name="seal_once", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1), ("rows__gte", 1)), name="seal_of_something"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sealed",
            fields=[
                ("record_id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "seal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="closed", to="platform.seal"
                    ),
                ),
            ],
            options={"db_table": "sealed"},
        ),
        migrations.RunSQL([*RIGHTS], migrations.RunSQL.noop),
        migrations.RunSQL([*READING], [f"DROP POLICY sealing ON {table}" for table in ("event", "access")]),
    ]
