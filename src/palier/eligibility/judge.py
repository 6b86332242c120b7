"""Judges households against homes by every criterion, and says why: the one answer of pages and commands. No Django.

A page asks `judge(household, homes, law)` for a whole stock, picks the pairs it shows, and asks
`explain(household, homes[chosen], law, "fr")` for their rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from palier.rules.catalogue import CRITERIA
from palier.rules.columns import Column, HomeColumns, HouseholdColumns, Ints
from palier.rules.figures import Confidence, Source
from palier.rules.judgement import Judgement, Verdict, Verdicts, overall
from palier.rules.law import Law
from palier.rules.rule import Basis, Rule
from palier.rules.sentences import Language, Names, Sentences, sentences
from palier.rules.unlock import Action, PairUnlocker, Unlock

# By its number: to look it up costs a tenth of asking the enumeration for it.
VERDICTS, ACTIONS = tuple(Verdict), tuple(Action)
BASES = {rule.code: rule.basis for rule in CRITERIA}


@dataclass(frozen=True, eq=False)
class Judgements:
    """Every criterion and the answer as a whole, for a column of pairs of one shape.

    `overall` (int8, `Verdict`): no if any criterion is no, else unknown if any is, else yes. A criterion that does
    not apply to a pair (a landlord without such a setting) weighs nothing there.
    """

    criteria: Mapping[str, Judgement]
    overall: Verdicts

    @property
    def shape(self) -> tuple[int, ...]:
        return self.overall.shape

    def count(self, verdict: Verdict) -> Ints:
        """How many criteria of each pair have that answer: to sort by what stands in the way, or by what is missing."""
        total = np.zeros(self.shape, dtype=np.int64)
        for judgement in self.criteria.values():
            total += (judgement.verdict == verdict) & (True if judgement.applies is None else judgement.applies)
        return total


def judge(households: HouseholdColumns, homes: HomeColumns, law: Law) -> Judgements:
    """Judges pairs that broadcast: shapes (1,) and (M,), (H,) and (1,), (N,) and (N,), or `down()` (H, 1) and (M,)."""
    criteria = {rule.code: rule(households, homes, law) for rule in CRITERIA}
    shape = np.broadcast_shapes(households.shape, homes.shape)
    return Judgements(criteria, np.broadcast_to(overall(list(criteria.values())), shape))


class Reason(NamedTuple):
    """One criterion of one pair in codes and figures, without a word of any language: what is kept.

    `law`, `confidence`: None for a wish or a setting; `confidence` also where the text holds no value that day.
    """

    code: str
    verdict: Verdict
    unit: str
    value: int | None
    threshold: int | None
    margin: int | None
    law: str | None
    confidence: Confidence | None
    provisional: bool


class Found(NamedTuple):
    """Why, why not, what next, for one pair. `unlocks`: changes first, then facts to collect, then points to check."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    unlocks: tuple[Unlock, ...]


@dataclass(frozen=True)
class Criterion:
    """One line of the table of reasons. Figures as in the columns (cents, hundredths …) and as they are read aloud."""

    code: str
    basis: Basis
    label: str
    verdict: Verdict
    answer: str
    sentence: str
    unit: str
    value: int | None
    threshold: int | None
    margin: int | None
    value_text: str
    threshold_text: str
    margin_text: str
    law: str | None
    confidence: Confidence | None
    provisional: bool


@dataclass(frozen=True)
class Step:
    """One thing that would unlock the pair, with its sentence."""

    unlock: Unlock
    sentence: str


@dataclass(frozen=True)
class Explanation:
    """The same in words."""

    verdict: Verdict
    sentence: str
    criteria: tuple[Criterion, ...]
    unlock: tuple[Step, ...]

    @property
    def provisional(self) -> bool:
        return any(criterion.provisional for criterion in self.criteria)


def explain(
    households: HouseholdColumns, homes: HomeColumns, law: Law, language: Language, names: Names | None = None
) -> list[Explanation]:
    """Explains pairs: shapes (1,) and (N,), (N,) and (1,), or (N,) and (N,); one explanation a pair, in order."""
    words = sentences(language, names)
    return [worded(found, words) for found in reasons(households, homes, law)]


def reasons(households: HouseholdColumns, homes: HomeColumns, law: Law) -> list[Found]:
    """The same pairs in codes and figures."""
    judged = judge(households, homes, law)
    asked = [(rule, judged.criteria[rule.code]) for rule in CRITERIA]
    sheets = [
        _Sheet(rule, one, households, homes, law) for rule, one in asked if one.applies is None or one.applies.any()
    ]
    return [_found(sheets, VERDICTS[verdict], pair) for pair, verdict in enumerate(judged.overall.tolist())]


def worded(found: Found, words: Sentences) -> Explanation:
    """What was found, as it is read aloud."""
    criteria = tuple(_criterion(reason, found.unlocks, words) for reason in found.reasons)
    steps = tuple(Step(unlock, _step_sentence(unlock, words)) for unlock in found.unlocks)
    return Explanation(found.verdict, _summary(found.verdict, found.unlocks, words), criteria, steps)


