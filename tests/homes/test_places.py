"""The association's list of places: what is read, what is refused, what it changes."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import translation

from palier.homes import jobs as homes_jobs
from palier.homes.enums import ResidenceKind
from palier.homes.faults import Unreadable
from palier.homes.imports import LARGE_STOCK, import_file
from palier.homes.models import Home, Place, Residence, StockImport
from palier.homes.places.detecting import layout_of
from palier.homes.places.reading import KINDS, read_places
from palier.organisations.models import Organisation
from palier.platform.actor import system_actor
from palier.platform.context import acting
from palier.platform.errors import Refused
from palier.platform.models import JobRun
from palier.rules import temporary_homes
from tests.factories.world import AT
from tests.homes import notices
from tests.homes.files import KNOWN, csv_bytes, home, sheet_xml, table, workbook, write, write_csv
from tests.homes.places import PLACE, faults, place, read, rows_of

COMMAND = system_actor("import")


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def bring(path, slug="passerelles", *, actor=COMMAND, at=AT, **how):
    with transaction.atomic(), acting(actor):
        return import_file(actor=actor, path=path, slug=slug, layout="places", at=at, **how)


def counts(report) -> tuple[int, ...]:
    return report.new, report.changed, report.unchanged, report.missing, report.refused


def places(folder, numbers, **changes):
    return write_csv(folder, rows_of([place(number, **changes) for number in numbers]))


# Reading


def test_a_line_is_a_place_with_its_residence(tmp_path):
    (line,) = read(places(tmp_path, (1,)))
    assert (line.row, line.internal_id, line.faults) == (2, "Les Tilleuls / 1", ())
    assert line.home == {
        "internal_id": "Les Tilleuls / 1",
        "residence": "Les Tilleuls",
        "kind": "young_workers_residence",
        "label": "1",
        "commune_id": "69388",
        "address": "12 rue du Lac",
        "surface": "18.50",
        "fee": "412.50",
        "services": "22.00",
        "agreement_on": "2015-03-01",
        "search_key": " les tilleuls 1 12 rue du lac lyon 8e arrondissement",
    }


def test_three_columns_make_a_place_and_the_others_are_not_known(tmp_path):
    rows = [["Place", "Nature", "Résidence"], ["A1", "pension de famille", "Le Phare"]]
    stock = read_places(write_csv(tmp_path, rows), KNOWN)
    (line,) = stock.lines
    empty = {"commune_id": None, "address": "", "surface": None, "fee": None}
    assert {name: line.home[name] for name in empty} == empty
    assert stock.absent == ("SURFACE", "REDEVANCE", "PRESTATIONS", "DATCONV", "DEPCOM", "ADRESSE")
    assert (stock.id_column, stock.ignored) == ("Place", ())


@pytest.mark.parametrize(
    "header",
    [
        ["residence", "kind", "place", "surface", "fee", "agreement_date"],
        [
            "Nom de la résidence",
            "Type de résidence",
            "N° place",
            "Surface (m²)",
            "Redevance mensuelle",
            "DATE_CONVENTION",
        ],
    ],
)
def test_other_names_of_the_columns(tmp_path, header):
    (line,) = read(write_csv(tmp_path, [header, ["Le Phare", "CHRS", "7", "20", "0", "2018-09-01"]]))
    assert [line.home[name] for name in ("residence", "kind", "label", "surface", "fee", "agreement_on")] == [
        *("Le Phare", "chrs", "7", "20.00", "0.00", "2018-09-01")
    ]


def test_a_workbook_says_the_same(tmp_path):
    rows = rows_of([place() | {"SURFACE": 18.5, "REDEVANCE": 412.5, "DEPCOM": 69388, "PLACE": 1}])
    same = read(workbook(tmp_path / "p.xlsx", sheet_xml(rows)))
    assert same == read(places(tmp_path, (1,)))


def test_every_kind_whose_rules_are_known_can_be_told():
    assert tuple(KINDS) == tuple(ResidenceKind.values) == temporary_homes.KINDS


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"RESIDENCE": " "}, ("RESIDENCE", "", "required", "")),
        ({"TYPE": ""}, ("TYPE", "", "required", "")),
        ({"PLACE": ""}, ("PLACE", "", "required", "")),
        ({"RESIDENCE": "x" * 101}, ("RESIDENCE", "x" * 100 + "…", "long", "")),
        ({"TYPE": "pention de famille"}, ("TYPE", "pention de famille", "word", "Pension de famille")),
        ({"TYPE": "EHPAD"}, ("TYPE", "EHPAD", "word", "")),
        ({"SURFACE": "4"}, ("SURFACE", "4", "surface", "")),
        ({"SURFACE": "18 m²"}, ("SURFACE", "18 m²", "surface", "18")),
        ({"REDEVANCE": "-1"}, ("REDEVANCE", "-1", "negative", "")),
        ({"REDEVANCE": "412,50 €"}, ("REDEVANCE", "412,50 €", "number", "412,50")),
        ({"REDEVANCE": "=1+1"}, ("REDEVANCE", "=1+1", "formula", "")),
        ({"PRESTATIONS": "412,51"}, ("PRESTATIONS", "412,51", "services", "")),
        ({"PRESTATIONS": "1", "REDEVANCE": ""}, ("PRESTATIONS", "1", "services", "")),
        ({"PRESTATIONS": "0", "REDEVANCE": ""}, ("PRESTATIONS", "0", "services", "")),
        ({"DATCONV": "1/3/15"}, ("DATCONV", "1/3/15", "whole_day", "01/03/2015")),
        ({"DATCONV": "01/01/2028"}, ("DATCONV", "01/01/2028", "day_far", "")),
        ({"DEPCOM": "1001"}, ("DEPCOM", "1001", "insee_length", "01001")),
        ({"DEPCOM": "69008"}, ("DEPCOM", "69008", "insee_postcode", "69388 (Lyon 8e Arrondissement)")),
        ({"ADRESSE": "a\0b"}, ("ADRESSE", "a␀b", "nul", "")),
    ],
)
def test_a_cell_is_refused_where_it_is(tmp_path, changes, said):
    assert faults(write_csv(tmp_path, rows_of([place(1), place(2, **changes)]))) == [(3, *said)]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["RESIDENCE", "TYPE"], ["Le Phare", "FJT"]], ("column_missing", "PLACE")),
        ([["RESIDENCE", "PLACE"], ["Le Phare", "1"]], ("column_missing", "TYPE")),
        ([["x", "y"], ["1", "2"]], ("column_missing", "PLACE")),
        ([["bonjour"], ["madame"]], ("no_table", None)),
        ([["PLACE", "TYPE", "RESIDENCE", "place"], ["1", "FJT", "Le Phare", "2"]], ("column_twice", "place")),
        ([["RESIDENCE", "", "TYPE", "PLACE"], ["Le Phare", "", "FJT", "1"]], ("merged", "RESIDENCE")),
        ([list(PLACE)], ("header_only", None)),
    ],
)
def test_a_file_that_is_no_list_of_places(tmp_path, rows, said):
    with pytest.raises(Unreadable) as broken:
        read(write_csv(tmp_path, rows))
    assert (broken.value.fault.code, broken.value.fault.column) == said


@pytest.mark.parametrize(
    ("rows", "layout"),
    [
        (rows_of([place()]), "places"),
        (table([home()]), "rpls"),
        (table([home() | {"PLACE": "1"}], ["IDENT_INT", "DEPCOM", "PLACE"]), "rpls"),
        ([["n° place", "residence"]], "places"),
        (notices.rows_of([notices.notice(1)]), "rpls"),
        ([], "rpls"),
    ],
)
def test_the_layout_is_told_by_the_header(tmp_path, rows, layout):
    assert layout_of(write_csv(tmp_path, rows)) == layout


# Bringing in


def test_a_first_list_makes_the_association_its_residences_and_their_places(db, tmp_path):
    rows = rows_of([place(1), place(2), place("A1", RESIDENCE="Le Phare", TYPE="Pension de famille", DEPCOM="")])
    assert counts(bring(write_csv(tmp_path, rows))) == (3, 0, 0, 0, 0)
    owner = Organisation.objects.get()
    assert (owner.slug, owner.kind, owner.name) == ("passerelles", "association", "Passerelles")
    assert list(Residence.objects.values_list("name", "kind", "landlord")) == [
        ("Le Phare", "pension_de_famille", owner.id),
        ("Les Tilleuls", "young_workers_residence", owner.id),
    ]
    one = Place.objects.get(label="1")
    assert (one.residence.name, one.landlord, one.commune_id) == ("Les Tilleuls", owner, "69388")
    assert (one.surface, one.fee, one.agreement_on) == (Decimal("18.50"), Decimal("412.50"), date(2015, 3, 1))
    assert (one.left_on, one.missing_from, one.first_import_id) == (None, None, one.last_import_id)
    done = StockImport.objects.get()
    assert (done.layout, done.state, done.counts["new"]) == ("places", "applied", 3)
    assert not Home.objects.exists()


def test_the_same_list_twice_changes_nothing(db, tmp_path):
    path = places(tmp_path, range(1, 4))
    bring(path)
    before = list(Place.objects.values_list("id", "digest", "last_import_id", "fee"))
    assert counts(bring(path, at=AT + timedelta(days=1))) == (0, 0, 3, 0, 0)
    assert list(Place.objects.values_list("id", "digest", "last_import_id", "fee")) == before


def test_new_changed_unchanged_and_missing(db, tmp_path):
    bring(places(tmp_path, range(1, 5)))
    ids = dict(Place.objects.values_list("label", "id"))
    rows = rows_of([place(1, REDEVANCE="420"), place(2), place(9)])
    assert counts(bring(write_csv(tmp_path, rows))) == (1, 1, 1, 2, 0)
    assert Place.objects.get(id=ids["1"]).fee == Decimal(420)
    assert sorted(Place.objects.exclude(missing_from=None).values_list("label", flat=True)) == ["3", "4"]
    assert counts(bring(places(tmp_path, range(1, 5)))) == (0, 1, 3, 1, 0)
    assert list(Place.objects.exclude(missing_from=None).values_list("label", flat=True)) == ["9"]


def test_a_place_of_another_kind_keeps_its_identity(db, tmp_path):
    bring(places(tmp_path, (1,)))
    before = Place.objects.get()
    assert counts(bring(places(tmp_path, (1,), TYPE="Résidence sociale"))) == (0, 1, 0, 0, 0)
    after = Place.objects.get()
    assert (after.id, after.residence.kind, after.residence_id == before.residence_id) == (
        *(before.id, "residence_sociale", False),
    )


def test_one_label_is_a_place_in_each_residence_and_once_in_one(db, tmp_path):
    rows = rows_of([place(1), place(1, RESIDENCE="Le Phare"), place(1, TYPE="CHRS"), place(2, SURFACE="1")])
    report = bring(write_csv(tmp_path, rows))
    assert [(one.row, one.column, one.value, one.code, one.detail) for one in report.faults] == [
        (4, "PLACE", "1", "twice", "2"),
        (5, "SURFACE", "1", "surface", ""),
    ]
    assert (counts(report), report.errors_total) == ((2, 0, 0, 0, 2), 2)
    assert not Place.objects.exists()
    assert not Organisation.objects.exists()


def test_a_refused_place_is_not_missing_and_nothing_is_written(db, tmp_path):
    bring(places(tmp_path, (1, 2)))
    rows = rows_of([place(1, REDEVANCE="500"), place(2, TYPE="EHPAD"), place(3)])
    assert counts(bring(write_csv(tmp_path, rows))) == (1, 1, 0, 0, 1)
    assert list(Place.objects.values_list("label", "fee")) == [("1", Decimal("412.50")), ("2", Decimal("412.50"))]


def test_a_dry_run_writes_nothing(db, tmp_path):
    assert counts(bring(places(tmp_path, (1, 2)), dry_run=True)) == (2, 0, 0, 0, 0)
    assert not Organisation.objects.exists()
    assert not Residence.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM stock_line")
        assert cursor.fetchone() == (0,)


def test_a_large_change_of_places_is_accepted_explicitly(db, tmp_path):
    bring(places(tmp_path, range(LARGE_STOCK)))
    fewer = places(tmp_path, range(100))
    assert [one.code for one in bring(fewer).faults] == ["large_change"]
    assert counts(bring(fewer, accept_large_change=True)) == (0, 0, 100, 100, 0)


def test_homes_and_places_of_one_organisation_do_not_touch_one_another(db, tmp_path):
    bring(places(tmp_path, (1, 2)))
    path = write_csv(tmp_path, table([home(1)]))
    with transaction.atomic(), acting(COMMAND):
        report = import_file(actor=COMMAND, path=path, slug="passerelles", layout="rpls", at=AT)
    assert counts(report) == (1, 0, 0, 0, 0)
    assert counts(bring(places(tmp_path, (1, 2)))) == (0, 0, 2, 0, 0)


@pytest.mark.parametrize("slug", ["landlord", "no-such"])
def test_an_association_brings_in_its_own_places_only(world, tmp_path, slug):
    with pytest.raises(Refused):
        bring(places(tmp_path, (1,)), slug, actor=world.actor("rental_manager"))


def test_the_database_refuses_a_place_in_the_residence_of_another(world):
    residence = Residence.objects.create(landlord=world.organisations["association"], name="Le Phare", kind="chrs")
    with pytest.raises(IntegrityError, match="place_in_a_residence_of_its_own"), transaction.atomic():
        Place.objects.create(
            landlord=world.organisations["landlord"], residence=residence, internal_id="Le Phare / 1", label="1"
        )


# The page


def test_the_page_recognises_the_list_shows_it_and_applies_it(world, signed_in):
    client = signed_in("rental_manager")
    client.cookies["django_language"] = "en"
    sent = SimpleUploadedFile("places.csv", csv_bytes(rows_of([place(1), place(2)])))
    page = client.post(reverse("stock_import_new"), {"file": sent}).url
    run, file = JobRun.objects.get(), StockImport.objects.get()
    homes_jobs.check_import(job=str(run.id), stock_import=str(file.id))
    file.refresh_from_db()
    assert (file.layout, file.state, file.counts["new"]) == ("places", "checked", 2)
    text = client.get(page).text
    assert "list of places" in text
    assert "New places" in text
    assert not Place.objects.exists()
    client.post(reverse("stock_import_apply", args=[file.id]))
    run = JobRun.objects.get(kind="homes.apply_import")
    for _ in range(2):
        homes_jobs.apply_import(job=str(run.id), stock_import=str(file.id))
    assert Place.objects.filter(landlord=world.organisations["association"]).count() == 2


def test_a_list_that_is_not_readable_is_refused_on_the_page(world, signed_in):
    client = signed_in("rental_manager")
    client.post(reverse("stock_import_new"), {"file": SimpleUploadedFile("places.csv", b"PLACE;TYPE\n1;FJT\n")})
    file = StockImport.objects.get()
    homes_jobs.check_import(job=str(JobRun.objects.get().id), stock_import=str(file.id))
    file.refresh_from_db()
    assert (file.layout, file.state) == ("places", "refused")
    assert [fault[3] for fault in file.report["faults"]] == ["column_missing"]


def test_what_cannot_be_read_further_keeps_what_was_read(db, tmp_path):
    report = bring(write(tmp_path, b'RESIDENCE;TYPE;PLACE\nA;FJT;1\nA;FJT;"2\nA;FJT;3\n'))
    assert [(one.row, one.code) for one in report.faults] == [(3, "open_quote")]
    assert counts(report) == (1, 0, 0, 0, 1)
