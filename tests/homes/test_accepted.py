"""What is accepted as it is: encodings, delimiters, headers, amounts, blank rows at the end, workbooks."""

import tracemalloc
from decimal import Decimal
from pathlib import Path

import pytest

from palier.homes.rpls import read_stock
from tests.homes.files import HOME, KNOWN, POSITIONS, cell, home, read, sheet_xml, table, workbook, write, write_csv


def only(path: Path) -> dict:
    lines = read(path)
    assert [line.faults for line in lines] == [()]
    return lines[0].home


def test_a_home_as_it_is_kept(tmp_path: Path) -> None:
    assert only(write_csv(tmp_path, table([home()]))) == {
        "internal_id": "A-0001",
        "commune_id": "69388",
        "register_id": "0000000001",
        "postcode": "69008",
        "address": "12 bis rue de la République",
        "building": "",
        "entrance": "",
        "staircase": "",
        "floor": "3",
        "flat": "31",
        "residence": "Les Tilleuls",
        "construction": "C",
        "financing": "13",
        "energy_label": "D",
        "occupation": "1",
        "past_quota": "3",
        "rooms": 3,
        "surface": "62.00",
        "built_year": 1974,
        "rent": "412.50",
        "annex_rent": None,
        "max_rent": "455.10",
        "benefit_agreement": True,
        "priority_area": False,
        "ceiling": "PLUS",
        "register": {"right": "1", "let_since": "2019-05", "energy_date": "2021-03"},
        "search_key": " a 0001 69008 12 bis rue de la republique les tilleuls lyon 8e arrondissement",
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_delimiters_and_line_ends(tmp_path: Path, encoding: str, delimiter: str, end: str) -> None:
    path = write_csv(tmp_path, table([home()]), encoding=encoding, delimiter=delimiter, end=end)
    assert only(path)["address"] == "12 bis rue de la République"


@pytest.mark.parametrize(
    "change",
    [str.lower, str.title, lambda name: f" {name} ", lambda name: f"{name}_red", lambda name: f"{name.lower()}_code"],
)
def test_header_in_any_case_and_dress(tmp_path: Path, change) -> None:
    rows = table([home()])
    assert only(write_csv(tmp_path, [[change(name) for name in rows[0]], rows[1]]))["rooms"] == 3


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("IDENT_INT", "Identifiant du logement dans le système d'information du bailleur"),
        ("IDENT_INT", "IDENTIFIANT INTERNE"),
        ("DEPCOM", "Code INSEE"),
        ("NBPIECE", "Nombre de pièces"),
        ("SURFHAB", "Surface habitable (m²)"),
        ("LOYERPRINC", "Loyer en principal"),
        ("QPV", "ZUS"),
        ("CONTRESLOG", "Contingent"),
        ("LOYERMAXAPL", "LOYMAXAPL"),
        ("MODE", "Mode d’occupation"),
    ],
)
def test_labels_of_the_header(tmp_path: Path, name: str, label: str) -> None:
    rows = table([home()])
    rows[0] = [label if one == name else one for one in rows[0]]
    assert only(write_csv(tmp_path, rows)) == only(write_csv(tmp_path, table([home()])))


def test_columns_in_any_order(tmp_path: Path) -> None:
    shuffled = write_csv(tmp_path, table([home()], list(reversed(HOME))))
    assert only(shuffled) == only(write_csv(tmp_path, table([home()])))


def test_unknown_columns_are_reported(tmp_path: Path) -> None:
    rows = table([home(Gardien="M. X", COM_FACT="1")], ["Gardien", *HOME, "COM_FACT"])
    stock = read_stock(write_csv(tmp_path, rows), KNOWN)
    assert stock.ignored == ("Gardien", "COM_FACT")
    assert [line.faults for line in stock.lines] == [()]


def test_absent_columns_are_reported_and_not_known(tmp_path: Path) -> None:
    stock = read_stock(write_csv(tmp_path, table([home()], ["IDENT_INT", "DEPCOM", "LOYERPRINC"])), KNOWN)
    assert {"NBPIECE", "SURFHAB", "FINAN"} <= set(stock.absent)
    assert "LOYERPRINC" not in stock.absent
    kept = next(iter(stock.lines)).home
    assert (kept["rooms"], kept["surface"], kept["financing"], kept["ceiling"]) == (None, None, "", "")


def test_a_name_goes_before_its_label(tmp_path: Path) -> None:
    stock = read_stock(write_csv(tmp_path, table([home(ZUS="1")], [*HOME, "ZUS"])), KNOWN)
    assert stock.ignored == ("ZUS",)
    assert next(iter(stock.lines)).home["priority_area"] is False


