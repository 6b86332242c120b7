"""Add, correct, take out a row of the file: a page with one small form, whatever the row is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from palier.cases import filing, people, policies
from palier.cases.alike import alike
from palier.cases.enums import PersonKind
from palier.cases.models import Case, Fact, Person
from palier.cases.queries import get_case, rows_visible_to
from palier.platform import clock, events
from palier.platform.errors import Conflict, Invalid, Missing
from palier.platform.models import Access
from palier.platform.policy import require
from palier.ui import formats
from palier.ui.components import Action, undo_tag
from palier.web.cases import page
from palier.web.cases.facts_forms import FORMS, FactForm, called
from palier.web.refusals import tell


@dataclass(frozen=True)
class FactWords:
    """What the pages of a kind say."""

    add: str | Promise
    correct: str | Promise
    saved: str | Promise
    remove: str | Promise
    removed: str | Promise


WORDS: Mapping[str, FactWords] = {
    "person": FactWords(
        gettext_lazy("Add a person"),
        gettext_lazy("Correct a person"),
        gettext_lazy("The household is up to date; the homes that fit follow it."),
        gettext_lazy("No longer in the household"),
        gettext_lazy("This person is no longer in the household."),
    ),
    "income": FactWords(
        gettext_lazy("Add an income"),
        gettext_lazy("Correct an income"),
        gettext_lazy("The resources are up to date; the homes that fit follow them."),
        gettext_lazy("Take out: it was a mistake"),
        gettext_lazy("The income is taken out."),
    ),
    "debt": FactWords(
        gettext_lazy("Add a debt"),
        gettext_lazy("Correct a debt"),
        gettext_lazy("The debts are up to date."),
        gettext_lazy("Take out: paid, or a mistake"),
        gettext_lazy("The debt is taken out."),
    ),
    "aid": FactWords(
        gettext_lazy("Add an aid"),
        gettext_lazy("Correct an aid"),
        gettext_lazy("The aids are up to date."),
        gettext_lazy("Take out: it was a mistake"),
        gettext_lazy("The aid is taken out."),
    ),
    "identifier": FactWords(
        gettext_lazy("Add a number elsewhere"),
        gettext_lazy("Correct a number elsewhere"),
        gettext_lazy("The numbers elsewhere are up to date."),
        gettext_lazy("Take out: it was a mistake"),
        gettext_lazy("The number is taken out."),
    ),
    "paper": FactWords(
        gettext_lazy("Add a paper"),
        gettext_lazy("Complete a paper"),
        gettext_lazy("The list of papers is up to date."),
        gettext_lazy("Forget what was written about it"),
        gettext_lazy("What was written about this paper is forgotten."),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def fact_new(request: HttpRequest, case_id: UUID, word: str) -> HttpResponse:
    """An empty form, where `destination` and `kind` may come with the address."""
    case = _writable(request, case_id, word)
    if request.method != "POST":
        given = {name: request.GET[name] for name in ("destination", "kind") if name in request.GET}
        return _form_page(request, case, word, FORMS[word](request.actor, case, initial=given))
    form = FORMS[word](request.actor, case, request.POST)
    if form.is_valid():
        try:
            fact = filing.add_fact(
                actor=request.actor,
                case_id=case.id,
                word=word,
                fact_id=form.cleaned_data["id"],
                values=form.values(),
                at=clock.now(),
            )
        except Invalid as error:
            tell(form, error)
        else:
            return _saved(request, case, word, fact)
    return _form_page(request, case, word, form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def fact(request: HttpRequest, case_id: UUID, word: str, fact_id: UUID) -> HttpResponse:
    """One row of the file, to correct or to take out."""
    case = _writable(request, case_id, word)
    kept = rows_visible_to(request.actor, filing.KINDS[word].model).filter(case=case, id=fact_id).first()
    if kept is None:
        raise Missing(case=case.id)
    if request.method != "POST":
        return _form_page(request, case, word, FORMS[word].of(request.actor, case, kept), kept)
    form = FORMS[word](request.actor, case, request.POST)
    if not form.is_valid():
        return _form_page(request, case, word, form, kept, status=422)
    try:
        fact = filing.correct_fact(
            actor=request.actor,
            case_id=case.id,
            word=word,
            fact_id=fact_id,
            version=form.cleaned_data["version"] or 0,
            values=form.values(),
            at=clock.now(),
        )
    except Invalid as error:
        tell(form, error)
        return _form_page(request, case, word, form, kept, status=422)
    except Conflict as conflict:
        return _both_values(request, case, word, form, kept, conflict)
    return _saved(request, case, word, fact)


@require_POST
def fact_remove(request: HttpRequest, case_id: UUID, word: str, fact_id: UUID) -> HttpResponse:
    filing.kind_of(word)
    try:
        fact = filing.remove_fact(actor=request.actor, case_id=case_id, word=word, fact_id=fact_id, at=clock.now())
    except Invalid as error:
        messages.error(request, next(iter(error.fields.values()), error.message))
        return redirect("case_fact", case_id, word, fact_id)
    undo = undo_tag(reverse("case_fact_restore", args=[case_id, word, fact_id]))
    messages.success(request, str(WORDS[word].removed), undo)
    return redirect(_where(case_id, word, fact))


@require_POST
def fact_restore(request: HttpRequest, case_id: UUID, word: str, fact_id: UUID) -> HttpResponse:
    filing.kind_of(word)
    try:
        fact = filing.restore_fact(actor=request.actor, case_id=case_id, word=word, fact_id=fact_id, at=clock.now())
    except Invalid as error:
        messages.error(request, next(iter(error.fields.values()), error.message))
        return redirect("case_household", case_id)
    return redirect(_where(case_id, word, fact))


@require_POST
def applicant(request: HttpRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """Who asks in the name of the household from now on; naming the former one again undoes it."""
    try:
        person = people.name_applicant(actor=request.actor, case_id=case_id, person_id=person_id)
    except Invalid as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("%(name)s asks in the name of the household.") % {"name": person})
    return redirect("case_household", case_id)


def _writable(request: HttpRequest, case_id: UUID, word: str) -> Case:
    filing.kind_of(word)
    case = get_case(request.actor, case_id)
    require(policies.may_write_file(request.actor, case), case=case.id)
    events.looked(Access.Action.OPENED, case=case.id, route=request.resolver_match.view_name)
    return case


def _saved(request: HttpRequest, case: Case, word: str, fact: Fact) -> HttpResponse:
    messages.success(request, str(WORDS[word].saved))
    if isinstance(fact, Person):
        for other in alike(
            request.actor,
            last_name=fact.last_name,
            first_name=fact.first_name,
            born_on=fact.born_on,
            besides=case.id,
        ):
            messages.warning(
                request,
                _("Somebody of this name and birth date is in the case %(reference)s already (%(holder)s).")
                % {"reference": other.reference, "holder": other.holder},
            )
    return redirect(_where(case.id, word, fact))


def _where(case_id: UUID, word: str, fact: Fact) -> str:
    if word == "paper":
        return f"{reverse('case_documents', args=[case_id])}?for={fact.destination}"  # type: ignore[attr-defined]
    return f"{reverse('case_household', args=[case_id])}#{word}"


def _both_values(
    request: HttpRequest, case: Case, word: str, form: FactForm, kept: Any, conflict: Conflict
) -> HttpResponse:
    """Somebody saved meanwhile: what was typed stays in the form, what was saved is said beside each field."""
    again = FORMS[word](request.actor, case, form.data.copy())
    again.data["version"] = str(kept.version)
    again.is_valid()
    current = conflict.context["current"]
    for name, value in conflict.context["typed"].items():
        if current[name] != value:
            saved = _shown(kept, name, current[name])
            again.add_error(name, _("Saved meanwhile by a colleague: %(value)s") % {"value": saved})
    return _form_page(request, case, word, again, kept, status=409)


def _shown(kept: Any, name: str, value: Any) -> str:
    if value in (None, ""):
        return _("empty")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Person):
        return called(value)
    named = getattr(kept, f"get_{name}_display", None)
    if named:
        return str(named())
    return formats.day(value) if hasattr(value, "year") else str(value)


def _form_page(
    request: HttpRequest, case: Case, word: str, form: FactForm, kept: Any = None, status: int = 200
) -> HttpResponse:
    current = "case_documents" if word == "paper" else "case_household"
    back = reverse(current, args=[case.id])
    context = page.case_page(request.actor, case, current) | {
        "title": WORDS[word].correct if kept else WORDS[word].add,
        "form": form,
        "back": back,
        "remove": kept
        and Action(
            str(WORDS[word].remove), reverse("case_fact_remove", args=[case.id, word, kept.id]), icon="cross", post=True
        ),
        "applicant": kept
        and word == "person"
        and kept.kind in {PersonKind.ADULT, PersonKind.PARTNER}
        and Action(_("Make this person the applicant"), reverse("case_applicant", args=[case.id, kept.id]), post=True),
    }
    return render(request, "web/cases/fact.html", context, status=status)
