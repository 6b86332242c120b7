"""Both languages say the same things, and figures are written as each reads them."""

import string
from datetime import date

import pytest

from palier.rules.columns import HomeColumns, HouseholdColumns
from palier.rules.figures import CODE_UNITS, UNITS, Confidence
from palier.rules.judgement import Verdict
from palier.rules.law import law_on
from palier.rules.rule import RULES, Basis
from palier.rules.sentences import FOLDER, LANGUAGES, Names, sentences
from palier.rules.strict_yaml import read_yaml


def leaves(texts, path=()):
    for key, value in texts.items():
        if isinstance(value, dict):
            yield from leaves(value, (*path, key))
        else:
            yield ".".join(map(str, (*path, key))), value


TEXTS = {language: dict(leaves(read_yaml(FOLDER / f"sentences.{language}.yaml"))) for language in LANGUAGES}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_files_have_the_same_keys_and_the_same_figures():
    assert TEXTS["fr"].keys() == TEXTS["en"].keys()
    for key, french in TEXTS["fr"].items():
        assert placeholders(french) == placeholders(TEXTS["en"][key]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_written(language):
    # The joints of a list carry their own spaces.
    for key, text in TEXTS[language].items():
        assert isinstance(text, str), key
        assert text.strip() if key.startswith("list.") else text == text.strip() != "", key


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_may_be_said_has_its_sentence(language):
    texts = TEXTS[language]
    facts = {fact.name for rule in RULES.values() for fact in (*rule.facts, *rule.settling)} | {"law"}
    expected = {f"verdicts.{verdict.word}" for verdict in Verdict}
    expected |= {f"confidence.{confidence}" for confidence in Confidence} | {f"basis.{basis}" for basis in Basis}
    expected |= {f"criteria.{code}.{key}" for code in RULES for key in ("label", "yes", "no", "unknown", "open")}
    expected |= {f"{table}.{fact}" for table in ("facts", "collect") for fact in facts}
    assert expected <= texts.keys()
    written = {key for key in texts if key.split(".")[0] in ("criteria", "facts", "collect")}
    assert written <= expected, "a sentence nobody says"


def test_every_change_of_a_rule_has_its_sentence_and_no_other():
    law = law_on(date(2026, 3, 12))
    said = {
        f"change.{rule.code}.{change.fact.name}"
        for rule in RULES.values()
        for change in rule.changes(HouseholdColumns.of(1), HomeColumns.of(1), law)
    }
    assert said == {key for key in TEXTS["fr"] if key.startswith("change.")}


@pytest.mark.parametrize(
    ("value", "unit", "french", "english"),
    [
        (41250, "euro_month", "412,50 €", "€412.50"),
        (2509200, "euro_year", "25 092 €", "€25,092"),
        (2509250, "euro_year", "25 092,50 €", "€25,092.50"),
        (-1250, "euro_month", "-12,50 €", "-€12.50"),
        (3300, "rate", "33 %", "33%"),
        (1474, "rate", "14,74 %", "14.74%"),
        (12000, "rate", "120 %", "120%"),
        (6250, "square_metre", "62,5 m²", "62.5 m²"),
        (10000, "square_metre", "100 m²", "100 m²"),
        (1, "room", "1 pièce", "1 room"),
        (3, "room", "3 pièces", "3 rooms"),
        (0, "age", "0 an", "0 years"),
        (30, "age", "30 ans", "30 years"),
        (2, "person", "2 personnes", "2 persons"),
        (4, "category", "catégorie 4", "category 4"),
        (69388, "commune", "Lyon 8e", "Lyon 8e"),
        (200004, "commune", "2A004", "2A004"),
        (2, "kind", "résidence", "résidence"),
        (1, "flag", "accessible", "accessible"),
        (0, "financing", "PLAI", "PLAI"),
        (None, "euro_month", "non renseigné", "not given"),
    ],
)
def test_figures_as_each_language_writes_them(value, unit, french, english):
    names = Names(communes={69388: "Lyon 8e"}, kinds={2: "résidence"})
    for language, expected in (("fr", french), ("en", english)):
        written = sentences(language, names).figure(value, unit)
        assert written.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ") == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_unit_can_be_read_aloud(language):
    # No column holds a region or a day of the year.
    for unit in (*UNITS, *(unit for unit in CODE_UNITS if unit not in ("region", "calendar_day"))):
        assert sentences(language).figure(1, unit)


def test_amounts_never_break_before_their_sign():
    assert sentences("fr").figure(123456789, "euro_month") == (
        "1\N{NARROW NO-BREAK SPACE}234\N{NARROW NO-BREAK SPACE}567,89\N{NO-BREAK SPACE}€"
    )


def test_counts_and_lists():
    french, english = sentences("fr"), sentences("en")
    assert [french.count("summary.missing", number) for number in (1, 2, 10, 11)] == [
        "une information manque", "deux informations manquent", "dix informations manquent", "11 informations manquent",
    ]  # fmt: skip
    assert french.listed(["un", "deux", "trois"]) == "un, deux et trois"
    assert english.listed(["one"]) == "one"
