"""The acts on a title as data: which form asks for them, when they are offered, which service does it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from palier.platform import clock
from palier.platform.actor import Actor
from palier.tenancies import accounts, empty, entries, keeping, policies, reviews
from palier.tenancies.enums import TenancyKind
from palier.tenancies.models import Review, Tenancy
from palier.tenancies.readiness_enums import EntryActKind
from palier.web import acts
from palier.web.tenancies.forms import (
    DepartureForm,
    DepositForm,
    EndForm,
    GiveBackForm,
    InsureForm,
    InventoryForm,
    NoticeForm,
    SubleaseEndForm,
)
from palier.web.tenancies.life_forms import (
    CriteriaForm,
    LineForm,
    OutcomeForm,
    ReviewForm,
    ToldForm,
    UnpaidForm,
)
from palier.web.tenancies.ready_forms import ContactForm, MissedForm, SettleForm

K = TenancyKind
EVERY = frozenset(TenancyKind)


@dataclass(frozen=True)
class Act(acts.Act):
    """`of_tenancy`: its choices are the title's. `after_end`: also offered once the title has ended. `when`: what its
    past must be.
    """

    kinds: frozenset[str] = EVERY
    of_tenancy: bool = False
    after_end: bool = False
    when: Callable[[Tenancy], bool] = lambda tenancy: True

    def asked(self, tenancy: Tenancy, *args: Any, **kwargs: Any) -> forms.Form:
        return self.form(*args, **kwargs, **({"tenancy": tenancy} if self.of_tenancy else {}))

    def offered(self, actor: Actor, tenancy: Tenancy) -> bool:
        stands = tenancy.running or self.after_end
        return stands and tenancy.kind in self.kinds and self.when(tenancy) and bool(policies.may_keep(actor, tenancy))


def _last_review(tenancy: Tenancy) -> Review | None:
    return max(tenancy.reviews.all(), key=lambda review: review.number, default=None)


def _held(tenancy: Tenancy) -> bool:
    last = _last_review(tenancy)
    return last is not None and not last.outcome


def _told(tenancy: Tenancy) -> bool:
    last = _last_review(tenancy)
    return last is not None and not last.outcome and last.told_on is not None


def _supported(tenancy: Tenancy) -> bool:
    return hasattr(tenancy, "entry")


def _missed(tenancy: Tenancy) -> bool:
    return any(one.kind == EntryActKind.MISSED_PAYMENT for one in tenancy.entry_acts.all())


SUBLEASE = frozenset({K.SUBLEASE})
# What a sub-lease goes through, in the order it comes.
LIFE: dict[str, Act] = {
    "criteria": Act(
        _("Say what is looked at before a slide"),
        _("What the three look at is recorded."),
        CriteriaForm,
        lambda actor, form, tenancy: reviews.agree_criteria(actor=actor, tenancy_id=tenancy, **form.cleaned_data),
        kinds=SUBLEASE,
    ),
    "line": Act(
        _("Write a line of an account"),
        _("The line is written."),
        LineForm,
        lambda actor, form, tenancy: accounts.write_lines(
            actor=actor, tenancy_id=tenancy, at=clock.now(), **form.line()
        ),
        kinds=SUBLEASE,
        after_end=True,
    ),
    "unpaid": Act(
        _("Say why a month is not paid"),
        _("The reason is recorded."),
        UnpaidForm,
        lambda actor, form, tenancy: accounts.say_why_unpaid(actor=actor, tenancy_id=tenancy, **form.cleaned_data),
        kinds=SUBLEASE,
        after_end=True,
    ),
    "review": Act(
        _("Record a review"),
        _("The review is recorded, with what each of the three wants. The landlord now tells the préfet."),
        ReviewForm,
        lambda actor, form, tenancy: reviews.hold(actor=actor, tenancy_id=tenancy, at=clock.now(), **form.review()),
        kinds=SUBLEASE,
        when=lambda tenancy: not _held(tenancy),
    ),
    "told": Act(
        _("Record what the préfet was told"),
        _("What the préfet was told is recorded. Say now what follows."),
        ToldForm,
        lambda actor, form, tenancy: reviews.tell_prefet(
            actor=actor, tenancy_id=tenancy, at=clock.now(), **form.cleaned_data
        ),
        kinds=SUBLEASE,
        when=_held,
    ),
    "outcome": Act(
        _("Say what follows the review"),
        _("What follows is recorded."),
        OutcomeForm,
        lambda actor, form, tenancy: reviews.conclude(
            actor=actor, tenancy_id=tenancy, at=clock.now(), **form.cleaned_data
        ),
        kinds=SUBLEASE,
        when=_told,
    ),
}
ACTS: dict[str, Act] = {
    "insure": Act(
        _("Record the insurance"),
        _("The last day of the insurance is recorded."),
        InsureForm,
        lambda actor, form, tenancy: keeping.insure(actor=actor, tenancy_id=tenancy, **form.cleaned_data),
    ),
    "inventory": Act(
        _("Record an inventory"),
        _("The inventory is recorded."),
        InventoryForm,
        lambda actor, form, tenancy: keeping.record_inventory(
            actor=actor, tenancy_id=tenancy, at=clock.now(), **form.cleaned_data
        ),
        after_end=True,
    ),
    "deposit": Act(
        _("Give a deposit back"),
        _("What was given back is recorded."),
        DepositForm,
        lambda actor, form, tenancy: keeping.return_deposit(
            actor=actor, tenancy_id=tenancy, at=clock.now(), **form.cleaned_data
        ),
        after_end=True,
    ),
    "notice": Act(
        _("Record a notice"),
        _("The notice is recorded: it is a date, and ends nothing by itself."),
        NoticeForm,
        lambda actor, form, tenancy: keeping.give_notice(actor=actor, tenancy_id=tenancy, **form.cleaned_data),
    ),
    "end": Act(
        _("Record the end"),
        _("The end is recorded, and the home is free again from that day."),
        EndForm,
        lambda actor, form, tenancy: keeping.end(actor=actor, tenancy_id=tenancy, at=clock.now(), **form.cleaned_data),
        kinds=frozenset({K.LEASE}),
    ),
    "sublease_end": Act(
        _("Record the end"),
        _("The end is recorded."),
        SubleaseEndForm,
        lambda actor, form, tenancy: keeping.end(actor=actor, tenancy_id=tenancy, at=clock.now(), **form.cleaned_data),
        kinds=SUBLEASE,
    ),
    "give_back": Act(
        _("Give the home back to the landlord"),
        _("The head lease has ended: the landlord has the home again."),
        GiveBackForm,
        lambda actor, form, tenancy: empty.give_back(
            actor=actor, tenancy_id=tenancy, at=clock.now(), **form.cleaned_data
        ),
        kinds=SUBLEASE,
        after_end=True,
        when=empty.stands_empty,
    ),
    "departure": Act(
        _("Record the departure"),
        _("The departure is recorded, and the place is free again from that day."),
        DepartureForm,
        lambda actor, form, tenancy: keeping.end(actor=actor, tenancy_id=tenancy, at=clock.now(), **form.cleaned_data),
        kinds=frozenset({K.TEMPORARY_OCCUPANCY}),
    ),
}

# What the landlord promised at the entry of a ready or slid household.
ENTRY: dict[str, Act] = {
    "entry_contact": Act(
        _("Name whom the household calls"),
        _("The household knows whom to call."),
        ContactForm,
        lambda actor, form, tenancy: entries.name_contact(
            actor=actor, tenancy_id=tenancy, at=clock.now(), **form.said()
        ),
        kinds=frozenset({K.LEASE}),
        of_tenancy=True,
        when=_supported,
    ),
    "entry_act": Act(
        _("Say what was done at the entry"),
        _("It is recorded."),
        SettleForm,
        lambda actor, form, tenancy: entries.settle(
            actor=actor, tenancy_id=tenancy, at=clock.now(), **form.cleaned_data
        ),
        kinds=frozenset({K.LEASE}),
        of_tenancy=True,
        when=_supported,
    ),
    "entry_missed": Act(
        _("Report a first missed payment"),
        _("The household is to be called within five working days, before any letter."),
        MissedForm,
        lambda actor, form, tenancy: entries.miss_payment(
            actor=actor, tenancy_id=tenancy, at=clock.now(), **form.cleaned_data
        ),
        kinds=frozenset({K.LEASE}),
        of_tenancy=True,
        when=lambda tenancy: _supported(tenancy) and not _missed(tenancy),
    ),
}

ACTS |= LIFE | ENTRY