@pytest.mark.parametrize("more", [[], ["Vu avec le gardien"]])
def test_by_position_when_there_is_no_header(tmp_path: Path, more: list[str]) -> None:
    row = [home().get(name, "") for name in POSITIONS]
    assert only(write_csv(tmp_path, [row + more])) == only(write_csv(tmp_path, table([home()])))


def test_the_line_about_the_landlord_that_opens_the_file_as_it_is_sent(tmp_path: Path) -> None:
    landlord = [
        "2026",
        "690012345",
        "Rives Habitat",
        "",
        "",
        "",
        "1 rue X",
        "",
        "69000 LYON",
        "12345678901234",
        "1",
        "",
    ]
    path = write_csv(tmp_path, [landlord, [home().get(name, "") for name in POSITIONS]])
    assert [line.row for line in read(path)] == [2]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("412,50", "412.50"),
        ("412,5", "412.50"),
        ("412.5", "412.50"),
        ("412", "412.00"),
        ("1 234,50", "1234.50"),
        ("1\u00a0234,50", "1234.50"),
        ("1\u202f234,50", "1234.50"),
        ("1234.5", "1234.50"),
        ("412,500", "412.50"),
        ("0", "0.00"),
        (" 412,50 ", "412.50"),
        ("9999", None),
        ("9 999,00", None),
        ("999", "999.00"),
        ("", None),
    ],
)
def test_rents(tmp_path: Path, written: str, kept: str | None) -> None:
    assert only(write_csv(tmp_path, table([home(LOYERPRINC=written)])))["rent"] == kept


@pytest.mark.parametrize(("written", "kept"), [("999", None), ("24,5", "24.50"), ("9999", None)])
def test_rents_of_annexes(tmp_path: Path, written: str, kept: str | None) -> None:
    assert only(write_csv(tmp_path, table([home(LOYERACC=written)])))["annex_rent"] == kept


@pytest.mark.parametrize("written", ["5", "999", "62", "62,5", "62.25"])
def test_surfaces(tmp_path: Path, written: str) -> None:
    kept = only(write_csv(tmp_path, table([home(SURFHAB=written)])))["surface"]
    assert Decimal(kept) == Decimal(written.replace(",", "."))


@pytest.mark.parametrize("written", ["1", "20"])
def test_rooms(tmp_path: Path, written: str) -> None:
    assert only(write_csv(tmp_path, table([home(NBPIECE=written)])))["rooms"] == int(written)


def test_next_year_is_the_latest(tmp_path: Path) -> None:
    assert only(write_csv(tmp_path, table([home(CONSTRUCT="2027")])))["built_year"] == 2027


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("13", "13"),
        ("PLUS", "13"),
        ("plus", "13"),
        ("PLAI", "10"),
        ("PLA intégration", "10"),
        ("PLA d'intégration", "10"),
        ("PLA LM", "11"),
        ("PLA TS", "11"),
        ("PLA insertion", "11"),
        ("PLA ordinaire", "12"),
        ("PLS", "14"),
        ("PLS/PPLS/PCLS/PLA CFF", "14"),
        ("PPLS", "14"),
        ("PCLS", "14"),
        ("PLA CFF", "14"),
        ("PAP", "15"),
        ("PLI", "16"),
        ("HLM/O", "52"),
        ("PLR", "51"),
        ("PSR", "51"),
        ("PLR/PSR", "51"),
        ("HBM", "50"),
        ("ILM", "53"),
        ("ILN", "54"),
        ("99", "99"),
        ("autre", "49"),
    ],
)
def test_financings_by_number_or_label(tmp_path: Path, written: str, kept: str) -> None:
    assert only(write_csv(tmp_path, table([home(FINAN=written)])))["financing"] == kept


@pytest.mark.parametrize("insee", ["2A004", "01001", "69388", "69123"])
def test_insee_codes(tmp_path: Path, insee: str) -> None:
    assert only(write_csv(tmp_path, table([home(DEPCOM=insee)])))["commune_id"] == insee


@pytest.mark.parametrize(
    ("written", "kept"),
    [("01/2019", "2019-01"), ("15/01/2019", "2019-01-15"), ("2019-01-15", "2019-01-15"), ("01/1900", None), ("", None)],
)
def test_dates(tmp_path: Path, written: str, kept: str | None) -> None:
    assert only(write_csv(tmp_path, table([home(DPEDATE=written)])))["register"].get("energy_date") == kept


