"""A parameter as it is written: what is read of it, and everything that is refused."""

from datetime import date
from pathlib import Path

import pytest

from palier.rules.columns import Column
from palier.rules.law import LawError, read_book

GOOD = """
highest_age:
  about: {en: highest age, fr: âge maximal}
  unit: age
  checked_until: 2026-12-31
  values:
    2020-01-01: {value: 30, confidence: verified, citation: "décret"}
    2024-01-01: {value: 31, confidence: derived, citation: "décret", method: {en: by hand, fr: à la main}}
"""


def load(folder: Path, text: str):
    (folder / "law.yaml").write_text(text, encoding="utf-8")
    return read_book(folder)


def test_a_good_file_loads(tmp_path):
    loaded = load(tmp_path, GOOD)
    assert loaded.at(date(2024, 1, 1)).figure("highest_age").column.item((0,)) == 31
    parameter = loaded.parameters["highest_age"]
    assert (parameter.file, parameter.about) == ("law", {"en": "highest age", "fr": "âge maximal"})
    assert [dated.method for dated in parameter.values] == [{}, {"en": "by hand", "fr": "à la main"}]
    assert [parameter.lapsed(date(2026, 12, 31)), parameter.lapsed(date(2027, 1, 1))] == [False, True]


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("unit: age", "unit: years", "the unit 'years' is not known"),
        ("unit: age", "unit: age\n  unit: age", "the key 'unit' is written twice"),
        ("unit: age", "units: age", "the field 'units' is not known"),
        ("checked_until: 2026-12-31", "checked_until: soon", "checked_until: a date is expected"),
        ("  checked_until: 2026-12-31\n", "", "checked_until: a date is expected"),
        ("  values:\n", "  computed: {}\n  values:\n", "either values or computed"),
        ("2024-01-01:", "2020-01-01:", "written twice"),
        ("2024-01-01:", "2019-01-01:", "dates are written in order"),
        ("2024-01-01:", "later:", "a date is expected"),
        ("value: 30,", "value: 30, until: 2024-01-01,", "overlaps the value of 2020-01-01"),
        ("value: 30,", "value: 30, until: 2019-01-01,", "ends before it starts"),
        ("value: 30,", "", "a value with its marks"),
        ("value: 30,", "value: 30.5,", "more decimal places"),
        ("value: 30,", "value: thirty,", "a number is expected"),
        ("value: 30,", "value: true,", "a number is expected"),
        ("value: 30,", "value: .nan,", "not a decimal number"),
        ("value: 30,", "value: {0: 30},", "lines are whole numbers from 1"),
        ("value: 30,", "value: {1: 30, 3: 31, extra: 1},", "every line up to it"),
        ("confidence: verified", "confidence: certain", "the confidence 'certain' is not known"),
        ("confidence: verified, ", "", "the confidence None is not known"),
        (', citation: "décret"}', "}", "a citation is missing"),
        (", method: {en: by hand, fr: à la main}", "", "a derived value needs its method"),
        ("method: {en: by hand, fr: à la main}", "method: by hand", "method: a text in each language is expected"),
        ("value: 30,", "value: 30, note: {en: older}, ", "note: a text in each language is expected"),
        ("  about: {en: highest age, fr: âge maximal}\n", "", "about: a text in each language is expected"),
        ("{en: highest age, fr: âge maximal}", "highest age", "about: a text in each language is expected"),
        ("en: highest age, ", "", "about: a text in each language is expected"),
        ("en: highest age, ", "en: highest age, de: Höchstalter, ", "about: a text in each language is expected"),
        ("fr: âge maximal", "fr: ' '", "about: the text in 'fr' is empty"),
        ("en: highest age", "en: 30", "about: the text in 'en' is empty"),
        ("value: 30,", "value: 30, sure: true,", "the field 'sure' is not known"),
    ],
)
def test_what_the_loader_refuses(tmp_path, old, new, why):
    assert old in GOOD
    with pytest.raises(LawError, match=why):
        load(tmp_path, GOOD.replace(old, new, 1))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("- a list", "a mapping is expected"),
        ("{", "law.yaml"),
        ("? [a]\n: b", "a key is a word"),
        ("name: 3", "a mapping is expected"),
        (("n: {about: {en: e, fr: f}, unit: commune, checked_until: 2026-12-31, values: {2020-01-01: "
         "{value: [01001], confidence: verified, citation: c}}}"), "codes are written as text"),
        (("n: {about: {en: e, fr: f}, unit: rate, checked_until: 2026-12-31, computed: "
          "{from: a, times: b, citation: c, method: {en: e, fr: f}}}"),
         "is not written above"),
        ("n: {about: {en: e, fr: f}, unit: rate, checked_until: 2026-12-31, computed: {from: a}}",
         "from, times, citation and method"),
    ],
)  # fmt: skip
def test_other_files_the_loader_refuses(tmp_path, text, why):
    with pytest.raises(LawError, match=why):
        load(tmp_path, text)


WRITTEN = """
n:
  about: {en: e, fr: f}
  unit: UNIT
  checked_until: 2026-12-31
  values:
    2020-01-01: {value: VALUE, confidence: verified, citation: c}
"""


def write(unit: str, value: str) -> str:
    return WRITTEN.replace("UNIT", unit).replace("VALUE", value)


