"""The law in force: every figure on a day, in the reader's language, with its text and how sure it is."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from palier.platform import clock
from palier.rules.law import PARAMETERS, book
from palier.rules.parameter import Ladder
from palier.rules.temporary_homes import ASKED, BENEFITS, PUBLICS, TIMES, WAYS, YES_OR_NO
from palier.web.law.words import AS_OF, ASPECTS, CODES, GROUPS, lines_of

ADDRESS = reverse("law_in_force")


@pytest.fixture
def law(world, signed_in):
    """`law("2026-03-12", "fr", q="…")`: the page as the adviser reads it, its spaces made plain."""
    reader = signed_in("adviser")

    def ask(on: str = "", language: str = "en", **filters: str):
        world.people["adviser"].language = language
        world.people["adviser"].save(update_fields=["language"])
        page = reader.get(ADDRESS, {"on": on, **filters})
        page.plain = page.text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
        return page

    return ask


def figures(page) -> dict:
    return {one.name: one for group in page.context["groups"] for one in group.figures}


def plain(texts) -> list[str]:
    spaces = str.maketrans("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}", "  ")
    return [text.translate(spaces) if text else text for text in texts]


def test_every_figure_is_there_with_its_day(law):
    page = law("2026-03-12")
    assert page.status_code == 200
    assert set(figures(page)) == set(book().parameters)
    for name, one in figures(page).items():
        dated = book().parameters[name].at(page.context["day"])
        assert (one.value and one.value.since) == (dated and dated.since)


@pytest.mark.parametrize(
    ("language", "day", "cells"),
    [
        ("en", "2025-12-31", ["€23,201", "€30,984", "€37,259", "€44,982", "€52,915", "€59,636", "€6,652"]),
        ("en", "2026-01-01", ["€23,403", "€31,254", "€37,584", "€45,374", "€53,376", "€60,156", "€6,710"]),
        ("fr", "2025-12-31", ["23 201 €", "30 984 €", "37 259 €", "44 982 €", "52 915 €", "59 636 €", "6 652 €"]),
        ("fr", "2026-01-01", ["23 403 €", "31 254 €", "37 584 €", "45 374 €", "53 376 €", "60 156 €", "6 710 €"]),
    ],
)
def test_a_ladder_is_that_of_the_day(law, language, day, cells):
    ceiling = figures(law(day, language))["income_ceiling.PLUS.other"]
    assert plain(ceiling.value.cells) == cells
    headings = {
        "en": [*(f"Category {line}" for line in range(1, 7)), "Each category beyond"],
        "fr": [*(f"Catégorie {line}" for line in range(1, 7)), "Par catégorie en plus"],
    }
    assert ceiling.headings == headings[language]


def test_lines_are_called_by_what_they_count(law):
    shown = figures(law("2026-03-12"))
    assert shown["housing_benefit.rent_ceiling.ordinary.2"].headings == [
        "Alone", "Couple", "1 dependant", "Each dependant beyond",
    ]  # fmt: skip
    assert shown["surface_norm"].headings[:2] == ["1 person", "2 persons"]
    assert shown["residence_benefit.bracket_rate.type2"].headings[-1] == "Bracket 5"
    assert shown["housing_benefit.rent_ceiling.room.2"].value.text == "€261.31 a month"


def test_the_page_writes_what_it_is_given(law):
    page = law("2026-03-12", "fr", q="recent_income.drop")
    assert "Le droit en vigueur" in page.plain
    assert '<p class="law-value">10 %</p>' in page.plain
    assert "depuis le 1er janvier 2013" in page.plain
    assert "arrêté du 29 juillet 1987" in page.plain
    assert "<code>recent_income.drop</code>" in page.plain
    assert "Vérifié" in page.plain


def test_a_derived_figure_says_how(law):
    for language, method in (
        ("en", "How it was derived: PLUS ceiling of the same line × 1.30, rounded to the euro"),
        ("fr", "Calcul : plafond PLUS de la même ligne × 1,30, arrondi à l’euro"),
    ):
        assert method in law("2026-03-12", language, q="income_ceiling.PLS.other").plain


def test_past_its_check_a_figure_is_to_be_confirmed_and_says_since_when(law):
    name = "income_ceiling.PLUS.other"
    eve, after = law("2026-12-31", q=name), law("2027-01-01", q=name)
    said = "To be confirmed: checked until 31 December 2026"
    assert (said in eve.plain, said in after.plain) == (False, True)
    assert (figures(eve)[name].to_be_confirmed, figures(after)[name].to_be_confirmed) == (False, True)
    assert "À confirmer : vérification valable jusqu’au 31 décembre 2026" in law("2027-01-01", "fr", q=name).plain


def test_before_the_first_value_the_absence_is_said_and_every_value_listed(law):
    page = law("2012-12-31", q="income_ceiling.PLUS.other")
    (one,) = figures(page).values()
    assert one.value is None
    assert "No value has been read for that day" in page.plain
    assert [value.since.year for value in one.every] == list(range(2026, 2012, -1))


def test_a_figure_that_has_ended_says_when_and_which_day_chooses_it(law):
    name = "deadline.payment_order.months"
    last, after = law("2023-07-28", q=name), law("2023-07-29", q=name)
    assert figures(last)[name].value.text == "2 months"
    assert "In force until 28 July 2023" in after.plain
    assert "No value has been read for that day" not in after.plain
    assert "The value is that of the day the lease was signed" in after.plain


def test_every_former_value_is_on_the_page(law):
    page = law("2026-03-12", q="income_ceiling.PLUS.other")
    for year, alone in ((2013, "€19,834"), (2020, "€20,870"), (2026, "€23,403")):
        assert f"1 January {year}" in page.plain
        assert alone in page.plain


def test_codes_are_said_in_words(law):
    shown = figures(law("2026-03-12", "fr"))
    assert "Paris (75)" in shown["ceiling_zone.paris"].value.listed
    assert ("Lyon 8e Arrondissement (69)", "Lyon (69)") in shown["arrondissements"].value.pairs
    assert ("Premier jour", "1er\N{NO-BREAK SPACE}novembre") in shown["deadline.winter_truce"].value.pairs
    assert ("Se demande par", "le SIAO") in shown["temporary_home.chrs"].value.pairs
    assert (
        "ménage reconnu prioritaire par la commission de médiation" in shown["priority_publics.recognised"].value.text
    )


def test_the_counts_agree_with_the_marks(law):
    page = law("2027-01-01")
    listed, counts = figures(page).values(), page.context["counts"]
    past = {name for name, parameter in book().parameters.items() if parameter.checked_until.year < 2027}
    assert counts["total"] == len(book().parameters) == page.context["shown"]
    assert {one.name for one in listed if one.past_check} == past
    assert counts["past_check"] == len(past)
    assert counts["absent"] == sum(one.value is None for one in listed)
    for mark in ("to_be_confirmed", "past_check"):
        assert law("2027-01-01", mark=mark).context["shown"] == counts[mark]


def test_words_and_marks_narrow_the_list(law):
    assert {name.split(".")[1] for name in figures(law("2026-03-12", q="plafonds PLAI", language="fr"))} >= {"PLAI"}
    assert set(figures(law("2026-03-12", q="R822-25"))) == {"surface_norm"}
    assert list(figures(law("2026-03-12", q="surface", mark="to_be_confirmed", language="en"))) == []
    assert figures(law("2026-03-12", mark="past_check")) == {}
    assert "No figure fits these filters" in law("2026-03-12", mark="past_check").plain


@pytest.mark.parametrize("written", ["2026-03-12", "12/3/2026", "12 mars 2026", "12 March 2026"])
def test_a_day_is_written_as_elsewhere(law, written):
    assert law(written).context["day"].isoformat() == "2026-03-12"


def test_without_a_day_it_is_today(law):
    with clock.frozen(datetime(2026, 3, 12, 23, 30, tzinfo=UTC)):
        assert law().context["day"].isoformat() == "2026-03-13"


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        ({"on": "soon"}, "Write the day, then the month"),
        ({"on": "2026-02-30"}, "This day does not exist"),
        ({"on": "2026-03-12", "mark": "sure"}, "Select a valid choice"),
    ],
)
def test_what_does_not_read_is_said_and_nothing_is_shown(law, filters, said):
    page = law(**filters)
    assert page.status_code == 422
    assert page.plain.count(said) >= 2
    assert "income_ceiling.PLUS.other" not in page.plain


def test_no_case_is_on_it(world, law):
    case = world.case(last_name="Vauquelin")
    page = law("2026-03-12")
    assert "Vauquelin" not in page.plain
    assert case.reference not in page.plain


def test_it_takes_the_same_queries_whatever_is_shown(law):
    counted = []
    for filters in ({}, {"q": "surface_norm"}, {"mark": "past_check"}, {"on": "2012-01-01"}):
        with CaptureQueriesContext(connection) as captured:
            assert law(**filters).status_code == 200
        counted.append(len(captured))
    assert len(set(counted)) == 1


def test_it_is_linked_from_the_foot_of_pages_for_whoever_has_signed_in(law, client):
    assert f'<a href="{ADDRESS}">The law in force</a>' in law().text
    client.logout()
    page = client.get(reverse("account_login"))
    assert ADDRESS not in page.text


def test_every_file_of_the_law_has_a_name_and_none_is_left_over():
    assert set(GROUPS) == {path.stem for path in PARAMETERS.glob("*.yaml")}


def test_the_lines_of_every_ladder_have_headings():
    laddered = {
        name
        for name, parameter in book().parameters.items()
        if any(isinstance(dated.value, Ladder) and set(dated.value.steps) != {1} for dated in parameter.values)
    }
    assert {name for name in laddered if lines_of(name) is None} == set()


def test_every_other_day_that_chooses_a_figure_has_words():
    assert {parameter.as_of for parameter in book().parameters.values()} - {None} <= set(AS_OF)


def test_every_code_of_a_card_has_words():
    aspects = {
        "asked_through": WAYS, "benefit": BENEFITS, "time": TIMES, "lasting": YES_OR_NO, "public": PUBLICS,
        "income_ceiling": ASKED, "regular_stay": ASKED,
    }  # fmt: skip
    assert {aspect: set(codes) for aspect, codes in CODES.items()} == {
        key: set(codes) for key, codes in aspects.items()
    }
    cards = [book().parameters[name].values for name in book().parameters if name.startswith("temporary_home.")]
    used = {key for values in cards for dated in values if isinstance(dated.value, dict) for key in dated.value}
    # The one aspect that is no code: a day.
    assert used == set(ASPECTS) == set(CODES) | {"type2_since"}
