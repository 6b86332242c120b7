"""What one took on in partner meetings."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from palier.candidacies.meeting_queries import tasks_of
from palier.platform.actor import Actor
from palier.ui.formats import day
from palier.web.today.line import Line


def task_lines(actor: Actor) -> Iterable[tuple[Line, str]]:
    """Each with the address that says it is done."""
    for task in tasks_of(actor):
        why = _("Meeting of %(day)s") % {"day": day(task.meeting.held_on)}
        what = task.line.reference or task.line.topic
        url = reverse("meeting_line", args=[task.line_id])
        yield Line(task.due_on, task.what, why, what, url), reverse("task_done", args=[task.id])
