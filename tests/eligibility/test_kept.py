"""What is kept of a pair reads back as it was found, and says the same in both languages."""

import json

import numpy as np

from palier.eligibility import invented
from palier.eligibility.judge import explain, reasons, worded
from palier.eligibility.kept import keep, kept
from palier.rules.law import law_on
from palier.rules.sentences import LANGUAGES, sentences
from tests.factories.world import DAY


def test_what_is_kept_is_what_was_found():
    random, law = np.random.default_rng(7), law_on(DAY)
    households, homes = invented.households(8, random), invented.homes(40, random)
    seen = set()
    for row in range(8):
        household = households[row]
        found = reasons(household, homes, law)
        read = [kept(json.loads(json.dumps(keep(one)))) for one in found]
        assert read == found
        for language in LANGUAGES:
            assert [worded(one, sentences(language)) for one in read] == explain(household, homes, law, language)
        seen |= {(reason.code, reason.verdict.word) for one in found for reason in one.reasons}
        seen |= {unlock.action.value for one in found for unlock in one.unlocks}
    assert {"change", "collect", ("income_ceiling", "unknown"), ("highest_rent", "no")} <= seen
