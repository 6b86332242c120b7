"""The conditions at an entry agree with a second reading, on random households, and say it in both languages."""

import string
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palier.rules import dalo, housing_fund, loca_pass, shared_home, sliding_lease, temporary_homes, visale
from palier.rules.columns import Column
from palier.rules.conditions import Condition, all_of
from palier.rules.judgement import Verdict
from palier.rules.law import law_on
from palier.rules.regular_stay import AdultColumns, permit_condition, regular_stay
from palier.rules.sentences import FOLDER, LANGUAGES, sentences
from palier.rules.strict_yaml import read_yaml
from tests.rules import entry_oracle as oracle
from tests.rules import entry_worlds as worlds
from tests.rules.entry_worlds import WORDS, answer, answers, columns, judged

LAW = law_on(oracle.TODAY)
YES_NO_UNKNOWN = st.sampled_from((True, False, None))
agree = settings(max_examples=200, deadline=None)


def lists(strategy, least=1):
    return st.lists(strategy, min_size=least, max_size=4)


def every_condition() -> list[Condition]:
    """Each condition once, of somebody of whom nothing is known."""
    unknown = judged(None)
    return [
        *temporary_homes.admission(
            columns(temporary_homes.EntrantColumns, [{}]), columns(temporary_homes.PlaceColumns, [{}]), unknown, LAW
        ),
        *dalo.preconditions(columns(dalo.ClaimColumns, [{}]), unknown),
        *dalo.grounds(columns(dalo.ClaimColumns, [{}]), LAW),
        *sliding_lease.may_sublet(columns(sliding_lease.SubleaseColumns, [{}]), unknown, unknown, LAW),
        *sliding_lease.may_slide(columns(sliding_lease.SlideColumns, [{}]), unknown, LAW),
        *sliding_lease.right_to_remain(columns(sliding_lease.OccupantColumns, [{}])),
        *shared_home.conditions(
            columns(shared_home.SharedHomeColumns, [{}]),
            columns(shared_home.RoomColumns, [{"home": 0}]),
            columns(shared_home.TenantColumns, [{"home": 0}]),
            LAW,
        ),
        *loca_pass.conditions(columns(loca_pass.AdvanceColumns, [{}]), LAW),
        *housing_fund.conditions(columns(housing_fund.HelpColumns, [{}]), LAW),
        *visale.conditions(columns(visale.TenantColumns, [{}]), LAW),
    ]


def test_of_somebody_of_whom_nothing_is_known_nothing_is_said():
    assert {
        condition.code for condition in every_condition() if (condition.judgement.verdict != Verdict.UNKNOWN).any()
    } == set()


@agree
@given(lists(lists(worlds.adults, least=0)))
def test_regular_stay_agrees_with_a_second_reading(households):
    rows = [{"household": number, **adult} for number, adults in enumerate(households) for adult in adults]
    found = regular_stay(columns(AdultColumns, rows), len(households), LAW)
    assert [answer(found, (row,)) for row in range(len(households))] == [
        oracle.of_each([oracle.adult_stays_regularly(adult) for adult in adults]) for adults in households
    ]


@agree
@given(lists(worlds.entrants), lists(worlds.places), YES_NO_UNKNOWN)
def test_admission_agrees_with_a_second_reading_for_every_household_and_place(entrants, places, stay):
    conditions = temporary_homes.admission(
        columns(temporary_homes.EntrantColumns, entrants).down(),
        columns(temporary_homes.PlaceColumns, places),
        judged(*(stay for _ in entrants)),
        LAW,
    )
    weighed = all_of(conditions)
    for row, entrant in enumerate(entrants):
        for column, place in enumerate(places):
            expected = oracle.admission(entrant, place, stay)
            assert answers(conditions, (row, column)) == expected
            asked = [one for one in expected.values() if one != oracle.NOT_ASKED]
            assert WORDS[Verdict(int(weighed[row, column]))] == oracle.both(*asked)


