from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from palier.cases import policies, services
from palier.cases.alike import alike
from palier.cases.enums import CaseState
from palier.cases.models import Case, Household, Wish
from palier.cases.over_indebtedness import reached_on
from palier.cases.queries import (
    applicants,
    caseload,
    found_people,
    get_case,
    in_order,
    open_shares,
    rows_visible_to,
    running,
    saved_views,
    search,
    shared_with,
)
from palier.cases.services import HOUSEHOLD_FACTS
from palier.messaging.queries import readers
from palier.messaging.services import comment, mark_seen
from palier.platform import clock, events
from palier.platform.actor import Actor
from palier.platform.due import Due, due_dates
from palier.platform.errors import Conflict, Invalid, Missing
from palier.platform.models import Access
from palier.platform.policy import require
from palier.territory.models import Commune
from palier.ui.components import Action, undo_tag
from palier.web.cases import file_page, list_views, page
from palier.web.cases.forms import CallForm, CaseloadFilters, HouseholdForm, MoveForm, NoteForm, WaitingForm
from palier.web.cases.handover_forms import PassOnForm, SavedViewForm
from palier.web.cases.story import FILTERS, Story
from palier.web.cases.story import PAGE as STORY_PAGE
from palier.web.refusals import tell

# The nearest of a year; the calendar has the others.
DATES_SHOWN, YEAR = 5, timedelta(days=366)

PAGE = 25
OURS, SHARED, ALL = "ours", "shared", "all"
SEARCHES = "searches"
KEPT_SEARCHES = 20


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """Running cases; a social service has its own and those shared with it apart, its own first."""
    actor = request.actor
    require(policies.may_list_cases(actor))
    whose = request.GET.get("whose") or (OURS if page.holds_cases(actor) else ALL)
    filters = CaseloadFilters(request.GET, initial={"whose": whose})
    sort = request.GET.get("sort", "")
    found = in_order(actor, _filtered(actor, whose, filters), sort)
    listed = Paginator(found, PAGE).get_page(request.GET.get("page"))
    passing = actor if policies.may_cover(actor, actor.user) and whose == OURS else None
    context = {
        "filters": filters,
        "tabs": page.caseload_tabs(whose) if page.holds_cases(actor) else [],
        "page": listed,
        "table": page.caseload_table(listed, applicants(actor, listed), sort=sort or "urgency", passing=passing),
        "pass_on_form": PassOnForm(actor) if passing else None,
        "views": list_views.named(actor, list(saved_views(actor))),
        "view_form": SavedViewForm(),
        "in_force": {"whose": whose, **_codes(filters), "sort": sort},
        "may_receive": policies.may_receive_call(actor),
    }
    return render(request, "web/cases/cases.html", context)


def _codes(filters: CaseloadFilters) -> dict[str, str]:
    """The filters in force as they stand in the address, to be saved under a name."""
    chosen = filters.cleaned_data if filters.is_valid() else {}
    return {name: "on" if value is True else value for name, value in chosen.items() if value}


def _filtered(actor: Any, whose: str, filters: CaseloadFilters) -> QuerySet[Case]:
    chosen = filters.cleaned_data if filters.is_valid() else {}
    rows = {OURS: caseload, SHARED: shared_with}.get(whose, running)(actor)
    if chosen.get("mine"):
        rows = rows.filter(referent_id=actor.user)
    if chosen.get("urgency"):
        rows = rows.filter(urgency=chosen["urgency"])
    if chosen.get("waiting"):
        rows = rows.filter(waiting_on=chosen["waiting"])
    return rows


@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest) -> HttpResponse:
    """Log a call while on the phone: eight compulsory fields, and at once the homes that fit."""
    actor = request.actor
    require(policies.may_receive_call(actor))
    form = CallForm(actor, request.POST or None)
    if form.is_valid() and (found := _alike(actor, form)):
        return render(request, "web/cases/call.html", {"form": form, "alike": found}, status=409)
    if form.is_valid():
        try:
            case = services.receive_call(actor=actor, call=form.call(), at=clock.now())
        except Invalid as error:
            tell(form, error)
        except Conflict as conflict:
            again = request.POST.copy()
            again["id"] = str(uuid4())
            form = CallForm(actor, again)
            form.add_error(None, conflict.message)
            return render(request, "web/cases/call.html", {"form": form}, status=conflict.status)
        else:
            messages.success(request, _("The call is logged under %(reference)s.") % {"reference": case.reference})
            return redirect("case_homes", case.id)
    return render(request, "web/cases/call.html", {"form": form}, status=422 if form.is_bound else 200)


