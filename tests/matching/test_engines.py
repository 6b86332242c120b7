"""One answer wherever it is worked: here, in processes, in those that take a lost one's place."""

import os
import signal
from pathlib import Path

import pytest

from palier.matching.engines import ATTEMPTS, WorkerLost, processes, serial

SHARDS = [3, 1, 4, 1, 5, 9, 2, 6]


def squared(number: int) -> int:
    return number * number


def killed_once(shard: tuple[int, str]) -> int:
    """The process that meets the mark first is ended by it, as the machine's memory killer would."""
    number, mark = shard
    if number == 5 and not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def always_killed(shard: tuple[int, str]) -> int:
    number, folder = shard
    if number == 5:
        Path(folder, str(os.getpid())).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def refused(number: int) -> int:
    raise ValueError(number)


def test_processes_give_what_one_gives_in_its_order():
    expected = [one * one for one in SHARDS]
    assert list(serial(squared, SHARDS)) == expected
    assert list(processes(squared, SHARDS, workers=2)) == expected
    assert list(processes(squared, [], workers=2)) == []


def test_a_killed_worker_is_replaced_and_the_answer_is_the_same(tmp_path):
    mark = str(tmp_path / "killed")
    shards = [(one, mark) for one in SHARDS]
    assert list(processes(killed_once, shards, workers=2)) == [one * one for one in SHARDS]
    assert Path(mark).exists()


def test_a_worker_that_disappears_for_good_is_an_error_with_a_name(tmp_path):
    given, seen = [(one, str(tmp_path)) for one in SHARDS], []
    with pytest.raises(WorkerLost, match=f"shard 5 of 8 ended its process {ATTEMPTS} times"):
        seen.extend(processes(always_killed, given, workers=1))
    assert seen == [9, 1, 16, 1]
    assert len(list(tmp_path.iterdir())) == ATTEMPTS


def test_what_a_kernel_refuses_is_told_as_it_is():
    with pytest.raises(ValueError, match="3"):
        list(processes(refused, [3], workers=1))
