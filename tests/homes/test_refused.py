"""What is refused, by row and column, with the value and what was probably meant; and what is refused as a file."""

import zipfile
from pathlib import Path

import pytest

from palier.homes.faults import Unreadable
from palier.homes.rpls import read_stock
from palier.homes.sentences import SENTENCES, sentence
from palier.homes.sheets import delimited
from palier.homes.sheets import workbook as reader
from tests.homes.files import (
    HOME,
    KNOWN,
    POSITIONS,
    csv_bytes,
    faults,
    home,
    read,
    sheet_xml,
    table,
    workbook,
    write,
    write_csv,
)


def refused(path: Path) -> tuple[str, int | None, str | None]:
    """As a file: read as far as its header, or to its end."""
    with pytest.raises(Unreadable) as caught:
        read(path)
    return caught.value.fault.code, caught.value.fault.row, caught.value.fault.column


@pytest.mark.parametrize(
    ("column", "value", "code", "meant"),
    [
        ("DEPCOM", "1001", "insee_length", "01001"),
        ("DEPCOM", "9999", "insee_length", ""),
        ("DEPCOM", "6938", "insee_length", ""),
        ("DEPCOM", "69000", "insee", ""),
        ("DEPCOM", "69008", "insee_postcode", "69388 (Lyon 8e Arrondissement)"),
        ("DEPCOM", "2a004", "insee", "2A004"),
        ("DEPCOM", "LYON", "insee_length", ""),
        ("DEPCOM", "", "required", ""),
        ("IDENT_INT", "", "required", ""),
        ("IDENT_INT", "  ", "required", ""),
        ("IDENT_INT", "X" * 101, "long", ""),
        ("IDENT_REP", "12345678901", "long", ""),
        ("NBPIECE", "0", "rooms", ""),
        ("NBPIECE", "21", "rooms", ""),
        ("NBPIECE", "3,5", "rooms", ""),
        ("NBPIECE", "3,0", "rooms", "3"),
        ("NBPIECE", "T3", "rooms", "3"),
        ("NBPIECE", "-3", "rooms", ""),
        ("NBPIECE", "trois", "rooms", ""),
        ("NBPIECE", "٣", "rooms", ""),
        ("SURFHAB", "4", "surface", ""),
        ("SURFHAB", "4,99", "surface", ""),
        ("SURFHAB", "1000", "surface", ""),
        ("SURFHAB", "-62", "surface", ""),
        ("SURFHAB", "62 m²", "surface", "62"),
        ("SURFHAB", "62m2", "surface", "62"),
        ("SURFHAB", "grand", "surface", ""),
        ("CONSTRUCT", "2028", "year", ""),
        ("CONSTRUCT", "74", "year", "1974"),
        ("CONSTRUCT", "01/07/1974", "year", "1974"),
        ("CONSTRUCT", "0974", "year", ""),
        ("CONSTRUCT", "avant 1948", "year", "1948"),
        ("LOYERPRINC", "-412,50", "negative", ""),
        ("LOYERPRINC", "−412,50", "negative", ""),
        ("LOYERPRINC", "412,50 €", "number", "412,50"),
        ("LOYERPRINC", "1.234,50", "number", "1234,50"),
        ("LOYERPRINC", "1,234.50", "number", "1234,50"),
        ("LOYERPRINC", "1,234", "number", "1234"),
        ("LOYERPRINC", "412,505", "number", "412505"),
        ("LOYERPRINC", "12 34", "number", "1234"),
        ("LOYERPRINC", "gratuit", "number", ""),
        ("LOYERPRINC", "1e3", "number", ""),
        ("LOYERPRINC", "NaN", "number", ""),
        ("LOYERPRINC", "Infinity", "number", ""),
        ("LOYERPRINC", "1000000", "large", ""),
        ("LOYERPRINC", "=412,5+1", "formula", ""),
        ("LOYERACC", "-1", "negative", ""),
        ("LOYERMAXAPL", "n.c.", "number", ""),
        ("NOMVOIE", "=HYPERLINK(1)", "formula", ""),
        ("IDENT_INT", "=A2", "formula", ""),
        ("FINAN", "42", "code", ""),
        ("FINAN", "PLUX", "code", ""),
        ("TYPECONST", "X", "code", ""),
        ("TYPECONST", "c", "code", "C"),
        ("QPV", "3", "code", ""),
        ("MODE", "7", "code", ""),
        ("MODE", "01", "code", "1"),
        ("MODE", "loué", "code", ""),
        ("DPEENERGIE", "H", "code", ""),
        ("DPEENERGIE", "d", "code", "D"),
        ("CONTRESLOG", "8", "code", ""),
        ("CONV", "3", "code", ""),
        ("BAIL", "13/2019", "day", ""),
        ("BAIL", "31/02/2019", "day", ""),
        ("BAIL", "mai 2019", "day", ""),
        ("NOMVOIE", "rue " + "x" * 100, "long", ""),
    ],
)
def test_a_cell(tmp_path: Path, column: str, value: str, code: str, meant: str) -> None:
    path = write_csv(tmp_path, table([home(), home(2, **{column: value}), home(3)]))
    shown = value.strip() if len(value) <= 100 else value[:100] + "…"
    assert faults(path) == [(3, column, shown, code, meant)]


