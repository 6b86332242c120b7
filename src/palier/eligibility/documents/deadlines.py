"""`palier deadline`: the last day of a legal delay, and the days on the way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from palier.eligibility.documents import fields
from palier.eligibility.documents.fields import Field, ItemError
from palier.rules import deadlines
from palier.rules.deadlines import STAGES, Deadline
from palier.rules.sentences import Language, Sentences, sentences

# The codes in which files of the over-indebtedness commission are often kept.
FRENCH_STAGES = {
    "DEPOT": "filed",
    "RECEVABLE": "admissible",
    "IRRECEVABLE": "inadmissible",
    "ORIENTATION": "orientation",
    "PLAN": "plan",
    "MESURES": "measures",
    "RP": "personal_recovery",
    "CLOS": "closed",
}
# More periods than any sub-lease has.
MOST_PERIODS = 100
DAY = Field(fields.day, required=True)


def _stage(value: Any, field: str) -> str:
    stage: str = fields.choice((*STAGES, *FRENCH_STAGES))(value, field)
    return FRENCH_STAGES.get(stage, stage)


@dataclass(frozen=True)
class Kind:
    """What one kind of deadline asks: its fields are the arguments of its rule. `day`: all is counted from it."""

    rule: Callable[..., Deadline]
    day: str
    others: Mapping[str, Field]

    @property
    def fields(self) -> dict[str, Field]:
        return {"kind": KIND, self.day: DAY, **self.others}


KINDS = {
    "payment_order": Kind(deadlines.payment_order, "served_on", {"lease_signed_on": Field(fields.day)}),
    "summons": Kind(deadlines.summons, "hearing_on", {}),
    "order_to_leave": Kind(deadlines.order_to_leave, "served_on", {}),
    "eviction": Kind(deadlines.eviction, "granted_on", {}),
    "applicant_answer": Kind(deadlines.applicant_answer, "notified_on", {}),
    "registration_renewal": Kind(deadlines.registration_renewal, "registered_on", {}),
    "review": Kind(deadlines.review, "signed_on", {"number": Field(fields.number(1, MOST_PERIODS), required=True)}),
    "landlord_notice": Kind(deadlines.landlord_notice, "period_ends_on", {}),
    "over_indebtedness": Kind(deadlines.over_indebtedness, "on", {"stage": Field(_stage, required=True)}),
}
KIND = Field(fields.choice(tuple(KINDS)), required=True)


def answer(document: Any, lang: Language = "en") -> list[dict[str, Any]]:
    """The deadline of each item; DocumentRefused when the document as a whole cannot be answered."""
    return fields.answers(document, sentences(lang), _answer)


def _answer(written: Mapping[str, Any], words: Sentences) -> dict[str, Any]:
    found = _deadline(written)
    return {
        "due_on": found.due_on.isoformat() if found.due_on else None,
        "law": found.law,
        "confidence": found.confidence.value if found.confidence else None,
        "provisional": found.provisional,
        "why": words.say(f"deadlines.why.{found.why}") if found.why else None,
        "steps": [{"on": step.on.isoformat(), "why": step.say(words)} for step in found.steps],
    }


def _deadline(written: Mapping[str, Any]) -> Deadline:
    """The kind first: it says which other fields there are."""
    asked = {"kind": written.get("kind")}
    kind = KINDS[fields.read_fields(asked, {"kind": KIND})["kind"]]
    given = fields.read_fields(written, kind.fields)
    del given["kind"]
    if given.get("lease_signed_on") and given["lease_signed_on"] > given["served_on"]:
        raise ItemError("lease_signed_on", "contradiction")
    try:
        return kind.rule(**given)
    except OverflowError as error:
        raise ItemError(kind.day, "out_of_range") from error
