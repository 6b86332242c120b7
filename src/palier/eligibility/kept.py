"""What was found of a pair, as JSON that is kept: codes and figures as in the columns, no words. No Django."""

from dataclasses import asdict
from typing import Any

from palier.eligibility.judge import Found, Reason
from palier.rules.figures import Confidence
from palier.rules.judgement import Verdict
from palier.rules.rule import Fact, Side
from palier.rules.unlock import Action, Unlock

Kept = dict[str, Any]


def keep(found: Found) -> Kept:
    return {
        "verdict": found.verdict.word,
        "reasons": [reason._asdict() | {"verdict": reason.verdict.word} for reason in found.reasons],
        "unlocks": [asdict(unlock) for unlock in found.unlocks],
    }


def kept(written: Kept) -> Found:
    """The same, read again."""
    return Found(
        _verdict(written["verdict"]),
        tuple(_reason(reason) for reason in written["reasons"]),
        tuple(_unlock(unlock) for unlock in written["unlocks"]),
    )


def _reason(written: Kept) -> Reason:
    confidence = written["confidence"]
    return Reason(
        **written
        | {
            "verdict": _verdict(written["verdict"]),
            "confidence": None if confidence is None else Confidence(confidence),
        }
    )


def _unlock(written: Kept) -> Unlock:
    fact = written["fact"]
    read = None if fact is None else Fact(Side(fact[0]), fact[1])
    return Unlock(**written | {"action": Action(written["action"]), "fact": read})


def _verdict(word: str) -> Verdict:
    return Verdict[word.upper()]
