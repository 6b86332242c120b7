"""A case in thirty seconds, for the colleague who answers the phone: half a page, also on paper."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from palier.candidacies.path import landings
from palier.cases.elsewhere import renewal
from palier.cases.enums import Audience, CaseState
from palier.cases.facts import Identifier
from palier.cases.handover import PASSED, covers_of
from palier.cases.models import Case, Contact, CurrentHousing, Person, SharingAuthorisation, Situation
from palier.cases.queries import get_case, rows_visible_to, shares_of
from palier.cases.sharing import narrows_on
from palier.platform import clock, events
from palier.platform.actor import Actor
from palier.platform.models import Access, Event
from palier.ui.components import Definition
from palier.ui.formats import day
from palier.web.cases import page
from palier.web.cases.story import Story, event_title, people_in

LAST = 3
PROMISES = 2


@require_safe
def brief(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What is urgent, what was decided, who acts next, which dates come, whom to call, the last lines."""
    actor = request.actor
    found = get_case(actor, case_id)
    events.looked(Access.Action.OPENED, case=found.id, route="case_brief")
    applicant = rows_visible_to(actor, Person).filter(case=found, kind="applicant").first()
    context = {
        "case": found,
        "name": str(applicant) if applicant else found.reference,
        "urgency": page.urgency_status(found),
        "facts": [*_now(actor, found), *_dates(actor, found), *_decided(actor, found)],
        "people": _people(actor, found),
        "story": Story(actor, found)[:LAST],
        "printed_on": clock.today(),
    }
    return render(request, "web/cases/brief.html", context)


def _now(actor: Actor, case: Case) -> list[Definition]:
    """Why it is urgent, on which step it stands, whom it waits on and since when."""
    situation = rows_visible_to(actor, Situation).filter(case=case).first()
    why = situation.get_urgency_reason_display() if situation else ""
    days = (clock.today() - case.waiting_since).days
    since = ngettext("since %(day)s, %(n)s day", "since %(day)s, %(n)s days", days)
    return [
        Definition(_("Urgency"), case.get_urgency_display(), note=str(why)),
        Definition(_("Step"), landings([case])[case.id].label, note=str(case.get_state_display())),
        Definition(
            _("Waiting on"), case.get_waiting_on_display(), note=since % {"day": day(case.waiting_since), "n": days}
        ),
    ]


def _dates(actor: Actor, case: Case) -> list[Definition]:
    """What comes next by the calendar, the nearest first; past days stay until somebody settles them."""
    dates = [
        (where.until, _("Must leave: %(housing)s") % {"housing": where.get_kind_display()})
        for where in rows_visible_to(actor, CurrentHousing).filter(case=case, until__isnull=False)
    ]
    spoken = rows_visible_to(actor, SharingAuthorisation).filter(
        case=case, written_on=None, withdrawn_at=None, oral_at__isnull=False
    )
    dates += [
        (narrows_on(given), _("Authorisation only spoken: %(service)s") % {"service": given.recipient})
        for given in spoken.select_related("recipient")
    ]
    dates += [
        (deadline.due_on, _("To renew: %(system)s") % {"system": identifier.get_system_display()})
        for identifier in rows_visible_to(actor, Identifier).filter(case=case)
        if (deadline := renewal(identifier)) and deadline.due_on
    ]
    return [Definition(words, on, kind="day") for on, words in sorted(dates)]


def _decided(actor: Actor, case: Case) -> list[Definition]:
    """The last decisions with the words that went with them: what the household has been told."""
    told = list(
        Event.objects.filter(case_id=case.id, kind__in=("case.moved", PASSED)).order_by("-at", "-id")[:PROMISES]
    )
    names = people_in(told)
    ended = page.ending(actor, case) if case.state == CaseState.CLOSED else []
    return ended + [
        Definition(event_title(event, names), day(event.at.astimezone(clock.PARIS).date())) for event in told
    ]


def _people(actor: Actor, case: Case) -> list[Definition]:
    """Whom to call: the household where one may, the referent or who covers for her, the services that follow."""
    people = []
    contact = rows_visible_to(actor, Contact).filter(case=case).first()
    if contact:
        leave = _("a message may be left") if contact.may_leave_message else _("leave no message")
        people.append(Definition(_("Household"), contact.phone, note=leave))
    people.append(
        Definition(_("Referent"), case.referent.get_full_name(), note=f"{case.referent.email} · {case.holder}")
    )
    if cover := covers_of(case.holder_id, [case.referent_id], on=clock.today()).get(case.referent_id):
        until = _("until %(day)s") % {"day": day(cover.until)}
        people.append(
            Definition(_("Away: call"), cover.substitute.get_full_name(), note=f"{cover.substitute.email} · {until}")
        )
    followers = shares_of(actor, case).filter(audience=Audience.ENVELOPE).exclude(service=case.holder_id)
    services = {
        f"{share.organisation} – {share.service}" if share.service else str(share.organisation) for share in followers
    }
    if services:
        people.append(Definition(_("Follow the case"), " · ".join(sorted(services))))
    return people
