"""The sections of a joint assessment: one literal definition. The page, the check and the print read it.

A value is kept as text: the words themselves, a code, an amount as `412.50`, a day as `2026-03-12`, `yes` or `no`.
An absent or empty one is not known, never no.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from palier.platform.errors import Invalid

LONGEST = 10_000
# The largest amount that a field holds, in euros.
MOST = Decimal("9999999.99")
WORDS_HELP = _("Written to be read by the person it is about. Nothing about health.")


class Side(StrEnum):
    """Whose section it is: the service that holds the case, or the partner's."""

    HOLDER = "holder"
    PARTNER = "partner"


class Kind(StrEnum):
    TEXT = "text"
    CHOICE = "choice"
    AMOUNT = "amount"
    DAY = "day"
    YES_NO = "yes_no"


@dataclass(frozen=True)
class Field:
    """One thing to know."""

    code: str
    kind: Kind
    label: Promise
    help: Promise | str = ""
    choices: tuple[tuple[str, Promise], ...] = ()

    def refuses(self, value: str) -> Promise | None:
        """Why a value cannot be kept; None when it can."""
        if value == "":
            return None
        return {
            Kind.TEXT: self._long,
            Kind.CHOICE: self._unlisted,
            Kind.AMOUNT: self._no_amount,
            Kind.DAY: self._no_day,
            Kind.YES_NO: self._neither,
        }[self.kind](value)

    def _long(self, value: str) -> Promise | None:
        return _("Too long: say what helps to decide.") if len(value) > LONGEST else None

    def _unlisted(self, value: str) -> Promise | None:
        return None if value in dict(self.choices) else _("Choose one of those that are offered.")

    def _neither(self, value: str) -> Promise | None:
        return None if value in {"yes", "no"} else _("Yes, no, or not known.")

    def _no_amount(self, value: str) -> Promise | None:
        try:
            amount = Decimal(value)
        except InvalidOperation:
            return _("Write an amount in euros.")
        fits = amount.is_finite() and 0 <= amount <= MOST and amount == amount.quantize(Decimal("0.01"))
        return None if fits else _("Write an amount in euros.")

    def _no_day(self, value: str) -> Promise | None:
        try:
            date.fromisoformat(value)
        except ValueError:
            return _("Write a day.")
        return None


@dataclass(frozen=True)
class Section:
    code: str
    label: Promise
    owner: Side
    fields: tuple[Field, ...]

    def field(self, code: str) -> Field:
        return next(field for field in self.fields if field.code == code)

    def check(self, values: Mapping[str, str]) -> None:
        """Raise Invalid, by field, for what the definition does not have."""
        known = {field.code: field for field in self.fields}
        if not values.keys() <= known.keys():
            raise Invalid
        wrong = {code: why for code, value in values.items() if (why := known[code].refuses(value))}
        if wrong:
            raise Invalid(fields=wrong)


def _text(code: str, label: Promise, help_text: Promise | str = WORDS_HELP) -> Field:
    return Field(code, Kind.TEXT, label, help_text)


def _amount(code: str, label: Promise, help_text: Promise | str = "") -> Field:
    return Field(code, Kind.AMOUNT, label, help_text)


def _yes_no(code: str, label: Promise, help_text: Promise | str = "") -> Field:
    return Field(code, Kind.YES_NO, label, help_text)


SECTIONS: tuple[Section, ...] = (
    Section(
        "household",
        _("Household"),
        Side.HOLDER,
        (
            _text(
                "who_lives_there",
                _("Who lives there, who will"),
                _("Children in turns, a birth that comes, a relative."),
            ),
            _yes_no("separating", _("Is a separation under way?"), _("It decides whose income counts.")),
            _yes_no("protected", _("Is an adult under legal protection (curator, guardian)?")),
        ),
    ),
    Section(
        "resources",
        _("Work and resources"),
        Side.HOLDER,
        (
            Field(
                "work",
                Kind.CHOICE,
                _("Work of the applicant"),
                choices=(
                    ("permanent", _("permanent contract")),
                    ("fixed_term", _("fixed-term or temporary work")),
                    ("trial", _("trial period")),
                    ("apprentice", _("apprentice")),
                    ("job_seeker", _("looking for work")),
                    ("retired", _("retired")),
                    ("other", _("other")),
                ),
            ),
            Field("work_until", Kind.DAY, _("Until when?"), _("The end of a contract or of a trial period.")),
            _amount("wages", _("Net wages a month")),
            _amount("allowances", _("Allowances and pensions a month"), _("The amount, never why.")),
            _text("changes", _("What will change soon")),
        ),
    ),
    Section(
        "debts",
        _("Charges and debts"),
        Side.HOLDER,
        (
            _amount("credit_payments", _("Loans paid back a month")),
            _amount("other_charges", _("Other fixed charges a month"), _("Transport, childcare, alimony paid.")),
            _yes_no("rent_arrears", _("Is rent owed?")),
            _amount("arrears", _("How much rent is owed")),
            _yes_no("arrears_plan", _("Is it being paid back by a plan?")),
            _yes_no("over_indebtedness", _("Is a file with Banque de France under way?")),
            _text("debts_words", _("About charges and debts")),
        ),
    ),
    Section(
        "history",
        _("Housing, before and now"),
        Side.HOLDER,
        (
            _yes_no("held_a_lease", _("Has the household held a lease of its own?")),
            _yes_no("lost_homes", _("Has it lost a home several times?")),
            _text("path", _("Its homes so far")),
            _text("now", _("Where it lives now, and what that means for it")),
        ),
    ),
    Section(
        "home_needed",
        _("The home it needs"),
        Side.PARTNER,
        (
            _text("place", _("Where, and why there"), _("Work, school, family, transport.")),
            _text("home", _("Which home"), _("Rooms, floor, lift, parking, an animal.")),
            _yes_no("would_share", _("Would it share a home?")),
        ),
    ),
    Section(
        "autonomy",
        _("Living in a home by oneself"),
        Side.PARTNER,
        (
            _yes_no("budget", _("Does it keep its budget by itself?")),
            _yes_no("paperwork", _("Does it do its paperwork by itself?")),
            _yes_no("isolated", _("Does it live isolated?"), _("A fact that one sees, never a diagnosis.")),
            _yes_no("support_wanted", _("Does it want support?")),
            _text("autonomy_words", _("What it can rely on, what would help")),
        ),
    ),
    Section(
        "own_words",
        _("The household's own words"),
        Side.PARTNER,
        (_text("wants", _("What it wants, as it says it"), _("Its own words, not ours.")),),
    ),
    Section(
        "conclusion",
        _("Conclusion"),
        Side.PARTNER,
        (_text("summary", _("What we understand together")), _text("next_steps", _("What each does next, and when"))),
    ),
)
BY_CODE: dict[str, Section] = {section.code: section for section in SECTIONS}
