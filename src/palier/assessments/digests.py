"""What a signature binds to: a digest of what was read, and which part of it has changed since."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from palier.assessments.models import Diagnosis, SocialAssessment, UrgentOrientation

# A part's digest only tells parts apart on one page; what is signed is a whole SHA-256.
SHORT = 16


def digest(content: Any) -> str:
    """SHA-256 of JSON written in one way only."""
    written = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def parts_of(assessment: SocialAssessment) -> dict[str, str]:
    """A digest for each part that says something: a section with the remarks beside it, `orientation` for the two.

    The household's reading is no part: it may come after the signatures.
    """
    said: dict[str, list[Any]] = {}
    for content in assessment.contents.all():
        said.setdefault(content.section, []).append(kept(content.values))
    for remark in assessment.remarks.all():
        said.setdefault(remark.section, []).append([str(remark.id), remark.kind, str(remark.service_id), remark.body])
    for orientation in assessment.orientations.all():
        proposed = [str(orientation.service_id), orientation.kind, orientation.why]
        said.setdefault("orientation", []).append(proposed)
    return {part: digest(sorted(lines, key=json.dumps))[:SHORT] for part, lines in said.items()}


def kept(values: Mapping[str, str]) -> dict[str, str]:
    """Without what was emptied: it says as little as what was never filled in."""
    return {code: value for code, value in values.items() if value}


def whole(assessment: SocialAssessment) -> str:
    """The digest that a signature keeps."""
    return digest(parts_of(assessment))


def of_diagnosis(diagnosis: Diagnosis) -> str:
    fields = ("what_happened", "tried", "asked", "orientation", "why")
    return digest({name: getattr(diagnosis, name) for name in fields} | {"case": str(diagnosis.case_id)})


def of_urgent(urgent: UrgentOrientation) -> str:
    said = {"case": str(urgent.case_id), "kind": urgent.kind, "why": urgent.why, "until": str(urgent.until)}
    return digest(said)
