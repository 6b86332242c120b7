"""How many small faults put into `palier.rules` its tests notice: `score.py [HOW_MANY|all] [MODULE …]`, 300 by default.

A fault lives in the memory of one process, forked with NumPy and pytest already read, on a copy of the tree: no file is
changed. That process runs the tests that reach the changed function, the quickest first, up to the first that fails.
What no test notices is listed on the standard error. WORKERS faults are tried at a time.
"""

import json
import os
import pickle
import resource
import shutil
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from importlib.machinery import SourceFileLoader
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import hypothesis
import numpy  # noqa: F401 read once, for every process forked from this one
import pytest
from mutants import Mutant, drawn

ROOT = Path(__file__).resolve().parents[2]
RULES = Path("src/palier/rules")
TESTS = ("tests/rules", "tests/law", "tests/eligibility")
# It reads the code and does not run it.
READING = "test_habits.py"
WORKERS = int(os.environ.get("WORKERS", "1"))
MEMORY = 4 << 30
Place = tuple[str, int]
Reached = dict[str, tuple[float, set[Place]]]


class Proof:
    """The fixture of tests/conftest.py, which is left out: it starts a database."""

    @pytest.fixture
    def proof(self) -> Callable[..., None]:
        return lambda _number, **_figures: None


class Reach:
    """Which functions of the rules each test runs, in how many seconds of work; and which run outside of any test."""

    def __init__(self) -> None:
        self.tests: Reached = {}
        self.modules = {str(path.resolve()): path.stem for path in RULES.glob("*.py")}
        self.seen = self.outside = set[Place]()
        sys.settrace(self.trace)

    def trace(self, frame: Any, _event: str, _argument: object) -> None:
        code = frame.f_code
        if module := self.modules.get(code.co_filename):
            self.seen.add((module, code.co_firstlineno))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        empty_caches()
        self.seen, begin = set(), time.process_time()
        sys.settrace(self.trace)
        try:
            return (yield)
        finally:
            self.tests[item.nodeid] = time.process_time() - begin, self.seen
            self.seen = self.outside


def empty_caches() -> None:
    """What a test finds in a cache, it reaches as well. Only the files, long to read, stay read."""
    for name, module in list(sys.modules.items()):
        if name.startswith("palier.rules"):
            for value in vars(module).values():
                if hasattr(value, "cache_clear") and value.__name__ not in ("book", "_texts"):
                    value.cache_clear()


class Chosen:
    """Runs the tests it is given, in their order."""

    def __init__(self, tests: list[str]) -> None:
        self.ranks = {test: rank for rank, test in enumerate(tests)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if item.nodeid in self.ranks]
        items.sort(key=lambda item: self.ranks[item.nodeid])


def run_tests(paths: list[str], plugin: object) -> int:
    # Hypothesis is read before pytest can rewrite what it asserts.
    calm = ("-W", "ignore::pytest.PytestAssertRewriteWarning")
    return int(pytest.main(["-x", *calm, *paths], plugins=[plugin, Proof()]))


def measure(kept: Path) -> int:
    """Run the tests as they are, and keep what each reaches."""
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    reach = Reach()
    code = run_tests(list(TESTS), reach)
    sys.settrace(None)
    kept.write_bytes(pickle.dumps((reach.tests, reach.outside)))
    return code


def try_out(mutant: Mutant, tests: list[str], seconds: int) -> int:
    """Run the tests on the mutant: 0 when it survives. Ended by SIGXCPU when it works too long."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 10))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
        os.dup2(nowhere.fileno(), sys.stderr.fileno())
    changed = compile(mutant.source, RULES.resolve().joinpath(f"{mutant.module}.py"), "exec")
    usual = SourceFileLoader.get_code

    def get_code(loader: SourceFileLoader, name: str) -> Any:
        return changed if name == f"palier.rules.{mutant.module}" else usual(loader, name)

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign]
    return run_tests(sorted({test.partition("::")[0] for test in tests}), Chosen(tests))


def fork(work: Callable[[], int]) -> int:
    """The process that does the work and ends with its answer."""
    if process := os.fork():
        return process
    code = 1
    try:
        code = work()
    except BaseException:  # noqa: BLE001 whatever it is, this process ends here
        traceback.print_exc()
    finally:
        os._exit(code)


class Score:
    """Tries mutants, so many at a time, and counts what becomes of them."""

    def __init__(self, tests: Reached, outside: set[Place]) -> None:
        self.outside = outside
        self.tests = sorted((seconds, test, places) for test, (seconds, places) in tests.items())
        self.running: dict[int, Mutant] = {}
        self.ends = Counter(killed=0, survived=0, timeouts=0)

    def try_all(self, mutants: list[Mutant]) -> None:
        for mutant in mutants:
            if len(self.running) == WORKERS:
                self.wait()
            place = (mutant.module, mutant.function)
            # What runs while modules and tests are read may matter to any test.
            everywhere = not mutant.function or place in self.outside
            chosen = [(seconds, test) for seconds, test, places in self.tests if everywhere or place in places]
            limit = 20 + 5 * int(sum(seconds for seconds, _ in chosen))
            self.running[fork(partial(try_out, mutant, [test for _, test in chosen], limit))] = mutant
        while self.running:
            self.wait()

    def wait(self) -> None:
        process, status = os.wait()
        mutant = self.running.pop(process)
        # 5: no test at all.
        ends = {0: "survived", 5: "survived", -signal.SIGXCPU: "timeouts"}
        end = ends.get(os.waitstatus_to_exitcode(status), "killed")
        self.ends[end] += 1
        if end != "killed":
            print(f"{end}: {mutant.module}.py:{mutant.line}: {mutant.change}", file=sys.stderr, flush=True)


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    how_many, *modules = sys.argv[1:] or ["300"]
    # A first failure is enough: none is made smaller, none is kept.
    phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
    hypothesis.settings.register_profile("mutants", phases=phases, database=None, deadline=None, derandomize=True)
    hypothesis.settings.load_profile("mutants")
    with TemporaryDirectory(prefix="palier-mutants-") as folder:
        for part in ("src/palier", *TESTS):
            shutil.copytree(ROOT / part, Path(folder, part), ignore=shutil.ignore_patterns("__pycache__", READING))
        for part in ("pyproject.toml", "tests/__init__.py"):
            shutil.copy(ROOT / part, Path(folder, part))
        os.chdir(folder)
        sys.path.insert(0, str(Path("src").resolve()))
        kept = Path("reached").resolve()
        _, status = os.waitpid(fork(partial(measure, kept)), 0)
        if status:
            sys.exit("The tests fail before anything is changed.")
        score = Score(*pickle.loads(kept.read_bytes()))
        mutants = drawn(RULES, None if how_many == "all" else int(how_many), modules)
        score.try_all(mutants)
    noticed = 1 - score.ends["survived"] / len(mutants)
    print(json.dumps({"proof": 19, "mutants": len(mutants), **score.ends, "score": round(noticed, 2)}))


if __name__ == "__main__":
    main()
