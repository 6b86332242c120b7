"""What comes in and what is owed.

`monthly_resources` has one definition, here: the incomes that run that day where they were written one by one,
otherwise the figure that was typed; the housing benefit apart, since what a home costs is counted after it. Counting it
on both sides would find homes cheaper than they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from palier.cases.facts import Debt, Income
from palier.cases.models import Person
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.errors import Invalid

# To be joined to a `household h`; it takes the parameter `on`, the day.
INCOMES = """
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE i.kind <> 'housing_benefit') AS itemised,
           coalesce(sum(i.monthly) FILTER (WHERE i.kind <> 'housing_benefit' AND i.runs), 0) AS monthly,
           sum(i.monthly) FILTER (WHERE i.kind = 'housing_benefit' AND i.runs) AS housing_benefit
    FROM (
        SELECT kind, monthly,
               coalesce(begins_on <= %(on)s, true) AND coalesce(until >= %(on)s, true) AS runs
        FROM income WHERE income.case_id = h.case_id AND income.removed_at IS NULL
    ) i
) incomes
"""
MONTHLY_RESOURCES = "CASE WHEN incomes.itemised > 0 THEN incomes.monthly ELSE h.monthly_resources END"
QUERY = f"""
SELECT h.case_id, {MONTHLY_RESOURCES}, incomes.itemised, incomes.housing_benefit
FROM household h {INCOMES}
WHERE h.case_id = ANY (%(cases)s)
"""  # noqa: S608 — ours


@dataclass(frozen=True)
class Resources:
    """Euros a month. `itemised`: the sum of incomes written one by one. None means not known."""

    monthly: Decimal | None
    itemised: bool
    housing_benefit: Decimal | None


def resources_on(day: date, cases: Sequence[UUID]) -> dict[UUID, Resources]:
    """The resources of these households that day, as far as the context may open their file."""
    with connection.cursor() as cursor:
        cursor.execute(QUERY, {"on": day, "cases": list(cases)})
        return {case: Resources(monthly, itemised > 0, housing) for case, monthly, itemised, housing in cursor}


def check_income(actor: Actor, income: Income, at: datetime) -> None:
    """Raises Invalid for an income that is there already, one that ends before it begins, somebody else's."""
    wrong = {}
    today = at.astimezone(clock.PARIS).date()
    if not Person.objects.filter(case=income.case_id, id=income.person_id).exists():
        raise Invalid(fields={"person": _("Choose somebody of this household.")})
    if income.begins_on and income.until and income.until < income.begins_on:
        wrong["until"] = _("It cannot end before it begins.")
    if income.seen_on and income.seen_on > today:
        wrong["seen_on"] = _("This day is still to come: check the year.")
    others = Income.objects.filter(case=income.case_id, person=income.person_id, kind=income.kind)
    if any(income.meets(other) for other in others.exclude(id=income.id)):
        wrong["kind"] = _(
            "This income is written already for some of these days. Correct that one, or say the day on which it ended."
        )
    if wrong:
        raise Invalid(fields=wrong)


def check_debt(actor: Actor, debt: Debt, at: datetime) -> None:
    """Raises Invalid for a debt without a creditor."""
    if not debt.creditor.strip():
        raise Invalid(fields={"creditor": _("Say who is owed.")})
