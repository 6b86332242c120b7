"""A household that a meeting puts forward: what is asked of it first, and the case behind a line for whoever decides.

Only the holder of the case says that the household has agreed; the room may decide before.
"""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from palier.candidacies.meeting_models import AgendaCase, AgendaLine, MeetingDecision, MeetingTask
from palier.candidacies.models import Candidacy
from palier.candidacies.states import LIVE
from palier.cases.enums import Audience
from palier.cases.models import Case
from palier.cases.sharing import in_the_name_of_holder
from palier.homes.models import Vacancy
from palier.platform import events
from palier.platform.actor import Actor
from palier.platform.context import acting


def case_behind(line: AgendaLine) -> Case:
    """The case of a line, whoever decides on it: read in the name of the service that put it on the agenda."""
    service = line.added_by
    keeper = Actor(
        user=None,
        organisation=service.organisation_id,
        service=service.id,
        audiences=frozenset({Audience.ENVELOPE}),
        system="meetings",
    )
    with acting(keeper):
        return AgendaCase.objects.select_related("case__holder", "case__referent").get(line=line).case


def is_put_forward(case: Case, vacancy_id: UUID | None) -> bool:
    """Whether a candidacy of the household for the home still runs."""
    with acting(in_the_name_of_holder(case)):
        return Candidacy.objects.filter(case=case, vacancy=vacancy_id, state__in=LIVE).exists()


def was_put_forward_by(decision: MeetingDecision, case: Case) -> bool:
    """Whether the candidacy that a decision began still runs: it bears its id."""
    with acting(in_the_name_of_holder(case)):
        return Candidacy.objects.filter(id=decision.id, case=case, state__in=LIVE).exists()


def ask_for_agreement(decision: MeetingDecision, line: AgendaLine, case: Case) -> MeetingTask:
    """The referent asks the household, then puts it forward: by the day the landlord awaits candidates, if any."""
    vacancy = decision.vacancy
    words = _("Ask the household whether it agrees to be put forward for this home, then put it forward: %(home)s")
    return MeetingTask.objects.create(
        meeting=line.meeting,
        line=line,
        decision=decision,
        what=(words % {"home": f"{vacancy.home}, {vacancy.home.commune}"})[:200],
        service_id=case.holder_id,
        user_id=case.referent_id,
        due_on=max(line.meeting.held_on, vacancy.candidates_due_on or line.meeting.held_on),
    )


def agreement_came(case: Case, vacancy: Vacancy, at: datetime) -> None:
    """The household is put forward: what a meeting asked of its referent is done."""
    asked = MeetingTask.objects.filter(decision__vacancy=vacancy, line__behind__case=case, done_at=None)
    for task in asked.order_by("id"):
        task.done_at = at
        task.save(update_fields=["done_at"])
        events.record("meeting.task_done", subject=task.meeting_id, changes={"task": str(task.id)})
