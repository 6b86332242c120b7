"""The acts on a title as data: which form asks for them, when they are offered, which service does it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from palier.platform import clock
from palier.platform.actor import Actor
from palier.tenancies import keeping, policies
from palier.tenancies.enums import TenancyKind
from palier.tenancies.models import Tenancy
from palier.web.tenancies.forms import (
    DepartureForm,
    DepositForm,
    EndForm,
    InsureForm,
    InventoryForm,
    NoticeForm,
)

K = TenancyKind
EVERY = frozenset(TenancyKind)


@dataclass(frozen=True)
class Act:
    """`do` gets the actor, the title's id and what was typed. `after_end`: also offered once the title has ended."""

    label: Promise
    done: Promise
    form: type[forms.Form]
    do: Callable[[Actor, UUID, dict[str, Any]], object]
    kinds: frozenset[str] = EVERY
    after_end: bool = False

    def offered(self, actor: Actor, tenancy: Tenancy) -> bool:
        stands = tenancy.running or self.after_end
        return stands and tenancy.kind in self.kinds and bool(policies.may_keep(actor, tenancy))


ACTS: dict[str, Act] = {
    "insure": Act(
        _("Record the insurance"),
        _("The last day of the insurance is recorded."),
        InsureForm,
        lambda actor, tenancy, said: keeping.insure(actor=actor, tenancy_id=tenancy, **said),
    ),
    "inventory": Act(
        _("Record an inventory"),
        _("The inventory is recorded."),
        InventoryForm,
        lambda actor, tenancy, said: keeping.record_inventory(actor=actor, tenancy_id=tenancy, at=clock.now(), **said),
        after_end=True,
    ),
    "deposit": Act(
        _("Give a deposit back"),
        _("What was given back is recorded."),
        DepositForm,
        lambda actor, tenancy, said: keeping.return_deposit(actor=actor, tenancy_id=tenancy, at=clock.now(), **said),
        after_end=True,
    ),
    "notice": Act(
        _("Record a notice"),
        _("The notice is recorded: it is a date, and ends nothing by itself."),
        NoticeForm,
        lambda actor, tenancy, said: keeping.give_notice(actor=actor, tenancy_id=tenancy, **said),
    ),
    "end": Act(
        _("Record the end"),
        _("The end is recorded, and the home is free again from that day."),
        EndForm,
        lambda actor, tenancy, said: keeping.end(actor=actor, tenancy_id=tenancy, at=clock.now(), **said),
        kinds=frozenset({K.LEASE, K.SUBLEASE}),
    ),
    "departure": Act(
        _("Record the departure"),
        _("The departure is recorded, and the place is free again from that day."),
        DepartureForm,
        lambda actor, tenancy, said: keeping.end(actor=actor, tenancy_id=tenancy, at=clock.now(), **said),
        kinds=frozenset({K.TEMPORARY_OCCUPANCY}),
    ),
}
