from django.db import migrations

# A write without an actor is a programme error, and what happened is never changed: not even by the tables' owner.
TRIGGER = """
CREATE FUNCTION refuse_unsigned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('palier.user', true), '') = ''
       AND coalesce(current_setting('palier.system', true), '') = '' THEN
        RAISE EXCEPTION 'no actor in the context: % refused', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
"""
UNDO = "DROP FUNCTION refuse_unsigned; DROP FUNCTION refuse_rewriting;"


def guard(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        [
            f"CREATE TRIGGER signed BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_unsigned()",
            f"CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()",
            f"CREATE TRIGGER whole BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()",
        ],
        [f"DROP TRIGGER {name} ON {table}" for name in ("signed", "kept", "whole")],
    )


class Migration(migrations.Migration):
    dependencies = [("platform", "0001_initial")]
    operations = [migrations.RunSQL(TRIGGER, UNDO), guard("event"), guard("access")]