def test_the_column_is_named_as_it_is_written(tmp_path: Path) -> None:
    rows = table([home(NBPIECE="0")])
    rows[0] = ["Nombre de pièces" if name == "NBPIECE" else name for name in rows[0]]
    assert faults(write_csv(tmp_path, rows)) == [(2, "Nombre de pièces", "0", "rooms", "")]


def test_by_position_the_column_has_its_name(tmp_path: Path) -> None:
    row = [home(NBPIECE="0").get(name, "") for name in POSITIONS]
    assert faults(write_csv(tmp_path, [row])) == [(1, "NBPIECE", "0", "rooms", "")]


def test_everything_wrong_with_a_row_is_said(tmp_path: Path) -> None:
    path = write_csv(tmp_path, table([home(NBPIECE="0", SURFHAB="1", DEPCOM="1001")]))
    assert [(column, code) for _, column, _, code, _ in faults(path)] == [
        ("DEPCOM", "insee_length"),
        ("NBPIECE", "rooms"),
        ("SURFHAB", "surface"),
    ]


@pytest.mark.parametrize("change", [lambda row: row[:-1], lambda row: [*row, ""], lambda row: [*row, "", "x"]])
def test_a_row_of_another_width(tmp_path: Path, change) -> None:
    rows = table([home(), home(2), home(3)])
    rows[2] = change(rows[2])
    assert faults(write_csv(tmp_path, rows)) == [(3, None, str(len(rows[2])), "width", "")]


def test_a_quote_closed_by_the_one_of_another_row(tmp_path: Path) -> None:
    rows = [b"IDENT_INT;DEPCOM;NOMVOIE", b'A;69388;"du Lac', b"B;69388;des Lilas", b'C;69388;x";', b"D;69388;y"]
    assert faults(write(tmp_path, b"\n".join(rows))) == [(2, None, "4", "width_spanning", "")]


def test_a_quote_left_open_ends_the_reading_and_says_where_it_began(tmp_path: Path) -> None:
    text = b'IDENT_INT;DEPCOM;NOMVOIE\nA;69388;"du Lac\nB;69388;des Lilas\nC;69388;x\n'
    lines = iter(read_stock(write(tmp_path, text), KNOWN).lines)
    with pytest.raises(Unreadable) as caught:
        next(lines)
    assert (caught.value.fault.code, caught.value.fault.row) == ("open_quote", 2)


def test_a_quote_left_open_in_a_large_file(tmp_path: Path) -> None:
    rows = "".join(f"{number};69388;rue\n" for number in range(50_000))
    path = write(tmp_path, f'IDENT_INT;DEPCOM;NOMVOIE\nA;69388;rue\nB;69388;"du Lac\n{rows}'.encode())
    assert refused(path) == ("open_quote", 3, None)


def test_a_quote_inside_quotes_refuses_its_row_and_no_other(tmp_path: Path) -> None:
    text = b'IDENT_INT;DEPCOM;NOMVOIE\nA;69388;"le "Lac" bleu"\nB;69388;"le ""Lac"""\nC;69388;x\n'
    path = write(tmp_path, text)
    assert faults(path) == [(2, None, None, "stray_quote", "")]
    assert [line.row for line in read(path)] == [2, 3, 4]


def test_a_nul(tmp_path: Path) -> None:
    path = write_csv(tmp_path, table([home(NOMVOIE="du\0Lac"), home(2)]))
    assert faults(path) == [(2, "NOMVOIE", "du␀Lac", "nul", "")]


@pytest.mark.parametrize("word", ["TOTAL", "Total général", "Sous-total", "totaux", "TOTAL : 2 logements"])
def test_a_total_line(tmp_path: Path, word: str) -> None:
    last = [word, *["" for _ in range(len(HOME) - 2)], "412,50"]
    assert faults(write_csv(tmp_path, [*table([home()]), last])) == [(3, None, word, "total", "")]
    assert faults(write_csv(tmp_path, [*table([home()]), [word, "412,50"]])) == [(3, None, word, "total", "")]


def test_a_blank_row_before_others(tmp_path: Path) -> None:
    rows = table([home(), home(2)])
    assert faults(write_csv(tmp_path, [*rows[:2], [], [], rows[2]])) == [(3, None, None, "blank_row", "")]


