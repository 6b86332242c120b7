from django.db import migrations

# The lines of a file between reading and merging, inside one transaction: never there after it, hence unlogged. The
# application may not make temporary tables: one named `share` would stand before the wall's.
MAKE = """
CREATE UNLOGGED TABLE stock_line (
    stock_import uuid NOT NULL,
    row integer NOT NULL,
    internal_id text NOT NULL,
    digest text,
    home jsonb
)
"""


class Migration(migrations.Migration):
    dependencies = [("homes", "0001_initial")]
    operations = [migrations.RunSQL(MAKE, "DROP TABLE stock_line")]
