"""How figures and dates are written on a screen, in the reader's language: `412,50 €`, `12 mars 2026`, `3 jours`."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

NO_BREAK, NARROW, MINUS = "\u00a0", "\u202f", "−"

Figure = Decimal | int | float | str


def french() -> bool:
    return (get_language() or "").startswith("fr")


def number(value: Figure | None, digits: int = 0) -> str:
    """`30 000` in French, `30,000` in English."""
    if value is None or value == "":
        return ""
    figure = Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    written = f"{abs(figure):,f}"
    if french():
        written = written.replace(",", NARROW).replace(".", ",")
    return MINUS + written if figure < 0 else written


def money(value: Figure | None) -> str:
    """`1 234,50 €` in French, `€1,234.50` in English."""
    written = number(value, 2)
    if not written:
        return ""
    if french():
        return f"{written}{NO_BREAK}€"
    sign, figure = (MINUS, written[1:]) if written.startswith(MINUS) else ("", written)
    return f"{sign}€{figure}"


def percent(value: Figure | None) -> str:
    """A fraction as a percentage, one decimal when it says something: `0.283` is `28,3 %`, `0.5` is `50 %`."""
    if value is None or value == "":
        return ""
    share = (Decimal(str(value)) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    written = number(share, 0 if share == share.to_integral_value() else 1)
    return f"{written}{NO_BREAK}%" if french() else f"{written}%"


def day(value: date | datetime | None) -> str:
    """`12 mars 2026` in French (`1er` for the first), `12 March 2026` in English."""
    if not value:
        return ""
    when = _local(value)
    ordinal = "er" if french() and when.day == 1 else ""
    return f"{when.day}{ordinal}{NO_BREAK}{date_format(when, 'F Y')}"


def clock(value: datetime | None) -> str:
    """`14:32`."""
    return f"{_local(value):%H:%M}" if value else ""


def moment(value: datetime | None) -> str:
    """`12 mars 2026, 14:32`."""
    return f"{day(value)}, {clock(value)}" if value else ""


def days(value: int | timedelta | None) -> str:
    """A duration in plain days."""
    if value is None or value == "":
        return ""
    count = value.days if isinstance(value, timedelta) else int(value)
    return ngettext("%(n)s day", "%(n)s days", count).replace(" ", NO_BREAK) % {"n": number(count)}


def due(value: date, today: date) -> tuple[str, str]:
    """The tone and the words of a date one must keep, seen from today."""
    left = (value - today).days
    if left < 0:
        return "late", ngettext("%(n)s day late", "%(n)s days late", -left) % {"n": number(-left)}
    if left == 0:
        return "soon", _("today")
    if left == 1:
        return "soon", _("tomorrow")
    return "soon" if left <= 7 else "quiet", ngettext("in %(n)s day", "in %(n)s days", left) % {"n": number(left)}


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
