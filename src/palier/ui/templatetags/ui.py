"""The components as template tags: `{% load ui %}`. What each takes is in `palier.ui.components`."""

from datetime import date, datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from palier.ui import formats
from palier.ui.components import (
    TIMELINE_ICONS,
    UNDO,
    Action,
    Cell,
    Column,
    Definition,
    Job,
    Reasons,
    Status,
    Step,
    Tab,
    Table,
    TimelineItem,
)
from palier.ui.forms import chosen_words, is_short
from palier.ui.icons import ICONS

register = template.Library()

for formatter in ("number", "money", "percent", "day", "clock", "moment", "days"):
    register.filter(formatter, getattr(formats, formatter))
register.filter("is_short", is_short)

WRITERS = {kind: getattr(formats, kind) for kind in ("number", "money", "percent", "day", "moment", "days")}
STATUS_ICONS = {
    "yes": "check",
    "no": "cross",
    "unknown": "unknown",
    "info": "info",
    "late": "late",
    "soon": "clock",
    "done": "done",
    "quiet": "clock",
}


@register.simple_tag
def icon(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>', ICONS[name]
    )


@register.simple_tag
def mark() -> SafeString:
    """The name's drawing: a flight of steps with its landings."""
    return format_html(
        '<svg class="mark" viewBox="0 0 28 28" aria-hidden="true" focusable="false">'
        '<path fill="currentColor" d="{}"/></svg>',
        "M2 26v-6h7v-2.5h2.5V15h7v-2.5H21V10h5v16z",
    )


def status_words(tone: str) -> str:
    words = {
        "yes": _("Yes"),
        "no": _("No"),
        "unknown": _("To be completed"),
        "info": _("For information"),
        "late": _("Late"),
        "soon": _("Soon"),
        "done": _("Done"),
        "quiet": _("Waiting"),
    }
    return words[tone]


@register.simple_tag
def status(tone: str | Status, label: str = "") -> SafeString:
    if isinstance(tone, Status):
        tone, label = tone.tone, tone.label
    return format_html(
        '<span class="status tone-{}">{}<span>{}</span></span>',
        tone,
        icon(STATUS_ICONS[tone]),
        label or status_words(tone),
    )


@register.simple_tag
def due(value: date | None, today: date) -> SafeString:
    """A date to keep: the date, then how far it is, with a sign when it is near or past."""
    if value is None:
        return SafeString("")
    tone, words = formats.due(value, today)
    said = format_html('<span class="tone-quiet">{}</span>', words) if tone == "quiet" else status(tone, words)
    return format_html('<time datetime="{}">{}</time> {}', value.isoformat(), formats.day(value), said)


def written(value: Any, kind: str = "text") -> Any:
    """A value as its kind is written; what is not known is said."""
    if value is None or value == "":
        return format_html('<span class="quiet" aria-hidden="true">–</span><span class="sr">{}</span>', _("not given"))
    if isinstance(value, Status):
        return status(value)
    return WRITERS[kind](value) if kind in WRITERS else value


@register.inclusion_tag("ui/action.html")
def action(doing: Action | None) -> dict[str, Any]:
    return {"action": doing}


@register.inclusion_tag("ui/empty.html")
def empty_state(title: str, text: str = "", doing: Action | None = None, icon: str = "steps") -> dict[str, Any]:
    """What will be here, and the first step towards it."""
    return {"title": title, "text": text, "action": doing, "icon": icon}


@register.simple_block_tag(takes_context=True)
def card(
    context: Context, content: str, title: str = "", anchor: str = "", level: int = 2, doing: Action | None = None
) -> SafeString:
    drawn = {"content": content, "title": title, "anchor": anchor, "heading": f"h{level}", "action": doing}
    return render_to_string("ui/card.html", drawn | {"csrf_token": context.get("csrf_token")})


@register.simple_block_tag
def selection(content: str, name: str) -> SafeString:
    """The bar of what one may do with the rows ticked; `name` is the table's `select`. It stays in sight."""
    return render_to_string("ui/selection.html", {"content": content, "name": name})


@register.inclusion_tag("ui/definitions.html")
def definitions(facts: list[Definition]) -> dict[str, Any]:
    lines = [(fact, fact.value is None or fact.value == "", written(fact.value, fact.kind)) for fact in facts]
    return {"lines": lines}


@register.inclusion_tag("ui/tabs.html")
def tabs(items: list[Tab], label: str = "") -> dict[str, Any]:
    return {"items": items, "label": label or _("Sections")}


@register.inclusion_tag("ui/path.html")
def path(steps: list[Step], label: str = "") -> dict[str, Any]:
    """The flight of steps. Given counts, the same drawing is the funnel."""
    words = {"reached": _("reached"), "current": _("current step"), "ahead": _("ahead"), "skipped": _("not needed")}
    counted = any(step.count is not None for step in steps)
    lines = [(step, "" if counted else words[step.state]) for step in steps]
    return {"lines": lines, "label": label or _("The path"), "counted": counted}


