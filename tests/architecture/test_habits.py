"""The code base tests its own habits."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = sorted((ROOT / "src/palier").rglob("*.py"))
CLOCKS = re.compile(r"timezone\.now\(|datetime\.now\(|date\.today\(|datetime\.today\(")


def test_no_drawers():
    names = {path.stem for path in SOURCE} | {path.parent.name for path in SOURCE}
    assert not names & {"utils", "util", "helpers", "helper", "common", "misc"}


def test_services_take_no_request():
    """A service is called by pages, commands and jobs alike. What builds the actor of a session is the exception."""
    for path in SOURCE:
        if path.name in {"services.py", "policies.py", "queries.py", "sharing.py"}:
            takers = re.findall(r"def (\w+)\([^)]*\brequest\b", path.read_text())
            assert set(takers) <= {"actor_for_request"}, path


def test_the_time_is_asked_in_one_place():
    for path in SOURCE:
        if path.name != "clock.py" and "private_server" not in path.parts:
            assert not re.search(
                r"timezone\.now\(|datetime\.now\(|date\.today\(|datetime\.today\(", path.read_text()
            ), path


def test_no_django_admin():
    assert not [path for path in SOURCE if "django.contrib.admin" in path.read_text()]


def test_locks_name_no_address_and_pin_every_hash():
    for lock in (ROOT / "requirements").glob("*.lock"):
        text = lock.read_text()
        assert "://" not in text
        pinned = re.findall(r"^([\w.-]+)==", text, re.M)
        blocks = re.split(r"^(?=[\w.-]+==)", text, flags=re.M)[1:]
        assert len(blocks) == len(pinned) > 10
        assert all("--hash=sha256:" in block for block in blocks)


def test_the_run_lock_is_part_of_the_dev_lock():
    run, dev = ((ROOT / f"requirements/{name}.lock").read_text() for name in ("run", "dev"))
    pins = re.compile(r"^([\w.-]+==\S+)", re.M)
    assert set(pins.findall(run)) <= set(pins.findall(dev))


def test_the_makefile_explains_its_targets():
    lines = re.findall(r"^([a-z-]+):(.*)$", (ROOT / "Makefile").read_text(), re.M)
    silent = {name for name, rest in lines if "##" not in rest}
    assert silent <= {"python", "setup-test"}
