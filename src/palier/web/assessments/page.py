"""What the pages of an assessment show: plain components, no markup."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from palier.assessments import digests, policies
from palier.assessments.enums import AssessmentState, UrgentState
from palier.assessments.facts import facts_of
from palier.assessments.models import (
    Diagnosis,
    Orientation,
    Remark,
    SectionContent,
    SocialAssessment,
    UrgentOrientation,
)
from palier.assessments.queries import assessments_of, diagnoses_of, followers, lapsed, urgent_orientations_of
from palier.assessments.sections import BY_CODE, SECTIONS, Field, Kind, Section, Side
from palier.assessments.states import LIVE
from palier.cases.models import Case
from palier.organisations.models import Service
from palier.platform import clock
from palier.platform.actor import Actor
from palier.ui.components import Definition, Status
from palier.ui.formats import day, money
from palier.web.assessments.forms import (
    BeginForm,
    OrientationForm,
    ReadingForm,
    SignForm,
)
from palier.web.assessments.reasons import computed
from palier.web.cases.page import case_page

TONES = {
    AssessmentState.DRAFT: "quiet",
    AssessmentState.IN_PROGRESS: "info",
    AssessmentState.AWAITING_SIGNATURES: "soon",
    AssessmentState.SIGNED: "done",
    AssessmentState.SUPERSEDED: "quiet",
}
URGENT_TONES = {
    UrgentState.RUNNING: "soon",
    UrgentState.CONFIRMED: "done",
    UrgentState.CORRECTED: "info",
    UrgentState.LAPSED: "quiet",
}
# A colleague whose words were saved less than this ago is said to be writing.
WRITING = timedelta(minutes=2)
ORIENTATION = "orientation"


@dataclass(frozen=True)
class SectionLine:
    """A section as it is read: whose it is, what it says, the remarks beside it."""

    section: Section
    owner: Service
    facts: list[Definition]
    content: SectionContent | None
    remarks: list[Remark]
    mine: bool
    filled: int


def tab(actor: Actor, case: Case) -> dict[str, Any]:
    """The whole tab: the joint assessment that runs or holds, the urgent orientations, the diagnoses."""
    known = list(assessments_of(actor, case))
    live = next((row for row in known if row.state in LIVE), None)
    current = live or next((row for row in known if row.state == AssessmentState.SIGNED), None)
    diagnoses = list(diagnoses_of(actor, case))
    may_diagnose = policies.may_diagnose(actor, case)
    services = followers(actor, case) if may_diagnose and live is None else Service.objects.none()
    return case_page(actor, case, "case_assessment") | {
        "assessment": current,
        "former": [row for row in known if row is not current],
        "status": state_status(current) if current else None,
        "lines": lines(actor, current) if current else [],
        "begin_form": BeginForm(services, initial={"partner": services.first()}) if services.exists() else None,
        "may_diagnose": may_diagnose,
        "may_begin": bool(may_diagnose) and live is None,
        "draft": next((row for row in diagnoses if row.service_id == actor.service and not row.signed_at), None),
        "diagnoses": [signed_diagnosis(row) for row in diagnoses if row.signed_at],
        "urgent": [urgent_line(row) for row in urgent_orientations_of(actor, case)],
    }


def state_status(assessment: SocialAssessment) -> Status:
    return Status(TONES[AssessmentState(assessment.state)], assessment.get_state_display())


def signed_diagnosis(diagnosis: Diagnosis) -> dict[str, Any]:
    newer = getattr(diagnosis, "superseded_by", None)
    return {
        "row": diagnosis,
        "replaced": newer is not None and newer.signed_at is not None,
        "facts": [
            Definition(_("What happened"), diagnosis.what_happened),
            Definition(_("What was tried"), diagnosis.tried),
            Definition(_("What is asked"), diagnosis.asked),
            Definition(_("Orientation"), diagnosis.get_orientation_display(), note=diagnosis.why),
        ],
    }


def urgent_line(urgent: UrgentOrientation) -> dict[str, Any]:
    over = lapsed(urgent, clock.today())
    status = Status(URGENT_TONES[UrgentState(urgent.state)], urgent.get_state_display())
    return {"row": urgent, "status": Status("quiet", _("its days are over")) if over else status}


def lines(actor: Actor, assessment: SocialAssessment) -> list[SectionLine]:
    contents = {content.section: content for content in assessment.contents.all()}
    remarks = list(assessment.remarks.all())
    open_ = assessment.state in LIVE
    return [
        SectionLine(
            section,
            owner_of(assessment, section),
            list(_facts(section, contents.get(section.code))),
            contents.get(section.code),
            [remark for remark in remarks if remark.section == section.code],
            open_ and bool(policies.may_write(actor, assessment, section)),
            len(digests.kept(contents[section.code].values)) if section.code in contents else 0,
        )
        for section in SECTIONS
    ]


def owner_of(assessment: SocialAssessment, section: Section) -> Service:
    return assessment.holder if section.owner == Side.HOLDER else assessment.partner


def _facts(section: Section, content: SectionContent | None) -> Iterable[Definition]:
    values = content.values if content else {}
    for field in section.fields:
        yield Definition(str(field.label), shown(field, values.get(field.code, "")) or None)


def shown(field: Field, value: str) -> str:
    """A value as it is read."""
    if not value:
        return ""
    match field.kind:
        case Kind.CHOICE:
            return str(dict(field.choices)[value])
        case Kind.YES_NO:
            return _("yes") if value == "yes" else _("no")
        case Kind.AMOUNT:
            return money(Decimal(value))
        case Kind.DAY:
            return day(date.fromisoformat(value))
    return value


def writing(actor: Actor, content: SectionContent | None, now: datetime) -> str:
    """Who else has just written in the section; empty when nobody has."""
    if content is None or content.updated_by_id == actor.user or now - content.updated_at >= WRITING:
        return ""
    return content.updated_by.get_full_name()


def whole(actor: Actor, assessment: SocialAssessment, forms: dict[str, Any] | None = None) -> dict[str, Any]:
    """The assessment to read and to sign; `forms`: those that could not be done, kept as typed."""
    part = policies.may_take_part(actor, assessment)
    open_ = assessment.state in LIVE
    running = [signature for signature in assessment.signatures.all() if signature.lapsed_at is None]
    mine = next((row for row in assessment.orientations.all() if row.service_id == actor.service), None)
    lapses = bool(running) and open_
    offered: dict[str, Any] = {}
    if part:
        offered["reading_form"] = ReadingForm(auto_id="id_reading_%s", initial={"read_on": clock.today()})
    if part and open_:
        offered["orientation_form"] = OrientationForm(auto_id="id_orientation_%s", initial=_proposed(mine, lapses))
        if mine and not any(signature.service_id == actor.service for signature in running):
            parts = SignForm.written(digests.parts_of(assessment))
            offered["sign_form"] = SignForm(initial={"read_token": parts})
    return (
        case_page(actor, assessment.case, "case_assessment")
        | {
            "assessment": assessment,
            "status": state_status(assessment),
            "lines": lines(actor, assessment),
            "orientations": list(assessment.orientations.all()),
            "differ": len({row.kind for row in assessment.orientations.all()}) > 1,
            "computed": computed(facts_of(actor, assessment, on=clock.today())),
            "signatures": list(assessment.signatures.all()),
            "readings": list(assessment.readings.all()),
            "lapses": lapses,
            "open": open_,
        }
        | offered
        | (forms or {})
    )


def _proposed(mine: Orientation | None, lapses: bool) -> dict[str, Any]:
    said = {"kind": mine.kind, "why": mine.why} if mine else {}
    return said | {"lapse": lapses}


def part_labels(parts: Iterable[str]) -> list[str | Promise]:
    """The parts that changed, by the name of their section."""
    return [str(BY_CODE[part].label) if part in BY_CODE else _("Orientation") for part in parts]


def lapsing(assessment: SocialAssessment) -> bool:
    return assessment.state == AssessmentState.AWAITING_SIGNATURES