@agree
@given(
    lists(
        st.tuples(worlds.some_kind, worlds.perhaps(worlds.days_around(6, 18, 24)), worlds.perhaps(st.integers(1, 30)))
    )
)
def test_time_in_a_home_agrees_with_a_second_reading(rows):
    kind = Column.given([None if kind is None else temporary_homes.KINDS.index(kind) for kind, _, _ in rows])
    entered = Column.given([worlds.written("", day) for _, day, _ in rows])
    setting = Column.given([months for _, _, months in rows])
    found = temporary_homes.beyond_time(kind, entered, setting, LAW)
    longest = temporary_homes.longest_time(kind, setting, LAW).column
    for row, (name, day, months) in enumerate(rows):
        assert WORDS[Verdict(int(found[row]))] == oracle.beyond_time(name, day, months)
        assert longest.item((row,)) == oracle.longest_time(name, months)


@agree
@given(lists(worlds.claims), YES_NO_UNKNOWN)
def test_the_right_to_housing_agrees_with_a_second_reading(claims, stay):
    table, stays = columns(dalo.ClaimColumns, claims), judged(*(stay for _ in claims))
    grounds, claim = dalo.grounds(table, LAW), dalo.may_claim(table, stays, LAW)
    for row, facts in enumerate(claims):
        assert answers(grounds, (row,)) == oracle.dalo(facts)
        assert WORDS[Verdict(int(claim[row]))] == oracle.may_claim(facts, stay)


@agree
@given(lists(worlds.subleases), YES_NO_UNKNOWN, YES_NO_UNKNOWN)
def test_the_sub_lease_agrees_with_a_second_reading(subleases, income, stay):
    table = columns(sliding_lease.SubleaseColumns, subleases)
    incomes, stays = judged(*(income for _ in subleases)), judged(*(stay for _ in subleases))
    conditions = sliding_lease.may_sublet(table, incomes, stays, LAW)
    for row, facts in enumerate(subleases):
        assert answers(conditions, (row,)) == oracle.may_sublet(facts, income, stay)


@agree
@given(lists(worlds.slides), YES_NO_UNKNOWN)
def test_the_slide_agrees_with_a_second_reading(slides, income):
    incomes = judged(*(income for _ in slides))
    conditions = sliding_lease.may_slide(columns(sliding_lease.SlideColumns, slides), incomes, LAW)
    for row, facts in enumerate(slides):
        assert answers(conditions, (row,)) == oracle.may_slide(facts, income)


@agree
@given(lists(worlds.occupants))
def test_the_right_to_remain_agrees_with_a_second_reading(occupants):
    conditions = sliding_lease.right_to_remain(columns(sliding_lease.OccupantColumns, occupants))
    for row, facts in enumerate(occupants):
        assert answers(conditions, (row,)) == oracle.right_to_remain(facts)


@agree
@given(lists(st.tuples(worlds.shared_homes, lists(worlds.rooms, least=0), lists(worlds.tenants, least=0))))
def test_a_shared_home_agrees_with_a_second_reading(homes):
    rooms = [{"home": number, **room} for number, (_, rooms, _) in enumerate(homes) for room in rooms]
    tenants = [{"home": number, **one} for number, (_, _, tenants) in enumerate(homes) for one in tenants]
    conditions = shared_home.conditions(
        columns(shared_home.SharedHomeColumns, [home for home, _, _ in homes]),
        columns(shared_home.RoomColumns, rooms),
        columns(shared_home.TenantColumns, tenants),
        LAW,
    )
    for row, (home, own_rooms, own_tenants) in enumerate(homes):
        assert answers(conditions, (row,)) == oracle.shared_home(home, own_rooms, own_tenants)


