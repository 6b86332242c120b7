"""The pages for operators say what the code reads and what the commands answer: no more, no less."""

import argparse
import ast
import json
import re
import shlex
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

import pytest

from palier import cli
from palier.eligibility import documents
from palier.eligibility.documents.fields import load
from palier.matching import document as allocations

ROOT = Path(__file__).resolve().parents[2]
SOURCE = sorted((ROOT / "src/palier").rglob("*.py"))
OPERATIONS = ROOT / "docs/operations.md"
COMMANDS = ROOT / "docs/commands.md"

VARIABLE = re.compile(r"PALIER_[A-Z][A-Z_]*|DATABASE_[A-Z_]*URL|PORT")
READERS = {"get", "required", "flag", "number", "words"}
# Read by pytest-xdist's processes, set by pytest-xdist.
OTHERS = {"PYTEST_XDIST_WORKER"}


# --- what the code reads


@cache
def constants() -> tuple[tuple[Path, ast.AST], ...]:
    return tuple((path, ast.parse(path.read_text(encoding="utf-8"))) for path in SOURCE)


def read_by_code() -> set[str]:
    found = {
        node.value
        for _, tree in constants()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and VARIABLE.fullmatch(node.value)
    }
    return {name.removesuffix("_FILE") for name in found}


def read_by_makefile(text: str) -> set[str]:
    """`NAME ?= value`, and what a recipe expects on the command line."""
    set_there = set(re.findall(r"^([A-Z_]+) *\?=", text, re.MULTILINE))
    given = set(re.findall(r"\$\(([A-Z_]+)\)", text)) - set(re.findall(r"^([A-Z_]+) *:=", text, re.MULTILINE))
    return set_there | given - {"MAKEFILE_LIST", "SHELL"}


def read_by_tests() -> set[str]:
    text = (ROOT / "tests/databases.py").read_text(encoding="utf-8")
    return set(re.findall(r"environ(?:\.get\(|\[)[\"']([A-Z_]+)", text)) - OTHERS


def defaults(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """The defaults that are written out where a variable is read."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
            continue
        name = getattr(node.args[0], "value", None)
        if node.func.attr not in READERS or not isinstance(name, str) or not VARIABLE.fullmatch(name):
            continue
        if node.func.attr == "required":
            yield name, "required"
        elif node.func.attr == "flag" and not node.keywords:
            yield name, "`0`"
        elif len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
            yield name, f"`{node.args[1].value}`"


# --- what the page says


def documented(text: str) -> dict[str, str]:
    """Variable → the cell of its default."""
    rows = re.findall(r"^\| `([A-Z_]+)` \| ([^|]+) \| [^|]+ \|$", text, re.MULTILINE)
    assert len(rows) == len(dict(rows)), "a variable is listed twice"
    return {name: default.strip() for name, default in rows}


def test_every_variable_is_listed_and_no_other():
    read = read_by_code() | read_by_makefile((ROOT / "Makefile").read_text()) | read_by_tests()
    listed = set(documented(OPERATIONS.read_text(encoding="utf-8")))
    assert sorted(read - listed) == [], "say in docs/operations.md what they mean"
    assert sorted(listed - read) == [], "nothing reads them any more"


def test_the_defaults_are_those_of_the_code():
    listed = documented(OPERATIONS.read_text(encoding="utf-8"))
    written = [pair for _, tree in constants() for pair in defaults(tree)]
    assert len(written) > 15
    assert [(name, default) for name, default in written if default not in listed[name]] == []


def test_a_variable_that_is_not_listed_would_be_seen():
    assert documented("| `PALIER_NEW` | `1` | Something. |\n| `lower` | x | y |") == {"PALIER_NEW": "`1`"}
    tree = ast.parse('env.get("PALIER_NEW", "red"); env.flag("PALIER_ON"); other.get("key", "x"); env.required("PORT")')
    assert list(defaults(tree)) == [("PALIER_NEW", "`red`"), ("PALIER_ON", "`0`"), ("PORT", "required")]
    assert read_by_makefile("A ?= 1\nB := 2\nrun:\n\t$(A) $(B) $(C)") == {"A", "C"}


# --- docs/commands.md


def commands() -> dict[str, argparse.ArgumentParser]:
    parser = cli._parser()
    (subparsers,) = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return dict(subparsers.choices)


def sections(text: str) -> dict[str, str]:
    """`## palier NAME …` → what is below it."""
    parts = re.split(r"^## `palier ([a-z-]+)[^\n]*\n", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_command_and_option_is_explained_and_no_other():
    told = sections(COMMANDS.read_text(encoding="utf-8"))
    there = commands()
    assert set(told) == set(there)
    for name, parser in there.items():
        options = {flag for action in parser._actions for flag in action.option_strings} - {"-h", "--help"}
        said = set(re.findall(r"`(--[a-z-]+)", told[name]))
        assert said >= options, name
        assert said - options == set(), name


QUESTIONS = {question: partial(documents.answer, question) for question in documents.QUESTIONS} | {
    "allocate": lambda given, language: allocations.answer(given)
}


def examples(text: str) -> list[tuple[str, str, str]]:
    """The examples of the JSON commands: the command, its input, its output."""
    blocks = re.findall(
        rf"```sh\n\$ (palier (?:{'|'.join(QUESTIONS)})[^\n]*) <<'E'\n(.*?)\nE\n```\n+```json\n(.*?)\n```",
        text,
        re.DOTALL,
    )
    return [(command, given, answer) for command, given, answer in blocks]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_examples_answer_what_the_page_says(question):
    found = [row for row in examples(COMMANDS.read_text(encoding="utf-8")) if shlex.split(row[0])[1] == question]
    assert found
    for command, given, answer in found:
        language = "fr" if "--lang fr" in command else "en"
        assert QUESTIONS[question](load(given), language) == json.loads(answer)


# --- links and records


PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    # Pictures are made by `make screenshots`.
    targets = re.findall(r"(?<!!)\[[^\]]*\]\(([^)#:\s]+)(?:#[^)]*)?\)", text)
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_that_are_named_exist(page):
    """A test, a module or a page named in backticks."""
    text = page.read_text(encoding="utf-8")
    named = re.findall(r"`((?:src|tests|docs|requirements)/[\w./-]+\.(?:py|md|yaml|csv|lock))`", text)
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_records_are_numbered_and_listed():
    records = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
    assert [path.name[:4] for path in records] == [f"{number:04}" for number in range(1, len(records) + 1)]
    for path in records:
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {path.name[:4]} "), path.name
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"], path.name
        assert len(text.splitlines()) <= 45, path.name
