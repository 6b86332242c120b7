"""What a service understands and proposes alone: its diagnosis, and an urgent orientation. One signature each."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from palier.assessments import digests, policies
from palier.assessments.enums import OrientationKind, TemporaryKind, UrgentState
from palier.assessments.models import URGENT_DAYS, Diagnosis, UrgentOrientation
from palier.assessments.queries import diagnoses_of, urgent_orientations_of
from palier.cases.models import Case
from palier.cases.queries import get_case
from palier.platform import clock, events
from palier.platform.actor import Actor
from palier.platform.errors import Conflict, Invalid
from palier.platform.ids import new_id
from palier.platform.policy import require

WORDS = ("what_happened", "tried", "asked", "orientation", "why")


@transaction.atomic
def write_diagnosis(
    *, actor: Actor, case_id: UUID, said: Mapping[str, str], version: int, at: datetime, sign: bool = False
) -> Diagnosis:
    """Write the service's draft, and sign it on demand. After a signed one, the draft replaces it once signed.

    `version`: the draft's as it was read, 0 where there was none. Raises Conflict, with both texts of each field that
    differs, when a colleague wrote meanwhile; Invalid for an incomplete one that is signed; Refused for the signature
    of somebody else's words.
    """
    case = get_case(actor, case_id, lock=True)
    require(policies.may_diagnose(actor, case), case=case.id)
    draft = _draft(actor, case, at)
    typed = {name: said.get(name, "").strip() for name in WORDS}
    before = {name: getattr(draft, name) for name in WORDS}
    if draft.version != version and typed != before:
        raise Conflict(current=before, typed=typed, version=draft.version)
    _refuse_unfit(typed, sign)
    changed = typed != before
    for name, value in typed.items():
        setattr(draft, name, value)
    if changed:
        draft.author_id, draft.written_at, draft.version = actor.user, at, draft.version + 1
    if sign:
        require(policies.may_sign_diagnosis(actor, draft), case=case.id)
        draft.signed_at, draft.digest = at, digests.of_diagnosis(draft)
    draft.save()
    if changed:
        events.record("diagnosis.written", case=case.id, subject=draft.id, audience="social")
    if sign:
        events.record("diagnosis.signed", case=case.id, subject=draft.id, audience="social", to_state=draft.orientation)
    return draft


def _draft(actor: Actor, case: Case, at: datetime) -> Diagnosis:
    """The service's unsigned one, or a new one begun from the words of the last it signed."""
    own = diagnoses_of(actor, case).filter(service_id=actor.service)
    if found := own.filter(signed_at=None).first():
        return found
    last = own.filter(superseded_by=None).first()
    words = {name: getattr(last, name) for name in WORDS} if last else {}
    return Diagnosis(
        id=new_id(),
        case=case,
        service_id=actor.service,
        author_id=actor.user,
        written_at=at,
        version=0,
        supersedes=last,
        **words,
    )


def _refuse_unfit(typed: Mapping[str, str], sign: bool) -> None:
    fields = {}
    if typed["orientation"] not in {"", *OrientationKind.values}:
        fields["orientation"] = _("Choose one of those that are offered.")
    if sign:
        needed = {
            "what_happened": _("Say what happened: your signature says that you have understood it."),
            "asked": _("Say what is asked."),
            "orientation": _("Propose an orientation."),
        }
        fields |= {name: why for name, why in needed.items() if not typed[name]}
    if sign and typed["orientation"] == OrientationKind.LASTING_ADAPTED and not typed["why"]:
        fields["why"] = LASTING_WHY
    if fields:
        raise Invalid(fields=fields)


LASTING_WHY = _("Say why in a sentence: a pension de famille is no stage, and rarely for somebody who works.")


@transaction.atomic
def orient_urgently(*, actor: Actor, case_id: UUID, kind: str, why: str, at: datetime) -> UrgentOrientation:
    """Sign alone that a household needs a temporary place now; it holds URGENT_DAYS days.

    Raises Conflict while another one runs, Invalid for what is no temporary place or does not say why. One whose last
    day is over gives way to the new one: nobody confirmed it in time.
    """
    case = get_case(actor, case_id, lock=True)
    require(policies.may_diagnose(actor, case), case=case.id)
    today = at.astimezone(clock.PARIS).date()
    fields = {}
    if kind not in TemporaryKind.values:
        fields["kind"] = _("Choose a temporary place: nothing lasting is decided with one signature.")
    if not why.strip():
        fields["why"] = _("Say why it cannot wait for the joint assessment.")
    if fields:
        raise Invalid(fields=fields)
    if running := urgent_orientations_of(actor, case).filter(state=UrgentState.RUNNING).first():
        if running.until >= today:
            raise Conflict(
                _("An urgent orientation runs already, until %(day)s.") % {"day": f"{running.until:%d/%m/%Y}"}
            )
        running.state = UrgentState.LAPSED
        running.save(update_fields=["state"])
    urgent = UrgentOrientation(
        id=new_id(),
        case=case,
        service_id=actor.service,
        author_id=actor.user,
        kind=kind,
        why=why.strip(),
        signed_at=at,
        signed_on=today,
        until=today + timedelta(days=URGENT_DAYS),
    )
    urgent.digest = digests.of_urgent(urgent)
    urgent.save()
    events.record("orientation.urgent", case=case.id, subject=urgent.id, audience="social", to_state=kind)
    return urgent