@pytest.mark.parametrize("merged", ["A1:C1", "B1:B2"])
def test_merged_header_cells(tmp_path: Path, merged: str) -> None:
    assert refused(workbook(tmp_path / "stock.xlsx", sheet_xml(table([home()]), merged=merged)))[:2] == ("merged", 1)


def test_merged_cells_lower_down(tmp_path: Path) -> None:
    path = workbook(tmp_path / "stock.xlsx", sheet_xml(table([home(), home(2)]), merged="D2:D3"))
    assert refused(path)[:2] == ("merged", 2)


def test_merged_header_cells_saved_as_csv(tmp_path: Path) -> None:
    rows = table([home()])
    rows[0][7] = ""
    assert refused(write_csv(tmp_path, rows)) == ("merged", 1, rows[0][6])


@pytest.mark.parametrize(
    "markup",
    [
        "<c><f>1+2</f><v>3</v></c>",
        '<c t="str"><f>A1</f><v>3</v></c>',
        '<c><f t="shared" si="0"/><v>3</v></c>',
        '<c t="e"><v>#REF!</v></c>',
        '<c t="e"><f>1/0</f><v>#DIV/0!</v></c>',
    ],
)
def test_a_formula_of_a_workbook(tmp_path: Path, markup: str) -> None:
    path = workbook(tmp_path / "stock.xlsx", sheet_xml(table([home(), home(2, NBPIECE=markup)])))
    assert [(row, column, code) for row, column, _, code, _ in faults(path)] == [(3, "NBPIECE", "formula")]


def test_a_formula_is_found_without_references(tmp_path: Path) -> None:
    xml = sheet_xml(table([home(NBPIECE="<c><f>1+2</f><v>3</v></c>")], ["IDENT_INT", "DEPCOM", "NBPIECE"]))
    for place in ("A", "B", "C"):
        for row in ("1", "2"):
            xml = xml.replace(f' r="{place}{row}"', "")
    path = workbook(tmp_path / "stock.xlsx", xml.replace('<row r="1">', "<row>").replace('<row r="2">', "<row>"))
    assert [code for *_, code, _ in faults(path)] == ["formula"]


def test_a_file_that_is_empty(tmp_path: Path) -> None:
    assert refused(write(tmp_path, b"")) == ("empty", None, None)


@pytest.mark.parametrize("content", [b"\n\n", b"\xef\xbb\xbf", b";;;\n;;;\n", b"   \r\n"])
def test_a_file_that_says_nothing(tmp_path: Path, content: bytes) -> None:
    assert refused(write(tmp_path, content))[0] == "empty"


@pytest.mark.parametrize("end", [b"", b"\n", b"\n\n;;;\n"])
def test_a_header_only(tmp_path: Path, end: bytes) -> None:
    assert refused(write(tmp_path, csv_bytes(table([]), end="") + end))[0] == "header_only"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "no_table"),
        (b"<html><body><table><tr><td>IDENT_INT</td></tr></table></body></html>", "no_table"),
        (b"Bonjour,\nvoici notre stock.\n", "no_header"),
        (b"Bonjour\nvoici notre stock\n", "no_table"),
        (b'[{"IDENT_INT": "A"}]', "no_table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "old_workbook"),
        (b"PK\x03\x04 and nothing of an archive", "no_workbook"),
        (b"a" * (2 << 20), "no_table"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "no_table"),
    ],
)
def test_what_is_not_a_table(tmp_path: Path, content: bytes, code: str) -> None:
    assert refused(write(tmp_path, content))[0] == code


@pytest.mark.parametrize("width", [5, 62, 65])
def test_no_known_header_and_not_the_width_of_the_positions(tmp_path: Path, width: int) -> None:
    assert refused(write_csv(tmp_path, [[f"x{place}" for place in range(width)]] * 2))[:2] == ("no_header", 1)


@pytest.mark.parametrize("name", ["IDENT_INT", "DEPCOM"])
def test_a_column_that_is_needed(tmp_path: Path, name: str) -> None:
    header = [one for one in HOME if one != name]
    assert refused(write_csv(tmp_path, table([home()], header))) == ("column_missing", 1, name)


@pytest.mark.parametrize("again", ["SURFHAB", "surfhab", "SURFHAB_red"])
def test_a_column_twice(tmp_path: Path, again: str) -> None:
    assert refused(write_csv(tmp_path, table([home()], [*HOME, again]))) == ("column_twice", 1, again)


