"""A file against the stock, on PostgreSQL: what is new, changed, the same, missing; all or nothing."""

import threading
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import translation

from palier.homes.imports import LARGE_STOCK, import_file, is_large
from palier.homes.models import Home, StockImport
from palier.homes.report import LISTED
from palier.homes.services import leave_stock
from palier.organisations.models import Organisation
from palier.platform.actor import system_actor
from palier.platform.context import acting
from palier.platform.errors import Conflict, Invalid, Refused
from palier.platform.models import Event
from tests.factories.world import AT, DAY
from tests.homes.files import home, sheet_xml, table, workbook, write, write_csv

COMMAND = system_actor("import")


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def bring(path: Path, slug: str = "rives", *, actor=COMMAND, at=AT, **how):
    with transaction.atomic(), acting(actor):
        return import_file(actor=actor, path=path, slug=slug, layout="rpls", at=at, **how)


def counts(report) -> tuple[int, ...]:
    return report.new, report.changed, report.unchanged, report.missing, report.refused


def stock(folder: Path, numbers, **changes) -> Path:
    return write_csv(folder, table([home(number, **changes) for number in numbers]))


def kept(*fields: str) -> list[tuple]:
    return list(Home.objects.order_by("internal_id").values_list(*fields))


def test_a_first_import_makes_the_landlord_and_its_homes(db, tmp_path):
    report = bring(stock(tmp_path, range(1, 4)))
    assert (counts(report), report.rows, report.errors_total) == ((3, 0, 0, 0, 0), 3, 0)
    landlord = Organisation.objects.get(slug="rives")
    assert (landlord.kind, landlord.name) == ("landlord", "Rives")
    one = Home.objects.get(internal_id="A-0001")
    assert (one.landlord, one.commune_id, one.rooms, one.surface) == (landlord, "69388", 3, Decimal(62))
    assert (one.rent, one.annex_rent, one.max_rent) == (Decimal("412.50"), None, Decimal("455.10"))
    assert (one.financing, one.ceiling, one.energy_label, one.occupation) == ("13", "PLUS", "D", "1")
    assert (one.benefit_agreement, one.priority_area, one.accessible) == (True, False, None)
    assert one.register == {"right": "1", "let_since": "2019-05", "energy_date": "2021-03"}
    assert (one.left_on, one.missing_from, one.first_import_id) == (None, None, one.last_import_id)


