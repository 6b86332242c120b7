"""What is typed around a meeting: its day and services, who is there, a subject, a decision, a task, a correction."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from palier.candidacies.meeting_enums import AgendaKind, DecisionKind
from palier.candidacies.meeting_models import LONGEST_WHY, AgendaLine, PartnerMeeting
from palier.candidacies.meeting_queries import may_attend
from palier.candidacies.meetings import Convening, Decided, Task
from palier.candidacies.services import Agreed
from palier.cases.enums import Means
from palier.cases.models import Person
from palier.homes.models import Vacancy
from palier.homes.queries import vacancies_visible_to
from palier.homes.states import SHOWN
from palier.organisations.models import Membership
from palier.organisations.queries import partner_services, running_agreements
from palier.platform import clock
from palier.platform.actor import Actor
from palier.ui.forms import DayField
from palier.web.candidacies.forms import PastDayField
from palier.web.homes.page import home_words

ROOM_HELP = _("Everybody in the room reads it: nothing about health, debts or violence.")
# Decided for a household; a home or another subject has the others.
OF_A_CASE = (DecisionKind.PUT_FORWARD, DecisionKind.REFERENT)


class ConveningForm(forms.Form):
    id = forms.UUIDField(widget=forms.HiddenInput)
    agreement = forms.ModelChoiceField(label=_("Agreement"), queryset=None, empty_label=None)
    held_on = DayField(label=_("Day of the meeting"), today=clock.today, lean="future")
    services = forms.ModelMultipleChoiceField(
        label=_("Services asked"),
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each reads the agenda and the record of this meeting, without names."),
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["id"].initial = uuid4()
        self.fields["agreement"].queryset = running_agreements(actor, on=clock.today())
        self.fields["services"].queryset = partner_services(actor).exclude(id=actor.service)
        self.fields["services"].label_from_instance = lambda one: f"{one.organisation} – {one}"

    def convening(self) -> Convening:
        said = self.cleaned_data
        services = [one.id for one in said["services"]]
        return Convening(id=said["id"], agreement=said["agreement"].id, held_on=said["held_on"], services=services)


class RoomForm(forms.Form):
    users = forms.MultipleChoiceField(
        label=_("Who is in the room?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The shared screen shows what all of them may read, and no more."),
    )

    def __init__(self, people: dict[UUID, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["users"].choices = [(str(user), words) for user, words in people.items()]

    def chosen(self) -> list[UUID]:
        return [UUID(user) for user in self.cleaned_data["users"]]


class TopicForm(forms.Form):
    topic = forms.CharField(label=_("Another subject"), max_length=120, help_text=_("No name of a household."))


class DecisionForm(forms.Form):
    kind = forms.ChoiceField(label=_("What is decided?"), widget=forms.RadioSelect)
    vacancy = forms.ChoiceField(label=_("For which home?"), required=False)
    person = forms.ModelChoiceField(
        label=_("Put forward: who of the household agreed?"),
        queryset=None,
        required=False,
        empty_label=_("nobody yet: its referent is to ask"),
        help_text=_("With its agreement the household is put forward now, and its file opens to the landlord."),
    )
    on = PastDayField(label=_("Agreed on"), required=False)
    means = forms.ChoiceField(label=_("Agreed how?"), choices=[("", ""), *Means.choices], required=False)
    referent = forms.ChoiceField(label=_("Who is named referent?"), required=False)
    why = forms.CharField(
        label=_("Why?"), max_length=LONGEST_WHY, help_text=ROOM_HELP, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self, actor: Actor, line: AgendaLine, *args: Any, adults: QuerySet[Person] | None = None, **kwargs: Any
    ) -> None:
        """`adults`: of the household, for who may put it forward."""
        super().__init__(*args, **kwargs)
        if adults is None:
            del self.fields["person"], self.fields["on"], self.fields["means"]
        else:
            self.fields["person"].queryset = adults
        of_a_case = line.kind == AgendaKind.CASE
        self.fields["kind"].choices = [
            choice for choice in DecisionKind.choices if of_a_case or choice[0] not in OF_A_CASE
        ]
        if not of_a_case:
            del self.fields["vacancy"], self.fields["referent"]
            return
        self.fields["vacancy"].choices = [("", ""), *homes_of(actor, line.meeting)]
        self.fields["referent"].choices = [
            ("", ""),
            *((str(user), name) for user, name in people_of(line.meeting).items()),
        ]

    def decided(self) -> Decided:
        said = self.cleaned_data
        home, whom, person = said.get("vacancy"), said.get("referent"), said.get("person")
        return Decided(
            kind=said["kind"],
            why=said["why"],
            vacancy=UUID(home) if home else None,
            referent=UUID(whom) if whom else None,
            agreed=Agreed(id=uuid4(), person=person.id, on=said["on"] or clock.today(), means=said["means"])
            if person
            else None,
        )


class TaskForm(forms.Form):
    what = forms.CharField(label=_("What is to be done?"), max_length=200, help_text=ROOM_HELP)
    user = forms.ChoiceField(label=_("By whom?"))
    due_on = DayField(label=_("By when?"), today=clock.today, lean="future")

    def __init__(self, meeting: PartnerMeeting, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].choices = [("", ""), *((str(user), name) for user, name in people_of(meeting).items())]

    def task(self) -> Task:
        said = self.cleaned_data
        return Task(what=said["what"], user=UUID(said["user"]), due_on=said["due_on"])


class CorrectionForm(forms.Form):
    body = forms.CharField(
        label=_("Correction"), max_length=LONGEST_WHY, help_text=ROOM_HELP, widget=forms.Textarea(attrs={"rows": 3})
    )


def people_of(meeting: PartnerMeeting) -> dict[UUID, str]:
    """Who may sit for the services asked, each once, by service then name."""
    found: dict[UUID, str] = {}
    for one in may_attend(meeting, on=meeting.held_on):
        found.setdefault(one.user_id, _words(one))
    return found


def _words(one: Membership) -> str:
    return f"{one.user.get_full_name()} · {one.service.organisation} – {one.service}"


def homes_of(actor: Actor, meeting: PartnerMeeting) -> list[tuple[str, str]]:
    """The homes open to the agreement of the meeting, soonest free first."""
    opened = vacancies_visible_to(actor).filter(agreement=meeting.agreement_id, state__in=SHOWN)
    rows = opened.select_related("home__commune").order_by("free_on", "id")
    return [(str(one.id), home_line(one)) for one in rows]


def home_line(vacancy: Vacancy) -> str:
    return f"{home_words(vacancy.home)}, {vacancy.home.commune} · {vacancy.home.address}"