@pytest.mark.parametrize(("encoding", "code"), [("utf-16", "utf16"), ("utf-16-le", "nul"), ("utf-16-be", "nul")])
def test_utf_16(tmp_path: Path, encoding: str, code: str) -> None:
    assert refused(write(tmp_path, csv_bytes(table([home()]), encoding=encoding)))[0] == code


def test_neither_utf_8_nor_windows_1252(tmp_path: Path) -> None:
    first = csv_bytes(table([home()]))
    second = csv_bytes(table([home(2)]), encoding="cp1252").split(b"\r\n")[1]
    assert refused(write(tmp_path, first + second))[:2] == ("encoding", 3)
    assert refused(write(tmp_path, b"IDENT_INT;DEPCOM\nA;69388\nB\x81;69388\n"))[:2] == ("encoding", 3)
    assert refused(write(tmp_path, b"\xef\xbb\xbfIDENT_INT;DEPCOM\nA;69388\nB\xe9;69388\n"))[:2] == ("encoding", 3)


def test_utf_8_cut_short(tmp_path: Path) -> None:
    content = csv_bytes(table([home()]))
    assert [code for *_, code, _ in faults(write(tmp_path, content[: content.index("é".encode()) + 1]))] == ["width"]


def test_an_archive_that_expands_beyond_reason(tmp_path: Path) -> None:
    path = workbook(tmp_path / "bomb.xlsx", sheet_xml(table([home()])), extra={"xl/bomb.bin": b"0" * 20_000_000})
    assert refused(path)[0] == "expands"


def test_an_archive_that_lies_about_its_size(tmp_path: Path) -> None:
    path = workbook(tmp_path / "bomb.xlsx", sheet_xml(table([home()])), extra={"xl/bomb.bin": b"0" * 2_000_000})
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/bomb.bin").file_size.to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(size, (10).to_bytes(4, "little")))
    assert refused(path)[0] in {"no_workbook", "expands"}


@pytest.mark.parametrize("far", ["XFD1048576", "A1048577", "ZZZZZ1", "A99999999999"])
def test_a_cell_far_away_does_not_fill_the_memory(tmp_path: Path, far: str) -> None:
    rows = [*table([home()]), [f'<c><v>1</v></c r="{far}">']]
    xml = sheet_xml(rows).replace(f'<c r="A3"><v>1</v></c r="{far}">', f'<c r="{far}"><v>1</v></c>')
    assert refused(workbook(tmp_path / "stock.xlsx", xml))[0] == "vast"


def test_a_long_text_shared_by_all_does_not_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST_SHARED", 100_000)
    xml = sheet_xml(table([home(COMPLGEO='<c t="s"><v>0</v></c>')] * 50))
    texts = b"<sst><si><t>" + b"xy" * 2000 + b"</t></si></sst>"
    path = workbook(tmp_path / "stock.xlsx", xml, extra={"xl/sharedStrings.xml": texts})
    assert refused(path)[0] == "vast"


def test_an_archive_past_the_most_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST_BYTES", 1000)
    assert refused(workbook(tmp_path / "stock.xlsx", sheet_xml(table([home()]))))[0] == "expands"


def test_an_archive_that_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "stock.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("stock.csv", "IDENT_INT;DEPCOM\n")
    assert refused(path)[0] == "no_workbook"


def test_a_workbook_cut_short(tmp_path: Path) -> None:
    path = workbook(tmp_path / "stock.xlsx", sheet_xml(table([home()])))
    path.write_bytes(path.read_bytes()[:-30])
    assert refused(path)[0] == "no_workbook"


def test_a_workbook_with_broken_xml(tmp_path: Path) -> None:
    xml = sheet_xml(table([home()])).replace("</sheetData>", "")
    assert refused(workbook(tmp_path / "stock.xlsx", xml))[0] == "no_workbook"


def test_a_workbook_without_a_visible_sheet(tmp_path: Path) -> None:
    path = workbook(tmp_path / "stock.xlsx", sheet_xml(table([home()])), states=["hidden"])
    assert refused(path)[0] == "no_table"


def test_a_blank_workbook(tmp_path: Path) -> None:
    assert refused(workbook(tmp_path / "stock.xlsx", sheet_xml([])))[0] == "empty"


def test_a_line_without_end_is_not_held_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "LONGEST_LINE", 100)
    assert refused(write(tmp_path, b"IDENT_INT;DEPCOM\n" + b"x" * 200))[:2] == ("no_table", 2)


def test_every_fault_has_its_sentence(tmp_path: Path) -> None:
    path = write_csv(tmp_path, table([home(DEPCOM="1001", NBPIECE="T3", MODE="7", CONSTRUCT="74")]))
    said = [sentence(one) for line in read(path) for one in line.faults]
    assert len(said) == 4
    assert any("01001" in text for text in said)
    assert all(str(text) for text in SENTENCES.values())