def test_what_came_in_is_remembered(db, tmp_path):
    path = stock(tmp_path, range(1, 4))
    bring(path)
    done = StockImport.objects.get()
    assert (done.state, done.file_name, done.layout, done.asked_by) == ("applied", "stock.csv", "rpls", None)
    assert done.counts == {
        "rows": 3,
        "new": 3,
        "changed": 0,
        "unchanged": 0,
        "missing": 0,
        "refused": 0,
        "errors_total": 0,
    }
    with transaction.atomic(), acting(system_actor("import", organisation=done.landlord_id)):
        event = Event.objects.get(kind="stock.applied")
    assert (event.subject_id, event.system, event.organisation_id) == (done.id, "import", done.landlord_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM stock_line")
        assert cursor.fetchone() == (0,)


def test_the_ceiling_follows_the_financing(db, tmp_path):
    wanted = {"10": "PLAI", "11": "PLAI", "12": "PLUS", "13": "PLUS", "14": "PLS", "51": "PLUS", "52": "PLUS"}
    unknown = ["15", "16", "17", "49", "50", "53", "54", "55", "99", ""]
    rows = [home(number, FINAN=code) for number, code in enumerate([*wanted, *unknown])]
    bring(write_csv(tmp_path, table(rows)))
    assert dict(Home.objects.values_list("financing", "ceiling")) == wanted | dict.fromkeys(unknown, "")


def test_the_same_file_twice_changes_nothing(db, tmp_path):
    path = stock(tmp_path, range(1, 6))
    bring(path)
    before = kept("id", "digest", "last_import_id", "rent")
    report = bring(path, at=AT + timedelta(days=1))
    assert counts(report) == (0, 0, 5, 0, 0)
    assert kept("id", "digest", "last_import_id", "rent") == before


@pytest.mark.parametrize(
    "same",
    [
        {"encoding": "cp1252"},
        {"delimiter": ","},
        {"encoding": "utf-8-sig", "delimiter": "\t", "end": "\n"},
    ],
)
def test_the_same_homes_in_another_dress_change_nothing(db, tmp_path, same):
    homes = [home(number) for number in range(1, 4)]
    bring(write_csv(tmp_path, table(homes)))
    written = [one | {"LOYERPRINC": "412.5", "FINAN": "PLUS", "SURFHAB": "62,0"} for one in reversed(homes)]
    report = bring(write_csv(tmp_path, table(written, sorted(written[0])), **same))
    assert counts(report) == (0, 0, 3, 0, 0)


def test_a_workbook_of_the_same_homes_changes_nothing(db, tmp_path):
    homes = [home(number) for number in range(1, 4)]
    bring(write_csv(tmp_path, table(homes)))
    numbers = [one | {"SURFHAB": 62, "NBPIECE": 3, "LOYERPRINC": 412.5, "DEPCOM": 69388} for one in homes]
    assert counts(bring(workbook(tmp_path / "s.xlsx", sheet_xml(table(numbers))))) == (0, 0, 3, 0, 0)


def test_what_changed_is_changed_and_the_home_stays_the_same(db, tmp_path):
    bring(stock(tmp_path, range(1, 4)))
    before = dict(Home.objects.values_list("internal_id", "id"))
    report = bring(write_csv(tmp_path, table([home(1, LOYERPRINC="420"), home(2), home(3, BAIL="06/2020")])))
    assert counts(report) == (0, 2, 1, 0, 0)
    assert dict(Home.objects.values_list("internal_id", "id")) == before
    one = Home.objects.get(internal_id="A-0001")
    assert one.rent == Decimal(420)
    assert one.first_import_id != one.last_import_id


def test_a_missing_home_is_proposed_as_left_and_never_deleted(db, tmp_path):
    bring(stock(tmp_path, range(1, 5)))
    report = bring(stock(tmp_path, (1, 2, 9)))
    assert counts(report) == (1, 0, 2, 2, 0)
    assert kept("internal_id", "left_on") == [(f"A-000{n}", None) for n in (1, 2, 3, 4, 9)]
    gone = Home.objects.exclude(missing_from=None).values_list("internal_id", flat=True)
    assert sorted(gone) == ["A-0003", "A-0004"]


def test_a_missing_home_that_comes_back_is_no_longer_proposed(db, tmp_path):
    bring(stock(tmp_path, (1, 2)))
    bring(stock(tmp_path, (1,)))
    assert counts(bring(stock(tmp_path, (1, 2)))) == (0, 0, 2, 0, 0)
    assert not Home.objects.exclude(missing_from=None).exists()


def test_a_home_the_file_says_has_left(db, tmp_path):
    bring(stock(tmp_path, (1, 2)))
    report = bring(write_csv(tmp_path, table([home(1), home(2, MODE="9")])))
    assert counts(report) == (0, 1, 1, 0, 0)
    assert kept("internal_id", "left_on") == [("A-0001", None), ("A-0002", DAY)]
    again = bring(write_csv(tmp_path, table([home(1), home(2, MODE="9")])), at=AT + timedelta(days=9))
    assert counts(again) == (0, 0, 2, 0, 0)
    assert counts(bring(stock(tmp_path, (1,)))) == (0, 0, 1, 0, 0)
    assert kept("left_on")[1] == (DAY,)


def test_a_home_that_had_left_and_is_in_the_file_is_back(db, world, tmp_path):
    officer = world.actor("allocation_officer")
    bring(stock(tmp_path, (1, 2)), "landlord", actor=officer)
    with acting(officer):
        leave_stock(actor=officer, home_id=Home.objects.get(internal_id="A-0002").id, on=DAY)
    assert counts(bring(stock(tmp_path, (1, 2)), "landlord", actor=officer)) == (0, 1, 1, 0, 0)
    assert kept("left_on") == [(None,), (None,)]


def test_when_anything_is_refused_nothing_is_written_and_the_counts_say_what_would_be(db, tmp_path):
    bring(stock(tmp_path, range(1, 5)))
    before = kept("internal_id", "digest", "missing_from")
    rows = [home(1), home(2, LOYERPRINC="500"), home(3, NBPIECE="0"), home(8)]
    report = bring(write_csv(tmp_path, table(rows)))
    # The refused row is in the file: its home is not missing.
    assert (counts(report), report.rows, report.errors_total) == ((1, 1, 1, 1, 1), 4, 1)
    assert kept("internal_id", "digest", "missing_from") == before
    assert StockImport.objects.count() == 1


def test_a_first_import_that_is_refused_makes_no_landlord(db, tmp_path):
    assert bring(stock(tmp_path, (1,), NBPIECE="0")).refused == 1
    assert not Organisation.objects.exists()


def test_a_dry_run_writes_nothing(db, tmp_path):
    report = bring(stock(tmp_path, (1, 2)), dry_run=True)
    assert counts(report) == (2, 0, 0, 0, 0)
    assert not Organisation.objects.exists()
    assert not StockImport.objects.exists()
    assert not Event.objects.exists()


def test_the_same_reference_twice(db, tmp_path):
    rows = [home(1), home(2), home(1, LOYERPRINC="1"), home(3, NBPIECE="0"), home(3), home(1)]
    report = bring(write_csv(tmp_path, table(rows)))
    said = [(one.row, one.column, one.value, one.code, one.detail) for one in report.faults]
    assert said == [
        (4, "IDENT_INT", "A-0001", "twice", "2"),
        (5, "NBPIECE", "0", "rooms", ""),
        (6, "IDENT_INT", "A-0003", "twice", "5"),
        (7, "IDENT_INT", "A-0001", "twice", "2"),
    ]
    assert (counts(report), report.errors_total) == ((2, 0, 0, 0, 4), 4)


def test_a_row_refused_twice_over_counts_once(db, tmp_path):
    report = bring(write_csv(tmp_path, table([home(1), home(1, NBPIECE="0")])))
    assert (report.refused, report.errors_total) == (1, 2)


def test_at_most_a_thousand_errors_are_listed(db, tmp_path):
    rows = [home(number, NBPIECE="0") for number in range(1, 1201)]
    report = bring(write_csv(tmp_path, table([*rows, home(1), home(2)])))
    assert (report.refused, report.errors_total, len(report.faults)) == (1202, 1202, LISTED)
    assert [one.row for one in report.faults[:3]] == [2, 3, 4]


def test_what_cannot_be_read_further_keeps_what_was_read(db, tmp_path):
    text = 'IDENT_INT;DEPCOM;NBPIECE\nA;69388;3\nB;69388;0\nC;69388;"2\nD;69388;2\n'
    report = bring(write(tmp_path, text.encode()))
    assert [(one.row, one.code) for one in report.faults] == [(3, "rooms"), (4, "open_quote")]
    assert (report.rows, counts(report)) == (3, (1, 0, 0, 0, 2))


def test_a_file_refused_as_a_whole_has_no_row(db, tmp_path):
    report = bring(write(tmp_path, b""))
    assert [(one.row, one.column, one.value, one.code) for one in report.faults] == [(None, None, None, "empty")]
    assert (report.rows, report.errors_total, counts(report)) == (0, 1, (0, 0, 0, 0, 0))


@pytest.mark.parametrize(
    ("stock_size", "moved", "large"),
    [(199, 199, False), (200, 40, False), (200, 41, True), (0, 0, False), (1000, 200, False), (1000, 201, True)],
)
def test_more_than_a_fifth_of_a_stock_of_200(stock_size, moved, large):
    assert is_large(stock_size, moved) is large


def test_a_large_change_is_refused_until_it_is_accepted(db, tmp_path):
    bring(stock(tmp_path, range(LARGE_STOCK)))
    changed = [home(number, LOYERPRINC="1" if number < 21 else "412,50") for number in range(LARGE_STOCK - 20)]
    path = write_csv(tmp_path, table(changed))
    report = bring(path)
    assert counts(report) == (0, 21, 159, 20, 0)
    assert [(one.row, one.code, one.detail) for one in report.faults] == [(None, "large_change", "41 / 200")]
    assert not Home.objects.filter(rent=1).exists()
    assert counts(bring(path, accept_large_change=True)) == (0, 21, 159, 20, 0)
    assert Home.objects.filter(rent=1).count() == 21
    # They are missing already: next year's file is not refused for them again.
    assert bring(path).errors_total == 0


def test_a_fifth_is_not_more_than_a_fifth(db, tmp_path):
    bring(stock(tmp_path, range(LARGE_STOCK)))
    assert bring(stock(tmp_path, range(LARGE_STOCK - 40))).errors_total == 0


def test_new_homes_are_no_large_change(db, tmp_path):
    bring(stock(tmp_path, range(LARGE_STOCK)))
    assert counts(bring(stock(tmp_path, range(2 * LARGE_STOCK)))) == (200, 0, 200, 0, 0)


def test_two_landlords_have_the_same_references(db, tmp_path):
    bring(stock(tmp_path, (1, 2)))
    assert counts(bring(stock(tmp_path, (1, 2)), "other")) == (2, 0, 0, 0, 0)
    assert Home.objects.count() == 4


@pytest.mark.parametrize("slug", ["", "rives habitat", "a/b", "x" * 61, "é"])
def test_a_short_name_that_is_none(db, tmp_path, slug):
    with pytest.raises(Invalid):
        bring(stock(tmp_path, (1,)), slug)


def test_a_housing_body_has_no_stock(world, tmp_path):
    with pytest.raises(Invalid, match="no stock"):
        bring(stock(tmp_path, (1,)), "housing_body")


@pytest.mark.parametrize("slug", ["stranger", "association", "no-such"])
def test_an_officer_brings_in_her_own_stock_only(world, tmp_path, slug):
    world.organisations["stranger"].kind = "landlord"
    world.organisations["stranger"].save()
    with pytest.raises(Refused):
        bring(stock(tmp_path, (1,)), slug, actor=world.actor("allocation_officer"))


@pytest.mark.parametrize("key", ["committee_secretary", "landlord_adviser", "debt_recovery", "adviser"])
def test_who_does_not_bring_in_files(world, tmp_path, key):
    with pytest.raises(Refused):
        bring(stock(tmp_path, (1,)), "landlord", actor=world.actor(key))


def test_another_system_actor_does_not_bring_in_files(db, tmp_path):
    with pytest.raises(Refused):
        bring(stock(tmp_path, (1,)), actor=replace(COMMAND, system="placement"))


def test_two_files_of_one_landlord_at_once_come_in_one_after_the_other(committing_db, tmp_path):
    bring(stock(tmp_path, range(1, 4)))
    first = write_csv(tmp_path, table([home(number, LOYERPRINC="1") for number in range(1, 4)]), end="\n")
    second = write_csv(tmp_path / "..", table([home(number, LOYERPRINC="2") for number in range(2, 6)]))
    done: list[tuple[int, ...]] = []

    def work(path: Path) -> None:
        try:
            done.append(counts(bring(path)))
        finally:
            connection.close()

    with transaction.atomic(), acting(COMMAND):
        held = import_file(actor=COMMAND, path=first, slug="rives", layout="rpls", at=AT)
        other = threading.Thread(target=work, args=(second,))
        other.start()
        other.join(timeout=0.5)
        assert other.is_alive(), "the second waits for the first"
    other.join(timeout=20)
    assert counts(held) == (0, 3, 0, 0, 0)
    assert done == [(2, 2, 0, 1, 0)]
    assert kept("rent") == [(Decimal(1),), (Decimal(2),), (Decimal(2),), (Decimal(2),), (Decimal(2),)]


def test_a_file_that_waits_too_long_is_told(committing_db, tmp_path, monkeypatch):
    monkeypatch.setattr("palier.homes.stock.SETTINGS", {"lock_timeout": "200ms"})
    told: list[str] = []

    def work() -> None:
        try:
            bring(stock(tmp_path, range(9)))
        except Conflict as conflict:
            told.append(str(conflict))
        finally:
            connection.close()

    with transaction.atomic(), acting(COMMAND):
        import_file(actor=COMMAND, path=stock(tmp_path, range(3)), slug="rives", layout="rpls", at=AT)
        other = threading.Thread(target=work)
        other.start()
        other.join(timeout=20)
    assert len(told) == 1
    assert Home.objects.count() == 3
