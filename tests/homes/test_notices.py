"""A list of notices against the stock, on PostgreSQL: announced, known, changed, unknown, refused; all or nothing."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from palier.homes.enums import Purpose, Reserver
from palier.homes.imports import import_file
from palier.homes.models import Home, NoticeFile, Vacancy
from palier.homes.notices.command import import_notices as command
from palier.homes.notices.files import apply_notices, drop_notices, import_notices, receive_notices
from palier.homes.notices.reading import PURPOSES, RESERVERS, Notice
from palier.homes.queries import visible_to
from palier.homes.services import leave_stock
from palier.homes.vacancies import Announcement, announce, withdraw_vacancy
from palier.platform import clock
from palier.platform.actor import system_actor
from palier.platform.context import acting
from palier.platform.errors import Conflict, Invalid, Missing, Refused
from palier.platform.models import Event
from tests.factories.homes import an_opening
from tests.factories.world import AT, DAY
from tests.homes.files import home as stock_home
from tests.homes.files import table, write, write_csv
from tests.homes.notices import notice, notices_bytes, read, write_notices

FREE, DUE = date(2026, 5, 1), date(2026, 4, 10)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def homes(world) -> list[Home]:
    landlord = world.organisations["landlord"]
    made = [Home(landlord=landlord, internal_id=f"A-{number:04d}", commune_id="69388") for number in range(1, 6)]
    return Home.objects.bulk_create(made)


@pytest.fixture
def officer(world):
    actor = world.actor("allocation_officer")
    with acting(actor):
        yield actor


def bring(officer, path, **how):
    return import_notices(actor=officer, path=path, slug="landlord", at=AT, **how)


def counts(report) -> dict[str, int]:
    return {name: count for name, count in report.counts.items() if count and name != "rows"}


def test_every_word_of_a_file_is_a_code_of_ours():
    assert list(RESERVERS) == Reserver.values
    assert list(PURPOSES) == Purpose.values


def test_a_line_is_read(tmp_path):
    (line,) = read(write_notices(tmp_path, notice()))
    assert (line.row, line.internal_id, line.faults) == (2, "A-0001", ())
    assert line.notice == Notice(FREE, Decimal("98.40"), "action_logement", DUE, "lease")


def test_two_columns_are_enough_under_other_names(tmp_path):
    path = write(tmp_path, "Référence interne,Date de libération\nA-1,2026-05-01\n".encode("cp1252"))
    (line,) = read(path)
    assert (line.internal_id, line.notice) == ("A-1", Notice(FREE))


def test_a_notice_announces_the_home_and_opens_it_to_nobody(officer, homes, world, tmp_path):
    report = bring(officer, write_notices(tmp_path, notice(1), notice(2, RESERVATAIRE="", CANDIDATS_AVANT="")))
    assert (report.rows, counts(report)) == (2, {"new": 2})
    one, two = Vacancy.objects.order_by("home__internal_id")
    assert (one.state, one.announced_on, one.free_on, one.purpose) == ("directed", DAY, FREE, "lease")
    assert (one.directed_to, one.directed_on, one.candidates_due_on) == ("action_logement", DAY, DUE)
    assert (one.charges, one.agreement, one.opened_at) == (Decimal("98.40"), None, None)
    assert (two.state, two.directed_to, two.directed_on, two.candidates_due_on) == ("announced", "", None, None)
    assert Event.objects.filter(kind="vacancy.announced").count() == 2
    assert not visible_to(world.actor("adviser")).exists()
    file = NoticeFile.objects.get()
    assert (file.state, file.content, file.counts["new"]) == ("applied", None, 2)
    event = Event.objects.get(kind="notices.applied")
    assert (event.subject_id, event.changes["new"]) == (file.id, 2)


def test_the_same_file_twice_is_once(officer, homes, tmp_path):
    path = write_notices(tmp_path, notice(1), notice(2))
    bring(officer, path)
    before = list(Vacancy.objects.order_by("id").values())
    assert counts(bring(officer, path)) == {"known": 2}
    assert list(Vacancy.objects.order_by("id").values()) == before
    assert Event.objects.filter(kind__startswith="vacancy.").count() == 2


def test_the_same_notice_after_the_home_was_withdrawn_does_not_announce_it_again(officer, homes, tmp_path):
    path = write_notices(tmp_path, notice(1))
    bring(officer, path)
    withdraw_vacancy(actor=officer, vacancy_id=Vacancy.objects.get().id, on=DAY, reason="tenant_keeps_it")
    assert counts(bring(officer, path)) == {"known": 1}
    assert counts(bring(officer, write_notices(tmp_path, notice(1, LIBRE_LE="01/09/2026")))) == {"new": 1}
    assert Vacancy.objects.count() == 2


def test_what_the_file_says_otherwise_is_corrected(officer, homes, tmp_path):
    announcement = Announcement(free_on=DAY, purpose=Purpose.PLACE)
    announce(actor=officer, home_id=homes[0].id, announcement=announcement, on=DAY)
    assert counts(bring(officer, write_notices(tmp_path, notice(1)))) == {"changed": 1}
    one = Vacancy.objects.get()
    assert (one.state, one.free_on, one.purpose, one.charges) == ("directed", FREE, "lease", Decimal("98.40"))
    assert (one.directed_to, one.directed_on) == ("action_logement", DAY)
    assert Event.objects.get(kind="vacancy.corrected").from_state == "announced"


def test_what_the_parties_were_told_of_an_open_home_stays(officer, homes, world, tmp_path):
    vacancy = an_opening(world, homes[0], charges=None)
    assert counts(bring(officer, write_notices(tmp_path, notice(1, USAGE="place")))) == {"changed": 1}
    vacancy.refresh_from_db()
    assert (vacancy.state, vacancy.purpose, vacancy.directed_to) == ("open_to_agreement", "lease", "")
    assert (vacancy.free_on, vacancy.charges, vacancy.candidates_due_on) == (FREE, Decimal("98.40"), DUE)


def test_a_home_that_is_not_in_the_stock_is_left_aside_and_said(officer, homes, tmp_path):
    report = bring(officer, write_notices(tmp_path, notice(1), notice(77)))
    assert counts(report) == {"new": 1, "unknown": 1}
    assert report.unknown_homes == [(3, "A-0077")]


def test_a_home_of_another_landlord_is_not_in_the_stock(officer, world, tmp_path):
    Home.objects.create(landlord=world.organisations["association"], internal_id="A-0001", commune_id="69388")
    assert counts(bring(officer, write_notices(tmp_path, notice(1)))) == {"unknown": 1}


@pytest.mark.parametrize(
    ("change", "column", "code", "meant"),
    [
        ({"LIBRE_LE": "1/5/26"}, "LIBRE_LE", "whole_day", "01/05/2026"),
        ({"LIBRE_LE": "31/04/2026"}, "LIBRE_LE", "whole_day", ""),
        ({"LIBRE_LE": "05/2026"}, "LIBRE_LE", "whole_day", ""),
        ({"LIBRE_LE": ""}, "LIBRE_LE", "required", ""),
        ({"LIBRE_LE": "01/05/2036"}, "LIBRE_LE", "day_far", ""),
        ({"CHARGES": "98,40 €"}, "CHARGES", "number", "98,40"),
        ({"CHARGES": "-1"}, "CHARGES", "negative", ""),
        ({"RESERVATAIRE": "Acton Logement"}, "RESERVATAIRE", "word", "Action Logement"),
        ({"USAGE": "vente"}, "USAGE", "word", ""),
        ({"CANDIDATS_AVANT": "11/03/2026"}, "CANDIDATS_AVANT", "due_past", ""),
    ],
)
def test_one_wrong_row_and_nothing_is_written(officer, homes, tmp_path, change, column, code, meant):
    report = bring(officer, write_notices(tmp_path, notice(1), notice(2, **change)))
    assert [(one.row, one.column, one.code, one.meant) for one in report.faults] == [(3, column, code, meant)]
    assert counts(report) == {"new": 1, "refused": 1, "errors_total": 1}
    assert not Vacancy.objects.exists()
    assert not NoticeFile.objects.exists()


def test_the_same_home_twice(officer, homes, tmp_path):
    report = bring(officer, write_notices(tmp_path, notice(1), notice(1, LIBRE_LE="02/05/2026")))
    assert [(one.row, one.code, one.detail) for one in report.faults] == [(3, "twice", "2")]


def test_a_home_that_has_left_the_stock(officer, homes, tmp_path):
    leave_stock(actor=officer, home_id=homes[0].id, on=DAY)
    report = bring(officer, write_notices(tmp_path, notice(1)))
    assert [one.code for one in report.faults] == ["left_stock"]


@pytest.mark.parametrize("content", [b"", b"a;b\n1;2\n", b"IDENT_INT;LIBRE_LE\n", b"IDENT_INT\nA-1\n", b"PK\x03\x04"])
def test_a_file_refused_as_a_whole(officer, homes, tmp_path, content):
    report = bring(officer, write(tmp_path, content))
    assert (report.errors_total, report.rows) == (1, 0)


def test_a_dry_run_writes_nothing(officer, homes, tmp_path):
    assert counts(bring(officer, write_notices(tmp_path, notice(1)), dry_run=True)) == {"new": 1}
    assert not Vacancy.objects.exists()
    assert not NoticeFile.objects.exists()


@pytest.mark.parametrize("key", ["committee_secretary", "landlord_adviser", "adviser", "stranger"])
def test_who_does_not_bring_in_notices(world, homes, tmp_path, key):
    actor = world.actor(key)
    with acting(actor), pytest.raises(Refused):
        bring(actor, write_notices(tmp_path, notice(1)))


def test_as_many_queries_to_compare_one_row_as_a_hundred(officer, world, tmp_path):
    landlord, asked = world.organisations["landlord"], []
    homes = [Home(landlord=landlord, internal_id=f"A-{number:04d}", commune_id="69388") for number in range(1, 101)]
    Home.objects.bulk_create(homes)
    for count in (1, 10, 100):
        path = write_notices(tmp_path, *(notice(number) for number in range(1, count + 1)))
        with CaptureQueriesContext(connection) as seen:
            assert bring(officer, path, dry_run=True).new == count
        asked.append(len(seen))
    assert len(set(asked)) == 1, asked


def test_the_register_never_opens_a_vacancy(world, tmp_path):
    """Whatever it says of 1 January: offered and vacant, empty, left."""
    rows = [stock_home(number, MODE=code) for number, code in enumerate(("1", "2", "3", "4", "5", "9"), start=1)]
    actor = system_actor("import")
    with transaction.atomic(), acting(actor):
        report = import_file(actor=actor, path=write_csv(tmp_path, table(rows)), slug="landlord", layout="rpls", at=AT)
    assert report.new == 6
    assert not Vacancy.objects.exists()


# The page's file


def test_received_looked_at_applied(officer, homes):
    file = receive_notices(actor=officer, file_name="n.csv", content=notices_bytes(notice(1), notice(9)), at=AT)
    assert (file.state, file.counts["new"], file.counts["unknown"]) == ("checked", 1, 1)
    assert file.report["unknown"] == [[3, "A-0009"]]
    assert not Vacancy.objects.exists()
    again = receive_notices(actor=officer, file_name="n.csv", content=notices_bytes(notice(1), notice(9)), at=AT)
    assert (again.id, NoticeFile.objects.count()) == (file.id, 1)
    for _ in range(2):
        assert apply_notices(actor=officer, file_id=file.id, at=AT).state == "applied"
    assert Vacancy.objects.count() == 1
    assert NoticeFile.objects.get().content is None


def test_what_no_longer_fits_when_it_is_applied_is_refused(officer, homes):
    file = receive_notices(actor=officer, file_name="n.csv", content=notices_bytes(notice(1), notice(2)), at=AT)
    leave_stock(actor=officer, home_id=homes[1].id, on=DAY)
    file = apply_notices(actor=officer, file_id=file.id, at=AT)
    assert (file.state, file.counts["refused"]) == ("refused", 1)
    assert not Vacancy.objects.exists()


def test_given_up(officer, homes):
    file = receive_notices(actor=officer, file_name="n.csv", content=notices_bytes(notice(1)), at=AT)
    assert drop_notices(actor=officer, file_id=file.id, at=AT).content is None
    with pytest.raises(Conflict):
        apply_notices(actor=officer, file_id=file.id, at=AT)
    with pytest.raises(Conflict):
        drop_notices(actor=officer, file_id=file.id, at=AT)


def test_the_list_of_others_is_missing(officer, homes, world):
    file = receive_notices(actor=officer, file_name="n.csv", content=notices_bytes(notice(1)), at=AT)
    for key in ("adviser", "stranger", "rental_manager"):
        actor = world.actor(key)
        with acting(actor), pytest.raises(Missing):
            apply_notices(actor=actor, file_id=file.id, at=AT)


# The command


@pytest.fixture
def run(db, capsys):
    def call(path, **how):
        with clock.frozen(AT):
            code = command(str(path), **{"landlord": "landlord", "dry_run": False, "as_json": True} | how)
        out, err = capsys.readouterr()
        return code, json.loads(out) if out.startswith("{") else out, err

    return call


def test_the_command_in_json(run, homes, tmp_path):
    code, document, aside = run(write_notices(tmp_path, notice(1), notice(9)))
    assert (code, aside) == (0, "")
    assert document == {
        "rows": 2,
        "new": 1,
        "changed": 0,
        "known": 0,
        "unknown": 1,
        "refused": 0,
        "errors_total": 0,
        "unknown_homes": [{"row": 3, "internal_id": "A-0009"}],
        "errors": [],
    }
    assert NoticeFile.objects.get().asked_by is None


def test_the_command_in_words(run, homes, tmp_path):
    wrong = write_notices(tmp_path, notice(1), notice(9), notice(2, LIBRE_LE="1/5/2026"))
    code, out, _ = run(wrong, as_json=False)
    assert (code, out.splitlines()) == (
        1,
        [
            "row 4, LIBRE_LE, 1/5/2026: This is not a day: 31/01/2026 is expected. Perhaps 01/05/2026?",
            "row 3, A-0009: not in the stock, left aside",
            "Refused, nothing was written. 3 rows: 1 new, 0 changed, 0 known, 1 unknown, 1 refused.",
        ],
    )
    code, out, _ = run(write_notices(tmp_path, notice(1)), as_json=False, dry_run=True)
    assert (code, out) == (0, "Would be applied. 1 rows: 1 new, 0 changed, 0 known, 0 unknown, 0 refused.\n")


@pytest.mark.parametrize("slug", ["no-such", "housing_body"])
def test_the_command_makes_no_landlord(run, homes, tmp_path, slug):
    code, _, aside = run(write_notices(tmp_path, notice(1)), landlord=slug)
    assert code == 1
    assert "No landlord has this short name" in aside


def test_a_file_that_cannot_be_opened(run, homes, tmp_path):
    code, _, aside = run(tmp_path / "no-such.csv")
    assert code == 2
    assert "cannot be read" in aside


def test_a_list_in_the_name_of_nobody(world, tmp_path):
    actor = system_actor("import")
    with transaction.atomic(), acting(actor), pytest.raises(Invalid):
        import_notices(actor=actor, path=write_notices(tmp_path, notice(1)), slug="none", at=AT + timedelta(days=1))
