"""No lot is drawn for a home, nor for a place: neither what ranks nor what allocates can draw one."""

import ast
from pathlib import Path

import pytest

import palier

ROOT = Path(palier.__file__).parent
# What is measured is invented, from a seed.
INVENTED = {"invented.py", "bench.py"}
MODULES = sorted(
    path
    for package in ("matching", "eligibility", "placement")
    for path in (ROOT / package).rglob("*.py")
    if path.name not in INVENTED and path.parent.name != "migrations"
)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_that_ranks_can_draw(path):
    names = {
        name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [str(node.module), *(alias.name for alias in node.names)]
            if isinstance(node, ast.ImportFrom)
            else [node.attr]
            if isinstance(node, ast.Attribute)
            else []
        )
    }
    assert names & {"random", "secrets", "shuffle", "default_rng", "uuid4", "urandom"} == set()
