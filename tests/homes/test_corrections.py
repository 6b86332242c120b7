"""Refused rows: corrected in place, left out, or sent again from a sheet."""

import csv
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from palier.homes import jobs as homes_jobs
from palier.homes.models import Home, Place, StockCorrection, StockImport, StockImportPart
from palier.homes.report import faults_of
from palier.platform.models import JobRun
from tests.factories.world import AT
from tests.homes.files import POSITIONS, csv_bytes, home, sheet_xml, table, workbook
from tests.homes.places import place, rows_of


@pytest.fixture
def officer(signed_in):
    found = signed_in("allocation_officer")
    found.cookies["django_language"] = "en"
    return found


def work() -> StockImport:
    """What the worker would do, here and now; the file afterwards."""
    run = JobRun.objects.get(state="waiting")
    found = StockImport.objects.get(job_id=run.id)
    task = homes_jobs.apply_import if run.kind == "homes.apply_import" else homes_jobs.check_import
    task(job=str(run.id), stock_import=str(found.id))
    return StockImport.objects.get(id=found.id)


def send(client, content: bytes, name="stock.csv") -> StockImport:
    client.post(reverse("stock_import_new"), {"file": SimpleUploadedFile(name, content)})
    return work()


def correct(client, file: StockImport, **said):
    return client.post(reverse("stock_import_correct", args=[file.id]), {"seen": file.job_id} | said)


def said(file: StockImport) -> list[tuple]:
    return [(one.row, one.column, one.value, one.code) for one in faults_of(file.report)]


WRONG = [home(1), home(2, DEPCOM="1001", NBPIECE="T3"), home(3, LOYERPRINC="=1+1")]


def test_cells_are_corrected_on_the_page_and_the_file_is_applied_with_them(world, officer):
    file = send(officer, csv_bytes(table(WRONG)))
    assert (file.state, said(file)) == (
        "to_correct",
        [(3, "DEPCOM", "1001", "insee_length"), (3, "NBPIECE", "T3", "rooms"), (4, "LOYERPRINC", "=1+1", "formula")],
    )
    text = officer.get(reverse("stock_import", args=[file.id])).text
    for shown in ("Row 3, DEPCOM", 'value="1001"', "Perhaps 01001?", 'value="=1+1"'):
        assert shown in text, shown
    # One of the three stays as it was.
    answer = correct(officer, file, **{"cell-0": "01001", "cell-1": "3", "cell-2": "=1+1"})
    assert (answer.status_code, answer.url) == (302, reverse("stock_import", args=[file.id]))
    assert not Home.objects.exists()
    file = work()
    assert (file.state, said(file)) == ("to_correct", [(4, "LOYERPRINC", "=1+1", "formula")])
    correct(officer, file, **{"cell-0": "390"})
    file = work()
    assert (file.state, file.counts["new"], Home.objects.count()) == ("checked", 3, 0)
    assert list(file.corrections.values_list("row", "column", "value")) == [
        (3, "DEPCOM", "01001"),
        (3, "NBPIECE", "3"),
        (4, "LOYERPRINC", "390"),
    ]
    officer.post(reverse("stock_import_apply", args=[file.id]))
    assert work().state == "applied"
    assert list(Home.objects.order_by("internal_id").values_list("commune_id", "rooms", "rent")) == [
        ("69388", 3, Home.objects.get(internal_id="A-0001").rent),
        ("01001", 3, Home.objects.get(internal_id="A-0001").rent),
        ("69388", 3, 390),
    ]
    assert not StockImportPart.objects.exists()
    assert StockCorrection.objects.count() == 3


def test_a_correction_that_is_wrong_too_is_refused_as_it_is_written(world, officer):
    file = send(officer, csv_bytes(table(WRONG[2:])))
    correct(officer, file, **{"cell-0": "quatre cents"})
    file = work()
    assert said(file) == [(2, "LOYERPRINC", "quatre cents", "number")]
    correct(officer, file, **{"cell-0": "400"})
    assert work().state == "checked"
    assert StockCorrection.objects.get().value == "400"


def test_rows_are_left_out(world, officer):
    rows = [*table([home(1), home(1)]), ["Total", *[""] * (len(table([home()])[0]) - 1)], ["x"]]
    file = send(officer, csv_bytes(rows))
    assert [(row, code) for row, _, _, code in said(file)] == [(3, "twice"), (4, "total"), (5, "width")]
    correct(officer, file, **{"cell-0": "A-0001", "out-0": "on", "out-1": "on", "out-2": "on"})
    file = work()
    assert (file.state, file.counts["rows"], file.counts["new"]) == ("checked", 1, 1)


def test_a_workbook_and_a_file_by_position_are_corrected_alike(world, officer, tmp_path):
    book = workbook(tmp_path / "s.xlsx", sheet_xml(table(WRONG[:2]))).read_bytes()
    file = send(officer, book, "s.xlsx")
    correct(officer, file, **{"cell-0": "01001", "cell-1": "2"})
    assert work().state == "checked"


