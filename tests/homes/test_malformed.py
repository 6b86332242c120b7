"""Files made wrong at random: the fault is found where it is, and nothing else is said; no bytes break the reading."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palier.homes.faults import Refusal, Unreadable
from palier.homes.notices.reading import NoticeLine
from palier.homes.rpls import Line, cells
from palier.homes.sentences import sentence
from tests.homes import notices, places
from tests.homes.files import HOME, csv_bytes, home, read, sheet_xml, table, workbook, write

COLUMNS = list(HOME)
HOMES = 30

# What goes wrong with a cell: the column, values that are wrong in it, and the code that says so.
CELLS = [
    ("DEPCOM", ("1001", "6938"), "insee_length"),
    ("DEPCOM", ("00000", "99999", "2C004"), "insee"),
    ("DEPCOM", ("69100", "69008"), "insee_postcode"),
    ("IDENT_INT", ("", " "), "required"),
    ("NBPIECE", ("0", "21", "99", "2,5", "T2", "deux", "-1"), "rooms"),
    ("SURFHAB", ("0", "4", "1000", "4.9", "x", "-60", "60 m²"), "surface"),
    ("CONSTRUCT", ("2028", "9999", "19", "19740", "?"), "year"),
    ("LOYERPRINC", ("-1", "-412,50"), "negative"),
    ("LOYERPRINC", ("abc", "4e2", "412,50 €", "1.234,50", "412,555", "0x10"), "number"),
    ("LOYERACC", ("-0,01",), "negative"),
    ("LOYERMAXAPL", ("voir bail",), "number"),
    ("FINAN", ("0", "18", "PLUSS"), "code"),
    ("MODE", ("0", "6", "8", "10"), "code"),
    ("TYPECONST", ("X", "collectif"), "code"),
    ("QPV", ("0", "3", "X"), "code"),
    ("CONTRESLOG", ("0", "8", "77"), "code"),
    ("DPEENERGIE", ("H", "0", "A+"), "code"),
    ("NOMVOIE", ("=1+1", '=HYPERLINK("x")'), "formula"),
    ("COMPLGEO", ("a\0b",), "nul"),
    ("DPEDATE", ("00/2020", "31/04/2020", "hier"), "day"),
]


NOTICE_CELLS = [
    ("IDENT_INT", ("", " "), "required"),
    ("LIBRE_LE", ("", "  "), "required"),
    ("LIBRE_LE", ("1/5/26", "31/04/2026", "05/2026", "demain", "2026-13-01", "01052026"), "whole_day"),
    ("LIBRE_LE", ("01/05/2036", "1999-01-01"), "day_far"),
    ("CHARGES", ("-1", "-0,01"), "negative"),
    ("CHARGES", ("abc", "98,40 €", "1.234,50", "0x10", "98,405"), "number"),
    ("CHARGES", ("9999999",), "large"),
    ("RESERVATAIRE", ("Maire de Lyon", "x", "Acton Logement"), "word"),
    ("CANDIDATS_AVANT", ("hier", "30/02/2026"), "whole_day"),
    ("USAGE", ("vente", "0"), "word"),
    ("USAGE", ("=1+1",), "formula"),
    ("RESERVATAIRE", ("a\0b",), "nul"),
]


PLACE_CELLS = [
    ("RESIDENCE", ("", "  "), "required"),
    ("RESIDENCE", ("x" * 101,), "long"),
    ("TYPE", ("",), "required"),
    ("TYPE", ("EHPAD", "x", "Résidence", "pention de famille", "12"), "word"),
    ("PLACE", ("", "\t"), "required"),
    ("SURFACE", ("0", "4", "1000", "4,99", "x", "-18", "18 m²", "18,555"), "surface"),
    ("REDEVANCE", ("-1", "-412,50"), "negative"),
    ("REDEVANCE", ("abc", "412,50 €", "1.234,50", "412,555", "gratuit"), "number"),
    ("REDEVANCE", ("1000000",), "large"),
    ("PRESTATIONS", ("412,51", "1000"), "services"),
    ("PRESTATIONS", ("-1",), "negative"),
    ("DATCONV", ("1/3/15", "2015", "03/2015", "31/04/2015", "hier", "2015-13-01"), "whole_day"),
    ("DATCONV", ("01/01/2028", "01/01/1900"), "day_far"),
    ("DEPCOM", ("1001", "6938"), "insee_length"),
    ("DEPCOM", ("00000", "2C004"), "insee"),
    ("DEPCOM", ("69100",), "insee_postcode"),
    ("ADRESSE", ("=1+1", '=HYPERLINK("x")'), "formula"),
    ("ADRESSE", ("x" * 156,), "long"),
    ("PLACE", ("a\0b",), "nul"),
]
OF_A_HEADER = {tuple(COLUMNS): CELLS, tuple(notices.HEADER): NOTICE_CELLS, tuple(places.PLACE): PLACE_CELLS}


def a_cell(random: Random, rows: list[list[str]], at: int) -> str:
    column, values, code = random.choice(OF_A_HEADER[tuple(rows[0])])
    rows[at][rows[0].index(column)] = random.choice(values)
    return code


def a_width(random: Random, rows: list[list[str]], at: int) -> str:
    rows[at] = random.choice((rows[at][:-1], rows[at][:3], [*rows[at], ""], rows[at] * 2))
    return "width"


def a_total(random: Random, rows: list[list[str]], at: int) -> str:
    rows[at] = ["" for _ in rows[0]]
    rows[at][random.randrange(len(rows[0]))] = random.choice(("TOTAL", "Total général", "sous-total"))
    return "total"


def a_blank(random: Random, rows: list[list[str]], at: int) -> str:
    rows[at] = random.choice(([], ["" for _ in rows[0]], [" " for _ in rows[0]]))
    return "blank_row"


WRONGS: list[Callable[[Random, list[list[str]], int], str]] = [a_cell, a_cell, a_cell, a_width, a_total, a_blank]


@pytest.mark.parametrize("seed", range(120))
def test_one_fault_among_sound_rows(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    rows = table([home(number) for number in range(1, HOMES + 1)])
    at = random.randrange(1, HOMES)
    code = random.choice(WRONGS)(random, rows, at)
    how = {"delimiter": random.choice(";,\t"), "encoding": random.choice(("utf-8", "utf-8-sig", "cp1252"))}
    lines = read(write(tmp_path, csv_bytes(rows, **how)))
    assert [(line.row, one.code) for line in lines for one in line.faults] == [(at + 1, code)]
    assert sum(line.home is not None for line in lines) == HOMES - 1
    assert all(sentence(one) for line in lines for one in line.faults)


@pytest.mark.parametrize("seed", range(60))
def test_one_fault_among_sound_notices(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    rows = notices.rows_of([notices.notice(number) for number in range(1, HOMES + 1)])
    at = random.randrange(1, HOMES)
    code = random.choice(WRONGS)(random, rows, at)
    how = {"delimiter": random.choice(";,\t"), "encoding": random.choice(("utf-8", "utf-8-sig", "cp1252"))}
    lines = notices.read(write(tmp_path, csv_bytes(rows, **how)))
    assert [(line.row, one.code) for line in lines for one in line.faults] == [(at + 1, code)]
    assert sum(line.notice is not None for line in lines) == HOMES - 1
    assert all(sentence(one) for line in lines for one in line.faults)


@pytest.mark.parametrize("seed", range(60))
def test_one_fault_among_sound_places(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    rows = places.rows_of([places.place(number) for number in range(1, HOMES + 1)])
    at = random.randrange(1, HOMES)
    code = random.choice(WRONGS)(random, rows, at)
    how = {"delimiter": random.choice(";,\t"), "encoding": random.choice(("utf-8", "utf-8-sig", "cp1252"))}
    lines = places.read(write(tmp_path, csv_bytes(rows, **how)))
    assert [(line.row, one.code) for line in lines for one in line.faults] == [(at + 1, code)]
    assert sum(line.home is not None for line in lines) == HOMES - 1
    assert all(sentence(one) for line in lines for one in line.faults)


SOUND_NOTICES = notices.notices_bytes(*(notices.notice(number) for number in range(1, 5)))


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(SOUND_NOTICES)), st.integers(0, 40), st.binary(max_size=6))
def test_sound_notices_damaged_somewhere(at: int, lost: int, put: bytes) -> None:
    """Whatever is in the file, it is read or refused; a line has its notice or its faults."""
    with TemporaryDirectory() as folder:
        path = write(Path(folder), SOUND_NOTICES[:at] + put + SOUND_NOTICES[at + lost :])
        try:
            lines = notices.read(path)
        except Unreadable as broken:
            lines = [NoticeLine(0, "", None, (broken.fault,))]
    assert all((line.notice is None) == bool(line.faults) for line in lines)
    assert all(sentence(one) for line in lines for one in line.faults)


def readable(content: bytes) -> None:
    """Whatever is in the file, it is read or refused; a line has its home or its faults."""
    with TemporaryDirectory() as folder:
        path = write(Path(folder), content)
        try:
            lines = read(path)
        except Unreadable as broken:
            lines = [Line(0, "", None, (broken.fault,))]
    assert all((line.home is None) == bool(line.faults) for line in lines)
    assert all(sentence(one) for line in lines for one in line.faults)


SOUND = csv_bytes(table([home(number) for number in range(1, 5)]))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes(content: bytes) -> None:
    readable(content)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(SOUND)), st.integers(0, 40), st.binary(max_size=6))
def test_a_sound_file_damaged_somewhere(at: int, lost: int, put: bytes) -> None:
    readable(SOUND[:at] + put + SOUND[at + lost :])


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_workbook_damaged_somewhere(data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        sound = workbook(Path(folder) / "stock.xlsx", sheet_xml(table([home()]))).read_bytes()
    at = data.draw(st.integers(0, len(sound)))
    readable(sound[:at] + data.draw(st.binary(max_size=4)) + sound[at + data.draw(st.integers(0, 10)) :])


@given(st.decimals(min_value=0, max_value=999999, places=2, allow_nan=False))
def test_an_amount_is_kept_to_the_cent_however_it_is_written(amount) -> None:
    grouped = f"{amount:,}".replace(",", " ")
    for text in (str(amount), str(amount).replace(".", ","), grouped, grouped.replace(".", ",").replace(" ", "\u202f")):
        kept = cells.rent(text)
        assert kept == (None if amount == 9999 else str(amount))


@given(st.text(max_size=12))
def test_a_cell_is_read_or_refused(text: str) -> None:
    for reader in (
        cells.rooms,
        cells.surface,
        cells.rent,
        cells.day_or_month,
        lambda one: cells.year(one, latest=2027),
    ):
        with suppress(Refusal):
            reader(text)


@given(st.integers(), st.sampled_from(["{}", "{:02d}", "{:03d}"]))
def test_rooms_are_1_to_20(number: int, form: str) -> None:
    text = form.format(number)
    if 1 <= number <= 20 and len(text) <= 2:
        assert cells.rooms(text) == number
    else:
        with pytest.raises(Refusal):
            cells.rooms(text)
