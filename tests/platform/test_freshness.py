"""What lapses of the law: past the day it was checked until, or within sixty days of it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from palier import cli
from palier.platform import clock
from palier.platform.freshness import lapsing
from palier.rules.law import book, read_book

FIRST, SECOND, THIRD = date(2026, 12, 31), date(2026, 10, 1), date(2027, 3, 1)
FIGURE = """
{name}:
  about: {{en: e, fr: f}}
  unit: age
  checked_until: {until}
  values: {{2020-01-01: {{value: 30, confidence: verified, citation: "décret"}}}}
"""


@pytest.fixture
def law(tmp_path):
    figures = {"first": FIRST, "second": SECOND, "third": THIRD}
    text = "".join(FIGURE.format(name=name, until=until) for name, until in figures.items())
    (tmp_path / "law.yaml").write_text(text, encoding="utf-8")
    return read_book(tmp_path)


@pytest.mark.parametrize(
    ("today", "past", "coming"),
    [
        (date(2026, 8, 1), {}, {}),
        (date(2026, 8, 2), {}, {"second": SECOND}),
        (SECOND, {}, {"second": SECOND}),
        (SECOND + timedelta(days=1), {"second": SECOND}, {}),
        (date(2026, 11, 1), {"second": SECOND}, {"first": FIRST}),
        (date(2027, 1, 1), {"second": SECOND, "first": FIRST}, {"third": THIRD}),
        (date(2027, 3, 2), {"second": SECOND, "first": FIRST, "third": THIRD}, {}),
    ],
)
def test_what_is_past_and_what_is_coming(law, today, past, coming):
    found = lapsing(law, today)
    assert (list(found.past.items()), list(found.coming.items())) == (list(past.items()), list(coming.items()))
    assert bool(found) is bool(past or coming)


def test_what_is_past_is_what_the_law_of_the_day_calls_provisional(law):
    for days in range(300):
        day = date(2026, 8, 1) + timedelta(days=days)
        assert set(lapsing(law, day).past) == {name for name in law.parameters if law.at(day).source(name).provisional}


def test_the_command_says_past_then_coming_and_fails(capsys):
    until = {name: parameter.checked_until for name, parameter in book().parameters.items()}
    with clock.frozen(datetime(2027, 8, 15, tzinfo=UTC)):
        assert cli.main(["freshness"]) == 1
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert {word for _, word, _ in lines} == {"past", "coming"}
    assert lines == sorted(lines, key=lambda line: (line[1] == "coming", line[0]))
    for day, word, name in lines:
        assert day == until[name].isoformat()
        assert word == ("past" if until[name] < date(2027, 8, 15) else "coming")


def test_the_command_says_nothing_while_the_law_is_fresh(capsys):
    with clock.frozen(datetime(2026, 3, 12, tzinfo=UTC)):
        assert cli.main(["freshness"]) == 0
    assert capsys.readouterr().out == ""