def test_a_list_of_places_is_corrected_alike(world, signed_in):
    client = signed_in("rental_manager")
    file = send(client, csv_bytes(rows_of([place(1, TYPE="EHPAD"), place(2, SURFACE="2")])))
    correct(client, file, **{"cell-0": "FJT", "cell-1": "12"})
    file = work()
    assert (file.state, file.counts["new"]) == ("checked", 2)
    client.post(reverse("stock_import_apply", args=[file.id]))
    work()
    assert sorted(Place.objects.values_list("label", "surface")) == [("1", 18.5), ("2", 12)]


def test_nothing_corrected_is_told(world, officer):
    file = send(officer, csv_bytes(table(WRONG)))
    answer = correct(officer, file, **{"cell-0": "1001", "cell-1": " T3 ", "cell-2": "=1+1"})
    assert answer.status_code == 422
    assert "Nothing is corrected yet" in answer.text
    assert StockImport.objects.get().state == "to_correct"


def test_a_page_read_before_the_last_reading_corrects_nothing(world, officer):
    file = send(officer, csv_bytes(table(WRONG)))
    old = file.job_id
    correct(officer, file, **{"cell-0": "01001"})
    file = work()
    assert correct(officer, file, seen=old, **{"cell-0": "3"}).status_code == 409
    assert file.corrections.count() == 1


def test_a_file_that_is_not_to_be_corrected_is_left_alone(world, officer):
    file = send(officer, csv_bytes(table([home(1)])))
    assert correct(officer, file, **{"cell-0": "x"}).status_code == 409
    assert officer.get(reverse("stock_import_refused", args=[file.id])).status_code == 409


def test_a_file_that_was_not_read_to_its_end_is_refused(world, officer):
    file = send(officer, b'IDENT_INT;DEPCOM\nA;1001\nB;"69388\n')
    assert (file.state, StockImportPart.objects.exists()) == ("refused", False)


def test_the_refused_rows_come_back_as_a_sheet_that_is_read_again(world, officer):
    file = send(officer, csv_bytes(table([*WRONG, home(4, NOMVOIE="-du Lac", NBPIECE="0")])))
    correct(officer, file, **{"cell-0": "01001"})
    file = work()
    answer = officer.get(reverse("stock_import_refused", args=[file.id]))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    lines = list(csv.reader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    header = table([home()])[0]
    assert lines[0] == [*header, "What is wrong"]
    assert [line[header.index("IDENT_INT")] for line in lines[1:]] == ["A-0002", "A-0003", "A-0004"]
    assert [line[header.index("DEPCOM")] for line in lines[1:]] == ["01001", "69388", "69388"]
    assert lines[1][-1] == "NBPIECE – The main rooms are a whole number from 1 to 20. Perhaps 3?"
    assert (lines[2][header.index("LOYERPRINC")], lines[3][header.index("NOMVOIE")]) == ("'=1+1", "'-du Lac")
    again = send(officer, answer.content)
    assert said(again) == [(row - 1, column, value, code) for row, column, value, code in said(file)]
    assert again.report["ignored"] == ["What is wrong"]
    for line, column, value in ((1, "NBPIECE", "3"), (2, "LOYERPRINC", "400"), (3, "NBPIECE", "2")):
        lines[line][header.index(column)] = value
    mended = send(officer, csv_bytes(lines))
    officer.post(reverse("stock_import_apply", args=[mended.id]))
    work()
    assert Home.objects.get(internal_id="A-0004").address == "12 bis rue -du Lac"


def test_a_file_by_position_comes_back_under_its_names(world, officer):
    rows = table([home(1, NBPIECE="0"), home(2)], POSITIONS)[1:]
    file = send(officer, csv_bytes(rows))
    assert said(file) == [(1, "NBPIECE", "0", "rooms")]
    lines = officer.get(reverse("stock_import_refused", args=[file.id])).content.decode("utf-8-sig").splitlines()
    assert lines[0] == ";".join([*POSITIONS, "What is wrong"])
    assert len(lines) == 2
    correct(officer, file, **{"cell-0": "1"})
    assert work().state == "checked"


def test_a_file_given_up_forgets_its_corrections(world, officer):
    file = send(officer, csv_bytes(table(WRONG)))
    correct(officer, file, **{"cell-0": "01001"})
    file = work()
    officer.post(reverse("stock_import_drop", args=[file.id]))
    assert not StockCorrection.objects.exists()


@pytest.mark.parametrize(("key", "status"), [("committee_secretary", 403), ("rental_manager", 404), ("stranger", 404)])
def test_who_does_not_correct(world, officer, signed_in, key, status):
    file = send(officer, csv_bytes(table(WRONG)))
    other = signed_in(key)
    assert correct(other, file, **{"cell-0": "01001"}).status_code == status
    assert other.get(reverse("stock_import_refused", args=[file.id])).status_code == status


def test_the_database_keeps_one_correction_a_cell(world):
    file = StockImport.objects.create(landlord=world.organisations["landlord"], file_name="a.csv", asked_at=AT)
    StockCorrection.objects.create(stock_import=file, row=2, column="DEPCOM", value="01001")
    for again in ({"column": "DEPCOM", "value": "2"}, {"column": "", "value": "2"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            StockCorrection.objects.create(stock_import=file, row=2, **again)