@pytest.mark.parametrize(
    ("module", "table", "strategy", "second"),
    [
        (loca_pass, loca_pass.AdvanceColumns, worlds.advances, oracle.loca_pass),
        (housing_fund, housing_fund.HelpColumns, worlds.helps, oracle.housing_fund),
        (visale, visale.TenantColumns, worlds.visale_tenants, oracle.visale),
    ],
    ids=("loca_pass", "housing_fund", "visale"),
)
def test_an_aid_agrees_with_a_second_reading(module, table, strategy, second):
    @agree
    @given(lists(strategy))
    def holds(askers):
        conditions = module.conditions(columns(table, askers), LAW)
        for row, facts in enumerate(askers):
            assert answers(conditions, (row,)) == second(facts)

    holds()


# --- said


def texts(language: str) -> dict[str, dict[str, str]]:
    return read_yaml(FOLDER / f"sentences.{language}.yaml")["conditions"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_condition_has_its_sentences_and_no_other_is_written(language):
    codes = {condition.code for condition in every_condition()}
    assert {code: set(said) for code, said in texts(language).items()} == {
        code: {"label", "yes", "no", "unknown"} for code in codes
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_hold_no_figure_of_the_law(language):
    """Figures come from the parameters, through {value} and {threshold}: a sentence does not lapse."""
    said = [text for four in texts(language).values() for text in four.values()]
    assert [text for text in said if any(letter in string.digits for letter in text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_kinds_of_homes_and_publics_have_their_names(language):
    from palier.rules.priority_publics import PUBLICS

    document = read_yaml(FOLDER / f"sentences.{language}.yaml")
    assert tuple(document["temporary_homes"]) == temporary_homes.KINDS
    assert tuple(document["priority_publics"]) == PUBLICS


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_condition_can_be_read_to_somebody(language):
    for condition in every_condition():
        line = condition.read(sentences(language))
        assert (line.verdict, line.code) == (Verdict.UNKNOWN, condition.code)
        assert line.label
        assert line.sentence
        assert "{" not in line.sentence


def test_a_condition_is_read_with_its_figures_its_text_and_its_mark():
    asker = columns(housing_fund.HelpColumns, [{"adults": 1, "children": 0, "monthly_resources": 1478}])
    line = housing_fund.conditions(asker, LAW)[2].read(sentences("fr"))
    plain = line.sentence.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert plain == "Vos ressources, 1 478,00 € par mois, dépassent 1 272,00 €."
    assert (line.verdict, line.confidence, line.applies, line.provisional) == (
        Verdict.NO,
        "verified_older",
        True,
        False,
    )
    assert line.law.startswith("Métropole de Lyon")


def test_past_the_last_check_of_its_figure_a_condition_is_provisional():
    law = law_on(date(2027, 4, 20))
    asker = columns(housing_fund.HelpColumns, [{"adults": 1, "children": 2, "monthly_resources": 2240}])
    line = housing_fund.conditions(asker, law)[2].read(sentences("fr"))
    assert (line.verdict, line.provisional) == (Verdict.YES, True)


def test_a_wish_and_a_setting_have_no_text_behind_them():
    slide = columns(sliding_lease.SlideColumns, [{"wished": True, "deposit_ready": True}])
    lines = {
        condition.code: condition.read(sentences("en"))
        for condition in sliding_lease.may_slide(slide, judged(True), LAW)
    }
    assert [code for code, line in lines.items() if line.law is None] == ["lease_wished", "deposit_ready"]


def test_where_nobody_asks_the_line_says_so():
    place = columns(temporary_homes.PlaceColumns, [{"kind": "chrs"}])
    entrant = columns(temporary_homes.EntrantColumns, [{"siao_orientation": True}])
    conditions = temporary_homes.admission(entrant, place, judged(False), LAW)
    lines = [condition.read(sentences("fr")) for condition in conditions]
    assert [line.code for line in lines if line.applies] == ["siao_orientation"]
    assert all_of(conditions).tolist() == [Verdict.YES]
    assert permit_condition(judged(False), Column.of(0)).judgement.weight().tolist() == [Verdict.YES]
    assert np.all(permit_condition(judged(False)).judgement.weight() == Verdict.NO)
