"""What a title says when it is signed: where, from when, for how much."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class OutsideHome:
    """A home the agreement did not give: no line of a stock. `commune`: its INSEE code, if known."""

    provider: str
    kind: str
    commune: str = ""


@dataclass(frozen=True, kw_only=True)
class Where:
    """Exactly one: a place of a residence, a landlord's home, an outside home."""

    place_id: UUID | None = None
    home_id: UUID | None = None
    outside: OutsideHome | None = None


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a lease or a contract of occupation says. `id` makes a signature recorded twice one.

    `rent` (the fee of a contract of occupation) and `charges` in euros a month. `deposit`: what the household pays, in
    so many `instalments`, to whoever put it up (`advanced_by`) where somebody did; None: nothing.
    `insured_until`: the last day its certificate covers, if seen. `inventory_on`: the entry inventory, if held.
    `planned_until`: of a contract of occupation, where it is planned.
    """

    id: UUID
    where: Where
    signed_on: date
    begins_on: date
    rent: Decimal
    charges: Decimal = Decimal(0)
    deposit: Decimal | None = None
    instalments: int = 1
    advanced_by: str = ""
    insured_until: date | None = None
    inventory_on: date | None = None
    planned_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class SubleaseTerms(Terms):
    """And what goes with a sub-lease: the head lease of the same days, and the agreement of the three.

    `association`: the organisation that rents and sub-lets. `committee_on`: the day the CALEOL gave it the home.
    `head_rent`, `head_charges`, `head_deposit`: what it pays the landlord. `landlord_signed_on`,
    `association_signed_on` and `adults_signed` (person → day): who signed the agreement; every adult must.
    """

    association: UUID
    committee_on: date
    head_rent: Decimal
    head_charges: Decimal = Decimal(0)
    head_deposit: Decimal | None = None
    head_inventory_on: date | None = None
    landlord_signed_on: date | None = None
    association_signed_on: date | None = None
    adults_signed: dict[UUID, date]
