"""A report as tables: the page draws them, the workbook and the paper write them. The same figures, in one order."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from palier.cases.enums import AidKind, AidRefusal, CaseState, Cause, HousingKind, Origin, WaitingOn
from palier.cases.path import Landing
from palier.organisations.models import Commitment
from palier.reporting.enums import AgeBand, Composition, EmptyWait, FigureKind
from palier.reporting.indicators import BY_CODE, DEFINITIONS
from palier.reporting.models import FEWEST, Figure, Report
from palier.reporting.people import NOT_SAID
from palier.reporting.periods import DAY
from palier.ui.charts import bar
from palier.ui.components import Cell, Column, Row, Status, Step, Table
from palier.ui.formats import day

Key = tuple[str, str, str]
# What stands in the column of drawings is left out of a workbook and of paper.
DRAWN = "drawn"


@dataclass(frozen=True)
class Section:
    anchor: str
    title: str
    lead: str
    tables: list[Table]


@dataclass(frozen=True)
class Figures:
    """Those of a report, and of the year before it where there is one. `behind`: its reader may see cases."""

    report: Report
    now: dict[Key, Figure]
    before: dict[Key, Figure]
    behind: bool = False
    listed: set[Any] = field(default_factory=set)

    def value(self, kind: str, code: str = "", across: str = "") -> Any:
        found = self.now.get((kind, code, across))
        if found is None:
            return None
        return Status("quiet", _("hidden")) if found.hidden else found.value

    def cell(self, kind: str, code: str) -> Cell:
        """The value, and the way to the cases behind it."""
        return Cell(self.value(kind, code), url=self.url(kind, code))

    def url(self, kind: str, code: str) -> str:
        found = self.now.get((kind, code, ""))
        if not self.behind or not code or found is None or not found.value or kind not in LISTED:
            return ""
        if kind in (FigureKind.INDICATOR, FigureKind.COMMITMENT) and found.id not in self.listed:
            return ""
        return reverse("report_behind", args=[self.report.id, kind, code])


# The figures that have cases behind them.
LISTED = (FigureKind.INDICATOR, FigureKind.COMMITMENT, FigureKind.PATH, FigureKind.WAITING)


def figures_of(report: Report, *, behind: bool = False) -> Figures:
    """Two questions, whatever the report holds; three for whoever may see the cases."""
    former = Report.objects.filter(agreement=report.agreement_id, until=report.starts_on, frozen_at=None)
    found = Figure.objects.filter(report__in=[report.id])
    earlier = Figure.objects.filter(report__in=former, kind=FigureKind.INDICATOR)
    listed = set(found.filter(counted__isnull=False).values_list("id", flat=True)) if behind else set()
    return Figures(report, _by_key(found), _by_key(earlier), behind, listed)


def _by_key(figures: Iterable[Figure]) -> dict[Key, Figure]:
    return {(figure.kind, figure.code, figure.across): figure for figure in figures}


def sections(figures: Figures, promised: list[Commitment]) -> list[Section]:
    return [
        Section("commitments", _("Commitments and facts"), _counted_since(), [_commitments(figures, promised)]),
        Section("path", _("The path"), _path_lead(), [_path(figures)]),
        Section("indicators", _("Indicators"), _indicators_lead(), [_indicators(figures)]),
        *_aids(figures),
        Section("days", _("Whom the days waited for"), _days_lead(), [_waiting(figures), _empty(figures)]),
        Section("requests", _("Requests"), "", [_months(figures), _origins(figures)]),
        Section("people", _("Who the households are"), _people_lead(), _people(figures)),
    ]


def funnel(figures: Figures) -> list[Step]:
    return [
        Step(
            landing.label,
            "reached" if figures.value(FigureKind.PATH, landing) else "ahead",
            count=figures.value(FigureKind.PATH, landing) or 0,
            url=figures.url(FigureKind.PATH, landing),
        )
        for landing in Landing
    ]


def title_of(report: Report) -> str:
    words = {"first": day(report.starts_on), "last": day(report.until - DAY)}
    return _("Figures from %(first)s to %(last)s") % words


def label_of(figure: Figure, promised: Iterable[Commitment] = ()) -> str:
    """A figure in words, above the list of its cases."""
    names: dict[str, Callable[[str], str]] = {
        FigureKind.INDICATOR: lambda code: BY_CODE[code].indicator.label,
        FigureKind.PATH: lambda code: Landing(code).label,
        FigureKind.WAITING: lambda code: _waits()[code],
        FigureKind.COMMITMENT: lambda code: next((row.title for row in promised if str(row.id) == code), ""),
    }
    return str(capfirst(names[figure.kind](figure.code)))


def _counted_since() -> str:
    return _("Each fact is counted from the first day of its commitment to the end of this report, never hidden.")


def _commitments(figures: Figures, promised: list[Commitment]) -> Table:
    columns = [
        Column("title", _("Promise")),
        Column("owner", _("Who promises")),
        Column("target", _("Target"), "number"),
        Column("fact", _("So far"), "number"),
        Column("share", _("Share"), "percent"),
        Column(DRAWN, _("Drawn")),
        Column("period", _("Until"), "day"),
    ]
    rows = []
    for row in promised:
        fact = figures.cell(FigureKind.COMMITMENT, str(row.id))
        known = fact.value is not None and row.target > 0
        what = BY_CODE.get(row.indicator)
        note = what.indicator.label if what else row.indicator
        rows.append(
            Row(
                [
                    Cell(row.title, note=note),
                    str(row.owner),
                    row.target,
                    fact if fact.value is not None else Status("unknown", _("not counted yet")),
                    round(fact.value / row.target, 3) if known else None,
                    bar(fact.value, row.target),
                    row.ends_on,
                ]
            )
        )
    return Table(_("Commitments and facts"), columns, rows)


def _path_lead() -> str:
    return _("Of the households received in the period, how many have come to each landing since. Never hidden.")


def _path(figures: Figures) -> Table:
    return _list(_("The path"), _("Landing"), figures, FigureKind.PATH, _labels(Landing))


def _indicators_lead() -> str:
    return _("Each is counted by the day named below it; a household counts once in a period.")


def _indicators(figures: Figures) -> Table:
    columns = [
        Column("indicator", _("Indicator")),
        Column("value", _("Counted"), "number"),
        Column("of", _("Of"), "number"),
        Column("unit", _("Unit")),
        Column("before", _("The year before"), "number"),
    ]
    rows = []
    for definition in DEFINITIONS:
        code = definition.indicator.value
        now, before = (found.get((FigureKind.INDICATOR, code, "")) for found in (figures.now, figures.before))
        note = _("%(definition)s Source: %(source)s.") % {
            "definition": definition.sentence,
            "source": definition.source,
        }
        value = figures.cell(FigureKind.INDICATOR, code)
        rows.append(
            Row(
                [
                    Cell(capfirst(definition.indicator.label), note=note),
                    value if value.value is not None else Status("unknown", _("not counted yet")),
                    now.out_of if now else None,
                    str(definition.unit),
                    before.value if before else None,
                ]
            )
        )
    return Table(_("Indicators"), columns, rows)


def _aids(figures: Figures) -> list[Section]:
    """None in a report frozen before aids were counted; no reasons of refusal below five, where all would be hidden."""
    if (FigureKind.AID_GRANTED, "", "") not in figures.now:
        return []
    lead = _(
        "Of the aids answered in the period; a household counts once for each. What would tell of fewer than five"
        " households is hidden, and what would let one compute it; how many in all is always said."
    )
    columns = [
        Column("aid", _("Aid")),
        Column("granted", _("Granted to, households"), "number"),
        Column("amount", _("Amount granted"), "money"),
        Column("refused", _("Refused to, households"), "number"),
    ]

    def line(code: str) -> list[Any]:
        cents = figures.value(FigureKind.AID_AMOUNT, code)
        amount = Decimal(cents) / 100 if isinstance(cents, int) else cents
        granted, refused = (figures.value(kind, code) for kind in (FigureKind.AID_GRANTED, FigureKind.AID_REFUSED))
        return [granted, amount, refused]

    rows = [Row([capfirst(kind.label), *line(kind.value)]) for kind in AidKind]
    by_aid = Table(_("Aids, by aid"), columns, rows, total=[_("In all"), *line("")])
    tables = [by_aid]
    if figures.value(FigureKind.AID_REASON) >= FEWEST:
        why = _("Refusals, by reason")
        tables.append(_list(why, _("Reason"), figures, FigureKind.AID_REASON, _labels(AidRefusal), drawn=False))
    return [Section("aids", _("Aids asked for and obtained"), lead, tables)]


def _days_lead() -> str:
    return _("Each day of a running case, and of an empty home, is counted once: the total is that of the calendar.")


def _waits() -> dict[str, str]:
    return _labels(WaitingOn) | {CaseState.SUSPENDED.value: _("nobody: the case is suspended")}


def _waiting(figures: Figures) -> Table:
    return _days(_("Days of running cases"), figures, FigureKind.WAITING, _waits())


def _empty(figures: Figures) -> Table:
    return _days(_("Days of empty homes opened to the agreement"), figures, FigureKind.EMPTY, _labels(EmptyWait))


def _days(caption: str, figures: Figures, kind: FigureKind, labels: dict[str, str]) -> Table:
    made = _list(caption, _("Who acts next"), figures, kind, labels, unit=_("Days"))
    return Table(caption, made.columns, made.rows, total=[_("Total"), figures.value(kind), ""])


def _months(figures: Figures) -> Table:
    months = sorted(code for kind, code, _across in figures.now if kind == FigureKind.MONTH)
    labels = {code: date_format(date.fromisoformat(f"{code}-01"), "F Y") for code in months}
    return _list(_("Requests by month"), _("Month"), figures, FigureKind.MONTH, labels)


def _origins(figures: Figures) -> Table:
    return _list(_("Requests by origin"), _("Origin"), figures, FigureKind.ORIGIN, _labels(Origin))


def _people_lead() -> str:
    return _(
        "Of the households received in the period. What would tell of fewer than five is hidden, and what would let one"
        " compute it."
    )


def _people(figures: Figures) -> list[Table]:
    housing = _labels(HousingKind) | {NOT_SAID: _("not known")}
    lived, happened = _("Where they lived at the call"), _("What happened, several answers possible")
    return [
        _ages(figures),
        _list(lived, _("Housing"), figures, FigureKind.HOUSING, housing, drawn=False),
        _list(happened, _("Cause"), figures, FigureKind.CAUSE, _labels(Cause), drawn=False),
    ]


def _ages(figures: Figures) -> Table:
    columns = [Column("age", _("Age"))]
    columns += [Column(who.value, capfirst(who.label), "number") for who in Composition]
    columns.append(Column("total", _("Total"), "number"))

    def line(code: str) -> Iterator[Any]:
        for across in (*Composition.values, ""):
            yield figures.value(FigureKind.AGE, code, across)

    rows = [Row([capfirst(band.label), *line(band.value)]) for band in AgeBand]
    return Table(_("Age of the applicant and household"), columns, rows, total=[_("Total"), *line("")])


def _list(
    caption: str,
    first: str,
    figures: Figures,
    kind: FigureKind,
    labels: dict[str, str],
    *,
    unit: str = "",
    drawn: bool = True,
) -> Table:
    """A line for each code, its figure, and how it compares with the largest."""
    values = [figure.value or 0 for (of, code, _across), figure in figures.now.items() if of == kind and code]
    columns = [Column("label", first), Column("value", unit or _("Households"), "number")]
    columns += [Column(DRAWN, _("Drawn"))] if drawn else []
    rows = []
    for code, label in labels.items():
        cell = figures.cell(kind, code)
        drawing = [bar(cell.value, max(values, default=0))] if drawn else []
        rows.append(Row([capfirst(label), cell, *drawing]))
    return Table(caption, columns, rows)


def _labels(words: type[TextChoices]) -> dict[str, str]:
    return {choice.value: str(choice.label) for choice in words}
