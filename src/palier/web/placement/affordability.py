"""The affordability card: what a home would cost the household, what it receives towards it, what is left."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from palier.cases.models import Case
from palier.cases.policies import may_write_file
from palier.eligibility.affordability import OF_THE_HOUSEHOLD, Affordability, Range, unfolded
from palier.platform.actor import Actor
from palier.rules.sentences import Sentences
from palier.ui.components import Action, Column, Definition, Row, Table, Unlock


@dataclass(frozen=True)
class AffordabilityCard:
    """The card in words. `calculation` is None while the benefit is a range; `settle`: the papers that would tell."""

    facts: list[Definition]
    settle: list[Unlock]
    calculation: Table | None
    law: list[str]
    provisional: str


def affordability_card(actor: Actor, case: Case, found: Affordability, words: Sentences) -> AffordabilityCard:
    """What is not known is said to be completed; what lies between two amounts is said with both."""
    euros = _amounts(words, "euro_month")
    facts = [
        Definition(_("Fee a month") if found.residence else _("Rent and charges"), _cost_of_home(found, euros)),
        Definition(_("Housing benefit, estimated"), _range(found.benefit, euros)),
        Definition(_("Left to pay each month"), _range(found.cost, euros)),
        Definition(
            _("The first month, without the benefit"),
            None if found.first_month is None else euros(found.first_month),
            note=_("deposit not counted; the benefit usually starts the month after the entry"),
        ),
        Definition(_("Effort rate"), _range(found.effort, _amounts(words, "rate"))),
        Definition(
            _("Left to live on each month"),
            _range(found.left, euros),
            note=_("before debts and other fixed expenses"),
        ),
    ]
    if not found.residence:
        facts.append(_highest_rent(found, words))
    return AffordabilityCard(
        facts,
        _settle(actor, case, found, words),
        _calculation(found, words),
        list(dict.fromkeys(source.citation for source in found.sources)) if found.benefit_lines else [],
        words.say("provisional") if found.provisional else "",
    )


def _highest_rent(found: Affordability, words: Sentences) -> Definition:
    return Definition(
        _("Highest rent within %(share)s of the resources")
        % {"share": words.figure(found.usual_share.item((0,)), "rate")},
        None if found.bearable is None else words.figure(found.bearable, "euro_month"),
        note=_("without charges; a usual share, no law sets one"),
    )


def _amounts(words: Sentences, unit: str) -> Callable[[int], str]:
    return lambda value: words.figure(value, unit)


def _range(between: Range, written: Callable[[int], str]) -> str | None:
    if between.low is None or between.high is None:
        return None
    low, high = written(between.low), written(between.high)
    return low if between.low == between.high else _("from %(low)s to %(high)s") % {"low": low, "high": high}


def _cost_of_home(found: Affordability, euros: Callable[[int], str]) -> str | None:
    if found.rent is None:
        return None
    if found.residence:
        return _fee(found, euros)
    if found.charges is None:
        return _("%(rent)s and charges that are not known") % {"rent": euros(found.rent)}
    parts = {"total": euros(found.rent + found.charges), "rent": euros(found.rent), "charges": euros(found.charges)}
    return _("%(total)s (%(rent)s + %(charges)s)") % parts


def _fee(found: Affordability, euros: Callable[[int], str]) -> str:
    """In the words of a residence: one sum, of which the benefit counts a part."""
    total = euros((found.rent or 0) + found.services)
    if not found.services:
        return total
    parts = {"total": total, "counted": euros(found.rent or 0), "services": euros(found.services)}
    return _("%(total)s (%(counted)s that the benefit counts + %(services)s of services)") % parts


def _settle(actor: Actor, case: Case, found: Affordability, words: Sentences) -> list[Unlock]:
    """The file is completed by whoever may; the fee is the residence's to say."""
    button = Action(_("Complete the file"), reverse("case_household", args=[case.id]))
    writes = bool(may_write_file(actor, case))
    asked = {name: words.say(f"collect.{name}") for name in found.missing}
    if found.residence and "rent" in asked:
        asked["rent"] = _("Ask the residence for its fee.")
    return [Unlock(text, button if writes and name in OF_THE_HOUSEHOLD else None) for name, text in asked.items()]


def _calculation(found: Affordability, words: Sentences) -> Table | None:
    if found.benefit_lines is None:
        return None
    rows = [Row([label, figure]) for label, figure in unfolded(found.benefit_lines, words)]
    columns = [Column("line", _("Line of the calculation")), Column("figure", _("Figure"), kind="figure")]
    return Table(_("Line by line"), columns, rows)
