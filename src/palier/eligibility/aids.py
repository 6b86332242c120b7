"""The aids to enter a home, for one household and one home: the Loca-Pass advance and the housing fund (FSL).

No aid is promised. What stands in the way is said with its text; what no file says is still to be asked, never a no.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from palier.cases.enums import Contribution, OverIndebtedness, PersonKind
from palier.cases.models import Case, Household, Person
from palier.cases.queries import rows_visible_to
from palier.platform.actor import Actor
from palier.rules import housing_fund, loca_pass
from palier.rules.columns import Column, HouseholdColumns
from palier.rules.conditions import Condition, all_of
from palier.rules.days import day_number
from palier.rules.judgement import Verdict
from palier.rules.law import Law
from palier.tenancies.enums import Advance
from palier.tenancies.models import Deposit

# The housing fund whose rules are known, by the SIREN of its grouping of communes.
METROPOLE_DE_LYON = "200046977"
NO_DEBT_FILE = frozenset({OverIndebtedness.NONE, OverIndebtedness.CLOSED})


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An entry to come: `signed_on`, the day the lease is to be signed and to begin; `epci`, the SIREN of the grouping
    of communes of the home; `effort` in ten-thousandths, None while it is a range. `residence`: it is a place of one,
    under a contract and not a lease.
    """

    signed_on: date
    epci: str
    sublease: bool
    residence: bool
    effort: int | None


@dataclass(frozen=True)
class EntryAid:
    """`code`: loca_pass or housing_fund. Shapes (1,)."""

    code: str
    conditions: Sequence[Condition]

    @property
    def verdict(self) -> Verdict:
        return Verdict(int(all_of(self.conditions)[0]))


def aids(actor: Actor, case: Case, household: HouseholdColumns, entry: Entry, law: Law) -> Sequence[EntryAid]:
    """What is known of each aid by the law of a day. `household`: the row of the case, shape (1,)."""
    return (
        EntryAid("loca_pass", loca_pass.conditions(_advance(actor, case, entry, law.on), law)),
        EntryAid("housing_fund", housing_fund.conditions(_help(household, entry), law)),
    )


def _advance(actor: Actor, case: Case, entry: Entry, on: date) -> loca_pass.AdvanceColumns:
    """An employer that pays the contribution is a private one; whether a job lasts, or one studies, is not kept."""
    file = rows_visible_to(actor, Household).select_related("known_employer").filter(case=case).first()
    applicant = rows_visible_to(actor, Person).filter(case=case, kind=PersonKind.APPLICANT).first()
    employer = file.known_employer if file else None
    contributes = employer is not None and employer.contributes == Contribution.YES
    return loca_pass.AdvanceColumns(
        private_employee=_only(1 if contributes else None),
        age=_only(applicant.age_on(on) if applicant else None),
        on_the_way=_only(None),
        student_with_right=_only(None),
        entered_on=_only(day_number(entry.signed_on)),
        over_indebtedness_filed=_only(_debt_file(file.over_indebtedness if file else "")),
        advance_running=_only(1 if _advance_runs(actor, case, on) else None),
        same_aid=_only(None),
        sublease=_only(int(entry.sublease)),
    )


def _debt_file(stage: str) -> int | None:
    return int(stage not in NO_DEBT_FILE) if stage else None


def _advance_runs(actor: Actor, case: Case, on: date) -> bool:
    """Whether an advance that Palier knows is still paid back: an instalment a month from the month after the entry.

    A deposit that was given back went to who had put it up.
    """
    advanced = rows_visible_to(actor, Deposit).filter(case=case, advanced_by=Advance.LOCA_PASS, returned_on=None)
    return any(
        _month(on) - _month(deposit.tenancy.begins_on) < deposit.instalments
        for deposit in advanced.select_related("tenancy")
    )


def _month(day: date) -> int:
    return 12 * day.year + day.month


def _help(household: HouseholdColumns, entry: Entry) -> housing_fund.HelpColumns:
    return housing_fund.HelpColumns(
        help=_only(housing_fund.HELPS.index("costs")),
        in_metropole=_only(int(entry.epci == METROPOLE_DE_LYON)),
        residence=_only(int(entry.residence)),
        adults=household.persons - household.dependants,
        children=household.dependants,
        monthly_resources=household.monthly_resources,
        effort=_only(entry.effort),
        signed_on=_only(day_number(entry.signed_on)),
    )


def _only(value: int | None) -> Column:
    return Column.given([value])
