"""What the household answers to an offer, and the silence an officer confirms."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from palier.candidacies import policies
from palier.candidacies.enums import CandidacyState, HomeRefusal
from palier.candidacies.models import Candidacy
from palier.candidacies.moves import hold_others, move, refuse_day, refuse_gone, refuse_move, settle_shares
from palier.candidacies.queries import lock_candidacy
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.errors import Conflict, Invalid
from palier.platform.policy import require

S = CandidacyState
HOME_TAKEN = _("Somebody else has accepted this home meanwhile: the next rank is asked if that falls through.")
HOUSEHOLD_TAKEN = _("The household has accepted another home already: withdraw that candidacy first.")


@transaction.atomic
def accept(*, actor: Actor, candidacy_id: UUID, on: date, at: datetime) -> Candidacy:
    """The household accepts; its other candidacies for a lease, a sub-lease or a slide wait until the signature.

    Of two acceptances at the same instant, of one home or of one household, one wins: the other raises Conflict.
    """
    candidacy = lock_candidacy(actor, candidacy_id)
    require(policies.may_answer(actor, candidacy), case=candidacy.case_id)
    refuse_move(candidacy, S.ACCEPTED)
    refuse_gone(candidacy)
    refuse_day("on", on, candidacy.notified_on, at.astimezone(clock.PARIS).date())
    if Candidacy.objects.filter(case=candidacy.case_id, state=S.ACCEPTED).exists():
        raise Conflict(HOUSEHOLD_TAKEN)
    candidacy.answered_on = on
    try:
        # The rows of other households are not all open to who records the answer: the index sees them.
        with transaction.atomic():
            move(candidacy, S.ACCEPTED, "candidacy.accepted")
    except IntegrityError as taken:
        raise Conflict(HOUSEHOLD_TAKEN if "one_accepted_a_household" in str(taken) else HOME_TAKEN) from taken
    hold_others(candidacy, on)
    return candidacy


@transaction.atomic
def refuse(*, actor: Actor, candidacy_id: UUID, reason: str, on: date, at: datetime) -> Candidacy:
    """The household refuses, for a reason of its own; the next rank is put to the officer."""
    candidacy = lock_candidacy(actor, candidacy_id)
    require(policies.may_answer(actor, candidacy), case=candidacy.case_id)
    refuse_move(candidacy, S.REFUSED)
    today = at.astimezone(clock.PARIS).date()
    refuse_day("on", on, candidacy.notified_on, today)
    if reason not in HomeRefusal.values:
        raise Invalid(fields={"reason": _("Choose the household's own reason: the next home is looked for with it.")})
    candidacy.answered_on, candidacy.refusal, candidacy.ended_on = on, reason, today
    move(candidacy, S.REFUSED, "candidacy.refused", reason)
    settle_shares(candidacy, at)
    return candidacy


@transaction.atomic
def confirm_no_answer(*, actor: Actor, candidacy_id: UUID, proof_checked: bool, at: datetime) -> Candidacy:
    """The delay has run and the officer has checked the proof of the notification: silence is a refusal (R441-10).

    Nothing is ever refused in the household's name by itself.
    """
    candidacy = lock_candidacy(actor, candidacy_id)
    require(policies.may_decide(actor, candidacy), case=candidacy.case_id)
    refuse_move(candidacy, S.NO_ANSWER)
    today = at.astimezone(clock.PARIS).date()
    if candidacy.answer_by is None or today <= candidacy.answer_by:
        words = _("The household may answer until %(day)s, that day included (CCH R441-10).")
        raise Conflict(words % {"day": f"{candidacy.answer_by:%d/%m/%Y}"})
    if not proof_checked:
        raise Invalid(fields={"proof_checked": _("Check the proof of the notification first, and say so.")})
    candidacy.ended_on = today
    move(candidacy, S.NO_ANSWER, "candidacy.no_answer")
    settle_shares(candidacy, at)
    return candidacy
