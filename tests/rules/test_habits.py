"""The law core stays pure: no legal figure in Python, no float, no clock, no network, nothing of the rest of Palier."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import palier.rules
from palier.eligibility.documents import QUESTIONS
from palier.rules.catalogue import CRITERIA
from palier.rules.rule import RULES

MODULES = sorted(Path(palier.rules.__file__).parent.glob("*.py"))
# What counts rows, halves and couples. Anything else is a figure of the law, and belongs to parameters/*.yaml.
ALLOWED = {0, 1, 2}
# Not of the law: decimal places of a rate, bits of a key, laws kept in memory, months of a year, a step of a search.
STRUCTURAL = {
    "figures.py": {4, 5},
    "columns.py": {32},
    "law.py": {32},
    "income_ceiling.py": {32},
    "amounts.py": {12},
    "delays.py": {12},
    "bearable_rent.py": {8},
    "housing_benefit.py": {32},
    "residence_benefit.py": {32},
}
IMPORTS = {
    "calendar", "collections", "dataclasses", "datetime", "decimal", "enum", "functools", "holidays", "itertools",
    "numpy", "palier", "pathlib", "re", "typing", "unicodedata", "yaml", "zoneinfo",
}  # fmt: skip


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_no_legal_threshold_is_written_in_python(path):
    numbers = {
        node.value
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, int | float | complex)
        and not isinstance(node.value, bool)
    }
    assert numbers <= ALLOWED | STRUCTURAL.get(path.name, set())
    assert not [number for number in numbers if not isinstance(number, int)]


def test_the_exceptions_are_used():
    for name, numbers in STRUCTURAL.items():
        path = next(module for module in MODULES if module.name == name)
        written = {node.value for node in ast.walk(tree(path)) if isinstance(node, ast.Constant)}
        assert numbers <= written


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_rules_import_nothing_of_the_rest(path):
    for node in ast.walk(tree(path)):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            names = [node.module or ""]
        for name in names:
            assert name.split(".")[0] in IMPORTS
            assert not name.startswith("palier") or name.startswith("palier.rules")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_rules_read_no_clock_and_make_no_float(path):
    called = {
        node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
    }
    assert not called & {"today", "now", "utcnow", "time", "float", "float64", "astype_float", "random", "true_divide"}
    assert not [node for node in ast.walk(tree(path)) if isinstance(node, ast.Div)]


def test_every_rule_is_in_the_catalogue_once():
    assert [rule.code for rule in CRITERIA] == list(dict.fromkeys(rule.code for rule in CRITERIA))
    assert set(RULES) == {rule.code for rule in CRITERIA}
    modules = {path.stem for path in MODULES}
    assert {rule.code for rule in CRITERIA} <= modules, "a rule lives in the module of its name"


@pytest.mark.parametrize("module", QUESTIONS.values())
def test_documents_load_no_django(module):
    script = f"import sys, palier.eligibility.documents.{module}; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