def _alike(actor: Any, form: CallForm) -> list[Case]:
    """Cases she may open that may be of the same household; none once she has said that it is another."""
    call = form.call()
    if form.cleaned_data["another"]:
        return []
    found = list(
        alike(actor, last_name=call.last_name, first_name=call.first_name, born_on=call.born_on, phone=call.phone)
    )
    # The second click of one call finds the case of the first: that is no other household.
    return [] if any(case.id == call.id for case in found) else found


@require_safe
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The story, the path, and the one action that moves the case on."""
    actor = request.actor
    found = _open(request, case_id)
    only = request.GET.get("only", "") if request.GET.get("only") in FILTERS else ""
    form = NoteForm(_writable(actor, found), readers(actor, found))
    mark_seen(actor=actor, case_id=found.id, at=clock.now())
    return _story_page(request, found, form, only=only)


def _story_page(
    request: HttpRequest, found: Case, form: NoteForm, *, only: str = "", status: int = 200
) -> HttpResponse:
    actor = request.actor
    told = Story(actor, found, only=only)
    shown = Paginator(told, STORY_PAGE).get_page(request.GET.get("page"))
    context = page.case_page(actor, found, "case") | {
        "page": shown,
        "story": shown.object_list,
        "only": only,
        "filters": [(name, FILTERS[name], lines) for name, lines in told.counts.items()],
        "everything": sum(told.counts.values()),
        "note_form": form,
        "today": clock.today(),
        "dates": _dates(actor, found),
    }
    return render(request, "web/cases/case.html", context, status=status)


def _dates(actor: Actor, case: Case) -> list[Due]:
    """What falls due in the case, as far as the reader's service answers for it: the nearest first."""
    return due_dates(actor, clock.today() + YEAR, case)[:DATES_SHOWN]


def _open(request: HttpRequest, case_id: UUID) -> Case:
    """The case, and the record that it was looked at."""
    found = get_case(request.actor, case_id)
    events.looked(Access.Action.OPENED, case=found.id, route=request.resolver_match.view_name)
    return found


def _writable(actor: Any, case: Case) -> list[str]:
    opened = list(open_shares(actor).filter(case=case).values_list("audience", flat=True))
    return [audience for audience in opened if policies.may_write_note(actor, case, audience, opened)]


