"""The question of vacancy.py in SQL, for PostgreSQL and DuckDB alike: the first 50, with the answer to each criterion.

No import: the peers' environment reads it too.
"""

QUERY = """
WITH judged AS (
    SELECT id, tier, registered, priority_public, ready, first_wish,
           CASE WHEN {commune} IN (wish1, wish2, wish3) THEN 2 ELSE 0 END AS commune,
           CASE WHEN max_rent < 0 THEN 1 WHEN {cost} <= max_rent THEN 2 ELSE 0 END AS rent,
           CASE WHEN {surface} >= {norm} THEN 2 ELSE 0 END AS surface,
           CASE WHEN needs_accessible = 0 THEN 2 ELSE 0 END AS accessible,
           CASE WHEN income < 0 THEN 1 WHEN income <= {low} THEN 2 WHEN income > {high} THEN 0 ELSE 1 END AS income,
           CASE WHEN {rooms} <= persons + 1 THEN 2 ELSE 1 END AS rooms
    FROM households
), possible AS (
    SELECT *, least(commune, rent, surface, accessible, income, rooms) AS verdict,
           least(greatest({month} - extract(year FROM registered)::int * 12 - extract(month FROM registered)::int
                 - CASE WHEN {day} < extract(day FROM registered) THEN 1 ELSE 0 END, 0), 36)
           + CASE WHEN priority_public = 1 THEN 10 ELSE 0 END + CASE WHEN ready = 1 THEN 5 ELSE 0 END
           + CASE WHEN first_wish = {commune} THEN 5 ELSE 0 END AS points
    FROM judged
    WHERE commune > 0 AND rent > 0 AND surface > 0 AND accessible > 0 AND income > 0
)
SELECT id, verdict, tier, points, commune, rent, surface, accessible, income, rooms
FROM possible ORDER BY verdict DESC, tier, points DESC, registered, id LIMIT 50
"""
COLUMNS = (
    "persons single_parent income max_rent needs_accessible tier priority_public ready first_wish wish1 wish2 wish3"
).split()


def written(known) -> str:
    """With the home's figures and the law's."""
    commune, rent, charges, surface, rooms = (int(one) for one in known["home"])
    category = "persons + single_parent"
    return QUERY.format(
        commune=commune,
        cost=rent + charges,
        surface=surface,
        rooms=rooms,
        norm=_step("persons", known["norms"]),
        low=_step(category, known["ceilings"]),
        high=_step(f"{category} + 1", known["ceilings"]),
        month=2026 * 12 + 3,
        day=12,
    )


def _step(of: str, table) -> str:
    steps = " ".join(f"WHEN {line} THEN {int(value)}" for line, value in enumerate(table, 1))
    return f"CASE {of} {steps} END"
