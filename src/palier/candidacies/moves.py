"""What every act on a candidacy does around its own facts: the state table, the event, the shares, those on hold."""

from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from palier.candidacies.enums import CandidacyState
from palier.candidacies.models import Candidacy
from palier.candidacies.queries import WITH, reading_files
from palier.candidacies.states import LIVE, MOVES
from palier.cases.enums import Audience
from palier.cases.sharing import in_the_name_of_holder, share_candidacies
from palier.homes.states import SHOWN
from palier.platform import events
from palier.platform.context import acting
from palier.platform.errors import Conflict, Invalid
from palier.tenancies.slides import running_sublease

S = CandidacyState
HOME_GONE = _(
    "The landlord has withdrawn this home since: withdraw the candidacy, or ask the landlord to open it again."
)

HOME_LEFT = _(
    "The landlord has had this home no longer since %(day)s: its lease is the new owner's to give. Withdraw the"
    " candidacy; a sub-lease that runs goes on."
)


def refuse_move(candidacy: Candidacy, to: str) -> None:
    """Raises Conflict for a candidacy that has moved meanwhile, or is on hold behind another that was accepted."""
    if to not in MOVES[candidacy.state]:
        words = _("This candidacy has changed (%(state)s): look at its page again.")
        raise Conflict(words % {"state": candidacy.get_state_display()})
    if candidacy.held_on and to not in (S.WITHDRAWN, S.SUPERSEDED):
        raise Conflict(
            _("The household has accepted another home: this candidacy is on hold until that one is signed.")
        )


def refuse_gone(candidacy: Candidacy) -> None:
    """Raises Conflict where the home is no longer to be let: withdrawn, sold, or its sub-lease ended."""
    if candidacy.vacancy is not None and candidacy.vacancy.state not in SHOWN:
        raise Conflict(HOME_GONE)
    if candidacy.home is not None and candidacy.home.left_on:
        raise Conflict(HOME_LEFT % {"day": f"{candidacy.home.left_on:%d/%m/%Y}"})
    if candidacy.sublease_id:
        running_sublease(candidacy.case, candidacy.sublease_id)


def refuse_day(field: str, day: date, first: date | None, today: date) -> None:
    """Raises Invalid for a day to come, or before the act that it follows."""
    if day > today:
        raise Invalid(fields={field: _("This day has not come yet.")})
    if first and day < first:
        words = _("This cannot be before %(day)s, the day of the step before: check the year.")
        raise Invalid(fields={field: words % {"day": f"{first:%d/%m/%Y}"}})


def move(candidacy: Candidacy, to: CandidacyState, kind: str, reason: str = "") -> Candidacy:
    refuse_move(candidacy, to)
    former, candidacy.state = candidacy.state, to
    candidacy.save()
    record(kind, candidacy, former, reason)
    return candidacy


def record(kind: str, candidacy: Candidacy, former: str, reason: str = "") -> None:
    """Codes and ids; nothing of a person."""
    events.record(
        kind,
        case=candidacy.case_id,
        subject=candidacy.id,
        from_state=former,
        to_state=candidacy.state,
        reason=reason,
        changes={"kind": candidacy.kind, "vacancy": str(candidacy.vacancy_id or "")},
    )


def hold_others(candidacy: Candidacy, on: date) -> None:
    """The household has accepted this home: its other candidacies wait, elsewhere too.

    In the name of the holder, as what follows: the landlord who acts does not see those elsewhere.
    """
    with acting(in_the_name_of_holder(candidacy.case)):
        for other in _others(candidacy).filter(held_on=None):
            other.held_on = on
            other.save(update_fields=["held_on"])
            record("candidacy.held", other, other.state)


def let_go(candidacy: Candidacy) -> None:
    """The accepted home fell through: those on hold run again."""
    with acting(in_the_name_of_holder(candidacy.case)):
        for other in _others(candidacy).filter(held_on__isnull=False):
            other.held_on = None
            other.save(update_fields=["held_on"])
            record("candidacy.released", other, other.state)


def end_others(candidacy: Candidacy, on: date, at: datetime) -> None:
    """The household has signed: its other candidacies end, elsewhere too."""
    with acting(in_the_name_of_holder(candidacy.case)):
        for other in _others(candidacy).select_related(*WITH):
            supersede(other, on, "candidacy.signed_elsewhere", at)


def supersede(candidacy: Candidacy, on: date, kind: str, at: datetime) -> None:
    """Another signature ends this one; its referent is told by the event, in words."""
    candidacy.ended_on, candidacy.held_on = on, None
    move(candidacy, S.SUPERSEDED, kind)
    settle_shares(candidacy, at)


def _others(candidacy: Candidacy) -> QuerySet[Candidacy]:
    return Candidacy.objects.filter(case=candidacy.case_id, state__in=LIVE).exclude(id=candidacy.id).order_by("id")


def settle_shares(candidacy: Candidacy, at: datetime) -> None:
    """Open to the landlord and the reserver what the household's candidacies there need now: the file until their
    decision, then the envelope, then nothing. In the name of the holder, whoever acted; always last: it may close
    the case to the actor.
    """
    for field in ("provider", "reserver"):
        service = getattr(candidacy, field)
        if service is None:
            continue
        with acting(in_the_name_of_holder(candidacy.case)):
            live = list(Candidacy.objects.filter(case=candidacy.case_id, state__in=LIVE, **{field: service}))
        opened = {Audience.ENVELOPE} if live else set()
        if reading_files(live):
            opened.add(Audience.FILE)
        share_candidacies(case=candidacy.case, service=service, audiences=opened, at=at)
