"""A job as the progress component takes it."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from palier.accounts.models import User
from palier.cases.follow_up.queries import files_visible_to
from palier.homes.queries import imports_visible_to
from palier.organisations.enums import Role
from palier.platform import clock, jobs, queue
from palier.platform.actor import Actor
from palier.platform.models import JobRun
from palier.ui.components import Action, Cell, Column, Definition, Job, Row, Table
from palier.ui.formats import moment

MOST = 30


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


def may_read(actor: Actor) -> bool:
    """The queue is one for the whole installation: figures only, for those who administer or help."""
    return actor.has(Role.ADMINISTRATOR, Role.SUPPORT)


def queue_stands(at: datetime) -> list[Definition]:
    """In figures; no name of anybody, nor of what the work is about."""
    now = queue.state(at)
    return [
        Definition(_("Workers alive"), now.workers, kind="number", note="" if now.workers else _("Nothing is done.")),
        Definition(_("Being done"), now.doing, kind="number"),
        Definition(_("Due and not begun"), now.waiting, kind="number"),
        Definition(_("The oldest has waited for"), _("%(n)s min") % {"n": now.oldest // 60}),
        Definition(_("Refused by the mail server, to be tried again"), now.refused, kind="number", note=_again(now)),
        Definition(_("Failed in the last 30 days"), now.failed, kind="number"),
    ]


def _again(now: queue.Queue) -> str:
    return _("The next time: %(moment)s") % {"moment": moment(now.again_at)} if now.again_at else ""


def work_table(actor: Actor) -> Table:
    """The latest long work of the actor's service."""
    runs = list(jobs.visible_to(actor)[:MOST])
    people = User.objects.in_bulk({run.user_id for run in runs})
    rows = [
        Row(
            [
                Cell(run.label, url=reverse("job", args=[run.id])),
                str(people.get(run.user_id, "")),
                run.asked_at.astimezone(clock.PARIS).date(),
                run.get_state_display(),
            ]
        )
        for run in runs
    ]
    columns = [
        Column("what", _("Work")),
        Column("who", _("Asked by")),
        Column("on", _("On"), kind="day"),
        Column("state", _("State")),
    ]
    return Table(_("Long work of my service"), columns, rows)
