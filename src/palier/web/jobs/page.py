"""A job as the progress component takes it."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from palier.accounts.models import User
from palier.cases.follow_up.queries import files_visible_to
from palier.homes.queries import imports_visible_to
from palier.platform.actor import Actor
from palier.platform.models import JobRun
from palier.ui.components import Action, Definition, Job


def shown(actor: Actor, run: JobRun) -> Job:
    who = User.objects.filter(id=run.user_id).first()
    return Job(
        label=run.label,
        state=run.state,
        who=str(who) if who else "",
        asked=run.asked_at,
        url=reverse("job", args=[run.id]),
        started=run.started_at,
        ended=run.ended_at,
        done=run.done,
        total=run.total,
        message=run.message,
        result=_result(run),
        stop_url="" if run.over or run.stop_asked else reverse("job_stop", args=[run.id]),
        next=_next(actor, run) if run.over else None,
    )


def _result(run: JobRun) -> list[Definition]:
    """The counts of the work, in words."""
    words = {
        "rows": _("Rows read"),
        "new": _("New homes"),
        "changed": _("Homes changed"),
        "unchanged": _("Homes unchanged"),
        "missing": _("Homes missing from the file"),
        "brought": _("Households brought in"),
        "already": _("Brought in before: left as they are"),
        "suspected": _("Like a known household"),
        "refused": _("Rows refused"),
        "lists": _("Homes with a list"),
    }
    return [Definition(word, run.result[name], kind="number") for name, word in words.items() if name in run.result]


def _next(actor: Actor, run: JobRun) -> Action | None:
    """Back to what the work was about."""
    if run.kind == "cases.bring_follow_up":
        table = files_visible_to(actor).filter(job_id=run.id).first()
        return _see(_("See the report"), "follow_up_file", table.id) if table else None
    if run.kind == "placement.preview":
        return _see(_("See who would move"), "grid_preview", run.id) if run.result else None
    if run.kind == "placement.compute":
        return _see(_("See how households are ranked"), "grid", run.result["agreement"]) if run.result else None
    found = imports_visible_to(actor).filter(job_id=run.id).first()
    return _see(_("See the file"), "stock_import", found.id) if found else None


def _see(label: str, page: str, found: UUID) -> Action:
    return Action(label, reverse(page, args=[found]), "arrow", primary=True)
