from django.db import migrations

# The days of a title are told from those written by hand: nobody changes them but the title.
TITLED = "UPDATE place_use SET titled = true WHERE id IN (SELECT place_use_id FROM tenancy)"


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0006_titled_to"), ("homes", "0010_placeuse_titled")]
    operations = [migrations.RunSQL(TITLED, migrations.RunSQL.noop)]
