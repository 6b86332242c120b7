"""Conditions at an entry: named judgements, each with the text that asks it, weighed together or read one by one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np

from palier.rules.columns import Bools, Column, Ints
from palier.rules.figures import Confidence, Source
from palier.rules.judgement import Judgement, Verdict, Verdicts, best, verdicts, worst
from palier.rules.sentences import Sentences

Position = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Condition:
    """A judgement under the name its sentences have: `conditions.<code>`. Yes: nothing stands in the way.

    `law` is the text that asks it, of that `confidence`; without it, the text the threshold comes from. Neither: a
    setting or a wish.
    """

    code: str
    judgement: Judgement
    law: str | None = None
    confidence: Confidence = Confidence.VERIFIED

    def read(self, sentences: Sentences, position: Position = (0,)) -> "ConditionLine":
        """The condition as it is said to one household; `position` is an index into the shape of the verdict."""
        judged = self.judgement
        verdict = Verdict(int(judged.verdict[position]))
        source = _source(judged, position)
        marks = [self.confidence] if source is None else [self.confidence, source.confidence]
        shown = {
            "value": judged.value,
            "threshold": None if judged.threshold is None else judged.threshold.column,
            "margin": judged.margin,
        }
        figures = {
            name: sentences.figure(_item(column, judged, position), judged.unit) for name, column in shown.items()
        }
        return ConditionLine(
            code=self.code,
            label=sentences.say(f"conditions.{self.code}.label"),
            verdict=verdict,
            sentence=sentences.say(f"conditions.{self.code}.{verdict.word}", **figures),
            applies=judged.applies is None or bool(np.broadcast_to(judged.applies, judged.shape)[position]),
            law=self.law if self.law or source is None else source.citation,
            confidence=max(marks, key=list(Confidence).index),
            provisional=source is not None and source.provisional,
        )


@dataclass(frozen=True)
class ConditionLine:
    """One condition for one household. Where `applies` is False nobody asks it: it weighs nothing."""

    code: str
    label: str
    verdict: Verdict
    sentence: str
    applies: bool
    law: str | None
    confidence: Confidence
    provisional: bool


def all_of(conditions: Iterable[Condition]) -> Verdicts:
    """No if any condition that applies is no, else unknown if any is, else yes. TypeError without a condition."""
    return reduce(worst, (condition.judgement.weight() for condition in conditions))


def any_of(conditions: Iterable[Condition]) -> Verdicts:
    """Yes if any condition that applies is yes, else unknown if any is, else no. TypeError without a condition."""
    return reduce(best, (_grounds(condition.judgement) for condition in conditions))


def standing_in_the_way(conditions: Sequence[Condition], position: Position = (0,)) -> tuple[Condition, ...]:
    """The conditions that are no for one household, in order."""
    shape = np.broadcast_shapes(*(condition.judgement.shape for condition in conditions))
    return tuple(
        condition
        for condition in conditions
        if np.broadcast_to(condition.judgement.weight(), shape)[position] == Verdict.NO
    )


def stated(fact: Column) -> Judgement:
    """Yes where the fact is so, no where it is not."""
    return Judgement(verdicts(fact.values != 0, fact.known), "flag")


def denied(fact: Column) -> Judgement:
    """Yes where the fact is not so: what excludes is absent."""
    return Judgement(verdicts(fact.values == 0, fact.known), "flag")


def any_fact(*facts: Column) -> Judgement:
    """Yes where any of the facts is so, no where none is."""
    return Judgement(reduce(best, (stated(fact).verdict for fact in facts)), "flag")


def to_check(shape: tuple[int, ...]) -> Judgement:
    """Unknown for everybody: what Palier does not keep, or no source says."""
    return Judgement(np.full(shape, Verdict.UNKNOWN, dtype=np.int8), "flag")


def asked_where(judgement: Judgement, asked: Column) -> Judgement:
    """The judgement where the question is asked, none where it is not; a no is unknown where that is not known."""
    shape = np.broadcast_shapes(judgement.shape, asked.shape)
    verdict = np.broadcast_to(judgement.verdict, shape)
    doubted = np.where(asked.known, verdict, np.maximum(verdict, np.int8(Verdict.UNKNOWN))).astype(np.int8)
    return replace(judgement, verdict=doubted, applies=np.broadcast_to(~asked.is_false(), shape))


def worst_of_each(verdict: Verdicts, group: Ints, groups: int) -> Verdicts:
    """The worst verdict of the rows of each group (a household's adults, a home's rooms); unknown without a row.

    `verdict` and `group` have shape (n,), groups are counted from 0.
    """
    found: Verdicts = np.full(groups, Verdict.YES, dtype=np.int8)
    np.minimum.at(found, group, verdict)
    empty = np.bincount(group, minlength=groups) == 0
    return np.where(empty, np.int8(Verdict.UNKNOWN), found)


def flag(truth: Bools, known: Bools) -> Column:
    """A fact as a column: 1 where it is so, 0 where it is not."""
    return Column(truth.astype(np.int64), known)


def _grounds(judgement: Judgement) -> Verdicts:
    if judgement.applies is None:
        return judgement.verdict
    held: Verdicts = np.where(judgement.applies, judgement.verdict, np.int8(Verdict.NO)).astype(np.int8)
    return held


def _item(column: Column | None, judgement: Judgement, position: Position) -> int | None:
    return None if column is None else column.broadcast(judgement.shape).item(position)


def _source(judgement: Judgement, position: Position) -> Source | None:
    figure = judgement.threshold
    if figure is None:
        return None
    return figure.sources[int(np.broadcast_to(figure.source, judgement.shape)[position])]
