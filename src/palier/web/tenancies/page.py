"""What the tab Home and lease shows of each title: plain components, no markup."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from palier.candidacies.models import Candidacy
from palier.candidacies.policies import may_put_forward
from palier.candidacies.slides import slides_of
from palier.candidacies.states import LIVE
from palier.cases.models import Case, Person
from palier.cases.queries import applicants
from palier.organisations.accreditations import RENEW_MONTHS, last_days
from palier.organisations.enums import AccreditationKind
from palier.platform import clock
from palier.platform.actor import Actor
from palier.rules.days import months_later
from palier.tenancies import empty
from palier.tenancies.enums import TenancyKind
from palier.tenancies.models import Deposit, HeadLease, Tenancy
from palier.tenancies.queries import tenancies_of
from palier.ui.components import Definition, Status, Table
from palier.ui.formats import day, money
from palier.web.acts import Offered, Typed, offered
from palier.web.candidacies import page as candidacies
from palier.web.tenancies import life_page
from palier.web.tenancies.acts import ACTS
from palier.web.tenancies.ready_page import entry_facts


@dataclass(frozen=True)
class Title:
    row: Tenancy
    where: str
    status: Status
    facts: list[Definition]
    acts: list[Offered]
    tables: list[Table] = field(default_factory=list)
    may_slide: bool = False


def titles(actor: Actor, case: Case, typed: Typed | None = None) -> list[Title]:
    """Every title of the case, the latest first; `typed`: the title, the act and the form that could not be done."""
    rows = (
        tenancies_of(actor, case)
        .prefetch_related("deposits", "inventories", "signatures", "lines", "criteria", "reviews__positions", "slide")
        .prefetch_related("entry__contact", "entry_acts", "head_lease__association__accreditations")
    )
    asked = slides_of(actor, [row.id for row in rows])
    names = applicants(actor, [case])
    return [
        Title(
            row,
            where(row),
            status(row),
            [*_facts(row), *_head_lease(row), *life_page.facts(row), *entry_facts(row)],
            list(offered(actor, row, ACTS, route="tenancy_%s", typed=typed)),
            [*life_page.tables(row), *_slides(asked.get(row.id, []), names)],
            _may_slide(actor, row, asked.get(row.id, [])),
        )
        for row in rows
    ]


def _slides(asked: list[Candidacy], names: dict[UUID, Person]) -> list[Table]:
    return [candidacies.table(asked, names, caption=_("The slide before the CALEOL"))] if asked else []


def _may_slide(actor: Actor, tenancy: Tenancy, asked: list[Candidacy]) -> bool:
    """Whether the slide may be put to the CALEOL now; what is missing is said on its own page."""
    stands = tenancy.kind == TenancyKind.SUBLEASE and tenancy.running
    return stands and not any(one.state in LIVE for one in asked) and bool(may_put_forward(actor, tenancy.case))


def where(tenancy: Tenancy) -> str:
    """The home or place as one says it; outside, who lets it."""
    if tenancy.place is None:
        return f"{tenancy.outside_provider} ({tenancy.get_outside_kind_display()})"
    residence = f"{tenancy.place.residence} / " if tenancy.place.residence else ""
    commune = f", {tenancy.place.commune}" if tenancy.place.commune else ""
    return f"{residence}{tenancy.place}{commune}"


def status(tenancy: Tenancy) -> Status:
    if tenancy.ends_on:
        return Status("quiet", _("ended: %(how)s") % {"how": tenancy.get_ending_display()})
    return Status("done", _("runs"))


def _facts(tenancy: Tenancy) -> Iterable[Definition]:
    occupancy = tenancy.kind == TenancyKind.TEMPORARY_OCCUPANCY
    if tenancy.titled_to:
        yield Definition(_("In the name of"), tenancy.titled_to)
    yield Definition(_("Let by"), str(tenancy.provider or tenancy.outside_provider))
    yield Definition(_("Signed on"), tenancy.signed_on, kind="day")
    yield Definition(_("From"), tenancy.begins_on, kind="day")
    if tenancy.planned_until:
        yield Definition(_("Planned until"), tenancy.planned_until, kind="day")
    if tenancy.notice_on:
        leaves = _("leaves on %(day)s") % {"day": day(tenancy.leaves_on)}
        yield Definition(_("Notice given on"), tenancy.notice_on, kind="day", note=leaves)
    if tenancy.ends_on:
        yield Definition(_("First day without"), tenancy.ends_on, kind="day", note=tenancy.get_next_home_display())
    yield Definition(_("Fee a month") if occupancy else _("Rent a month"), tenancy.rent, kind="money")
    if not occupancy:
        yield Definition(_("Charges a month"), tenancy.charges, kind="money")
        yield Definition(_("Insured until"), tenancy.insured_until, kind="day")
    for deposit in tenancy.deposits.all():
        # Of a sub-lease there are two, each to another; of any other title one, to who lets it.
        payer = deposit.get_payer_display() if tenancy.kind == TenancyKind.SUBLEASE else _("the household")
        yield Definition(_("Deposit paid by"), payer, note=_deposit(deposit))
    for inventory in tenancy.inventories.all():
        yield Definition(_("Inventory"), inventory.get_kind_display(), note=day(inventory.held_on))


def _deposit(deposit: Deposit) -> str:
    words = ngettext("%(amount)s in %(n)s payment", "%(amount)s in %(n)s payments", deposit.instalments)
    said = words % {"amount": money(deposit.amount), "n": deposit.instalments}
    if deposit.advanced_by:
        said += ", " + _("put up by %(who)s") % {"who": deposit.get_advanced_by_display()}
    if deposit.returned_on is None:
        return said
    back = {"amount": money(deposit.returned), "day": day(deposit.returned_on)}
    return f"{said}; " + _("%(amount)s given back on %(day)s") % back


def _head_lease(tenancy: Tenancy) -> Iterable[Definition]:
    head = getattr(tenancy, "head_lease", None)
    if head is None:
        return
    yield Definition(_("Rented and sub-let by"), str(head.association), note=_accredited(head))
    yield Definition(_("Allocated to the association on"), head.committee_on, kind="day", note=_("by the CALEOL"))
    rent = _("%(rent)s and %(charges)s of charges") % {"rent": money(head.rent), "charges": money(head.charges)}
    yield Definition(_("The association pays the landlord"), rent)
    if days := empty.empty_days(tenancy, clock.today()):
        words = ngettext(
            "%(n)s day, at the expense of the association", "%(n)s days, at the expense of the association", days
        )
        until = day(head.ends_on) if head.ends_on else _("now")
        span = _("from %(first)s until %(until)s") % {"first": day(tenancy.ends_on), "until": until}
        yield Definition(_("Rented without a household"), words % {"n": days}, note=span)
    signed = [f"{one.get_signatory_display()}, {day(one.signed_on)}" for one in tenancy.signatures.all()]
    yield Definition(_("Agreement of the three"), " · ".join(signed))


def _accredited(head: HeadLease) -> str:
    """The last day of the association's right to rent and sub-let, by all that it recorded."""
    until, today = last_days(head.association.accreditations.all())[AccreditationKind.RENTAL], clock.today()
    if until < today:
        words = _(
            "accreditation ended on %(day)s: it rents no other home until it is renewed; this sub-lease goes on, and"
            " may slide"
        )
    elif months_later(until, -RENEW_MONTHS) <= today:
        words = _("accredited until %(day)s: to be renewed now")
    else:
        words = _("accredited until %(day)s")
    return words % {"day": day(until)}
