from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from palier.assessments import diagnoses, policies, services
from palier.assessments.models import Diagnosis, SocialAssessment
from palier.assessments.queries import diagnoses_of, followers, get_assessment
from palier.cases.enums import Audience
from palier.cases.models import Case
from palier.cases.queries import get_case, open_shares
from palier.platform import clock, events
from palier.platform.errors import Conflict, DomainError, Invalid, Missing
from palier.platform.models import Access
from palier.platform.policy import require
from palier.ui.formats import day
from palier.web.assessments import page
from palier.web.assessments.forms import BeginForm, DiagnosisForm, OrientationForm, ReadingForm, SignForm, UrgentForm
from palier.web.cases.page import case_page
from palier.web.refusals import tell


@require_safe
def case_assessment(request: HttpRequest, case_id: UUID) -> HttpResponse:
    return render(request, "web/assessments/tab.html", page.tab(request.actor, _social_case(request, case_id)))


def _social_case(request: HttpRequest, case_id: UUID) -> Case:
    """The case, and the record that it was looked at. Raises Missing for who may not open what is social in it."""
    found = get_case(request.actor, case_id)
    if not open_shares(request.actor).filter(case=found, audience=Audience.SOCIAL).exists():
        raise Missing(case=found.id)
    events.looked(Access.Action.OPENED, case=found.id, route=request.resolver_match.view_name)
    return found


@require_POST
def begin(request: HttpRequest, case_id: UUID) -> HttpResponse:
    found = get_case(request.actor, case_id)
    require(policies.may_diagnose(request.actor, found), case=found.id)
    form = BeginForm(followers(request.actor, found), request.POST)
    if not form.is_valid():
        raise Invalid(_("The household has not let this service read about it: see Sharing."))
    begun = services.begin(
        actor=request.actor, case_id=found.id, partner_service=form.cleaned_data["partner"].id, at=clock.now()
    )
    messages.success(request, _("The joint assessment is begun: each service writes its sections."))
    return redirect("assessment", begun.id)


