"""`palier import-stock`: what it prints, and how it ends."""

import json

import pytest

from palier.homes.command import import_stock
from palier.homes.models import Home
from palier.homes.report import LISTED
from palier.organisations.models import Organisation
from palier.platform import clock
from tests.factories.world import AT
from tests.homes import places
from tests.homes.files import HOME, home, table, write, write_csv

KEYS = ["rows", "new", "changed", "unchanged", "missing", "refused", "errors_total", "errors"]


@pytest.fixture
def run(db, capsys):
    """`run(path, …)`: the exit code, what was printed, what was said aside."""

    def call(path, **how):
        usual = {"landlord": "rives", "layout": "rpls", "dry_run": False, "accept_large_change": False, "as_json": True}
        with clock.frozen(AT):
            code = import_stock(str(path), **usual | how)
        out, err = capsys.readouterr()
        return code, json.loads(out) if out.startswith("{") else out, err

    return call


def test_applied(run, tmp_path):
    code, document, aside = run(write_csv(tmp_path, table([home(1), home(2)])))
    assert (code, aside) == (0, "")
    assert list(document) == KEYS
    assert document == dict.fromkeys(KEYS[:-1], 0) | {"rows": 2, "new": 2, "errors": []}
    assert Home.objects.count() == 2


def test_a_dry_run(run, tmp_path):
    code, document, _ = run(write_csv(tmp_path, table([home(1)])), dry_run=True)
    assert (code, document["new"]) == (0, 1)
    assert not Organisation.objects.exists()


def test_refused(run, tmp_path):
    code, document, _ = run(write_csv(tmp_path, table([home(1), home(2, DEPCOM="1001")])))
    assert code == 1
    assert (document["rows"], document["new"], document["refused"], document["errors_total"]) == (2, 1, 1, 1)
    assert document["errors"] == [
        {
            "row": 3,
            "column": "DEPCOM",
            "value": "1001",
            "message": "An INSEE code has five characters. Perhaps 01001?",
        }
    ]
    assert not Home.objects.exists()


def test_a_dry_run_of_a_refused_file_is_refused(run, tmp_path):
    assert run(write_csv(tmp_path, table([home(1, NBPIECE="0")])), dry_run=True)[0] == 1


def test_refused_as_a_whole(run, tmp_path):
    code, document, _ = run(write(tmp_path, b""))
    assert code == 1
    assert document["errors"] == [{"row": None, "column": None, "value": None, "message": "The file is empty."}]


def test_a_large_change(run, tmp_path):
    run(write_csv(tmp_path, table([home(number) for number in range(200)])))
    path = write_csv(tmp_path, table([home(number) for number in range(100)]))
    code, document, _ = run(path)
    assert (code, document["missing"], document["refused"], document["errors_total"]) == (1, 100, 0, 1)
    assert "100 / 200" in document["errors"][0]["message"]
    assert run(path, accept_large_change=True)[0] == 0


def test_a_thousand_errors_are_listed_and_all_are_counted(run, tmp_path):
    code, document, _ = run(write_csv(tmp_path, table([home(number, NBPIECE="0") for number in range(1500)])))
    assert (code, document["errors_total"], len(document["errors"])) == (1, 1500, LISTED)


def test_unknown_columns_are_said_aside(run, tmp_path):
    code, _, aside = run(write_csv(tmp_path, table([home(1, Gardien="X")], [*HOME, "Gardien"])))
    assert code == 0
    assert "Gardien" in aside


def test_in_words(run, tmp_path):
    rows = [home(1), home(2, NBPIECE="T3")]
    code, out, _ = run(write_csv(tmp_path, table(rows)), as_json=False)
    assert code == 1
    assert out.splitlines() == [
        "row 3, NBPIECE, T3: The main rooms are a whole number from 1 to 20. Perhaps 3?",
        "Refused, nothing was written. 2 rows: 1 new, 0 changed, 0 unchanged, 0 missing, 1 refused.",
    ]
    assert run(write_csv(tmp_path, table(rows[:1])), as_json=False)[1] == (
        "Applied. 1 rows: 1 new, 0 changed, 0 unchanged, 0 missing, 0 refused.\n"
    )


def test_a_list_of_places_makes_an_association(run, tmp_path):
    path = write_csv(tmp_path, places.rows_of([places.place(1), places.place(2)]))
    code, document, aside = run(path, layout="places", landlord="passerelles")
    assert (code, aside) == (0, "")
    assert document == dict.fromkeys(KEYS[:-1], 0) | {"rows": 2, "new": 2, "errors": []}
    assert Organisation.objects.get().kind == "association"
    assert run(path, layout="places", landlord="passerelles")[1]["unchanged"] == 2


def test_a_list_of_places_read_as_the_register_is_refused(run, tmp_path):
    code, document, _ = run(write_csv(tmp_path, places.rows_of([places.place(1)])))
    assert (code, document["errors_total"], document["rows"]) == (1, 1, 0)


@pytest.mark.parametrize("name", ["no-such.csv", "."])
def test_a_file_that_cannot_be_opened(run, tmp_path, name):
    code, out, aside = run(tmp_path / name)
    assert (code, out) == (2, "")
    assert "cannot be read" in aside


def test_a_short_name_that_is_none(run, tmp_path):
    code, _, aside = run(write_csv(tmp_path, table([home(1)])), landlord="Rives Habitat")
    assert code == 1
    assert "short name" in aside
