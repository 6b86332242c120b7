"""One cell at a time: text in, a value out, or a Refusal. What a cell says beside its value is told by `Read.whole`."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from palier.homes.faults import Refusal
from palier.platform.text import search_key
from palier.ui.forms import Lean, read_amount, read_day

# Day 0 of a workbook's calendar, as Excel counts from March 1900 on. 10,000 is in 1927, 60,000 in 2064.
EXCEL_BEGINS = date(1899, 12, 30)
EXCEL_DAYS = range(10_000, 60_000)
SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
TIME_OF_DAY = re.compile(r"[T ]\s*(?:à\s*)?\d{1,2}\s*[:h]\s*\d{0,2}(?::\d{2}(?:\.\d+)?)?\s*$")
# A French number however it is cut, or nine figures whose first zero a spreadsheet took away.
PHONE = re.compile(r"(?<!\d)(?:(?:\+|00)33\s*(?:\(0\)\s*)?|0)[1-9](?:[\s.\-/]*\d{2}){4}(?!\d)")
BARE_PHONE = re.compile(r"(?<!\d)[1-9]\d{8}(?!\d)")
FOREIGN_PHONE = re.compile(r"(?:\+|00)\d[\d\s.\-/()]{6,26}")
# A social security number, with or without its key: never kept, wherever it stands (decree 2019-341).
NIR = re.compile(
    r"(?<!\d)[12][\s.\-]*\d{2}[\s.\-]*(?:0[1-9]|1[0-2]|[2-9]\d)[\s.\-]*(?:\d{2}|2[AaBb])[\s.\-]*\d{3}[\s.\-]*\d{3}"
    r"(?:[\s.\-]*\d{2})?(?!\d)"
)
TITLES = re.compile(r"^(?:(?:m\.|mr|mme|mlle|monsieur|madame|mademoiselle|et|&)\s*\.?\s+)+", re.IGNORECASE)
AGE = re.compile(r"(\d{1,2})(mois|ans?)?")
COUNT = re.compile(r"(\d{1,2})(?:\s*(?:adultes?|enfants?|personnes?|pers\.?))?", re.IGNORECASE)
# `couple + 2 enfants`, `1A 2E`, `femme seule, 3 enfants`, as search keys.
ADULTS = re.compile(r"\b(\d{1,2}) ?(?:a|ad|adultes?)\b")
CHILDREN = re.compile(r"\b(\d{1,2}) ?(?:e|enf|enfants?)\b")
COUPLE = re.compile(r"\b(?:couple|maries?|pacses?|concubins?)\b")
ALONE = re.compile(r"\b(?:seule?|isolee?|celibataire|monoparentale?|veuf|veuve|divorcee?|separee?)\b")
NO_CHILD = re.compile(r"\bsans enfants?\b")
YES, NO = {"oui", "o", "x", "1", "vrai", "true", "yes", "y"}, {"non", "n", "0", "faux", "false", "no"}
FIRST_RECEIVED, LONGEST_LIFE = date(2000, 1, 1), 110
LONGEST_NAME, LONGEST_TEXT, LONGEST_NUMBER = 80, 120, 40
NUMBER, FEWEST_FIGURES = re.compile(r"[0-9A-Za-z][0-9A-Za-z .\-/]*"), 6
# Beyond, children count among the adults, as on the form of a call.
OLDEST_CHILD, MOST_PEOPLE = 25, 15
# numeric(9,2) and (8,2): nobody receives or pays more a month.
MOST_MONEY = Decimal("99999.99")


@dataclass(frozen=True)
class Read:
    """`whole`: the cell says more than its value, so that all of it is kept in the note as well."""

    value: Any
    whole: bool = False


Reader = Callable[[str, date], Read]


def text(cell: str, today: date, *, most: int = LONGEST_TEXT) -> Read:
    words = " ".join(cell.split())
    if len(words) > most:
        raise Refusal("long", detail=str(most))
    return Read(words)


def full_name(cell: str, today: date) -> Read:
    """(name, first name) of `BENALI Nadia`, `Nadia BENALI`, `Benali, Nadia`; one word is the name.

    Capitals tell which is the name; without them the first word is.
    """
    words = text(cell, today, most=2 * LONGEST_NAME).value
    bare = TITLES.sub("", words)
    if "," in bare:
        last, _, first = (part.strip() for part in bare.partition(","))
    else:
        parts = bare.split()
        capitals = [part for part in parts if part.upper() == part and search_key(part)]
        names = capitals if capitals and len(capitals) < len(parts) else parts[:1]
        last, first = " ".join(names), " ".join(part for part in parts if part not in names)
    if not search_key(last):
        raise Refusal("name")
    if max(len(last), len(first)) > LONGEST_NAME:
        raise Refusal("long", detail=str(LONGEST_NAME))
    return Read((last, first), whole=bare != words)


def day(cell: str, today: date, *, lean: Lean = "nearest", first: date, last: date) -> Read:
    """A day as people or spreadsheets write it, from `first` to `last`; the hour beside it is let go with the note."""
    typed = TIME_OF_DAY.sub("", cell.strip())
    serial = SERIAL.fullmatch(typed)
    if serial and int(serial[1]) in EXCEL_DAYS:
        found: date | None = EXCEL_BEGINS + timedelta(days=int(serial[1]))
    else:
        try:
            found = read_day(typed, today, lean)
        except LookupError:
            raise Refusal("a_day") from None
    if found is None:
        raise Refusal("no_such_day")
    if not first <= found <= last:
        raise Refusal("day_far", detail=f"{first:%d/%m/%Y}, {last:%d/%m/%Y}")
    return Read(found, whole=typed != cell.strip() and "00:00" not in cell)


def past(cell: str, today: date) -> Read:
    return day(cell, today, lean="past", first=FIRST_RECEIVED, last=today)


def birth(cell: str, today: date) -> Read:
    return day(cell, today, lean="past", first=today.replace(year=today.year - LONGEST_LIFE, day=1), last=today)


def future(cell: str, today: date) -> Read:
    """Until when they may stay: a day that is past tells nothing of tonight."""
    found = day(cell, today, first=FIRST_RECEIVED, last=today.replace(year=today.year + 10, day=1))
    if found.value < today:
        raise Refusal("day_past")
    return found


def phone(cell: str, today: date) -> Read:
    """The first number of the cell; a second one, or words beside it, are kept in the note."""
    words = " ".join(cell.split())
    if found := PHONE.search(words):
        return Read(found[0], whole=found[0] != words)
    if found := BARE_PHONE.search(words.replace(" ", "")):
        return Read(f"0{found[0]}", whole=found[0] != words.replace(" ", ""))
    if found := FOREIGN_PHONE.fullmatch(words):
        return Read(words)
    raise Refusal("phone")


def count(cell: str, today: date, *, least: int = 0) -> Read:
    found = COUNT.fullmatch(cell.strip())
    if not found or not least <= int(found[1]) <= MOST_PEOPLE:
        raise Refusal("count", detail=f"{least}, {MOST_PEOPLE}")
    return Read(int(found[1]))


def composition(cell: str, today: date) -> Read:
    """What can be counted in words: adults, children, whether they are a couple. The words stay in the note as well."""
    key = search_key(cell)
    adults, children = ADULTS.search(key), CHILDREN.search(key)
    couple = True if COUPLE.search(key) else False if ALONE.search(key) else None
    told: dict[str, Any] = {"couple": couple} if couple is not None else {}
    if adults and 1 <= int(adults[1]) <= MOST_PEOPLE:
        told["adults"] = int(adults[1])
    elif couple is not None:
        told["adults"] = 2 if couple else 1
    if children and int(children[1]) <= MOST_PEOPLE:
        told["children"] = int(children[1])
    elif NO_CHILD.search(key):
        told["children"] = 0
    if not told:
        raise Refusal("composition")
    return Read(told, whole=True)


def ages(cell: str, today: date) -> Read:
    """Whole years: `4, 7 et 12 ans`; `18 mois` is 1, under a year is 0."""
    words = re.sub(r"(?<=\d) (?=mois\b|ans?\b)", "", search_key(cell)).split()
    found = [AGE.fullmatch(word) for word in words if word not in {"et", "and"}]
    years = tuple(int(one[1]) // (12 if one[2] == "mois" else 1) for one in found if one)
    if not years or None in found or len(years) > MOST_PEOPLE or max(years) > OLDEST_CHILD:
        raise Refusal("ages")
    return Read(years, whole="mois" in cell.lower())


def amount(cell: str, today: date, *, most: Decimal = MOST_MONEY, positive: bool = False) -> Read:
    """Euros."""
    found = read_amount(re.sub(r"(?i)\s*(?:/\s*mois|par mois|mensuels?|nets?|/an|par an)\s*$", "", cell.strip()))
    if found is None or found < 0 or (positive and not found):
        raise Refusal("an_amount")
    if found > most:
        raise Refusal("large")
    return Read(found)


def flag(cell: str, today: date) -> Read:
    key = search_key(cell)
    if key in YES or key in NO:
        return Read(key in YES)
    raise Refusal("yes_no")


def registration(cell: str, today: date) -> Read:
    """A number of the national register: figures and letters, at least a handful of figures among them."""
    number = text(cell, today, most=LONGEST_NUMBER).value
    if not NUMBER.fullmatch(number) or sum(letter.isdigit() for letter in number) < FEWEST_FIGURES:
        raise Refusal("registration")
    return Read(number.upper())


READERS: dict[str, Reader] = {
    "text": text,
    "name": full_name,
    "past": past,
    "birth": birth,
    "future": future,
    "phone": phone,
    "composition": composition,
    "count": count,
    "ages": ages,
    "amount": amount,
    "flag": flag,
    "registration": registration,
}
# Where the field is narrower than its kind.
NARROWER: dict[str, Reader] = {
    "last_name": partial(text, most=LONGEST_NAME),
    "first_name": partial(text, most=LONGEST_NAME),
    "adults": partial(count, least=1),
    "reference_tax_income": partial(amount, most=Decimal("9999999.99")),
    "max_rent": partial(amount, positive=True),
}
