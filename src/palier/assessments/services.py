"""Begin, write, remark on, orient, sign a joint assessment; keep the household's own reading of it.

Each act is one transaction: fetch under lock, ask the policy, move by the state table, write, record the event. Events
say which section changed, never its words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from palier.assessments import digests, policies
from palier.assessments.computed import suggested
from palier.assessments.diagnoses import LASTING_WHY
from palier.assessments.enums import AssessmentState, OrientationKind, ReadingMeans, RemarkKind, UrgentState
from palier.assessments.facts import facts_of
from palier.assessments.models import (
    VALID_MONTHS,
    HouseholdReading,
    Orientation,
    Remark,
    SectionContent,
    Signature,
    SocialAssessment,
)
from palier.assessments.queries import assessments_of, followers, get_assessment, urgent_orientations_of
from palier.assessments.sections import BY_CODE
from palier.assessments.states import LIVE, MOVES
from palier.cases.enums import Audience
from palier.cases.queries import get_case
from palier.platform import clock, events
from palier.platform.actor import Actor
from palier.platform.errors import Conflict, Invalid, Missing
from palier.platform.ids import new_id
from palier.platform.policy import require
from palier.rules.days import months_later


class Lapses(Conflict):
    """A service has signed: the change would lapse its signature, and that was not said before it was sent."""

    default = _("A service has signed this meanwhile. Save again to change it all the same: its signature lapses.")


class Changed(Conflict):
    """It is no longer what was read. `parts`: the codes of the sections that changed, and `orientation`."""

    default = _("This has changed since you read it: read what changed, then sign.")


@dataclass(frozen=True)
class Written:
    """What was kept, and by field what could not be: the text kept meanwhile by a colleague, and the one typed."""

    content: SectionContent | None
    conflicts: dict[str, tuple[str, str]]


@transaction.atomic
def begin(*, actor: Actor, case_id: UUID, partner_service: UUID, at: datetime) -> SocialAssessment:
    """Begin the joint assessment of a case with a partner's service; begun already with it, it is that one.

    After a signed one, the new one starts from its contents and replaces it once signed by both. Raises Invalid for a
    service that does not receive the social part of the case, Conflict while another one runs with another service.
    """
    case = get_case(actor, case_id, lock=True)
    require(policies.may_diagnose(actor, case), case=case.id)
    partner = followers(actor, case, at=at).filter(id=partner_service).first()
    if partner is None:
        raise Invalid(fields={"partner": _("The household has not let this service read about it: see Sharing.")})
    known = assessments_of(actor, case)
    if live := known.filter(state__in=LIVE).first():
        if live.partner_id != partner.id:
            raise Conflict(_("A joint assessment runs already, with %(service)s.") % {"service": live.partner})
        return live
    former = known.filter(state=AssessmentState.SIGNED).first()
    begun = SocialAssessment.objects.create(
        id=new_id(),
        case=case,
        holder_id=actor.service,
        partner=partner,
        begun_on=at.astimezone(clock.PARIS).date(),
        begun_by_id=actor.user,
        supersedes=former,
    )
    if former:
        _start_from(begun, former)
    _record("assessment.begun", begun)
    return begun


def _start_from(begun: SocialAssessment, former: SocialAssessment) -> None:
    """Nobody types twice what has not changed."""
    SectionContent.objects.bulk_create(
        [
            SectionContent(
                case_id=begun.case_id,
                assessment=begun,
                section=content.section,
                values=content.values,
                updated_by_id=content.updated_by_id,
                updated_at=content.updated_at,
            )
            for content in former.contents.all()
        ]
    )


@transaction.atomic
def write_section(
    *,
    actor: Actor,
    assessment_id: UUID,
    section: str,
    typed: Mapping[str, str],
    read: Mapping[str, str],
    at: datetime,
    lapse: bool = False,
) -> Written:
    """Keep what was typed in some fields of a section, each weighed against the text it was typed over.

    `read`: each field as it was when the page was opened. A field that a colleague changed meanwhile is not written
    over: its two texts come back in `conflicts`, and the others are kept. Raises Invalid for what the definition of
    the section does not have, Lapses where a service has signed and `lapse` does not say that it was told.
    """
    assessment = _open(actor, assessment_id)
    definition = BY_CODE.get(section)
    if definition is None:
        raise Missing(case=assessment.case_id)
    require(policies.may_write(actor, assessment, definition), case=assessment.case_id)
    content = assessment.contents.filter(section=section).first()
    kept = content.values if content else {}
    changes, conflicts = _merge(kept, typed, read)
    definition.check(changes)
    if not changes:
        return Written(content, conflicts)
    _lapse(assessment, at, told=lapse)
    if content is None:
        content = SectionContent(case_id=assessment.case_id, assessment=assessment, section=section, version=0)
    content.values = {**kept, **changes}
    content.version += 1
    content.updated_by_id, content.updated_at = actor.user, at
    content.save()
    _take_up(assessment)
    events.record(
        "assessment.section_written",
        case=assessment.case_id,
        subject=assessment.id,
        audience=Audience.SOCIAL,
        changes={"section": section, "fields": sorted(changes)},
    )
    return Written(content, conflicts)


def _merge(
    kept: Mapping[str, str], typed: Mapping[str, str], read: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    """What to write, and what two people typed over the same text."""
    changes, conflicts = {}, {}
    for code, value in typed.items():
        now, base = kept.get(code, ""), read.get(code, "")
        if value in {now, base}:
            continue
        if now == base:
            changes[code] = value
        else:
            conflicts[code] = (now, value)
    return changes, conflicts


@transaction.atomic
def remark(
    *, actor: Actor, assessment_id: UUID, section: str, kind: str, body: str, at: datetime, lapse: bool = False
) -> Remark:
    """Leave one's own words beside the partner's section."""
    assessment = _open(actor, assessment_id)
    definition = BY_CODE.get(section)
    if definition is None:
        raise Missing(case=assessment.case_id)
    require(policies.may_remark(actor, assessment, definition), case=assessment.case_id)
    if kind not in RemarkKind.values:
        raise Invalid(fields={"kind": _("A remark, or a divergence.")})
    if not body.strip():
        raise Invalid(fields={"body": _("Write something, or leave the page.")})
    _lapse(assessment, at, told=lapse)
    left = Remark.objects.create(
        id=new_id(),
        case_id=assessment.case_id,
        assessment=assessment,
        section=section,
        kind=kind,
        service_id=actor.service,
        author_id=actor.user,
        written_at=at,
        body=body.strip(),
    )
    _take_up(assessment)
    _record("assessment.remarked", assessment)
    return left


@transaction.atomic
def propose(
    *, actor: Actor, assessment_id: UUID, kind: str, why: str, at: datetime, lapse: bool = False
) -> Orientation:
    """Propose an orientation in the name of one's service; the partner's stands beside it, and the computed one.

    A reason is asked for a lasting adapted home, and where the facts suggest other ones.
    """
    assessment = _open(actor, assessment_id)
    require(policies.may_take_part(actor, assessment), case=assessment.case_id)
    if kind not in OrientationKind.values:
        raise Invalid(fields={"kind": _("Choose one of those that are offered.")})
    computed = suggested(facts_of(actor, assessment, on=at.astimezone(clock.PARIS).date()))
    if not why.strip():
        if kind == OrientationKind.LASTING_ADAPTED:
            raise Invalid(fields={"why": LASTING_WHY})
        if computed and kind not in computed:
            raise Invalid(fields={"why": _("The facts suggest another orientation: say why you choose this one.")})
    mine = assessment.orientations.filter(service_id=actor.service).first()
    if mine and (mine.kind, mine.why) == (kind, why.strip()):
        return mine
    _lapse(assessment, at, told=lapse)
    proposed = mine or Orientation(case_id=assessment.case_id, assessment=assessment, service_id=actor.service)
    proposed.kind, proposed.why, proposed.suggested = kind, why.strip(), list(computed)
    proposed.author_id, proposed.proposed_at = actor.user, at
    proposed.save()
    _take_up(assessment)
    _record("assessment.oriented", assessment)
    return proposed


@transaction.atomic
def record_reading(
    *,
    actor: Actor,
    assessment_id: UUID,
    read_on: date,
    means: str,
    remarks: str,
    copy_given: bool,
    at: datetime,
) -> HouseholdReading:
    """The household read it, before or after the signatures: its words stand beside, and lapse nothing."""
    assessment = get_assessment(actor, assessment_id, lock=True)
    require(policies.may_take_part(actor, assessment), case=assessment.case_id)
    fields = {}
    if means not in ReadingMeans.values:
        fields["means"] = _("Choose how it was read.")
    if not assessment.begun_on <= read_on <= at.astimezone(clock.PARIS).date():
        fields["read_on"] = _("Between the day it was begun and today.")
    if fields:
        raise Invalid(fields=fields)
    reading = HouseholdReading.objects.create(
        id=new_id(),
        case_id=assessment.case_id,
        assessment=assessment,
        read_on=read_on,
        means=means,
        remarks=remarks.strip(),
        copy_given=copy_given,
        service_id=actor.service,
        recorded_by_id=actor.user,
    )
    _record("assessment.read", assessment)
    return reading


@transaction.atomic
def sign(*, actor: Actor, assessment_id: UUID, read: Mapping[str, str], at: datetime) -> SocialAssessment:
    """Sign, for one's service, what was read: `read` is `digests.parts_of` as it was on the page.

    The second signature makes it valid for VALID_MONTHS months, settles the urgent orientations that run and replaces
    the former one. Raises Changed, naming the parts, when it is no longer what was read; Invalid before one's service
    has proposed an orientation; Conflict when it has signed already.
    """
    assessment = _open(actor, assessment_id)
    require(policies.may_take_part(actor, assessment), case=assessment.case_id)
    if assessment.state == AssessmentState.DRAFT:
        raise Invalid(_("Nothing is written yet: there is nothing to sign."))
    if not assessment.orientations.filter(service_id=actor.service).exists():
        raise Invalid(_("Propose an orientation first: your signature says that you stand by it."))
    now = digests.parts_of(assessment)
    if now != dict(read):
        differ = {part for part in {*now, *read} if now.get(part) != read.get(part)}
        raise Changed(parts=sorted(differ))
    running = assessment.signatures.filter(lapsed_at=None)
    if running.filter(service_id=actor.service).exists():
        raise Conflict(_("Your service has signed this already."))
    Signature.objects.create(
        id=new_id(),
        case_id=assessment.case_id,
        assessment=assessment,
        service_id=actor.service,
        signer_id=actor.user,
        signed_at=at,
        digest=digests.whole(assessment),
    )
    if assessment.state == AssessmentState.IN_PROGRESS:
        _move(assessment, AssessmentState.AWAITING_SIGNATURES, "assessment.signed_by_one")
    else:
        _conclude(actor, assessment, at)
    return assessment


def _conclude(actor: Actor, assessment: SocialAssessment, at: datetime) -> None:
    """Both have signed."""
    if assessment.supersedes_id:
        former = SocialAssessment.objects.get(id=assessment.supersedes_id)
        if former.state == AssessmentState.SIGNED:
            _move(former, AssessmentState.SUPERSEDED, "assessment.superseded")
    assessment.signed_on = at.astimezone(clock.PARIS).date()
    assessment.valid_until = months_later(assessment.signed_on, VALID_MONTHS)
    _move(assessment, AssessmentState.SIGNED, "assessment.signed")
    kinds = {orientation.kind for orientation in assessment.orientations.all()}
    to = UrgentState.CONFIRMED if OrientationKind.TEMPORARY in kinds else UrgentState.CORRECTED
    urgent = urgent_orientations_of(actor, assessment.case).filter(state=UrgentState.RUNNING)
    for running in urgent:
        running.state, running.settled_by = to, assessment
        running.save(update_fields=["state", "settled_by"])
        events.record(
            "orientation.settled",
            case=assessment.case_id,
            subject=running.id,
            audience=Audience.SOCIAL,
            from_state=UrgentState.RUNNING,
            to_state=to,
        )


def _open(actor: Actor, assessment_id: UUID) -> SocialAssessment:
    """Under lock, and still to be written in."""
    assessment = get_assessment(actor, assessment_id, lock=True)
    if assessment.state not in LIVE:
        raise Conflict(_("This assessment is signed by both: begin a new one from it."))
    return assessment


def _lapse(assessment: SocialAssessment, at: datetime, *, told: bool) -> None:
    """Before a change: a running signature lapses, if who changes was told so."""
    if assessment.state != AssessmentState.AWAITING_SIGNATURES:
        return
    if not told:
        raise Lapses
    assessment.signatures.filter(lapsed_at=None).update(lapsed_at=at)
    _move(assessment, AssessmentState.IN_PROGRESS, "assessment.lapsed")


def _take_up(assessment: SocialAssessment) -> None:
    if assessment.state == AssessmentState.DRAFT:
        _move(assessment, AssessmentState.IN_PROGRESS, "assessment.taken_up")


def _move(assessment: SocialAssessment, to: str, kind: str) -> None:
    if to not in MOVES[assessment.state]:
        raise Conflict
    former, assessment.state = assessment.state, to
    assessment.save()
    _record(kind, assessment, former)


def _record(kind: str, assessment: SocialAssessment, former: str = "") -> None:
    events.record(
        kind,
        case=assessment.case_id,
        subject=assessment.id,
        audience=Audience.SOCIAL,
        from_state=former,
        to_state=assessment.state,
    )
