"""What a view hands to a component: plain values, no markup.

The tags that draw them are in `templatetags/ui.py`; every state of every component is on the page `/components/`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

Tone = Literal["yes", "no", "unknown", "info", "late", "soon", "done", "quiet"]
Verdict = Literal["yes", "no", "unknown"]
StepState = Literal["reached", "current", "ahead", "skipped"]
# A figure is one already written in words of its unit: text, but aligned as numbers are.
Kind = Literal["text", "number", "money", "percent", "figure", "day", "moment", "days", "status"]

UNDO = "undo:"


def undo_tag(url: str) -> str:
    """The `extra_tags` of a message that can be taken back: `messages.success(request, text, undo_tag(url))`."""
    return f"{UNDO}{url}"


@dataclass(frozen=True)
class Action:
    """Something one may do: a link, or a button that posts (then `fields` go with it)."""

    label: str
    url: str
    icon: str = ""
    post: bool = False
    primary: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class Status:
    """A state: its tone gives the icon and the colour, and the word when none is given."""

    tone: Tone
    label: str = ""


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Definition:
    """A fact. Without a value it is shown as *to be completed*."""

    term: str
    value: Any = None
    note: str = ""
    kind: Kind = "text"
    url: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a table; `key` is what `?sort=` carries."""

    key: str
    label: str
    kind: Kind = "text"
    sortable: bool = False

    @property
    def numeric(self) -> bool:
        return self.kind in {"number", "money", "percent", "figure", "days"}


@dataclass(frozen=True)
class Cell:
    """A value with a link, a tone or a line below it. A plain value will do where none is needed."""

    value: Any
    url: str = ""
    tone: Tone | Literal[""] = ""
    note: str = ""


@dataclass(frozen=True)
class Row:
    """`id` is what the row's box sends when it is ticked; `refusal` says why it cannot be."""

    cells: Sequence[Any]
    id: str = ""
    refusal: str = ""


@dataclass(frozen=True)
class Table:
    """Rows and the few columns that decide; the first column names the row.

    `sort` is the key in force, with `-` for descending. `select` is the name of the boxes, empty for none.
    """

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    summary: str = ""
    total: Sequence[Any] = ()
    sort: str = ""
    select: str = ""


@dataclass(frozen=True)
class Step:
    """A landing of the path. `days` are those spent on it so far; `count` makes it a step of the funnel."""

    label: str
    state: StepState = "ahead"
    since: date | None = None
    days: int | None = None
    note: str = ""
    count: int | None = None
    url: str = ""


@dataclass(frozen=True)
class TimelineItem:
    """One line of the story. `kind` is a key of `TIMELINE_ICONS`; any other is drawn as a step."""

    kind: str
    who: str
    when: datetime
    text: str = ""
    title: str = ""
    service: str = ""
    audience: str = ""
    links: Sequence[Link] = ()
    action: Action | None = None


TIMELINE_ICONS = {
    "comment": "comment",
    "decision": "decision",
    "document": "document",
    "event": "steps",
    "call": "phone",
    "letter": "letter",
    "meeting": "meeting",
    "money": "euro",
    "visit": "visit",
}


@dataclass(frozen=True)
class ReasonRow:
    """One criterion, already in words and figures of the reader's language."""

    criterion: str
    verdict: Verdict
    value: str = ""
    threshold: str = ""
    margin: str = ""
    law: str = ""
    confidence: str = ""


@dataclass(frozen=True)
class Unlock:
    """What would change the answer, and the button that starts it."""

    text: str
    action: Action | None = None


@dataclass(frozen=True)
class Reasons:
    """Why, why not, what next, for one household and one home. `provisional` is one line, said once.

    `law` leads to the figures the answer was made with.
    """

    sentence: str
    verdict: Verdict
    rows: Sequence[ReasonRow]
    unlock: Sequence[Unlock] = ()
    provisional: str = ""
    law: Link | None = None


@dataclass(frozen=True)
class Job:
    """Long work as its page shows it. `url` answers the component alone, for the page to ask again while it runs."""

    label: str
    state: Literal["waiting", "running", "done", "failed", "stopped"]
    who: str
    asked: datetime
    url: str
    started: datetime | None = None
    ended: datetime | None = None
    done: int = 0
    total: int | None = None
    message: str = ""
    errors: Sequence[str] = ()
    result: Sequence[Definition] = ()
    stop_url: str = ""
    next: Action | None = None

    @property
    def over(self) -> bool:
        return self.state in {"done", "failed", "stopped"}
