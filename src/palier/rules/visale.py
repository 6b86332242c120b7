"""The Visale guarantee of Action Logement: who may have it for which rent, since 6 January 2026.

Never promised for the sub-lease of an HLM home: the texts speak of private owners' homes. To be checked on visale.fr.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from palier.rules.amounts import chosen, ratio
from palier.rules.columns import Column, Rows
from palier.rules.conditions import Condition, asked_where, flag, stated
from palier.rules.figures import Confidence, Figure
from palier.rules.judgement import Judgement, Verdict, at_most, best, worst
from palier.rules.law import Law, Table

ZONES = ("idf", "large_area", "elsewhere")
PAGE = "Action Logement, garantie Visale, conditions du 6 janvier 2026"


@dataclass(frozen=True, eq=False)
class TenantColumns(Rows):
    """One row somebody with a home in view. Whole years, cents a month; yes as 1, no as 0.

    `employee`: of a private business, agricultural or not. `moves_for_work`: hired or moved within the last six months,
    or with a promise of work within three. `student_without_proof`: a student who shows no resources. `rent`: charges
    included. `zone`: a code of ZONES. `private_home`: a private owner's; an HLM home, or its sub-lease, is not.
    """

    age: Column
    employee: Column
    moves_for_work: Column
    net_pay: Column
    student_without_proof: Column
    monthly_resources: Column
    rent: Column
    zone: Column
    private_home: Column


def conditions(tenant: TenantColumns, law: Law) -> Sequence[Condition]:
    """What the guarantee asks for; an HLM home, and a sub-lease that may slide above all, is never a yes."""
    limit, young = law.figure("visale.net_pay"), law.figure("visale.young_up_to")
    older = worst(
        stated(tenant.employee).verdict,
        best(stated(tenant.moves_for_work).verdict, at_most(tenant.net_pay, limit).verdict),
    )
    public = best(at_most(tenant.age, young).verdict, older)
    proof = flag(tenant.student_without_proof.values == 0, tenant.student_without_proof.known)
    return (
        Condition("visale_public", Judgement(public, "euro_month", tenant.net_pay, limit)),
        Condition("visale_rent", at_most(tenant.rent, ceiling(tenant, law))),
        Condition("visale_effort", asked_where(_effort(tenant, law), proof)),
        Condition("visale_home", _home(tenant), PAGE, Confidence.UNVERIFIED),
    )


def ceiling(tenant: TenantColumns, law: Law) -> Figure:
    """Highest rent with charges that is guaranteed."""
    anybody, student = Column.of(1), Column.of(2)
    return _rents(law).at(tenant.zone, line=chosen(tenant.student_without_proof, student, anybody))


@lru_cache
def _rents(law: Law) -> Table:
    return law.table("visale.rent", ZONES)


def _effort(tenant: TenantColumns, law: Law) -> Judgement:
    """Rent and charges at most their share of the resources; without resources, to be seen with Action Logement."""
    return at_most(ratio(tenant.rent, tenant.monthly_resources, "rate"), law.figure("visale.effort"))


def _home(tenant: TenantColumns) -> Judgement:
    """Yes for a private owner's home, and otherwise unknown, never no."""
    verdict = np.maximum(stated(tenant.private_home).verdict, np.int8(Verdict.UNKNOWN))
    return Judgement(verdict, "flag")
