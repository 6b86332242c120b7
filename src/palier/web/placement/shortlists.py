"""The other direction: opened homes with how many households fit, and the households of one, without their names."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from palier.cases.enums import Urgency
from palier.homes.models import Vacancy
from palier.organisations.models import Grid, GridLine
from palier.placement.models import Shortlist, ShortlistLine
from palier.placement.queries import visible_to
from palier.platform.actor import Actor
from palier.rules.sentences import Names, Sentences, sentences
from palier.ui import workbook as book
from palier.ui.components import Cell, Column, Row, Status, Table
from palier.ui.formats import day, moment
from palier.ui.workbook import Sheet
from palier.web.placement.page import home_words, language


def opened_table(actor: Actor, vacancies: Iterable[Vacancy]) -> Table:
    """The landlord's opened homes with, for each, how many households fit: numbers, no name."""
    lists = {found.vacancy_id: found for found in visible_to(actor)}
    rows = []
    for vacancy in vacancies:
        found = lists.get(vacancy.id)
        counts = [found.fits, found.to_complete, found.does_not_fit] if found else [None, None, None]
        link = reverse("shortlist", args=[vacancy.id])
        rows.append(Row([Cell(home_words(vacancy), link, note=str(vacancy.home)), vacancy.free_on, *counts]))
    columns = [
        Column("home", _("Home")),
        Column("free", _("Free on"), kind="day"),
        Column("fits", _("Fit"), kind="number"),
        Column("unknown", _("To be completed"), kind="number"),
        Column("no", _("Do not fit"), kind="number"),
    ]
    return Table(_("Homes opened to the agreement"), columns, rows)


def shortlist_table(lines: Sequence[ShortlistLine]) -> Table:
    """The households that fit or might, in the words a provider may read: no name, no case, no link."""
    words = sentences(language(), Names())
    columns = [
        Column("household", _("Household")),
        Column("urgency", _("Urgency")),
        Column("since", _("Waiting since"), kind="day"),
        Column("answer", _("Answer"), kind="status"),
        Column("open", _("To be completed")),
    ]
    return Table(_("Households, without their names"), columns, [_line_row(line, words) for line in lines])


def workbook(found: Shortlist, home: str, tables: Sequence[Table], chosen: Sequence[str]) -> bytes:
    """The tables below what they were computed by, and which lines were `chosen`."""
    computed = _("As computed on %(when)s. Names come once a household agrees to be put forward.")
    made_by = _("Grid of the agreement, version %(version)s, law of %(day)s.")
    lines = [
        f"{home}, {found.vacancy.home.commune} · {found.vacancy.home.address}",
        computed % {"when": moment(found.computed_at)},
        made_by % {"version": found.grid.version, "day": day(found.law_on)},
        *chosen,
    ]
    return book.workbook([Sheet(_("Households that fit"), lines, tables)], created=found.computed_at)


def points_table(grid: Grid, lines: Sequence[ShortlistLine]) -> Table:
    """Why they stand in that order: the points of each line, and where a completed file might bring them."""
    counted = [line for line in grid.lines.all() if line.points]
    columns = [
        Column("household", _("Household")),
        *(Column(line.code, capfirst(line.get_code_display()), kind="number") for line in counted),
        Column("points", _("Points"), kind="number"),
        Column("best", _("Rank at best, once completed"), kind="number"),
    ]
    return Table(_("Points of the grid"), columns, [_points_row(line, counted) for line in lines])


def _points_row(line: ShortlistLine, counted: Sequence[GridLine]) -> Row:
    given = {told["code"]: told["points"] if told["known"] else None for told in line.lines}
    return Row([_ranked(line), *(given.get(each.code) for each in counted), line.points, line.best_position])


def _ranked(line: ShortlistLine) -> str:
    """`2. 3 persons`: the same words in both tables, for want of a name."""
    size = ngettext("%(n)s person", "%(n)s persons", line.persons) % {"n": line.persons}
    return _("%(position)s. %(household)s") % {"position": line.position, "household": size}


def _line_row(line: ShortlistLine, words: Sentences) -> Row:
    missing = [words.say(f"criteria.{c['code']}.label") for c in line.criteria if c["verdict"] == "unknown"]
    children = ngettext("%(n)s child", "%(n)s children", line.children) % {"n": line.children}
    return Row(
        [
            Cell(_ranked(line), note=children if line.children else ""),
            Urgency(line.urgency).label,
            line.waiting_since,
            Status(line.verdict),
            ", ".join(missing),
        ]
    )