@pytest.mark.parametrize("blank", [[], [""] * 28, ["  "] * 28])
def test_blank_rows_at_the_end(tmp_path: Path, blank: list[str]) -> None:
    assert only(write_csv(tmp_path, [*table([home()]), blank, blank]))["rooms"] == 3


def test_blank_rows_before_the_header_keep_the_numbers_of_lines(tmp_path: Path) -> None:
    assert [line.row for line in read(write_csv(tmp_path, [[], *table([home(), home(2)])]))] == [3, 4]


def test_a_quoted_cell_may_span_lines_and_the_row_is_where_it_begins(tmp_path: Path) -> None:
    path = write_csv(tmp_path, table([home(NOMVOIE="de la\nRépublique"), home(2), home(3, NBPIECE="0")]), end="\n")
    lines = read(path)
    assert [line.row for line in lines] == [2, 4, 5]
    assert lines[0].home["address"] == "12 bis rue de la République"


def test_a_quote_inside_a_plain_cell_and_a_delimiter_inside_quotes(tmp_path: Path) -> None:
    text = 'IDENT_INT;DEPCOM;NOMVOIE\nA;69388;allée du "Lac"\nB;69388;"12; cour"\n'
    lines = read(write(tmp_path, text.encode()))
    assert [line.home["address"] for line in lines] == ['allée du "Lac"', "12; cour"]


def test_without_a_line_end_at_the_end(tmp_path: Path) -> None:
    assert len(read(write(tmp_path, b"IDENT_INT;DEPCOM\nA;69388"))) == 1


def test_a_workbook(tmp_path: Path) -> None:
    rows = table([home(NBPIECE=3, SURFHAB=62.5, LOYERPRINC=412.5, CONSTRUCT=1974, DEPCOM=69388)])
    kept = only(workbook(tmp_path / "stock.xlsx", sheet_xml(rows)))
    assert (kept["rooms"], kept["surface"], kept["rent"], kept["commune_id"]) == (3, "62.50", "412.50", "69388")


def test_a_workbook_by_its_content_not_its_name(tmp_path: Path) -> None:
    assert only(workbook(tmp_path / "stock.csv", sheet_xml(table([home()]))))["rooms"] == 3


def test_rows_of_a_workbook_are_those_of_the_sheet(tmp_path: Path) -> None:
    path = workbook(tmp_path / "stock.xlsx", sheet_xml(table([home(), home(2)]), first=3))
    assert [line.row for line in read(path)] == [4, 5]


def test_the_first_visible_sheet_of_a_workbook(tmp_path: Path) -> None:
    other = sheet_xml([["Notes"], ["<c><f>1+1</f><v>2</v></c>"]])
    path = workbook(tmp_path / "stock.xlsx", other, sheet_xml(table([home()])), other, states=["hidden"])
    assert only(path)["rooms"] == 3


def test_a_table_that_does_not_begin_in_the_first_column(tmp_path: Path) -> None:
    rows = [["", *row] for row in table([home()])]
    assert only(workbook(tmp_path / "stock.xlsx", sheet_xml(rows)))["rooms"] == 3


def test_a_date_of_a_workbook(tmp_path: Path) -> None:
    rows = table([home(DATCONV='<c t="d"><v>2019-01-15</v></c>')], [*HOME, "DATCONV"])
    kept = only(workbook(tmp_path / "stock.xlsx", sheet_xml(rows)))
    assert kept["register"]["agreement_from"] == "2019-01-15"


def test_blank_rows_at_the_end_of_a_workbook(tmp_path: Path) -> None:
    assert only(workbook(tmp_path / "stock.xlsx", sheet_xml([*table([home()]), [" "], [" "]])))["rooms"] == 3


def test_the_cell_of_a_test_is_a_cell() -> None:
    assert cell(1, 27, "a") == '<c r="AB1" t="inlineStr"><is><t>a</t></is></c>'


@pytest.mark.slow
def test_sixty_thousand_rows_take_no_more_memory_than_three_hundred(tmp_path: Path) -> None:
    peaks = []
    for count in (300, 60_000):
        rows = "".join(f"A-{number:06d};69388;3;412,50;rue de la République\n" for number in range(count))
        path = write(tmp_path, f"IDENT_INT;DEPCOM;NBPIECE;LOYERPRINC;NOMVOIE\n{rows}".encode())
        del rows
        tracemalloc.start()
        assert sum(line.home is not None for line in read_stock(path, KNOWN).lines) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    # The encoding is proven a megabyte at a time: that much, and no more, comes with a larger file.
    assert peaks[1] < peaks[0] + 8_000_000