@require_POST
def note(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Add to the story; whoever the note names finds it under Today."""
    actor = request.actor
    found = _open(request, case_id)
    form = NoteForm(_writable(actor, found), readers(actor, found), request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            comment(
                actor=actor,
                case_id=case_id,
                audience=said["audience"],
                body=said["body"],
                at=clock.now(),
                note_id=said["id"],
                named=said.get("named", ()),
            )
        except Invalid as error:
            tell(form, error)
        else:
            messages.success(request, _("The note is in the story."))
            return redirect("case", case_id)
    return _story_page(request, found, form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def household(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The people and the facts of the candidate file; the holder completes them."""
    actor = request.actor
    found = _open(request, case_id)
    kept = rows_visible_to(actor, Household).select_related("known_employer").filter(case=found).first()
    if kept is None:
        raise Missing(case=found.id)
    if request.method == "POST":
        return _complete(request, found, kept)
    form = HouseholdForm(initial=_initial(actor, found, kept))
    return _household_page(request, found, kept, form)


def _initial(actor: Any, case: Case, kept: Household) -> dict[str, Any]:
    wishes = rows_visible_to(actor, Wish).filter(case=case).select_related("commune")
    names = "; ".join(str(wish.commune) for wish in wishes)
    return {name: getattr(kept, name) for name in HOUSEHOLD_FACTS} | {
        "version": kept.version,
        "communes": names,
        "over_indebtedness_on": reached_on(kept),
    }


def _complete(request: HttpRequest, case: Case, kept: Household) -> HttpResponse:
    form = HouseholdForm(request.POST)
    if not form.is_valid():
        return _household_page(request, case, kept, form, status=422)
    said = form.cleaned_data
    try:
        services.complete_household(
            actor=request.actor,
            case_id=case.id,
            version=said["version"],
            facts=form.facts(),
            communes=said["communes"],
            stage_on=said["over_indebtedness_on"],
        )
    except Invalid as error:
        tell(form, error)
        return _household_page(request, case, kept, form, status=422)
    except Conflict as conflict:
        return _both_values(request, case, kept, form, conflict)
    messages.success(request, _("The file is up to date; the homes that fit follow it."))
    return redirect("case_household", case.id)


def _both_values(
    request: HttpRequest, case: Case, kept: Household, form: HouseholdForm, conflict: Conflict
) -> HttpResponse:
    """Somebody saved meanwhile: what was typed stays in the form, what was saved is said beside each field."""
    current, typed = conflict.context["current"], conflict.context["typed"]
    again = HouseholdForm(form.data.copy())
    again.data["version"] = str(kept.version)
    again.is_valid()
    for name, value in typed.items():
        if current[name] != value:
            shown = _names(value=current[name]) if name == "communes" else current[name]
            again.add_error(name, _("Saved meanwhile by a colleague: %(value)s") % {"value": _shown(shown)})
    return _household_page(request, case, kept, again, status=409)


def _names(value: tuple[str, ...]) -> str:
    return "; ".join(str(commune) for commune in Commune.objects.filter(insee__in=value))


def _shown(value: Any) -> str:
    return {None: _("empty"), "": _("empty"), True: _("yes"), False: _("no")}.get(value, str(value))


def _household_page(
    request: HttpRequest, case: Case, kept: Household, form: HouseholdForm, status: int = 200
) -> HttpResponse:
    actor = request.actor
    context = page.case_page(actor, case, "case_household") | {
        "sections": file_page.sections(actor, case, kept),
        "employer": file_page.employer_facts(case, kept, kept.known_employer),
        "check_employer": _check_employer(actor, case, kept),
        "file_facts": page.household_facts(actor, case, kept),
        "form": form if policies.may_write_file(actor, case) else None,
    }
    return render(request, "web/cases/household.html", context, status=status)


def _check_employer(actor: Any, case: Case, kept: Household) -> Action | None:
    if kept.known_employer_id is None or not policies.may_write_file(actor, case):
        return None
    return Action(_("Check the contribution"), reverse("case_employer", args=[case.id]))


@require_POST
def move(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Open, suspend. Closing has a page of its own, which says what it does."""
    require(policies.may_move(request.actor, get_case(request.actor, case_id)), case=case_id)
    form = MoveForm(request.POST)
    if not form.is_valid() or form.cleaned_data["to"] == CaseState.CLOSED:
        raise Invalid
    said = form.cleaned_data
    moved = services.move_case(
        actor=request.actor,
        case_id=case_id,
        version=said["version"],
        to=said["to"],
        at=clock.now(),
        reason=said["reason"],
    )
    messages.success(request, _("The case is now: %(state)s.") % {"state": moved.get_state_display()})
    return redirect("case", case_id)


@require_POST
def wait(request: HttpRequest, case_id: UUID) -> HttpResponse:
    found = get_case(request.actor, case_id)
    require(policies.may_move(request.actor, found), case=case_id)
    form, former = WaitingForm(request.POST), found.waiting_on
    if not form.is_valid():
        raise Invalid(next(iter(form.errors.values()))[0])
    found = services.wait_on(actor=request.actor, case_id=case_id, at=clock.now(), **form.cleaned_data)
    undo = undo_tag(reverse("case_wait_undo", args=[case_id, former]))
    messages.success(request, _("Now waiting on %(whom)s.") % {"whom": found.get_waiting_on_display()}, undo)
    return redirect("case", case_id)


@require_POST
def wait_undo(request: HttpRequest, case_id: UUID, whom: str) -> HttpResponse:
    services.wait_on(actor=request.actor, case_id=case_id, whom=whom, at=clock.now())
    return redirect("case", case_id)


@require_POST
def search_for(request: HttpRequest) -> HttpResponse:
    """A search for a person is posted; its list has an opaque address, and the words stay in the session."""
    require(policies.may_list_cases(request.actor))
    words = request.POST.get("q", "").strip()[:100]
    kept = request.session.get(SEARCHES, {})
    key = str(uuid4())
    request.session[SEARCHES] = dict([*kept.items(), (key, words)][-KEPT_SEARCHES:])
    return redirect("search_results", key)


@require_safe
def search_results(request: HttpRequest, search_id: UUID) -> HttpResponse:
    actor = request.actor
    require(policies.may_list_cases(actor))
    words = request.session.get(SEARCHES, {}).get(str(search_id))
    if words is None:
        raise Missing
    found = list(search(actor, words)) if words else []
    events.looked(Access.Action.SEARCHED, route="search")
    people = found_people(actor, words, found)
    table = page.caseload_table(found, applicants(actor, found), people=people)
    context = {"words": words, "table": table, "found": found}
    return render(request, "web/cases/search.html", context)