@register.inclusion_tag("ui/timeline.html")
def timeline(items: list[TimelineItem], label: str = "") -> dict[str, Any]:
    return {
        "lines": [(item, TIMELINE_ICONS.get(item.kind, "steps")) for item in items],
        "label": label or _("The story"),
    }


@register.inclusion_tag("ui/reasons.html")
def reasons(judgements: Reasons) -> dict[str, Any]:
    return {"reasons": judgements}


@register.inclusion_tag("ui/progress.html")
def progress(job: Job) -> dict[str, Any]:
    tones = {"waiting": "quiet", "running": "info", "done": "done", "failed": "no", "stopped": "quiet"}
    words = {
        "waiting": _("Waiting its turn"),
        "running": _("Running"),
        "done": _("Finished"),
        "failed": _("Failed"),
        "stopped": _("Stopped"),
    }
    return {"job": job, "status": Status(tones[job.state], words[job.state])}


@register.inclusion_tag("ui/undo.html")
def undo(text: str, url: str, tone: str = "success") -> dict[str, Any]:
    return {"text": text, "url": url, "tone": tone}


@register.inclusion_tag("ui/notices.html", takes_context=True)
def notices(context: Context, oob: bool = False) -> dict[str, Any]:
    """The messages of this request, each with its way back; `oob=True` sends them along with a fragment."""
    lines = []
    for message in context.get("messages") or ():
        tag = message.extra_tags or ""
        lines.append((message.level_tag, message.message, tag.removeprefix(UNDO) if tag.startswith(UNDO) else ""))
    return {"lines": lines, "oob": oob}


@register.inclusion_tag("ui/saved.html")
def saved(at: datetime | None = None, oob: bool = False) -> dict[str, Any]:
    return {"at": at, "oob": oob}


@register.inclusion_tag("ui/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """What must be corrected, with links to the fields; nothing when nothing must.

    It takes the focus, unless the form says `focus_errors = False`.
    """
    lines = [(None, error) for error in form.non_field_errors()]
    for bound in form.hidden_fields():
        lines += [(None, error) for error in bound.errors]
    for bound in form.visible_fields():
        lines += [(bound, error) for error in bound.errors]
    targets = [(_target(bound), bound, error) for bound, error in lines]
    return {"lines": targets, "count": len(lines), "focus": getattr(form, "focus_errors", True)}


def _target(bound: Any) -> str:
    if bound is None:
        return ""
    return bound.id_for_label or (f"{bound.auto_id}_0" if bound.use_fieldset else bound.auto_id)


@register.inclusion_tag("ui/filters.html", takes_context=True)
def filters(context: Context, form: BaseForm, target: str = "results") -> dict[str, Any]:
    """A bound GET form. The filters live in the URL and apply at once to `#target`; `?sort=` is kept."""
    request: HttpRequest = context["request"]
    kept = [(key, request.GET[key]) for key in ("sort",) if key in request.GET and key not in form.fields]
    active = sum(bool(value) for value in form.cleaned_data.values()) if form.is_valid() else 0
    words = chosen_words(form)
    return {"form": form, "path": request.path, "kept": kept, "active": active, "target": target, "words": words}


@register.inclusion_tag("ui/pager.html", takes_context=True)
def pager(context: Context, page: Page) -> dict[str, Any]:
    request: HttpRequest = context["request"]
    former = _query(request, page=page.previous_page_number()) if page.has_previous() else ""
    following = _query(request, page=page.next_page_number()) if page.has_next() else ""
    return {"page": page, "former": former, "following": following}


@register.inclusion_tag("ui/table.html", takes_context=True)
def table(context: Context, data: Table) -> dict[str, Any]:
    request: HttpRequest | None = context.get("request")
    return {
        "table": data,
        "headers": [(column, *_sorting(column, data.sort, request)) for column in data.columns],
        "rows": [(row, _cells(data.columns, row.cells)) for row in data.rows],
        "total": _cells(data.columns, data.total),
    }


def _sorting(column: Column, sort: str, request: HttpRequest | None) -> tuple[str, str]:
    """Where the header leads, and the order in force."""
    order = {column.key: "ascending", f"-{column.key}": "descending"}.get(sort, "")
    if not column.sortable or request is None:
        return "", order
    return _query(request, sort=f"-{column.key}" if order == "ascending" else column.key, page=None), order


def _cells(columns: Any, values: Any) -> list[tuple[Column, Cell, Any]]:
    cells = [value if isinstance(value, Cell) else Cell(value) for value in values]
    return (
        [(column, cell, written(cell.value, column.kind)) for column, cell in zip(columns, cells, strict=True)]
        if cells
        else []
    )


def _query(request: HttpRequest, **changes: Any) -> str:
    """This page's address with some parameters changed, or dropped when None."""
    query: QueryDict = request.GET.copy()
    for key, value in changes.items():
        query.pop(key, None)
        if value is not None:
            query[key] = str(value)
    return f"?{query.urlencode()}"
