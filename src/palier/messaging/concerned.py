"""Whom an event concerns, and under which theme: read by the delivery, which writes to nobody by itself."""

from collections.abc import Iterator
from uuid import UUID

from palier.candidacies.models import Candidacy
from palier.candidacies.place_models import PlaceCandidacy
from palier.candidacies.policies import ADMIT, DECIDE, DESIGNATE
from palier.cases.access import SOCIAL_ROLES
from palier.cases.handover import PASSED, covers_of
from palier.cases.models import Case
from palier.messaging.enums import AlertTheme
from palier.messaging.models import Mention
from palier.organisations.models import Membership
from palier.organisations.queries import running
from palier.platform import clock
from palier.platform.models import Event
from palier.support.models import SupportMandate

# A person, in one of her services.
Somebody = tuple[UUID, UUID]

# What another service is asked for: it has somebody who answers.
ASKED = ("mandate.ordered", "candidacy.put_forward", "place_candidacy.moved")
# Of the case, told to its referent.
OF_CASES = (
    *("case.moved", "case.waiting", "case.decided_on", PASSED),
    *("sharing.authorised", "sharing.confirmed", "sharing.withdrawn"),
    *("mandate.accepted", "mandate.refused", "mandate.reported", "mandate.closed"),
    *("mandate.renewal_asked", "mandate.renewal_granted", "mandate.renewal_refused"),
    *("assessment.remarked", "assessment.signed_by_one", "assessment.lapsed", "assessment.signed"),
    *("tenancy.notice_given", "account.unpaid_explained", "review.held", "review.concluded"),
)
OF_CANDIDACIES = (
    *("candidacy.designated", "candidacy.file_complete", "candidacy.decided", "candidacy.condition_met"),
    *("candidacy.offered", "candidacy.unclaimed", "candidacy.accepted", "candidacy.refused", "candidacy.no_answer"),
    *("candidacy.signed", "candidacy.superseded", "candidacy.signed_elsewhere", "candidacy.withdrawn"),
)
# The provider is told what the household answered.
ANSWERS = ("candidacy.accepted", "candidacy.refused", "candidacy.withdrawn")
KINDS = tuple(dict.fromkeys(("mention.made", *ASKED, *OF_CASES, *OF_CANDIDACIES)))


def concerned(event: Event) -> dict[Somebody, AlertTheme]:
    """Each person once, by the first theme that fits; never whoever did it."""
    found: dict[Somebody, AlertTheme] = {}
    for theme, people in _by_theme(event):
        for somebody in people:
            found.setdefault(somebody, theme)
    return {somebody: theme for somebody, theme in found.items() if somebody[0] != event.actor_id}


def _by_theme(event: Event) -> Iterator[tuple[AlertTheme, list[Somebody]]]:
    if event.kind == "mention.made":
        yield AlertTheme.MENTIONS, _named(event)
    if event.kind in ASKED:
        yield AlertTheme.ASKED, _asked(event)
    if event.kind in OF_CANDIDACIES or event.kind == "place_candidacy.moved":
        yield AlertTheme.CANDIDACIES, _referents(event)
    if event.kind in ANSWERS:
        yield AlertTheme.CANDIDACIES, _providers(event)
    if event.kind in OF_CASES:
        yield AlertTheme.CASES, _referents(event)


def _named(event: Event) -> list[Somebody]:
    named = Mention.objects.filter(note=event.subject_id, user__in=event.changes["users"])
    return list(named.values_list("user_id", "reader_id"))


def _referents(event: Event) -> list[Somebody]:
    """Who answers for the case, and whoever covers her today."""
    case = Case.objects.get(id=event.case_id)
    covers = covers_of(case.holder_id, [case.referent_id], on=clock.today())
    people = [case.referent_id, *(cover.substitute_id for cover in covers.values())]
    return [(person, case.holder_id) for person in people]


def _asked(event: Event) -> list[Somebody]:
    if event.kind == "mandate.ordered":
        return _members(SupportMandate.objects.get(id=event.subject_id).operator_id, SOCIAL_ROLES)
    if event.kind == "candidacy.put_forward":
        one = Candidacy.objects.get(id=event.subject_id)
        return [*_members(one.provider_id, DECIDE), *_members(one.reserver_id, DESIGNATE)]
    if event.from_state:
        return []
    return _members(PlaceCandidacy.objects.get(id=event.subject_id).provider_id, ADMIT)


def _providers(event: Event) -> list[Somebody]:
    return _members(Candidacy.objects.get(id=event.subject_id).provider_id, DECIDE)


def _members(service: UUID | None, roles: frozenset[str]) -> list[Somebody]:
    """Those of a service who answer today; nobody where it is not in Palier."""
    held = Membership.objects.filter(running(clock.today()), service=service, role__in=roles, user__is_active=True)
    return list(held.order_by("user").values_list("user_id", "service_id").distinct()) if service else []
