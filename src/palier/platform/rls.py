"""The second wall: one policy shape for every case-bound table, written by one migration operation.

A row is open to an actor when its case is shared with her organisation or service for the row's audience, the audience
is among hers, and the share has begun and not ended. Ids and dates come from `platform.context`.
"""

from django.db.migrations import RunSQL

OWNER, APP, WORKER = "palier_owner", "palier_app", "palier_worker"

# Sub-selects are evaluated once a statement, not once a row.
USER = "(SELECT nullif(current_setting('palier.user', true), '')::uuid)"
ORGANISATION = "(SELECT nullif(current_setting('palier.organisation', true), '')::uuid)"
SERVICE = "(SELECT nullif(current_setting('palier.service', true), '')::uuid)"
# The cast outside makes it an array to PostgreSQL; inside, `= ANY (SELECT …)` would compare with its rows.
AUDIENCES = "(SELECT coalesce(nullif(current_setting('palier.audiences', true), ''), '{}'))::text[]"
NOW = "(SELECT nullif(current_setting('palier.now', true), '')::timestamptz)"
SYSTEM = "(SELECT coalesce(current_setting('palier.system', true), ''))"

# The system actors the worker's policies admit, to read. What they write is not case-bound, is an event, or is in a
# table that one of them keeps.
SYSTEM_ACTORS = ("delivery", "placement")

RECIPIENT = f"organisation_id = {ORGANISATION} AND (service_id IS NULL OR service_id = {SERVICE})"


def shared(case_id: str, audience: str) -> str:
    """SQL: `case_id` is shared with the actor for `audience`, now. Both arguments are SQL expressions."""
    return (
        f"EXISTS (SELECT 1 FROM share s WHERE s.case_id = {case_id} AND s.audience = {audience}"  # noqa: S608 — ours
        f" AND s.audience = ANY ({AUDIENCES})"
        f" AND s.organisation_id = {ORGANISATION} AND (s.service_id IS NULL OR s.service_id = {SERVICE})"
        f" AND s.begins_at <= {NOW} AND (s.until IS NULL OR s.until > {NOW}))"
    )


def case_wall(table: str, *, audience: str | None = None, kept_by: str = "") -> RunSQL:
    """Wall a case-bound table whose rows all have `audience`, or carry their own in the column of that name.

    A row of the audience `internal` is one service's own: it is open to the service that wrote it alone. `kept_by`: the
    system actor that alone adds and removes rows, which nobody changes.
    """
    case_id = f'"{table}".case_id'
    if audience:
        condition = shared(case_id, f"'{audience}'")
    else:
        mine = f'("{table}".audience <> \'internal\' OR "{table}".service_id = {SERVICE})'
        condition = shared(case_id, f'"{table}".audience') + f" AND {mine}"
    return wall(table, condition, kept_by=kept_by)


def wall(
    table: str, condition: str, *, check: str | None = None, changes: str | None = None, kept_by: str = ""
) -> RunSQL:
    """Enable and force row-level security with our named policies; deny whatever they do not admit.

    `condition`: who sees a row. `check`: what a row must satisfy once written. `changes`: who may change or remove one,
    where that is fewer than those who see it. `kept_by`: see `case_wall`.
    """
    actors = ", ".join(f"'{name}'" for name in SYSTEM_ACTORS)
    serving, kept, mine = f"TO {APP}, {WORKER}", check or condition, changes or condition
    policies = {
        # Without it the owner's data migrations update 0 rows and its dumps are empty, both without an error.
        "owner": f"TO {OWNER} USING (true) WITH CHECK (true)",
        "shared": f"FOR SELECT {serving} USING ({condition})",
        "system": f"FOR SELECT TO {WORKER} USING ({SYSTEM} IN ({actors}))",
    }
    if kept_by:
        policies |= {
            "added": f"FOR INSERT TO {WORKER} WITH CHECK ({SYSTEM} = '{kept_by}')",
            "removed": f"FOR DELETE TO {WORKER} USING ({SYSTEM} = '{kept_by}')",
        }
    else:
        policies |= {
            "added": f"FOR INSERT {serving} WITH CHECK ({kept})",
            "changed": f"FOR UPDATE {serving} USING ({mine}) WITH CHECK ({kept})",
            "removed": f"FOR DELETE {serving} USING ({mine})",
        }
    return RunSQL(
        [
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
            f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
            *(f'CREATE POLICY {name} ON "{table}" {rule}' for name, rule in policies.items()),
        ],
        [
            *(f'DROP POLICY {name} ON "{table}"' for name in policies),
            f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY',
            f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY',
        ],
    )


def rewall(table: str, condition: str, *, former: str) -> RunSQL:
    """Change who sees and keeps the rows of a walled table; `former`: the condition until now."""

    def altered(said: str) -> list[str]:
        return [
            f'ALTER POLICY shared ON "{table}" USING ({said})',
            f'ALTER POLICY added ON "{table}" WITH CHECK ({said})',
            f'ALTER POLICY changed ON "{table}" USING ({said}) WITH CHECK ({said})',
            f'ALTER POLICY removed ON "{table}" USING ({said})',
        ]

    return RunSQL([*altered(condition)], [*altered(former)])


def seen(name: str, query: str) -> RunSQL:
    """Make `name(id uuid)`: whether `query`, SQL over `$1`, finds a row that the reader sees by the walls of its table.

    A policy that asks another table itself is planned with all the policies of that one in each statement, which takes
    milliseconds; the plan of a function is kept for the session.
    """
    made = f"CREATE FUNCTION {name}(id uuid) RETURNS boolean LANGUAGE plpgsql STABLE SET search_path = public"
    return RunSQL(
        [
            f"{made} AS $body$ BEGIN RETURN EXISTS ({query}); END $body$",
            f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC",
            f"GRANT EXECUTE ON FUNCTION {name} TO {OWNER}, {APP}, {WORKER}",
        ],
        f"DROP FUNCTION {name}(uuid)",
    )


def admit(actor: str, table: str) -> RunSQL:
    """Let one more system actor read one walled table, under the worker's account: for work that needs a few."""
    return RunSQL(
        f'CREATE POLICY "{actor}" ON "{table}" FOR SELECT TO {WORKER} USING ({SYSTEM} = \'{actor}\')',
        f'DROP POLICY "{actor}" ON "{table}"',
    )
