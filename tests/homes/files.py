"""Stock files for the tests: rows as dictionaries, written as CSV or as a workbook."""

import csv
import zipfile
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from palier.homes.rpls import Known, Line, read_stock
from palier.homes.rpls.columns import columns

HOME = {
    "IDENT_REP": "0000000001",
    "IDENT_INT": "A-0001",
    "DROIT": "1",
    "DEPCOM": "69388",
    "CODEPOSTAL": "69008",
    "LIBCOM": "LYON 8E",
    "NUMVOIE": "12",
    "INDREP": "bis",
    "TYPVOIE": "rue",
    "NOMVOIE": "de la République",
    "NUMAPPT": "31",
    "ETAGE": "3",
    "COMPLGEO": "Les Tilleuls",
    "QPV": "2",
    "TYPECONST": "C",
    "NBPIECE": "3",
    "SURFHAB": "62",
    "CONSTRUCT": "1974",
    "FINAN": "13",
    "CONV": "1",
    "MODE": "1",
    "BAIL": "05/2019",
    "LOYERPRINC": "412,50",
    "LOYERACC": "999",
    "DPEDATE": "03/2021",
    "DPEENERGIE": "D",
    "LOYERMAXAPL": "455,10",
    "CONTRESLOG": "3",
}
COMMUNES = {
    "01001": "L'Abergement-Clémenciat",
    "2A004": "Ajaccio",
    "69123": "Lyon",
    "69266": "Villeurbanne",
    "69387": "Lyon 7e Arrondissement",
    "69388": "Lyon 8e Arrondissement",
}
BY_POSTCODE = {"69008": ("69388",), "69100": ("69266",)}
KNOWN = Known(COMMUNES, BY_POSTCODE, {"10": "PLAI", "13": "PLUS", "14": "PLS"}, 2027)
POSITIONS = [column.name for column in sorted(columns(KNOWN), key=lambda column: column.position)][:63]

Rows = Iterable[Sequence[Any]]


def home(number: int = 1, **changes: Any) -> dict[str, str]:
    return HOME | {"IDENT_INT": f"A-{number:04d}"} | changes


def table(homes: Iterable[dict[str, str]], header: Sequence[str] | None = None) -> list[list[str]]:
    """Rows under a header; a home that lacks a column has it empty."""
    homes = list(homes)
    header = list(header or HOME)
    return [header, *([row.get(name, "") for name in header] for row in homes)]


def csv_bytes(rows: Rows, *, delimiter: str = ";", encoding: str = "utf-8", end: str = "\r\n") -> bytes:
    out = StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    return out.getvalue().encode(encoding)


def write(folder: Path, content: bytes, name: str = "stock.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def write_csv(folder: Path, rows: Rows, **how: Any) -> Path:
    return write(folder, csv_bytes(rows, **how))


def read(path: Path) -> list[Line]:
    return list(read_stock(path, KNOWN).lines)


def faults(path: Path) -> list[tuple[int | None, str | None, str | None, str, str]]:
    return [(one.row, one.column, one.value, one.code, one.meant) for line in read(path) for one in line.faults]


def letters(place: int) -> str:
    name, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def cell(row: int, place: int, value: Any) -> str:
    """A number as a number, a text as a text; markup (starting with <) as it is."""
    where = f"{letters(place)}{row}"
    if isinstance(value, str) and value.startswith("<"):
        return value.replace("<c", f'<c r="{where}"', 1)
    if isinstance(value, int | float):
        return f'<c r="{where}"><v>{value}</v></c>'
    return f'<c r="{where}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>' if value != "" else ""


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def sheet_xml(rows: Rows, *, merged: str = "", first: int = 1) -> str:
    lines = "".join(
        f'<row r="{number}">{"".join(cell(number, place, value) for place, value in enumerate(row))}</row>'
        for number, row in enumerate(rows, start=first)
    )
    merges = f'<mergeCells count="1"><mergeCell ref="{merged}"/></mergeCells>' if merged else ""
    return f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>{lines}</sheetData>{merges}</worksheet>'


def workbook(path: Path, *sheets: str, states: Sequence[str] = (), extra: dict[str, bytes] | None = None) -> Path:
    """A workbook of these sheets; `states` may hide some."""
    parts = {f"xl/worksheets/sheet{number}.xml": xml for number, xml in enumerate(sheets, start=1)}
    kinds = "".join(f'<Override PartName="/{name}" ContentType="{TYPE}.worksheet+xml"/>' for name in parts)
    listed = "".join(
        f'<sheet name="S{number}" sheetId="{number}" r:id="rId{number}" state="{state or "visible"}"/>'
        for number, state in enumerate([*states, *[""] * (len(sheets) - len(states))], start=1)
    )
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    parts |= {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml"'
        ' ContentType="application/xml"/><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml"'
        f' ContentType="{TYPE}.sheet.main+xml"/>{kinds}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in parts.items():
            archive.writestr(name, xml)
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return path
