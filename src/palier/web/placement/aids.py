"""The aids to enter a home as cards: what each asks, whether it stands in the way, and by which text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palier.cases.enums import Audience
from palier.cases.models import Case
from palier.cases.queries import open_shares
from palier.eligibility.affordability import Range
from palier.eligibility.aids import Entry, EntryAid, aids
from palier.platform.actor import Actor
from palier.rules.columns import HouseholdColumns
from palier.rules.conditions import ConditionLine
from palier.rules.figures import Confidence
from palier.rules.judgement import Verdict
from palier.rules.law import Law
from palier.rules.sentences import Sentences
from palier.territory.models import Commune
from palier.ui.components import Cell, Column, Row, Status, Table

NAMES: dict[str, Promise] = {
    "loca_pass": gettext_lazy("Loca-Pass advance on the deposit"),
    "housing_fund": gettext_lazy("Housing solidarity fund (FSL)"),
}


@dataclass(frozen=True)
class AidCard:
    """`in_the_way`: the sentences of what is no."""

    name: str
    status: Status
    in_the_way: Sequence[str]
    table: Table


def aid_cards(
    actor: Actor,
    case: Case,
    household: HouseholdColumns,
    law: Law,
    words: Sentences,
    *,
    commune: Commune,
    effort: Range,
    signed_on: date,
    sublease: bool = False,
    residence: bool = False,
) -> Sequence[AidCard]:
    """For whoever follows the household: what it may ask for is between them. A day gone by is today."""
    if not open_shares(actor).filter(case=case, audience=Audience.SOCIAL).exists():
        return ()
    entry = Entry(
        signed_on=max(signed_on, law.on),
        epci=commune.epci,
        sublease=sublease,
        residence=residence,
        effort=effort.low if effort.low == effort.high else None,
    )
    return [_card(aid, words) for aid in aids(actor, case, household, entry, law)]


def _card(aid: EntryAid, words: Sentences) -> AidCard:
    lines = [condition.read(words) for condition in aid.conditions]
    columns = [Column("condition", _("What is asked")), Column("answer", _("Answer")), Column("law", _("Law"))]
    name = str(NAMES[aid.code])
    in_the_way = [line.sentence for line in lines if line.verdict is Verdict.NO]
    table = Table(name, columns, [_row(line, words) for line in lines])
    return AidCard(name, Status(aid.verdict.word), in_the_way, table)


def _row(line: ConditionLine, words: Sentences) -> Row:
    sure = line.confidence is Confidence.VERIFIED
    return Row(
        [
            line.label,
            Cell(Status(line.verdict.word), note=line.sentence),
            Cell(line.law or "", note="" if sure else words.say(f"confidence.{line.confidence}")),
        ]
    )
