from django.db import migrations

from palier.platform import rls

SHARED = rls.shared("account_line.case_id", "'tenancy'")
# Whoever recovers debts reads what the association owes her own organisation, and nothing else of the case.
OWED = f"(payer = 'association' AND landlord_id = {rls.ORGANISATION} AND 'account' = ANY ({rls.AUDIENCES}))"


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0003_life")]
    operations = [
        *(
            rls.case_wall(table, audience="tenancy")
            for table in ("agreed_criterion", "review", "review_position", "slide")
        ),
        rls.wall("account_line", f"{SHARED} OR {OWED}", check=SHARED, changes=SHARED),
    ]
