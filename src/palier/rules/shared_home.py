"""A home shared by several tenants: loi n° 89-462, article 8-1, and CCH L442-8-4 for an HLM home.

Rooms and tenants are tables of their own, one row each, with the number of their home: a home has as many as it has.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from palier.rules.amounts import least
from palier.rules.columns import Bools, Column, Ints, Rows
from palier.rules.conditions import Condition, asked_where, denied, flag, stated, worst_of_each
from palier.rules.days import months_after
from palier.rules.figures import Figure
from palier.rules.judgement import Judgement, at_least, verdicts
from palier.rules.law import Law

SHARED = "loi n° 89-462 du 6 juillet 1989, article 8-1"
HLM = "code de la construction et de l'habitation, article L442-8-4"


@dataclass(frozen=True, eq=False)
class SharedHomeColumns(Rows):
    """One row a shared home. `rent`: of the whole home let at once, cents a month. Yes as 1, no as 0.

    `hlm`: a social landlord's. `single_contract`: one lease signed by all; never so in an HLM home. `only_a_couple`:
    nobody but two persons married or bound by a PACS when the first lease is signed.
    """

    rent: Column
    hlm: Column
    single_contract: Column
    only_a_couple: Column


@dataclass(frozen=True, eq=False)
class RoomColumns(Rows):
    """One row a room that one tenant has alone. `home`: the number of its shared home, from 0, always known.

    Surface in hundredths of a square metre, volume in whole cubic metres rounded down, rent in cents a month.
    """

    home: Column
    surface: Column
    volume: Column
    rent: Column


@dataclass(frozen=True, eq=False)
class TenantColumns(Rows):
    """One row an adult who lives there. `home`: the number of the shared home, from 0, always known.

    Yes as 1, no as 0: a lease of her own, an HLM request (NUR) alive on the day, a decision of the committee for her.
    """

    home: Column
    own_lease: Column
    active_request: Column
    granted: Column


def conditions(home: SharedHomeColumns, rooms: RoomColumns, tenants: TenantColumns, law: Law) -> Sequence[Condition]:
    """What a shared home must meet, one row a home of shape (n,); unknown where no room or no tenant is given.

    Rooms are measured where there are several leases. Ceilings are judged lease by lease: `income_ceiling`.
    """
    surface, volume = law.figure("shared_home.room_surface"), law.figure("shared_home.room_volume")
    # Several leases, and always so in an HLM home.
    several = flag(
        (home.hlm.values != 0) | (home.single_contract.values == 0),
        home.hlm.is_true() | home.single_contract.is_false() | (home.hlm.known & home.single_contract.known),
    )
    return (
        Condition("not_only_a_couple", denied(home.only_a_couple), SHARED),
        Condition("room_surface", asked_where(_smallest(rooms, rooms.surface, surface, home), several)),
        Condition("room_volume", asked_where(_smallest(rooms, rooms.volume, volume, home), several)),
        Condition("sum_of_rents", asked_where(_sum_of_rents(home, rooms), several), SHARED),
        *(
            Condition(code, asked_where(_each(tenants, fact, home), home.hlm), HLM)
            for code, fact in (
                ("own_lease_each", tenants.own_lease),
                ("active_request_each", tenants.active_request),
                ("granted_each", tenants.granted),
            )
        ),
    )


def solidarity_until(left_on: Column, replaced_on: Column, law: Law) -> Column:
    """The day from which a tenant who left no longer answers for the rent.

    `left_on`: the day her notice takes effect; `replaced_on`: the day another tenant stands on the lease, not known
    where nobody does. Six months at the latest.
    """
    latest = months_after(left_on, law.figure("shared_home.solidarity").column)
    replaced = Column(np.maximum(replaced_on.values, left_on.values), replaced_on.known & left_on.known)
    earliest = least(latest, replaced)
    return Column(np.where(replaced.known, earliest.values, latest.values), latest.known)


def _smallest(rooms: RoomColumns, measure: Column, norm: Figure, home: SharedHomeColumns) -> Judgement:
    """Every room reaches the norm. The value is that of the smallest room, where all are measured."""
    of_each = at_least(measure, norm)
    homes, of_home = home.shape[0], rooms.home.values
    smallest = np.full(homes, np.iinfo(np.int64).max, dtype=np.int64)
    np.minimum.at(smallest, of_home, measure.values)
    measured = _all(measure.known, of_home, homes)
    value = Column(np.where(measured, smallest, 0), measured)
    return Judgement(worst_of_each(of_each.verdict, of_home, homes), norm.unit, value, norm, value - norm.column)


def _sum_of_rents(home: SharedHomeColumns, rooms: RoomColumns) -> Judgement:
    """The rents of the rooms together do not exceed the rent of the whole home; those known may already do."""
    homes, of_home = home.shape[0], rooms.home.values
    total = np.zeros(homes, dtype=np.int64)
    np.add.at(total, of_home, np.where(rooms.rent.known, rooms.rent.values, 0))
    given = _all(rooms.rent.known, of_home, homes)
    exceeds = total > home.rent.values
    whole = Figure.stated(home.rent, "euro_month")
    verdict = verdicts(~exceeds, home.rent.known & (given | exceeds))
    value = Column(total, given | exceeds)
    return Judgement(verdict, "euro_month", value, whole, home.rent - value)


def _each(tenants: TenantColumns, fact: Column, home: SharedHomeColumns) -> Judgement:
    return Judgement(worst_of_each(stated(fact).verdict, tenants.home.values, home.shape[0]), "flag")


def _all(known: Bools, group: Ints, groups: int) -> Bools:
    """Groups that have rows, all of them known."""
    missing = np.bincount(group[~known], minlength=groups)
    rows = np.bincount(group, minlength=groups)
    found: Bools = (missing == 0) & (rows > 0)
    return found
