"""The parameters of the law: every value as published, every date."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest

from palier.rules.columns import Column
from palier.rules.financing import FINANCINGS, ceiling_of, financing_number
from palier.rules.law import book, law_on
from palier.rules.territory import CEILING_ZONES, ceiling_zone, divided, insee_code, insee_number, parent_code, parents

# As published, whole euros: categories 1 to 6, then each one beyond. None: not read.
PLUS_OTHER = {
    2013: (19834, 26487, 31853, 38454, 45236, 50981, 5687),
    2014: (20013, 26725, 32140, 38800, 45643, 51440, 5738),
    2015: (20107, 26851, 32291, 38982, 45858, 51682, 5765),
    2016: (20111, 26856, 32297, 38990, 45867, 51692, 5766),
    2017: (20123, 26872, 32316, 39013, 45895, 51723, 5769),
    2018: (20304, 27114, 32607, 39364, 46308, 52189, 5821),
    2019: (20623, 27540, 33119, 39982, 47035, 53008, 5912),
    2020: (20870, 27870, 33516, 40462, 47599, 53644, 5983),
    2021: (20966, 27998, 33670, 40648, 47818, 53891, 6011),
    2022: (21139, 28231, 33949, 40985, 48214, 54338, 6061),
    2023: (21878, 29217, 35135, 42417, 49898, 56236, 6273),
    2024: (22642, 30238, 36362, 43899, 51641, 58200, 6492),
    2025: (23201, 30984, 37259, 44982, 52915, 59636, 6652),
    2026: (23403, 31254, 37584, 45374, 53376, 60156, 6710),
}
PLUS_PARIS = {
    2013: (22814, 34096, 44697, 53365, 63493, 71447, 7960),
    2014: (23019, 34403, 45099, 53845, 64064, 72090, 8032),
    2015: (23127, 34565, 45311, 54098, 64365, 72429, 8070),
    2016: (23132, 34572, 45320, 54109, 64378, 72443, 8072),
    2017: (23146, 34593, 45347, 54141, 64417, 72486, 8077),
    2018: (23354, 34904, 45755, 54628, 64997, 73138, 8150),
    2019: (23721, 35452, 46473, 55486, 66017, 74286, 8278),
    2020: (24006, 35877, 47031, 56152, 66809, 75177, 8377),
    2021: (24116, 36042, 47247, 56410, 67116, 75523, 8416),
    2022: (24316, 36341, 47639, 56878, 67672, 76149, 8486),
    2023: (25165, 37611, 49303, 58865, 70036, 78809, 8782),
    2024: (26044, 38925, 51025, 60921, 72482, 81562, 9089),
    2025: (26687, 39885, 52284, 62424, 74271, 83575, 9313),
    2026: (26920, 40233, 52740, 62968, 74919, 84304, 9394),
}
PLUS_IDF = {
    2013: (22814, 34096, 40987, 49094, 58118, 65401, 7287),
    2014: (23019, 34403, 41356, 49536, 58641, 65990, 7353),
    2015: (23127, 34565, 41550, 49769, 58917, 66300, 7388),
    2016: (23132, 34572, 41558, 49779, 58929, 66313, 7389),
    2017: (23146, 34593, 41583, 49809, 58964, 66353, 7393),
    2018: (23354, 34904, 41957, 50257, 59495, 66950, 7460),
    2019: (23721, 35452, 42616, 51046, 60429, 68001, 7577),
    2020: (24006, 35877, 43127, 51659, 61154, 68817, 7668),
    2021: (24116, 36042, 43325, 51897, 61435, 69134, 7703),
    2022: (24316, 36341, 43684, 52326, 61944, 69707, 7767),
    2023: (25165, 37611, 45210, 54154, 64108, 72142, 8038),
    2024: (26044, 38925, 46789, 56046, 66347, 74662, 8319),
    2025: (26687, 39885, 47944, 57429, 67984, 76504, 8524),
    2026: (26920, 40233, 48362, 57930, 68577, 77171, 8598),
}
PLAI_OTHER = {
    2017: (11067, 16125, 19390, 21575, 25243, 28448, 3173),
    2018: (11167, 16270, 19565, 21769, 25470, 28704, 3202),
    2019: (11342, 16525, 19872, 22111, 25870, 29155, 3252),
    2020: (11478, 16723, 20110, 22376, 26180, 29505, 3291),
    2021: (11531, 16800, 20203, 22479, 26300, 29641, 3306),
    2022: (11626, 16939, 20370, 22665, 26519, 29886, 3333),
    2023: (12032, 17531, 21082, 23457, 27445, None, None),
    2024: (12452, 18143, 21818, 24276, 28404, 32010, 3569),
    2025: (12759, 18591, 22356, 24875, 29105, 32800, 3657),
    2026: (12870, 18753, 22551, 25092, 29359, 33086, 3689),
}
PLAI_PARIS = {
    2017: (12733, 20756, 27207, 29781, 35427, 39868, 4442),
    2018: (12848, 20943, 27452, 30049, 35746, 40227, 4482),
    2019: (13050, 21272, 27883, 30521, 36307, 40859, 4552),
    2020: (13207, 21527, 28218, 30887, 36743, 41349, 4607),
    2021: (13268, 21626, 28348, 31029, 36912, 41539, 4628),
    2022: (13378, 21805, 28582, 31287, 37218, 41884, 4666),
    2023: (None,) * 7,
    2024: (None,) * 7,
    2025: (14683, 23931, 31369, 34338, 40847, 45968, 5121),
    2026: (14811, 24140, 31643, 34637, 41203, 46369, 5166),
}
PLAI_IDF = {
    2017: (12733, 20756, 24949, 27394, 32432, 36495, 4065),
    2018: (12848, 20943, 25174, 27641, 32724, 36823, 4102),
    2019: (13050, 21272, 25569, 28075, 33238, 37401, 4166),
    2020: (13207, 21527, 25876, 28412, 33637, 37850, 4216),
    2021: (13268, 21626, 25995, 28543, 33792, 38024, 4235),
    2022: (13378, 21805, 26210, 28779, 34071, 38339, 4270),
    2023: (None,) * 7,
    2024: (None,) * 7,
    2025: (14683, 23931, 28767, 31585, None, None, None),
    2026: (None,) * 7,
}
PLS_OTHER = {
    2023: (28441, 37982, 45676, 55142, 64867),
    2025: (30161, 40279, 48437, 58477, 68790, 77527, 8648),
    2026: (30424, 40630, 48859, 58986, 69389, 78203, 8723),
}
PUBLISHED = {
    ("PLUS", "other"): PLUS_OTHER,
    ("PLUS", "paris"): PLUS_PARIS,
    ("PLUS", "idf"): PLUS_IDF,
    ("PLAI", "other"): PLAI_OTHER,
    ("PLAI", "paris"): PLAI_PARIS,
    ("PLAI", "idf"): PLAI_IDF,
    ("PLS", "other"): PLS_OTHER,
}
# Rent index (IRL) of the third quarter, as INSEE published it.
RENT_INDEX = {
    year: Decimal(index)
    for year, index in {
        2014: "125.24", 2015: "125.26", 2016: "125.33", 2017: "126.46", 2018: "128.45", 2019: "129.99", 2020: "130.59",
        2021: "131.67", 2022: "136.27", 2023: "141.03", 2024: "144.51", 2025: "145.77",
    }.items()
}  # fmt: skip
# Until 2021 the ceilings followed the change of the index as a percentage of two places; since 2023, the index itself.
BY_PERCENTAGE = range(2016, 2022)
BY_INDEX = range(2023, 2027)


def ceiling(financing: str, zone: str, category: int, day: date) -> int | None:
    """Whole euros, through the same table the rules use."""
    figure = (
        law_on(day)
        .table("income_ceiling", FINANCINGS, CEILING_ZONES)
        .at(
            Column.of(financing_number(financing)),
            Column.of(CEILING_ZONES.index(zone)),
            line=Column.of(category),
        )
    )
    cents = figure.column.item((0,))
    assert cents is None or cents % 100 == 0
    return None if cents is None else cents // 100


def rows() -> list[tuple[str, str, int, tuple[int | None, ...]]]:
    return [(*cell, year, line) for cell, years in PUBLISHED.items() for year, line in years.items()]


@pytest.mark.parametrize(("financing", "zone", "year", "line"), rows())
def test_every_published_ceiling_is_loaded(financing, zone, year, line):
    for day in (date(year, 1, 1), date(year, 12, 31)):
        assert tuple(ceiling(financing, zone, category, day) for category in range(1, 7))[: len(line)] == line[:6]
        if len(line) == 7:
            extra, top = line[6], line[5]
            for beyond in (1, 2, 5):
                expected = None if extra is None or top is None else top + beyond * extra
                assert ceiling(financing, zone, 6 + beyond, day) == expected


def test_no_other_ceiling_is_loaded():
    loaded = {
        (name.split(".")[1], name.split(".")[2], dated.since.year)
        for name, parameter in book().parameters.items()
        if name.startswith("income_ceiling.")
        for dated in parameter.values
    }
    published = {(*cell, year) for *cell, year, line in rows() if any(line) and cell[0] != "PLS"}
    pls = {("PLS", zone, year) for (name, zone), years in PUBLISHED.items() if name == "PLUS" for year in years}
    assert loaded == published | pls


def test_before_the_first_date_and_past_a_gap_nothing_is_carried_over():
    assert ceiling("PLUS", "other", 1, date(2012, 12, 31)) is None
    assert ceiling("PLUS", "paris", 1, date(2012, 12, 31)) is None
    assert ceiling("PLAI", "idf", 1, date(2016, 12, 31)) is None
    assert ceiling("PLAI", "other", 1, date(2016, 12, 31)) is None
    assert ceiling("PLAI", "paris", 1, date(2022, 12, 31)) == 13378
    assert ceiling("PLAI", "paris", 1, date(2023, 1, 1)) is None


@pytest.mark.parametrize("category", [0, -1])
def test_a_category_below_one_has_no_ceiling(category):
    assert ceiling("PLUS", "other", category, date(2026, 1, 1)) is None


@pytest.mark.parametrize("name", sorted(name for name in book().parameters))
def test_the_day_before_and_the_day_of_every_value(name):
    parameter = book().parameters[name]
    for position, dated in enumerate(parameter.values):
        eve = book().at(dated.since - timedelta(days=1)).source(name)
        same_day = book().at(dated.since).source(name)
        assert same_day is not None
        assert same_day.since == dated.since
        former = parameter.values[position - 1] if position else None
        if former is None or (former.until is not None and former.until < dated.since - timedelta(days=1)):
            assert eve is None
        else:
            assert eve is not None
            assert eve.since == former.since


@pytest.mark.parametrize("zone", CEILING_ZONES)
def test_pls_is_plus_raised_by_three_tenths_line_by_line(zone):
    for year in PUBLISHED[("PLUS", zone)]:
        day = date(year, 7, 1)
        for category in range(1, 7):
            plus = ceiling("PLUS", zone, category, day)
            expected = (Decimal(plus) * Decimal("1.3")).quantize(Decimal(1), ROUND_HALF_UP)
            assert ceiling("PLS", zone, category, day) == expected


def revision(year: int) -> Decimal:
    """What the ceilings of a year are times those of the year before."""
    ratio = RENT_INDEX[year - 1] / RENT_INDEX[year - 2]
    return ratio.quantize(Decimal("0.0001"), ROUND_HALF_UP) if year in BY_PERCENTAGE else ratio


def read_in_full(financing: str, zone: str, year: int) -> bool:
    return all(PUBLISHED[(financing, zone)].get(year, (None,)))


FOLLOWING = [
    (financing, zone, year)
    for year in (*BY_PERCENTAGE, *BY_INDEX)
    for financing, zone in PUBLISHED
    if financing != "PLS" and read_in_full(financing, zone, year - 1) and read_in_full(financing, zone, year)
]


@pytest.mark.parametrize(("financing", "zone", "year"), FOLLOWING)
def test_ceilings_follow_the_rent_index(financing, zone, year):
    before, after = PUBLISHED[(financing, zone)][year - 1], PUBLISHED[(financing, zone)][year]
    assert after == tuple((line * revision(year)).quantize(Decimal(1), ROUND_HALF_UP) for line in before)


def test_only_the_ceilings_of_2022_stray_from_the_rent_index_and_by_a_euro_at_most():
    """Their lines have no common ratio: 0.83 % and the index itself each miss some."""
    strays = [
        (after - (before * revision(2022)).quantize(Decimal(1), ROUND_HALF_UP))
        for years in (PLUS_OTHER, PLUS_PARIS, PLUS_IDF, PLAI_OTHER, PLAI_PARIS, PLAI_IDF)
        for before, after in zip(years[2021], years[2022], strict=True)
    ]
    assert {-1, 0, 1} >= set(strays) > {0}


def test_marks_belong_to_values():
    name = "income_ceiling.PLAI.other"
    verified, derived = (book().at(date(year, 3, 1)).source(name) for year in (2025, 2026))
    assert (verified.confidence, derived.confidence) == ("verified", "derived")
    assert "NOR VLOL2534266A" in derived.citation
    assert book().at(date(2026, 3, 1)).source("income_ceiling.PLS.other").confidence == "derived"


def test_past_its_check_a_value_is_provisional_and_says_so():
    name = "income_ceiling.PLUS.other"
    last, late = (book().at(day).source(name) for day in (date(2026, 12, 31), date(2027, 1, 1)))
    assert (last.provisional, late.provisional) == (False, True)
    assert last.since == late.since


def test_what_lapses_is_listed_soonest_first():
    assert book().lapsing(date(2026, 12, 30)) == {}
    until = {name: parameter.checked_until for name, parameter in book().parameters.items()}
    for day in set(until.values()):
        lapsing = book().lapsing(day)
        assert lapsing == {name: last for name, last in until.items() if last <= day}
        assert list(lapsing.values()) == sorted(lapsing.values())


def test_a_name_that_is_not_written_is_an_error():
    with pytest.raises(KeyError):
        law_on(date(2026, 1, 1)).figure("income_cieling.PLUS.other")


def test_a_value_is_read_as_what_it_is():
    law = law_on(date(2026, 1, 1))
    with pytest.raises(TypeError, match="the value is a Ladder, not a Decimal"):
        law.figure("surface_norm")
    with pytest.raises(TypeError, match="the value is a tuple, not a dict"):
        law.names("ceiling_zone.paris")
    with pytest.raises(TypeError, match="the value is a dict, not a tuple"):
        law.codes("arrondissements")
    for ask in (law.codes, law.names, law.source, law.figure, law.table):
        with pytest.raises(KeyError):
            ask("ceiling_zone.lyon")


def test_before_its_first_date_a_list_and_a_table_are_empty():
    law = law_on(date(1900, 1, 1))
    assert (law.codes("ceiling_zone.paris"), dict(law.names("arrondissements"))) == ((), {})
    assert law.source("ceiling_zone.paris") is None


def test_before_its_first_date_a_figure_is_not_known_and_has_no_source():
    figure = law_on(date(2012, 12, 31)).figure("recent_income.drop")
    assert (figure.known.tolist(), figure.sources[figure.source[0]], figure.unit) == ([False], None, "rate")


@pytest.mark.parametrize(
    ("financing", "zone", "known"), [(1, 2, True), (3, 2, False), (-1, 2, False), (1, 3, False), (1, -1, False),
                                     (None, 2, False), (1, None, False)]
)  # fmt: skip
def test_a_cell_outside_the_table_is_not_known_and_has_no_source(financing, zone, known):
    table = law_on(date(2026, 1, 1)).table("income_ceiling", FINANCINGS, CEILING_ZONES)
    found = table.at(Column.given([financing]), Column.given([zone]), line=Column.of(1))
    assert found.known.tolist() == [known]
    assert (found.sources[found.source[0]] is not None) is known


def test_what_is_asked_in_one_call_is_what_is_asked_one_by_one():
    """Lines far beyond the top beside ordinary ones, cells that are absent beside those that are not."""
    table = law_on(date(2026, 1, 1)).table("income_ceiling", FINANCINGS, CEILING_ZONES)
    financing, zone, line = [0, 0, 1, 2, 0, 1], [0, 1, 1, 2, 2, 0], [1, 1, 9, 7, 0, 6]
    together = table.at(Column.of(financing), Column.of(zone), line=Column.of(line))
    expected = [
        table.at(Column.of(one), Column.of(other), line=Column.of(third)).column.item((0,))
        for one, other, third in zip(financing, zone, line, strict=True)
    ]
    assert [together.column.item((row,)) for row in range(6)] == expected
    assert expected == [14_811_00, None, (77_171 + 3 * 8_598) * 100, (78_203 + 8_723) * 100, None, 84_304_00]


@pytest.mark.parametrize(
    ("declared", "ceiling_class"),
    [
        ("PLAI", "PLAI"), ("PLA intégration", "PLAI"), ("PLA LM", "PLAI"), ("PLA TS", "PLAI"),
        ("PLA d'insertion", None), ("PLA insertion", "PLAI"), ("PLUS", "PLUS"), ("PLA ordinaire", "PLUS"),
        ("HLM/O", "PLUS"), ("PLR", "PLUS"), ("PSR", "PLUS"), ("PLS", "PLS"), ("PPLS", "PLS"), ("PCLS", "PLS"),
        ("pla  CFF ", "PLS"), ("PLI", None), ("ILM", None), ("", None),
        ("10", "PLAI"), ("11", "PLAI"), ("12", "PLUS"), ("13", "PLUS"), ("14", "PLS"), ("52", "PLUS"), ("16", None),
    ],
)  # fmt: skip
def test_the_ceiling_of_a_financing(declared, ceiling_class):
    assert ceiling_of(declared, law_on(date(2026, 1, 1))) == ceiling_class


def test_zones_of_the_ceilings():
    law = law_on(date(2026, 1, 1))
    assert len(law.codes("ceiling_zone.paris")) == 30
    assert ceiling_zone("75118", "11", law) == "paris"
    assert ceiling_zone("93070", None, law) == "paris"
    assert ceiling_zone("78646", "11", law) == "idf"
    assert ceiling_zone("69388", "84", law) == "other"
    assert ceiling_zone("69388", None, law) is None


def test_arrondissements_have_their_commune_and_no_other_has():
    law = law_on(date(2026, 1, 1))
    assert parent_code("69388", law) == "69123"
    assert parent_code("13216", law) == "13055"
    assert parent_code("75101", law) == "75056"
    assert parent_code("69029", law) == "69029"
    assert len(law.names("arrondissements")) == 9 + 20 + 16


@pytest.mark.parametrize(("code", "number"), [("01001", 1001), ("69388", 69388), ("2A004", 200004), ("2B366", 201366)])
def test_insee_codes_as_numbers(code, number):
    assert insee_number(code) == number
    assert insee_code(number) == code


@pytest.mark.parametrize("number", [-1, 1_000_000])
def test_what_is_not_the_number_of_a_commune(number):
    with pytest.raises(ValueError, match="not the number of a commune"):
        insee_code(number)


def test_communes_and_their_arrondissements_as_numbers():
    law, before = law_on(date(2026, 1, 1)), law_on(date(1900, 1, 1))
    communes = np.array([1001, 69123, 69388, 69389, 69390, 13216, 75101, 75120, 976_611])
    assert parents(communes, law).tolist() == [1001, 69123, 69123, 69123, 69390, 13055, 75056, 75056, 976_611]
    assert parents(communes, before).tolist() == communes.tolist()
    assert sorted(divided(law).tolist()) == [13055, 69123, 75056]
    assert divided(before).tolist() == []


@pytest.mark.parametrize("code", ["1001", "2C004", "690291", "2a004", "", "69 29", "٦9029"])
def test_what_is_not_an_insee_code(code):
    with pytest.raises(ValueError, match="not an INSEE code"):
        insee_number(code)


def test_every_code_of_a_parameter_is_an_insee_code():
    law = law_on(date(2026, 1, 1))
    codes = {*law.codes("ceiling_zone.paris"), *law.names("arrondissements"), *law.names("arrondissements").values()}
    assert {insee_code(insee_number(code)) for code in codes} == codes
