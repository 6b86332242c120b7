"""The computed orientation in words: each kind with the reasons that speak for it or against it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from palier.assessments.computed import Facts, Reason, suggestions
from palier.assessments.enums import OrientationKind
from palier.rules.judgement import Verdict
from palier.rules.sentences import Names, Sentences
from palier.ui.components import Status

LABELS: dict[str, Promise] = {
    "can_wait": _("It has somewhere to sleep while the committee decides"),
    "cannot_wait": _("It cannot wait for a committee"),
    "rent_settled": _("No rent is owed, or a plan pays it back"),
    "keeps_budget": _("It keeps its budget by itself"),
    "support_wanted": _("It wants support"),
    "in_difficulty": _("Particular difficulties: rent owed, debts, homes lost, or a budget not kept"),
    "first_budget": _("A first lease, or a budget to learn: one step before it"),
    "out_of_reach": _("Isolated, and homes lost several times: an ordinary home is out of reach"),
    "would_share": _("It would share a home"),
    "no_children": _("No child lives there"),
    "has_a_home": _("It has a home of its own"),
    "threatened": _("That home is threatened: rent owed, notice, procedure"),
}
# What each verdict is of an orientation, and of a reason.
OF_KIND = {
    Verdict.YES: ("yes", _("suggested by the facts")),
    Verdict.UNKNOWN: ("unknown", _("possible, facts are missing")),
    Verdict.NO: ("no", _("not suggested")),
}
OF_REASON = {Verdict.YES: ("yes", ""), Verdict.UNKNOWN: ("unknown", ""), Verdict.NO: ("no", "")}


@dataclass(frozen=True)
class ReasonLine:
    label: str
    status: Status
    law: str


@dataclass(frozen=True)
class Computed:
    kind: str
    status: Status
    reasons: list[ReasonLine]


def computed(facts: Facts) -> list[Computed]:
    """One line a kind, those that the facts suggest first."""
    book = Sentences("fr" if get_language() == "fr" else "en", Names())
    return [
        Computed(
            str(OrientationKind(found.kind).label), _status(OF_KIND, found.verdict), list(_lines(found.reasons, book))
        )
        for found in suggestions(facts)
    ]


def _lines(reasons: Iterable[Reason], book: Sentences) -> Iterable[ReasonLine]:
    for reason in reasons:
        label = str(LABELS[reason.code]) if reason.code in LABELS else book.say(f"{reason.code}.label")
        yield ReasonLine(label, _status(OF_REASON, reason.verdict), reason.law)


def _status(words: dict[Verdict, tuple[str, Promise | str]], verdict: Verdict) -> Status:
    tone, label = words[verdict]
    return Status(tone, str(label))