@require_http_methods(["GET", "HEAD", "POST"])
def diagnosis(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Write the service's own diagnosis, save it, sign it."""
    actor = request.actor
    found = _social_case(request, case_id)
    require(policies.may_diagnose(actor, found), case=found.id)
    own = diagnoses_of(actor, found).filter(service_id=actor.service)
    draft = own.filter(signed_at=None).first()
    if request.method != "POST":
        return _diagnosis_page(request, found, draft, DiagnosisForm(initial=_diagnosis(draft or own.first(), draft)))
    form = DiagnosisForm(request.POST)
    if not form.is_valid():
        return _diagnosis_page(request, found, draft, form, status=422)
    signs = "sign" in request.POST
    try:
        diagnoses.write_diagnosis(
            actor=actor,
            case_id=found.id,
            said=form.said(),
            version=form.cleaned_data["version"],
            at=clock.now(),
            sign=signs,
        )
    except Conflict as conflict:
        return _diagnosis_page(request, found, draft, _both_texts(form, conflict), status=409)
    except Invalid as refusal:
        return _diagnosis_page(request, found, draft, _refused(form, refusal), status=422)
    said = _("The diagnosis is signed.") if signs else _("The diagnosis is saved; it is not signed yet.")
    messages.success(request, said)
    return redirect("case_assessment", found.id)


def _diagnosis(from_: Diagnosis | None, draft: Diagnosis | None) -> dict[str, Any]:
    words = {name: getattr(from_, name) for name in diagnoses.WORDS} if from_ else {}
    return words | {"version": draft.version if draft else 0}


def _both_texts(form: DiagnosisForm, conflict: Conflict) -> DiagnosisForm:
    """A colleague saved meanwhile: what was typed stays, her text is said beside it."""
    current, typed = conflict.context["current"], conflict.context["typed"]
    again = DiagnosisForm(form.data.copy())
    again.data["version"] = str(conflict.context["version"])
    again.is_valid()
    for name, value in typed.items():
        if current[name] != value:
            theirs = current[name] or _("empty")
            again.add_error(name, _("Saved meanwhile by a colleague: %(value)s") % {"value": theirs})
    return again


def _diagnosis_page(
    request: HttpRequest, case: Case, draft: Diagnosis | None, form: DiagnosisForm, status: int = 200
) -> HttpResponse:
    context = case_page(request.actor, case, "case_assessment") | {"form": form, "draft": draft}
    return render(request, "web/assessments/diagnosis.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def urgent_orientation(request: HttpRequest, case_id: UUID) -> HttpResponse:
    found = _social_case(request, case_id)
    require(policies.may_diagnose(request.actor, found), case=found.id)
    form = UrgentForm(request.POST or None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            urgent = diagnoses.orient_urgently(
                actor=request.actor, case_id=found.id, at=clock.now(), **form.cleaned_data
            )
        except (Invalid, Conflict) as refusal:
            form, status = _refused(form, refusal), refusal.status
        else:
            messages.success(request, _("Signed. It holds until %(day)s.") % {"day": day(urgent.until)})
            return redirect("case_assessment", found.id)
    context = case_page(request.actor, found, "case_assessment") | {"form": form}
    return render(request, "web/assessments/urgent.html", context, status=status)


@require_safe
def assessment(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """All of it, to read and to sign."""
    found = _looked_at(request, assessment_id)
    return render(request, "web/assessments/assessment.html", page.whole(request.actor, found))


@require_safe
def printed(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """All of it on paper: sections, remarks, orientations, signatures, the household's reading."""
    found = _looked_at(request, assessment_id)
    return render(request, "web/assessments/print.html", page.whole(request.actor, found))


def _looked_at(request: HttpRequest, assessment_id: UUID) -> SocialAssessment:
    found = get_assessment(request.actor, assessment_id)
    events.looked(Access.Action.OPENED, case=found.case_id, route=request.resolver_match.view_name)
    return found


@require_POST
def orientation(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    found = get_assessment(request.actor, assessment_id)
    require(policies.may_take_part(request.actor, found), case=found.case_id)
    form = OrientationForm(request.POST, auto_id="id_orientation_%s")
    if not form.is_valid():
        return _whole(request, found, orientation_form=form, status=422)
    try:
        services.propose(actor=request.actor, assessment_id=found.id, at=clock.now(), **form.cleaned_data)
    except (Invalid, services.Lapses) as refusal:
        return _whole(request, found, orientation_form=_refused(form, refusal), status=refusal.status)
    messages.success(request, _("Your orientation stands in the assessment."))
    return redirect("assessment", found.id)


@require_POST
def reading(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    found = get_assessment(request.actor, assessment_id)
    require(policies.may_take_part(request.actor, found), case=found.case_id)
    form = ReadingForm(request.POST, auto_id="id_reading_%s")
    if not form.is_valid():
        return _whole(request, found, reading_form=form, status=422)
    try:
        services.record_reading(actor=request.actor, assessment_id=found.id, at=clock.now(), **form.cleaned_data)
    except Invalid as refusal:
        return _whole(request, found, reading_form=_refused(form, refusal), status=422)
    messages.success(request, _("The household's reading is kept."))
    return redirect("assessment", found.id)


@require_POST
def sign(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Sign what was on the page; changed since, the page comes again and says what changed."""
    actor = request.actor
    found = get_assessment(actor, assessment_id)
    require(policies.may_take_part(actor, found), case=found.case_id)
    form = SignForm(request.POST)
    if not form.is_valid():
        raise Invalid
    try:
        signed = services.sign(actor=actor, assessment_id=found.id, read=form.parts(), at=clock.now())
    except services.Changed as changed:
        return _whole(request, found, changed=page.part_labels(changed.context["parts"]), status=409)
    if signed.valid_until:
        said = _("Signed by both services. It holds until %(day)s.") % {"day": day(signed.valid_until)}
    else:
        said = _("Signed. The other service is told that its signature is waited for.")
    messages.success(request, said)
    return redirect("assessment", found.id)


def _whole(request: HttpRequest, found: SocialAssessment, *, status: int, **shown: Any) -> HttpResponse:
    return render(request, "web/assessments/assessment.html", page.whole(request.actor, found, shown), status=status)


def _refused(form: forms.Form, refusal: DomainError) -> forms.Form:
    tell(form, refusal)
    if isinstance(refusal, services.Lapses):
        form.data = form.data.copy()
        form.data["lapse"] = "on"
    return form
