"""Dates of ready households and of entries: certificates that end, what the landlord promised, news to ask for."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.translation import gettext as _

from palier.cases import access
from palier.cases.enums import CaseState, Outcome
from palier.cases.models import Case
from palier.cases.queries import rows_visible_to, visible_to
from palier.homes.enums import LASTING_KINDS
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.due import ALL, Among, Due
from palier.tenancies.entries import awaited
from palier.tenancies.enums import TenancyKind
from palier.tenancies.models import EntryAct, EntrySupport, News, Readiness, Tenancy
from palier.tenancies.policies import SIGNERS
from palier.tenancies.readiness_enums import EntryActKind, ReadinessState

ASKS = (Readiness, Tenancy, EntrySupport)
# A contact is named before the household has been there for a week.
NAMED_WITHIN = timedelta(days=7)


def due(actor: Actor, until: date, among: Among = ALL) -> Iterable[Due]:
    """The association's certificates, the landlord's promises, the holder's news."""
    if actor.has(*access.SOCIAL_ROLES):
        if among.have(Readiness):
            yield from _certificates(actor, until, among)
        yield from _news(actor, until, among)
    if actor.has(*SIGNERS) and among.have(EntrySupport):
        yield from _entries(actor, until, among)


def _certificates(actor: Actor, until: date, among: Among) -> Iterable[Due]:
    """Nobody who lives in a lasting adapted home is asked to be ready: it is no stage."""
    rows = among.of(rows_visible_to(actor, Readiness)).filter(state=ReadinessState.SIGNED, valid_until__lte=until)
    rows = rows.filter(service=actor.service).exclude(case__state=CaseState.CLOSED).select_related("case")
    found = list(rows.order_by("valid_until", "id"))
    settled = set()
    if found:
        titles = rows_visible_to(actor, Tenancy).filter(case__in=[one.case_id for one in found], ends_on=None)
        settled = set(titles.filter(place__residence__kind__in=LASTING_KINDS).values_list("case_id", flat=True))
    for one in found:
        if one.case_id not in settled:
            kind = _("A readiness certificate that ends")
            what = _("See the household again: renew the certificate, or say what has changed.")
            holds = one.case.holder_id == actor.service
            yield _due(one.case, one.valid_until, kind, what, page="case_readiness", mine=holds)


def _news(actor: Actor, until: date, among: Among) -> Iterable[Due]:
    """Asked of the referent, on a closed case as well: the household may call by itself, or nobody does."""
    today = clock.today()
    held = among.of(rows_visible_to(actor, Tenancy)).filter(case__holder=actor.service, kind=TenancyKind.LEASE)
    leases = list(held.filter(ends_on=None).select_related("case")) if among.have(Tenancy) else []
    kept = visible_to(actor).filter(holder=actor.service, state=CaseState.CLOSED, outcome=Outcome.KEPT)
    if among.case:
        kept = [among.case] if _kept(among.case, actor) else []
    cases = {one.case_id: one.case for one in leases} | {case.id: case for case in kept}
    told: dict[object, list[News]] = {}
    for one in rows_visible_to(actor, News).filter(case__in=cases) if cases else ():
        told.setdefault(one.case_id, []).append(one)
    titles: dict[object, list[Tenancy]] = {}
    for lease in leases:
        titles.setdefault(lease.case_id, []).append(lease)
    for case in cases.values():
        for one in awaited(case, titles.get(case.id, []), told.get(case.id, []), today):
            if one.on <= until:
                kind = _("News to ask for, %(n)s months after") % {"n": one.months}
                what = _("Call the household: does the home suit, is the rent paid, does it know whom to call?")
                yield _due(case, one.on, kind, what, mine=True)


def _kept(case: Case, actor: Actor) -> bool:
    return case.holder_id == actor.service and case.state == CaseState.CLOSED and case.outcome == Outcome.KEPT


def _entries(actor: Actor, until: date, among: Among) -> Iterable[Due]:
    """For whoever of the landlord follows its leases: the named contact where there is one."""
    theirs = {"tenancy__provider": actor.organisation, "tenancy__ends_on": None}
    rows = among.of(rows_visible_to(actor, EntrySupport)).filter(**theirs)
    supports = {one.tenancy_id: one for one in rows.select_related("tenancy__case", "tenancy__place")}
    for one in supports.values():
        by = one.tenancy.begins_on + NAMED_WITHIN
        if one.contact_id is None and by <= until:
            what = _("Name who the household calls, and the day of the month it pays on.")
            yield _promise(one, by, _("A contact to name at an entry"), what)
    acts = rows_visible_to(actor, EntryAct).filter(done_on=None, not_done="", due_on__lte=until)
    for act in acts.filter(tenancy__in=supports).order_by("due_on", "id") if supports else ():
        yield _promise(supports[act.tenancy_id], act.due_on, *_words(act))


def _words(act: EntryAct) -> tuple[str, str]:
    return {
        EntryActKind.WELCOME_VISIT: (
            _("A welcome visit"),
            _("See the household in its home; say that it was done, or why not."),
        ),
        EntryActKind.CALL: (_("A call after an entry"), _("Call the household; say that it was done, or why not.")),
        EntryActKind.MISSED_PAYMENT: (
            _("A first missed payment"),
            _("Call the household before any letter; say that it was done, or why not."),
        ),
    }[EntryActKind(act.kind)]


def _promise(support: EntrySupport, on: date, kind: str, what: str) -> Due:
    due = _due(support.tenancy.case, on, kind, what, mine=False, where=str(support.tenancy.place))
    return Due(**{**vars(due), "person": support.contact_id})


def _due(
    case: Case, on: date, kind: str, what: str, *, mine: bool, page: str = "case_tenancies", where: str = ""
) -> Due:
    return Due(
        on=on,
        kind=kind,
        why=" · ".join(filter(None, (kind, where))),
        what=what,
        reference=case.reference,
        page=page,
        key=case.id,
        case=case.id,
        person=case.referent_id if mine else None,
    )
