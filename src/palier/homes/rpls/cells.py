"""One cell at a time: text in, a plain value out, or a Refusal with what was probably meant. Nothing is repaired."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache, partial
from typing import Any

from palier.homes.faults import Refusal
from palier.platform.text import search_key

Reader = Callable[[str], Any]

ROOMS = range(1, 21)
SURFACE = (Decimal(5), Decimal(999))
FIRST_YEAR = 1000
# numeric(8,2)
MOST_MONEY = Decimal("999999.99")
CENTS = Decimal("0.01")

# Thousands apart by a space, of any width, or not at all; a comma or a point before the decimals.
NUMBER = re.compile(r"([0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+|[0-9]+)(?:[.,]([0-9]+))?")
DAY = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
MONTH = re.compile(r"([0-9]{2})/([0-9]{4})")
ISO = re.compile(r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?")
NO_DAY = "1900-01"


def text(most: int) -> Reader:
    """At most `most` characters."""

    def read(cell: str) -> str:
        words = " ".join(cell.split())
        if len(words) > most:
            raise Refusal("long", detail=str(most))
        return words

    return read


def code(*codes: str, labels: Mapping[str, str] | None = None) -> Reader:
    """One of the codes; `labels` maps other ways of writing them, without case, accents or marks."""
    others = labels or {}

    def read(cell: str) -> str:
        if cell in codes:
            return cell
        key = search_key(cell)
        if key in others:
            return others[key]
        meant = next((one for one in codes if key in {one.lower(), f"0{one}"}), "")
        raise Refusal("code", meant, ", ".join(codes))

    return _remembered(read)


def word(cell: str, *, words: Mapping[str, tuple[str, ...]]) -> str:
    """The code of a word, whatever its case and accents. Raises Refusal with the nearest one."""
    keys = {search_key(one): code for code, said in words.items() for one in (*said, code)}
    key = search_key(cell)
    if key in keys:
        return keys[key]
    near = get_close_matches(key, [search_key(one) for said in words.values() for one in said], n=1, cutoff=0.75)
    meant = next((one for said in words.values() for one in said if near and search_key(one) == near[0]), "")
    raise Refusal("word", meant, ", ".join(said[0] for said in words.values()))


def flag(*, labels: Mapping[str, str] | None = None) -> Reader:
    """1 yes, 2 no."""
    read = code("1", "2", labels=labels)
    return lambda cell: read(cell) == "1"


def number(cell: str) -> Decimal:
    """A number that is not negative. Raises Refusal."""
    match = NUMBER.fullmatch(cell)
    if match:
        return Decimal(f"{re.sub('[^0-9]', '', match[1])}.{match[2] or '0'}")
    if NUMBER.fullmatch(cell.lstrip("-− ")) and cell[:1] in "-−":
        raise Refusal("negative")
    raise Refusal("number", _number_meant(cell))


def _number_meant(cell: str) -> str:
    """`412,50 €` → 412,50; `1.234,50` → 1234,50."""
    bare = re.sub(r"[\s€'’+]|(?i:euros?|eur)", "", cell)
    grouped = re.fullmatch(r"([0-9]{1,3})(?:[.,]([0-9]{3}))?[.,]([0-9]{1,2})", bare)
    if grouped:
        return f"{grouped[1]}{grouped[2] or ''},{grouped[3]}"
    return bare if NUMBER.fullmatch(bare) else ""


def rooms(cell: str) -> int:
    """Main rooms in the sense of CCH R111-1-1, 1 to 20: kitchens do not count."""
    if re.fullmatch("[0-9]{1,2}", cell) and int(cell) in ROOMS:
        return int(cell)
    found = re.fullmatch(r"(?i:[TF])?\s*([0-9]{1,2})(?:[.,]0+)?", cell)
    raise Refusal("rooms", found[1] if found and int(found[1]) in ROOMS and found[1] != cell else "")


@lru_cache(maxsize=512)
def surface(cell: str) -> str:
    """Square metres, 5 to 999."""
    try:
        area = number(cell)
    except Refusal as refusal:
        raise Refusal("surface", re.sub(r"(?i)\s*m(2|²)?\s*$", "", cell) if NUMBER.match(cell) else "") from refusal
    if not SURFACE[0] <= area <= SURFACE[1] or area != area.quantize(CENTS):
        raise Refusal("surface")
    return str(area.quantize(CENTS))


def money(cell: str, *, not_applicable: tuple[int, ...]) -> str | None:
    """Euros a month with two decimals; the register writes *not applicable* as 9999, or 999 for small amounts."""
    amount = number(cell)
    if amount in not_applicable:
        return None
    if amount > MOST_MONEY:
        raise Refusal("large")
    if amount != amount.quantize(CENTS):
        raise Refusal("number", re.sub("[.,]", "", cell) if re.search("[.,][0-9]{3}$", cell) else "")
    return str(amount.quantize(CENTS))


def year(cell: str, *, latest: int) -> int:
    """Four figures, next year at the latest."""
    if re.fullmatch("[0-9]{4}", cell) and FIRST_YEAR <= int(cell) <= latest:
        return int(cell)
    if re.fullmatch("[0-9]{2}", cell):
        near = int(cell) + latest // 100 * 100
        raise Refusal("year", str(near if near <= latest else near - 100), str(latest))
    inside = re.search(r"(?<![0-9])([0-9]{4})(?![0-9])", cell)
    meant = inside[1] if inside and inside[1] != cell and FIRST_YEAR <= int(inside[1]) <= latest else ""
    raise Refusal("year", meant, str(latest))


def day_or_month(cell: str) -> str | None:
    """A date as `2015-01` or `2015-01-31`; the register writes *none* as 01/1900."""
    if match := DAY.fullmatch(cell):
        parts = (match[3], match[2], match[1])
    elif match := MONTH.fullmatch(cell):
        parts = (match[2], match[1], "")
    elif match := ISO.fullmatch(cell):
        parts = (match[1], match[2], match[3] or "")
    else:
        raise Refusal("day")
    try:
        date(int(parts[0]), int(parts[1]), int(parts[2] or 1))
    except ValueError:
        raise Refusal("day") from None
    found = "-".join(part for part in parts if part)
    return None if found.startswith(NO_DAY) else found


def day(cell: str, *, first: date, last: date) -> date:
    """A day in figures, `31/01/2026` or `2026-01-31`, from `first` to `last`."""
    match = DAY.fullmatch(cell)
    parts = (match[3], match[2], match[1]) if match else ()
    if not parts and (match := ISO.fullmatch(cell)) and match[3]:
        parts = (match[1], match[2], match[3])
    if not parts:
        raise Refusal("whole_day", _day_meant(cell))
    try:
        found = date(*(int(part) for part in parts))
    except ValueError:
        raise Refusal("whole_day") from None
    if not first <= found <= last:
        raise Refusal("day_far", detail=f"{first:%d/%m/%Y}, {last:%d/%m/%Y}")
    return found


def _day_meant(cell: str) -> str:
    """`1/4/26` and `01.04.2026` → 01/04/2026."""
    match = re.fullmatch(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -](?:20)?([0-9]{2})", cell)
    if not match:
        return ""
    try:
        return f"{date(2000 + int(match[3]), int(match[2]), int(match[1])):%d/%m/%Y}"
    except ValueError:
        return ""


def _remembered(read: Reader) -> Reader:
    """The same few cells come thirty thousand times."""
    return lru_cache(maxsize=512)(read)


rent = _remembered(partial(money, not_applicable=(9999,)))
small_rent = _remembered(partial(money, not_applicable=(999, 9999)))
