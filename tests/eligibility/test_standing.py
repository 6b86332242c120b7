"""Households before a home, in blocks and rule by rule: what judging and ranking everybody gives."""

import os
import signal
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from palier.eligibility import invented
from palier.eligibility import standing as module
from palier.eligibility.judge import judge
from palier.eligibility.ranking import ranked
from palier.eligibility.shards import HOMES, Shard, cut, standings
from palier.eligibility.standing import CASCADE, first, possible, standing
from palier.matching.engines import processes, serial
from palier.rules.catalogue import CRITERIA
from palier.rules.judgement import Verdict
from palier.rules.law import law_on

LAW = law_on(invented.ON)


@pytest.fixture(scope="module")
def shard():
    return invented.shard(400, 12, seed=5)


def test_every_criterion_is_asked_once():
    assert sorted(rule.code for rule in CASCADE) == sorted(rule.code for rule in CRITERIA)


@pytest.mark.parametrize("block", [7, 400, 1 << 15])
def test_blocks_and_rules_in_turn_give_what_judging_everybody_gives(shard, block, monkeypatch):
    monkeypatch.setattr(module, "BLOCK", block)
    seen = set()
    for row in range(shard.homes.shape[0]):
        home = shard.homes[row]
        verdicts = judge(shard.households, home, LAW).overall
        found = possible(shard.households, home, LAW)
        assert found.rows.tolist() == np.flatnonzero(verdicts != Verdict.NO).tolist()
        assert found.verdicts.tolist() == verdicts[found.rows].tolist()
        everybody = ranked(
            shard.households, shard.priorities, home, verdicts, shard.grid, LAW, np.arange(len(verdicts))
        )
        stood = standing(shard.households, shard.priorities, home, shard.grid, LAW)
        assert stood.rows.tolist() == everybody.ranking.order[: len(stood.rows)].tolist()
        assert stood.points.tolist() == everybody.points.total[stood.rows].tolist()
        assert stood.by_line.tolist() == everybody.points.by_line[:, stood.rows].tolist()
        assert stood.best.tolist() == everybody.best()[stood.rows].tolist()
        assert stood.known.tolist() == [
            everybody.measures[line.code].known[stood.rows].tolist() for line in shard.grid.lines
        ]
        seen |= set(verdicts.tolist())
    assert seen == set(Verdict)


@pytest.mark.parametrize("most", [1, 3, 50, 1000])
def test_the_first_are_the_first_of_all(shard, most):
    for row in range(shard.homes.shape[0]):
        asked = (shard.households, shard.priorities, shard.homes[row], shard.grid, LAW)
        everybody, found = standing(*asked), first(*asked, most)
        assert found.rows.tolist() == everybody.rows[:most].tolist()
        assert found.verdicts.tolist() == everybody.verdicts[:most].tolist()
        assert found.points.tolist() == everybody.points[:most].tolist()
        assert found.tier.tolist() == shard.households.tier.values[found.rows].tolist()


def test_no_household_and_nobody_who_may(shard):
    asked = (shard.households[:0], shard.priorities[:0], shard.homes[0], shard.grid, LAW)
    assert standing(*asked).rows.tolist() == first(*asked, 5).rows.tolist() == []
    nowhere = replace(shard.homes[0], commune=replace(shard.homes[0].commune, values=np.array([1])))
    nowhere = replace(nowhere, parent_commune=nowhere.commune)
    asked = (shard.households, shard.priorities, nowhere, shard.grid, LAW)
    assert standing(*asked).rows.tolist() == first(*asked, 5).rows.tolist() == []


def digest(answers) -> str:
    found = sha256()
    for one in answers:
        for stood in one:
            found.update(stood.rows.tobytes() + stood.points.tobytes() + stood.best.tobytes())
    return found.hexdigest()


def killed_once(given: tuple[Shard, str]) -> list:
    """The process that begins the third shard first is ended in its middle."""
    part, mark = given
    answer = standings(part)
    if not Path(mark).exists() and part.homes.shape[0] < HOMES:
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return answer


def test_one_digest_here_in_processes_and_after_a_killed_worker(tmp_path):
    parts = cut(invented.shard(300, 2 * HOMES + 5, seed=9))
    assert [part.homes.shape[0] for part in parts] == [HOMES, HOMES, 5]
    expected = digest(serial(standings, parts))
    assert digest(processes(standings, parts, workers=2)) == expected
    mark = tmp_path / "killed"
    assert digest(processes(killed_once, [(part, str(mark)) for part in parts], workers=2)) == expected
    assert mark.exists()