def _criterion(reason: Reason, unlocks: Sequence[Unlock], words: Sentences) -> Criterion:
    value_text, threshold_text = words.figure(reason.value, reason.unit), words.figure(reason.threshold, reason.unit)
    margin_text = words.figure(None if reason.margin is None else abs(reason.margin), reason.unit)
    missing = [one for one in unlocks if one.criterion == reason.code and one.action is Action.COLLECT]
    kind = "open" if reason.verdict is Verdict.UNKNOWN and not missing else reason.verdict.word
    return Criterion(
        **reason._asdict(),
        basis=BASES[reason.code],
        label=words.say(f"criteria.{reason.code}.label"),
        answer=words.say(f"verdicts.{reason.verdict.word}"),
        sentence=words.say(
            f"criteria.{reason.code}.{kind}",
            value=value_text,
            threshold=threshold_text,
            margin=margin_text,
            missing=words.listed(_facts(missing, words)) if missing else "",
        ),
        value_text=value_text,
        threshold_text=threshold_text,
        margin_text=margin_text,
    )


class _Sheet:
    """One criterion for all pairs, as lists: reading arrays cell by cell is slow. No reason where it is not asked."""

    def __init__(
        self, rule: Rule, judgement: Judgement, households: HouseholdColumns, homes: HomeColumns, law: Law
    ) -> None:
        self.unlocker = PairUnlocker(rule, judgement, households, homes, law)
        shape, threshold = self.unlocker.shape, judgement.threshold
        applies: list[bool] = np.broadcast_to(True if judgement.applies is None else judgement.applies, shape).tolist()
        source: list[int] = np.broadcast_to(0 if threshold is None else threshold.source, shape).tolist()
        sources = (None,) if threshold is None else threshold.sources
        texts = {number: _text(rule, sources[number]) for number in set(source)}
        of_pair = (
            np.broadcast_to(judgement.verdict, shape).tolist(),
            _listed(judgement.value, shape),
            _listed(None if threshold is None else threshold.column, shape),
            _listed(judgement.margin, shape),
            source,
        )
        self.reasons = [
            Reason(rule.code, VERDICTS[verdict], judgement.unit, value, most, margin, *texts[number]) if asked else None
            for asked, verdict, value, most, margin, number in zip(applies, *of_pair, strict=True)
        ]


def _text(rule: Rule, source: Source | None) -> tuple[str | None, Confidence | None, bool]:
    return (source.citation, source.confidence, source.provisional) if source else (rule.citation, None, False)


def _listed(column: Column | None, shape: tuple[int, ...]) -> list[int | None]:
    if column is None:
        return [None] * int(np.prod(shape))
    spread = column.broadcast(shape)
    return [
        value if known else None for value, known in zip(spread.values.tolist(), spread.known.tolist(), strict=True)
    ]


def _found(sheets: list[_Sheet], verdict: Verdict, pair: int) -> Found:
    told, unlocks = [], []
    for sheet in sheets:
        if reason := sheet.reasons[pair]:
            told.append(reason)
            if reason.verdict is not Verdict.YES:
                unlocks.extend(sheet.unlocker.at(pair))
    if len(unlocks) > 1:
        unlocks.sort(key=lambda unlock: ACTIONS.index(unlock.action))
    return Found(verdict, tuple(told), tuple(unlocks))


def _step_sentence(unlock: Unlock, words: Sentences) -> str:
    if unlock.fact is None:
        label = words.say(f"criteria.{unlock.criterion}.label")
        label = label[:1].lower() + label[1:]
        return words.say(
            "not_with_this_home" if unlock.action is Action.NOT_WITH_THIS_HOME else "to_check", label=label
        )
    if unlock.action is not Action.COLLECT:
        path = f"change.{unlock.criterion}.{unlock.fact.name}"
    elif unlock.to is not None and words.has(f"collect_within.{unlock.fact.name}"):
        path = f"collect_within.{unlock.fact.name}"
    else:
        path = f"collect.{unlock.fact.name}"
    return words.say(path, to=words.figure(unlock.to, unlock.unit) if unlock.to is not None else "")


def _facts(unlocks: Sequence[Unlock], words: Sentences) -> list[str]:
    """What is missing, in words, each thing once."""
    return list(dict.fromkeys(words.say(f"facts.{unlock.fact.name}") for unlock in unlocks if unlock.fact))


def _summary(verdict: Verdict, unlocks: Sequence[Unlock], words: Sentences) -> str:
    """The sentence above the table: "Deux points bloquent", "Convient ; une information manque"."""
    if verdict is Verdict.YES:
        return _capital(words.say("summary.fits"))
    by_action = {action: [unlock for unlock in unlocks if unlock.action is action] for action in Action}
    missing, check = len(_facts(by_action[Action.COLLECT], words)), len(by_action[Action.CHECK])
    never = by_action[Action.NOT_WITH_THIS_HOME]
    blocking = len(by_action[Action.CHANGE]) + len(never)
    parts = []
    if never:
        parts.append(words.say("summary.not_with_this_home"))
    if blocking:
        parts.append(words.count("summary.blocking", blocking))
    else:
        parts.append(words.say("summary.fits" if missing + check == 1 else "summary.may_fit"))
    if missing:
        parts.append(words.count("summary.missing", missing))
    if check:
        parts.append(words.count("summary.check", check))
    return _capital(words.say("list.parts").join(parts))


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
