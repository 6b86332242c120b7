"""Residences, places and their calendar as components: plain values, no markup."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from palier.homes.enums import PlaceUseKind
from palier.homes.models import Place, PlaceUse, Residence
from palier.ui.components import Cell, Column, Definition, Row, Table
from palier.ui.formats import day, money
from palier.web.homes.page import area

TONES = {PlaceUseKind.WORKS: "no", PlaceUseKind.TURNAROUND: "soon"}


def months(first: date, count: int) -> list[date]:
    """The first days of so many months and of the next one."""
    found = [first]
    for _month in range(count):
        found.append((found[-1] + timedelta(days=31)).replace(day=1))
    return found


def residences_table(residences: Iterable[Residence], on: date) -> Table:
    columns = [
        Column("residence", _("Residence")),
        Column("where", _("Commune")),
        Column("places", _("Places"), kind="number"),
        Column("free", _("Free on %(day)s") % {"day": day(on)}, kind="number"),
    ]
    rows = [
        Row(
            [
                Cell(one.name, url=reverse("residence", args=[one.id]), note=one.get_kind_display()),
                ", ".join(one.communes or []),
                one.total,
                one.free,
            ]
        )
        for one in residences
    ]
    return Table(_("Residences"), columns, rows)


def calendar_table(places: Iterable[Place], firsts: Sequence[date]) -> Table:
    """A line a place, a column a month: in words what takes it, or that it is free."""
    columns = [
        Column("place", pgettext("of a residence", "Place")),
        *(Column(f"{first:%Y-%m}", date_format(first, "F Y")) for first in firsts[:-1]),
    ]
    rows = [
        Row(
            [
                Cell(one.label, url=reverse("place", args=[one.id]), note=_note(one)),
                *(month_cell(one.calendar, first, end) for first, end in pairwise(firsts)),
            ]
        )
        for one in places
    ]
    return Table(_("Who is free when"), columns, rows)


def _note(place: Place) -> str:
    missing = _("missing from the last list") if place.missing_from_id else ""
    return ", ".join(filter(None, (area(place), missing)))


def month_cell(calendar: Sequence[PlaceUse], first: date, end: date) -> Cell:
    """What takes a place in a month, `end` excluded."""
    inside = [use for use in calendar if use.arrival < end and (use.departure is None or use.departure > first)]
    if not inside:
        return Cell(_("free"), tone="yes")
    words = ", ".join(_in_month(use, first, end) for use in inside)
    return Cell(words, tone=next((TONES[use.kind] for use in inside if use.kind in TONES), ""))


def _in_month(use: PlaceUse, first: date, end: date) -> str:
    said = {
        "what": use.get_kind_display(),
        "arrival": _day(use.arrival),
        "departure": _day(use.departure) if use.departure else "",
    }
    begins, ends = use.arrival > first, use.departure is not None and use.departure < end
    if begins and ends:
        return _("%(what)s from %(arrival)s until %(departure)s") % said
    if begins:
        return _("%(what)s from %(arrival)s") % said
    return _("%(what)s until %(departure)s") % said if ends else str(said["what"])


def _day(when: date) -> str:
    """Without its year, which stands above: `1er mars`."""
    return day(when).removesuffix(f" {when.year}")


def facts(place: Place) -> list[Definition]:
    """What the last list says of the place."""
    return [
        Definition(_("Kind"), place.residence.get_kind_display()),
        Definition(_("Living surface"), area(place)),
        Definition(_("Fee a month"), place.fee, kind="money", note=_services(place)),
        Definition(_("Agreement of"), place.agreement_on, kind="day"),
        Definition(_("Commune"), str(place.commune or "")),
        Definition(_("Address"), place.address),
    ]


def _services(place: Place) -> str:
    return _("of which services %(amount)s") % {"amount": money(place.services)} if place.services else ""


def uses_table(uses: Iterable[PlaceUse]) -> Table:
    columns = [
        Column("what", _("What takes it")),
        Column("arrival", _("From"), kind="day"),
        Column("departure", _("Free again on")),
    ]
    rows = [Row([Cell(one.get_kind_display(), note=_why(one)), one.arrival, day(one.departure)]) for one in uses]
    return Table(_("Calendar"), columns, rows)


def _why(use: PlaceUse) -> str:
    return _("free again when the household's title ends") if use.titled else str(use.get_reason_display())