@pytest.mark.parametrize(
    ("unit", "value", "why"),
    [
        ("age", "{true: 30}", "lines are whole numbers from 1"),
        ("age", "{-1: 30}", "lines are whole numbers from 1"),
        ("age", "{first: 30}", "lines are whole numbers from 1"),
        ("age", "{2: 30, extra: 1}", "extra counts from line 2: every line up to it is expected"),
        ("age", "{1: 30, extra: 0.5}", "0.5 has more decimal places than age keeps"),
        ("age", "[30]", "a number is expected"),
        ("rate", "0.00001", "0.00001 has more decimal places than rate keeps"),
        ("region", "'11'", "codes are written as text"),
        ("region", "[11]", "codes are written as text"),
        ("region", "['11', 84]", "codes are written as text"),
        ("region", "{a: 11}", "codes are written as text"),
        ("region", "{11: a}", "codes are written as text"),
    ],
)
def test_values_the_loader_refuses(tmp_path, unit, value, why):
    with pytest.raises(LawError) as refused:
        load(tmp_path, write(unit, value))
    assert str(refused.value).startswith(f"law.yaml: n: {why}")


def test_a_day_is_not_an_instant(tmp_path):
    with pytest.raises(LawError, match="values: a date is expected"):
        load(tmp_path, write("age", "30").replace("2020-01-01:", "2020-01-01 10:00:00:"))
    with pytest.raises(LawError, match="values: a mapping from dates is expected"):
        load(tmp_path, GOOD[: GOOD.index("  values:")] + "  values: {}\n")


@pytest.mark.parametrize(
    ("unit", "value", "line", "expected"),
    [
        ("rate", "0.0283", 1, 283), ("rate", "0.10", 1, 1000), ("euro", "5", 1, 5_00), ("age", "30.0", 1, 30),
        ("age", "{1: 30, 3: 32}", 1, 30), ("age", "{1: 30, 3: 32}", 2, None), ("age", "{1: 30, 3: 32}", 3, 32),
        ("age", "{1: 30, 3: 32}", 4, None), ("age", "{1: 30, 3: 32}", 0, None), ("age", "30", 2, None),
        ("age", "{1: 30, 2: 35, extra: 4}", 2, 35), ("age", "{1: 30, 2: 35, extra: 4}", 3, 39),
        ("age", "{1: 30, 2: 35, extra: 4}", 5, 47), ("age", "{1: 30, 2: 35, extra: -4}", 3, 31),
    ],
)  # fmt: skip
def test_a_number_is_a_ladder_of_one_line_and_extra_counts_beyond_the_top(tmp_path, unit, value, line, expected):
    figure = load(tmp_path, write(unit, value)).at(date(2026, 1, 1)).table("n").at(line=Column.of(line))
    assert figure.column.item((0,)) == expected
    assert figure.unit == unit


def test_a_value_ends_with_its_last_day(tmp_path):
    gap = load(tmp_path, GOOD.replace("value: 30,", "value: 30, until: 2022-06-30,"))
    days = (
        date(2019, 12, 31),
        date(2020, 1, 1),
        date(2022, 6, 30),
        date(2022, 7, 1),
        date(2023, 12, 31),
        date(2024, 1, 1),
    )
    assert [gap.at(day).figure("highest_age").column.item((0,)) for day in days] == [None, 30, 30, None, None, 31]
    for until in ("2020-01-01", "2023-12-31"):
        assert load(tmp_path, GOOD.replace("value: 30,", f"value: 30, until: {until},"))
    with pytest.raises(LawError, match="overlaps the value of 2020-01-01"):
        load(tmp_path, GOOD.replace("value: 30,", "value: 30, until: 2024-01-01,"))


COMPUTED = """
plus:
  about: {en: e, fr: f}
  unit: euro_year
  checked_until: 2026-12-31
  values:
    2020-01-01: {value: {1: 5, 2: 15, 3: 26, extra: 25}, until: 2020-12-31, confidence: verified, citation: c}
    2022-01-01: {value: {1: 14, 2: 24, 3: 36}, confidence: verified, citation: c}
rate:
  about: {en: e, fr: f}
  unit: rate
  checked_until: 2026-12-31
  values:
    2020-01-01: {value: 0.1, confidence: verified, citation: c}
    2022-01-01: {value: 0.2, confidence: verified, citation: c}
pls:
  about: {en: e, fr: f}
  unit: euro_year
  checked_until: 2026-12-31
  computed: {from: plus, times: rate, citation: d, method: {en: times, fr: fois}}
"""


def test_a_computed_ladder_is_rounded_line_by_line_halves_up_and_is_derived(tmp_path):
    loaded = load(tmp_path, COMPUTED).parameters["pls"]
    first, second = loaded.values
    assert (first.ladder().steps, first.ladder().extra) == ({1: 1, 2: 2, 3: 3}, 3)
    assert (second.ladder().steps, second.ladder().extra) == ({1: 3, 2: 5, 3: 7}, None)
    assert (first.since, first.until, second.since) == (date(2020, 1, 1), date(2020, 12, 31), date(2022, 1, 1))
    assert {dated.confidence for dated in loaded.values} == {"derived"}
    assert (first.citation, first.method) == ("d", {"en": "times", "fr": "fois"})


def test_nothing_is_computed_from_a_rate_that_does_not_hold(tmp_path):
    with pytest.raises(LawError, match="rate has no value on 2020-01-01"):
        load(tmp_path, COMPUTED.replace("2020-01-01: {value: 0.1,", "2020-01-02: {value: 0.1,"))
    for computed in ("3", "[from, times, citation, method]"):
        with pytest.raises(LawError, match="from, times, citation and method are expected"):
            load(tmp_path, COMPUTED[: COMPUTED.index("  computed:")] + f"  computed: {computed}\n")
    with pytest.raises(LawError, match="'rate' is not written above"):
        load(tmp_path, COMPUTED.replace("\nrate:", "\nrates:"))


def test_a_parameter_is_written_in_one_file_only(tmp_path):
    (tmp_path / "another.yaml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(LawError, match="already written in another file"):
        load(tmp_path, GOOD)
