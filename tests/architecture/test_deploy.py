"""The units and the Containerfile that operators copy name what is there: commands, accounts, files."""

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.architecture.test_operations import commands

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "docs/deploy"
UNITS = sorted(DEPLOY.glob("*.service")) + sorted(DEPLOY.glob("*.timer"))
CONTAINER = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
INSTALLED = "/opt/palier/.venv/bin/palier"


def started(unit: Path) -> list[str]:
    return re.findall(r"^ExecStart=(.+)$", unit.read_text(encoding="utf-8"), re.MULTILINE)


def test_each_unit_starts_a_command_that_there_is():
    told = {unit.name: [shlex.split(line) for line in started(unit)] for unit in UNITS if unit.suffix == ".service"}
    assert told == {
        "palier.service": [[INSTALLED, "serve"]],
        "palier-worker.service": [[INSTALLED, "worker"]],
        "palier-retain.service": [[INSTALLED, "retain", "--apply"]],
    }
    assert {words[1] for lines in told.values() for words in lines} <= set(commands())
    # A timer starts the service of its name.
    assert {unit.stem for unit in UNITS if unit.suffix == ".timer"} == {"palier-retain"}


SECTIONS = {".service": ["Unit", "Service", "Install"], ".timer": ["Unit", "Timer", "Install"]}


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_is_made_of_sections_and_settings(unit):
    """Read here on every machine; `systemd-analyze` below knows each setting, where it is."""
    lines = [line for line in unit.read_text(encoding="utf-8").splitlines() if line and not line.startswith(("#", ";"))]
    heads = [line.strip("[]") for line in lines if line.startswith("[")]
    assert heads == [name for name in SECTIONS[unit.suffix] if name in heads]
    assert heads[:2] == SECTIONS[unit.suffix][:2]
    assert [line for line in lines if not re.fullmatch(r"\[\w+\]|[A-Z]\w+=.+", line)] == []


def test_systemd_takes_the_units(tmp_path):
    """As they are, but for an account and a program of this machine in place of those of an installation."""
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("no systemd-analyze here: apt-get install systemd")
    for unit in UNITS:
        words = unit.read_text(encoding="utf-8").replace(INSTALLED, "/bin/true").replace("User=palier", "User=root")
        (tmp_path / unit.name).write_text(words, encoding="utf-8")
    names = [str(tmp_path / unit.name) for unit in UNITS]
    done = subprocess.run([program, "verify", "--man=no", *names], capture_output=True, text=True, check=False)
    about_us = [line for line in (done.stdout + done.stderr).splitlines() if "palier" in line]
    assert (done.returncode, about_us) == (0, [])


def test_the_container_copies_what_is_there_and_starts_commands_that_there_are():
    copied = [word for line in re.findall(r"^COPY (.+)$", CONTAINER, re.MULTILINE) for word in line.split()[:-1]]
    assert copied == ["requirements/run.lock", "pyproject.toml", "README.md", "src"]
    assert [name for name in copied if not (ROOT / name).exists()] == []
    (start,) = re.findall(r"^CMD (\[.+\])$", CONTAINER, re.MULTILINE)
    program, command = json.loads(start)
    assert (program, command in commands()) == (".venv/bin/palier", True)
    # Built without isolation: what builds the package is in the lock.
    lock = (ROOT / "requirements/run.lock").read_text(encoding="utf-8")
    backend = re.search(
        r"^build-backend = \"(\w+)", (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE
    )[1]
    assert re.search(rf"^{backend}==", lock, re.MULTILINE) is not None
    (health,) = re.findall(r"^HEALTHCHECK CMD (\[.+\])$", CONTAINER, re.MULTILINE)
    compile(json.loads(health)[2], "health", "exec")


def test_every_module_that_the_container_runs_is_there():
    modules = re.findall(r"python -m (palier[\w.]+)", CONTAINER)
    assert modules == ["palier.platform.messages"]
    assert [name for name in modules if not (ROOT / "src" / f"{name.replace('.', '/')}.py").exists()] == []


def test_operations_say_where_they_are():
    pages = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\(deploy/([\w.-]+)\)", pages))
    assert named == {path.name for path in DEPLOY.iterdir()}
