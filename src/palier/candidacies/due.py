"""Answers that households owe to offers, and papers that a grant waits for: to the referent and to who houses."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from palier.candidacies.enums import CandidacyState
from palier.candidacies.models import Candidacy
from palier.candidacies.policies import DECIDE
from palier.candidacies.queries import visible_to
from palier.candidacies.slides import to_ask
from palier.cases import access
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.due import ALL, Among, Due
from palier.tenancies.models import Review, Tenancy

ASKS = (Candidacy, Tenancy)
S = CandidacyState
PRESSING = timedelta(days=2)


def due(actor: Actor, until: date, among: Among = ALL) -> Iterable[Due]:
    """The referent's for the cases her service holds; the whole service's for who houses."""
    if not actor.has(*access.SOCIAL_ROLES, *DECIDE):
        return
    if among.have(Candidacy):
        yield from _answers(actor, until, among)
    if among.have(Tenancy):
        yield from (_slide(review) for review in to_ask(actor, among) if review.decided_on <= until)


def _answers(actor: Actor, until: date, among: Among) -> Iterable[Due]:
    mine = Q(case__holder=actor.service) | Q(provider=actor.service)
    near = Q(state=S.OFFERED, held_on=None, answer_by__lte=until)
    near |= Q(state=S.GRANTED_IF, condition_met_on=None, condition_until__lte=until)
    rows = among.of(visible_to(actor)).filter(mine & near).order_by("answer_by", "id")
    for one in rows.select_related(None).select_related("case", "home"):
        holds = one.case.holder_id == actor.service
        yield _answer(one, holds=holds) if one.state == S.OFFERED else _paper(one, holds=holds)


def _slide(review: Review) -> Due:
    """From the day the review ended on a lease."""
    kind, case = _("A slide to put to the CALEOL"), review.tenancy.case
    return Due(
        on=review.decided_on,
        kind=kind,
        why=f"{kind} · {review.tenancy.place}",
        what=_("Ask the household, then put the slide forward from the page of its sub-lease."),
        reference=case.reference,
        page="slide_new",
        key=review.tenancy_id,
        case=case.id,
        person=case.referent_id,
    )


def _answer(one: Candidacy, *, holds: bool) -> Due:
    today, on = clock.today(), one.answer_by
    if holds:
        what = _("Call the household: it accepts, or refuses for a reason of its own.")
        if on <= today + PRESSING:
            what = _("Call the household today: without an answer the landlord may confirm its silence.")
        if on < today:
            what = _("The delay has run: tell the landlord the answer before it confirms the silence.")
    else:
        what = _("Record the answer when it comes.")
        if on < today:
            what = _("Check the proof of the notification, then confirm that nobody answered.")
    return _due(one, on, _("An answer to an offer"), what, holds=holds)


def _paper(one: Candidacy, *, holds: bool) -> Due:
    what = _("Record the paper when it comes, or withdraw.")
    if holds:
        what = _("Have the household bring the paper: the home is granted on that condition.")
    return _due(one, one.condition_until, _("A paper on which a home depends"), what, holds=holds)


def _due(one: Candidacy, on: date, kind: str, what: str, *, holds: bool) -> Due:
    return Due(
        on=on,
        kind=kind,
        why=f"{kind} · {one.home or one.outside_provider}",
        what=what,
        reference=one.case.reference,
        page="candidacy",
        key=one.id,
        case=one.case_id,
        person=one.case.referent_id if holds else None,
    )
