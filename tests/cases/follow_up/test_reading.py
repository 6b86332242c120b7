"""From a file to households: what each column and cell is read as, and that no cell is lost. No database."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from palier.cases.enums import Cause, HousingKind, Origin, WaitingOn
from palier.cases.follow_up import cells
from palier.cases.follow_up.fields import BY_CODE, CODED, propose
from palier.cases.follow_up.reading import NOTED, REFUSED
from palier.cases.follow_up.sentences import FATES, sentence
from palier.cases.follow_up.table import letters, read_table
from palier.cases.follow_up.words import SAID, choices_of, likely
from palier.homes.faults import Refusal, Unreadable
from palier.platform.text import search_key
from tests.cases.follow_up.messy import NOTE, messy
from tests.cases.follow_up.tables import HEADER, ROW, read, row, table, table_bytes
from tests.factories.world import DAY
from tests.homes.files import csv_bytes, sheet_xml, workbook

PLAIN = ["name", "phone", "received_on", "note", "note", "note", "note"]


@pytest.fixture(autouse=True)
def _in_french():
    with translation.override("fr"):
        yield


def faults(line) -> list[tuple[str | None, str | None, str, str]]:
    return [(one.fault.column, one.fault.value, one.fault.code, one.fate) for one in line.findings]


def xlsx(folder, *sheets, **how) -> bytes:
    return workbook(folder / "suivi.xlsx", *sheets, **how).read_bytes()


# Columns


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("NOM", "last_name"),
        ("Prénom du demandeur", "first_name"),
        ("Nom - Prénom", "name"),
        ("Tél. n°1", "phone"),
        ("TELEPHONE PORTABLE", "phone"),
        ("Né(e) le", "born_on"),
        ("Date de naissance du demandeur", "born_on"),
        ("Date réception", "received_on"),
        ("Téléphonne", "phone"),
        ("Nom du bailleur", "note"),
        ("Situation familiale", "composition"),
        ("Situation professionnelle", "note"),
        ("NUR", "nur"),
        ("Numéro unique", "nur"),
        ("Date NUR", "nur_on"),
        ("Date de la demande", "received_on"),
        ("Commentaires", "note"),
        ("N° Sécurité sociale", "out"),
        ("État de santé", "out"),
    ],
)
def test_a_header_is_likely_to_mean_one_thing(header, target):
    assert propose([header]) == [target]


def test_a_field_is_proposed_once_and_what_was_said_before_wins():
    assert propose(["Tél", "Portable", "NUR"]) == ["phone", "note", "nur"]
    assert propose(["Tél", "Zone"], {"zone": "communes"}) == ["phone", "communes"]


def test_the_header_row_is_found_below_titles_and_above_rows_of_figures(tmp_path):
    title = sheet_xml([["Suivi 2024"], [], list(HEADER), list(ROW)], merged="A1:G1")
    found = read_table(xlsx(tmp_path, title))
    assert (found.headers, found.header_row, found.above) == (HEADER, 3, ((1, "Suivi 2024"),))
    assert [one.number for one in found.rows] == [4]


def test_a_header_merged_over_two_columns_is_read(tmp_path):
    rows = [["Nom Prénom", "Téléphone", ""], ["BENALI Nadia", "06 39 98 00 01", "07 00 00 00 00"]]
    found = read_table(xlsx(tmp_path, sheet_xml(rows, merged="B1:C1")))
    (line,) = read(found, propose(found.headers))
    assert (line.values["phone"], line.kept) == ("06 39 98 00 01", [("C", "07 00 00 00 00")])


def test_rows_merged_over_one_another_are_refused_and_the_others_read(tmp_path):
    rows = [HEADER, row(1), row(2), row(3)]
    lines = read(read_table(xlsx(tmp_path, sheet_xml(rows, merged="F2:F3"))), PLAIN)
    assert [(line.row, line.refused, faults(line)) for line in lines] == [
        (2, True, [(None, None, "merged_rows", REFUSED)]),
        (3, True, [(None, None, "merged_rows", REFUSED)]),
        (4, False, []),
    ]


def test_a_formula_is_read_as_what_it_shows_and_a_number_as_a_day(tmp_path):
    header = ("Nom", "Reçu le", "Âge enfants", "Observations")
    rows = [header, ["Benali", 45363, "<c><f>1+3</f><v>4</v></c>", "<c t='e'><f>A9</f><v>#N/A</v></c>"]]
    found = read_table(xlsx(tmp_path, sheet_xml(rows)))
    (line,) = read(found, propose(found.headers))
    assert line.values == {"last_name": "Benali", "received_on": date(2024, 3, 12), "children_ages": (4,)}
    assert (line.kept, faults(line)) == ([], [("Observations", None, "formula", "left")])


def test_the_sheets_that_are_not_read_are_named(tmp_path):
    found = read_table(
        xlsx(tmp_path, sheet_xml([HEADER, ROW]), sheet_xml([["x"]]), sheet_xml([["y"]]), states=["", "", "hidden"])
    )
    assert found.others == ("S2",)


@pytest.mark.parametrize(
    "how", [{"delimiter": ","}, {"delimiter": "\t"}, {"encoding": "cp1252"}, {"encoding": "utf-8-sig"}]
)
def test_a_csv_of_any_program_is_read(how):
    assert read_table(table_bytes(ROW, **how)).headers == HEADER


def test_empty_rows_and_cells_beyond_the_header_are_read():
    found = read_table(csv_bytes([[], HEADER, [], ROW, [], [*ROW, "", "beyond"]]))
    assert [one.number for one in found.rows] == [4, 6]
    line = read(found, [*PLAIN, "note", "note"])[1]
    assert line.kept[-1] == ("I", "beyond")


def test_the_digest_of_a_header_is_the_same_whatever_its_marks():
    assert table(ROW).digest == table(ROW, header=[f" {header.upper()}" for header in HEADER]).digest
    assert table(ROW).digest != table(ROW[:-1], header=HEADER[:-1]).digest


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"Nom;Tel;Date\n", "no_household"),
        (b"just words\nand more\n", "no_table"),
        (csv_bytes([["Nom", "Tel"], *[["a", "b"]] * 2015]), "many_rows"),
        (csv_bytes([["Nom", "Tel", *map(str, range(119))], ["a"]]), "many_columns"),
    ],
)
def test_what_is_no_such_table_is_refused(content, code):
    with pytest.raises(Unreadable) as refusal:
        read_table(content)
    assert refusal.value.fault.code == code
    assert sentence(refusal.value.fault)


def test_columns_have_the_letters_of_a_spreadsheet():
    assert [letters(place) for place in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


# Cells


@pytest.mark.parametrize(
    ("cell", "name", "whole"),
    [
        ("BENALI Nadia", ("BENALI", "Nadia"), False),
        ("nadia benali", ("nadia", "benali"), False),
        ("DE LA TOUR Anne", ("DE LA TOUR", "Anne"), False),
        ("Mme BENALI Nadia", ("BENALI", "Nadia"), True),
        ("M. et Mme BENALI", ("BENALI", ""), True),
        ("Benali, Nadia", ("Benali", "Nadia"), False),
    ],
)
def test_a_name_is_cut_in_two(cell, name, whole):
    assert cells.full_name(cell, DAY) == cells.Read(name, whole)


@pytest.mark.parametrize(
    ("cell", "phone", "whole"),
    [
        ("06 39 98 00 01", "06 39 98 00 01", False),
        ("06-39-98-00-01", "06-39-98-00-01", False),
        ("0033639980001", "0033639980001", False),
        ("639980001", "0639980001", False),
        ("+32 470 12 34 56", "+32 470 12 34 56", False),
        ("06 39 98 00 01 / 07 00 00 00 00", "06 39 98 00 01", True),
        ("soeur : 06 39 98 00 01", "06 39 98 00 01", True),
    ],
)
def test_a_phone_is_read_however_it_is_written(cell, phone, whole):
    assert cells.phone(cell, DAY) == cells.Read(phone, whole)


@pytest.mark.parametrize(
    ("reader", "cell", "code"),
    [
        (cells.past, "13/03/2026", "day_far"),
        (cells.past, "12/03/1999", "day_far"),
        (cells.past, "2024", "a_day"),
        (cells.past, "30/02/2024", "no_such_day"),
        (cells.future, "11/03/2026", "day_past"),
        (cells.phone, "0639", "phone"),
        (cells.count, "beaucoup", "count"),
        (cells.ages, "26", "ages"),
        (cells.composition, "une famille", "composition"),
        (cells.amount, "RSA", "an_amount"),
        (cells.amount, "100000", "large"),
        (cells.flag, "peut-être", "yes_no"),
        (cells.full_name, "!!", "name"),
    ],
)
def test_what_is_not_what_its_column_holds_is_refused(reader, cell, code):
    with pytest.raises(Refusal) as refusal:
        reader(cell, DAY)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("reader", "cell", "value"),
    [
        (cells.past, "12/03/2026", DAY),
        (cells.past, "3/4", date(2025, 4, 3)),
        (cells.past, "12/03/2024 à 14h30", date(2024, 3, 12)),
        (cells.birth, "1/2/80", date(1980, 2, 1)),
        (cells.future, "12/03/2026", DAY),
        (cells.count, "2 adultes", 2),
        (cells.ages, "18 mois et 4 ans", (1, 4)),
        (cells.amount, "1 200 € / mois", Decimal("1200.00")),
        (cells.flag, "X", True),
        (cells.flag, "Non", False),
    ],
)
def test_a_cell_is_read_as_people_write_it(reader, cell, value):
    assert reader(cell, DAY).value == value


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("Couple + 2 enfants", {"couple": True, "adults": 2, "children": 2}),
        ("1A 2E", {"adults": 1, "children": 2}),
        ("femme seule, 3 enf.", {"couple": False, "adults": 1, "children": 3}),
        ("célibataire sans enfant", {"couple": False, "adults": 1, "children": 0}),
        ("3 adultes", {"adults": 3}),
    ],
)
def test_who_lives_there_is_counted_and_the_words_stay(cell, told):
    assert cells.composition(cell, DAY) == cells.Read(told, whole=True)


def test_a_column_of_its_own_goes_before_what_words_let_one_count():
    header = ("Nom", "Tél", "Composition familiale", "Adultes")
    (line,) = read(table(("A", ROW[1], "couple et 1 enfant", "3"), header=header), propose(header))
    assert (line.values["adults"], line.values["couple"], line.values["children_ages"]) == (3, True, (None,))
    assert line.kept == [("Composition familiale", "couple et 1 enfant")]


# Words


def test_every_phrase_is_of_a_code_of_ours():
    lists = {"housing": HousingKind, "causes": Cause, "waiting_on": WaitingOn, "origin": Origin}
    for field, said in SAID.items():
        assert set(said) == {code for code, _label in choices_of(field)}, field
    assert all(set(SAID[field]) == set(codes.values) for field, codes in lists.items())
    assert {field.code for field in BY_CODE.values() if field.kind in CODED} == {*SAID, "communes", "referent"}


@pytest.mark.parametrize("field", SAID)
def test_every_phrase_means_its_own_code(field):
    for code, phrases in SAID[field].items():
        for phrase in phrases.split(","):
            assert likely(field, phrase, choices_of(field)) == code, phrase


@pytest.mark.parametrize(
    ("field", "word", "code"),
    [
        ("housing", "Hébergée chez ses parents", "hosted_by_family"),
        ("housing", "hébergé chez un ami", "hosted_by_others"),
        ("housing", "LOCATAIRE PARC PRIVE", "private_tenant"),
        ("housing", "à la rue depuis mai", "no_home"),
        ("causes", "Séparartion", "separation"),
        ("causes", "violences conjugales", "violence"),
        ("state", "clos", ""),
        ("state", "relogé", ""),
        ("state", "En cours", "open"),
    ],
)
def test_a_word_is_likely_to_mean_one_code(field, word, code):
    assert likely(field, word, choices_of(field)) == code


def test_of_several_words_those_without_a_code_leave_the_cell_in_the_note():
    line, other = read(
        table(row(c4="séparation + lune"), row(c4="lune")),
        [*PLAIN[:4], "causes", "note", "out"],
        {4: {"separation": "separation", "lune": ""}},
    )
    assert (line.values["causes"], ("Motif", "séparation + lune") in line.kept) == (("separation",), True)
    assert ("causes" in other.values, faults(other)) == (False, [("Motif", "lune", "no_meaning", NOTED)])


# Rows


def test_a_household_without_a_name_or_without_a_phone_and_a_day_is_refused():
    lines = read(table(row(c0=""), row(c1="", c2=""), row(c1=""), row(c2="un jour")), PLAIN)
    assert [(line.refused, faults(line)) for line in lines] == [
        (True, [("Nom Prénom", None, "no_name", REFUSED)]),
        (True, [("Téléphone", None, "no_way_to_tell", REFUSED)]),
        (False, []),
        (False, [("Date de réception", "un jour", "a_day", NOTED)]),
    ]


def test_a_social_security_number_is_kept_nowhere():
    (line,) = read(table(row(c6="NIR 1 84 12 76 451 089 46")), PLAIN)
    assert faults(line) == [("Observations", None, "nir", "left")]
    assert not any("451" in cell for _header, cell in line.kept)


def test_the_header_again_and_a_broken_row_are_no_households():
    lines = read(read_table(csv_bytes([HEADER, HEADER, ROW]) + b'"a"b;c\n'), PLAIN)
    assert [[code for _c, _v, code, _f in faults(line)] for line in lines] == [["header_again"], [], ["stray_quote"]]


@pytest.mark.parametrize(
    ("header", "cell", "targets", "code"),
    [
        (
            ("Nom", "Tél", "Enfants", "Âges"),
            ("A", ROW[1], "3", "4, 7"),
            ["last_name", "phone", "children", "children_ages"],
            "other_number",
        ),
        (("Nom", "Tél", "Clos le"), ("A", ROW[1], "01/02/2024"), ["last_name", "phone", "closed_on"], "not_closed"),
        (
            ("Nom", "Tél", "Jusqu'au"),
            ("A", ROW[1], "01/05/2026"),
            ["last_name", "phone", "housing_until"],
            "until_without_housing",
        ),
    ],
)
def test_two_columns_that_do_not_agree_leave_one_in_the_note(header, cell, targets, code):
    (line,) = read(table(cell, header=header), targets)
    assert [(found[2], found[3]) for found in faults(line)] == [(code, NOTED)]
    assert len(line.kept) == 1


def test_children_without_ages_are_counted():
    (line,) = read(table(("A", ROW[1], "2"), header=("Nom", "Tél", "Enfants")), ["last_name", "phone", "children"])
    assert line.values["children_ages"] == (None, None)


@pytest.mark.parametrize("place", range(6))
@pytest.mark.parametrize("piece", ["1  ", "x ", "06 ", "et ", "1,", "a"])
def test_a_long_cell_goes_into_the_note_unread(place, piece):
    """Thirty thousand characters, what a spreadsheet holds: no reader may take its time on them."""
    long = (piece * 30000)[:30000] + "!"
    header = ("Nom", "Reçu le", "Tél", "Âges", "Ressources", "Motif", "Libre")
    cells = ["A", "12/03/2024", ROW[1], "4", "900", "divorce", ""]
    cells[place] = long
    targets = ["last_name", "received_on", "phone", "children_ages", "monthly_resources", "causes", "note"]
    (line,) = read(table(cells, header=header), targets)
    assert (header[place], long.strip()) in line.kept


def test_every_finding_has_its_sentence():
    assert set(FATES) == {"refused", "noted", "left"}


@pytest.mark.parametrize("seed", range(20))
def test_no_cell_of_a_messy_table_is_lost(seed):
    """On the case as its column says, else in the note as it was written; a refused row is in the report, whole."""
    made = messy(seed)
    found = read_table(csv_bytes(made.rows))
    targets = propose(found.headers)
    fields = [name or "note" for name in made.fields]
    assert targets == [*fields, *["note"] * (len(targets) - len(fields))]
    meanings = {
        place: {
            search_key(one.cells[place]): likely("housing", one.cells[place], choices_of("housing"))
            for one in found.rows
        }
        for place, name in enumerate(fields)
        if name == "housing"
    }
    lines = read(found, targets, meanings)
    assert [line.refused for line in lines] == [bare for _cells, _expected, bare in made.households]
    for line, (written, expected, _bare) in zip(lines, made.households, strict=True):
        for place, value in expected.items():
            name, cell = fields[place], written[place].strip()
            if value is NOTE:
                assert (found.name(place), cell) in line.kept
            elif name == "name":
                assert line.name == value
            else:
                assert line.values[name] == value
