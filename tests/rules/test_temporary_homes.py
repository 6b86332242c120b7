"""Who may enter which temporary home, through whom, for how long."""

from datetime import date, timedelta

import pytest

from palier.rules.columns import Column
from palier.rules.conditions import all_of
from palier.rules.judgement import Verdict
from palier.rules.law import book, law_on
from palier.rules.temporary_homes import (
    BENEFITS,
    KINDS,
    TIMES,
    WAYS,
    EntrantColumns,
    PlaceColumns,
    admission,
    asked_through,
    benefit_of,
    beyond_time,
    is_lasting,
    longest_time,
    time_counts_as,
)
from tests.rules.entry_oracle import NOT_ASKED
from tests.rules.entry_worlds import WORDS, answers, columns, days, judged

DAY = date(2026, 3, 12)
LAW = law_on(DAY)
FAR = date(2015, 1, 2)
ENTRANT = {
    "youngest_age": 27, "oldest_age": 27, "in_difficulty": True, "ordinary_home_out_of_reach": True,
    "siao_orientation": True,
}  # fmt: skip


def kind(name: str) -> Column:
    return Column.of(KINDS.index(name))


def word(found: Column, codes: tuple[str, ...]) -> str | None:
    code = found.item((0,))
    return None if code is None else codes[code]


@pytest.mark.parametrize(
    ("name", "way", "benefit", "counts_as", "lasting"),
    [
        ("pension_de_famille", "siao", "type2", "nothing", 1),
        ("residence_accueil", "siao", "type2", "nothing", 1),
        ("residence_sociale", "both", "type2", "transition", 0),
        ("young_workers_residence", "both", "type2", "transition", 0),
        ("chrs", "siao", "none", "shelter", 0),
        ("alt", None, "none", None, 0),
        ("mediated_sublease", "both", "al", None, 0),
        ("mediated_mandate", "both", None, None, 0),
        ("hlm_sublease", "partners", "apl", None, 0),
        ("hlm_shelter", "siao", "none", "shelter", 0),
    ],
)
def test_what_each_kind_is_and_what_no_source_says(name, way, benefit, counts_as, lasting):
    assert word(asked_through(kind(name), LAW), WAYS) == way
    assert word(benefit_of(kind(name), LAW), BENEFITS) == benefit
    assert word(time_counts_as(kind(name), LAW), TIMES) == counts_as
    assert is_lasting(kind(name), LAW).item((0,)) == lasting


@pytest.mark.parametrize("unknown", [Column.given([None]), Column.of(len(KINDS)), Column.of(-1)])
def test_of_a_kind_that_is_not_known_nothing_is_said(unknown):
    for says in (asked_through, benefit_of, time_counts_as, is_lasting):
        assert says(unknown, LAW).item((0,)) is None


# --- how long


def months(name: str, setting: int | None = None) -> int | None:
    return longest_time(kind(name), Column.given([setting]), LAW).column.item((0,))


def over(name: str, entered_on: date | None, setting: int | None = None, law=LAW) -> bool | None:
    entered = Column.given([None if entered_on is None else days(entered_on)])
    return WORDS[Verdict(int(beyond_time(kind(name), entered, Column.given([setting]), law)[0]))]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("pension_de_famille", None), ("residence_accueil", None), ("residence_sociale", None),
        ("young_workers_residence", 24), ("chrs", 6), ("alt", 6), ("mediated_sublease", 18),
        ("mediated_mandate", None), ("hlm_sublease", None), ("hlm_shelter", None),
    ],
)  # fmt: skip
def test_the_usual_time_where_one_is_told(name, expected):
    assert months(name) == expected


def test_no_law_sets_a_longest_time_in_a_social_residence_or_in_a_sub_lease():
    assert [name for name in book().parameters if name.startswith("temporary_home.usual_time.residence_sociale")] == []
    assert [name for name in book().parameters if name.startswith("temporary_home.usual_time.hlm")] == []
    assert over("residence_sociale", FAR) is None
    assert over("hlm_sublease", FAR) is None


def test_a_residence_says_itself_how_long_one_may_live_there():
    assert (months("residence_sociale", 18), months("young_workers_residence", 12)) == (18, 12)
    figure = longest_time(kind("young_workers_residence"), Column.of(12), LAW)
    assert figure.sources[int(figure.source[0])] is None


def test_a_usual_time_is_never_shown_as_sure():
    for name in ("young_workers_residence", "chrs", "alt", "mediated_sublease"):
        figure = longest_time(kind(name), Column.given([None]), LAW)
        assert figure.sources[int(figure.source[0])].confidence in ("verified_older", "unverified")


@pytest.mark.parametrize("setting", [None, 1, 24])
@pytest.mark.parametrize("name", ["pension_de_famille", "residence_accueil"])
def test_nobody_is_ever_there_for_too_long_in_a_lasting_home(name, setting):
    assert months(name, setting) is None
    for entered_on in (FAR, DAY, None):
        assert over(name, entered_on, setting) is False


@pytest.mark.parametrize(
    ("entered_on", "expected"),
    [(date(2024, 9, 13), False), (date(2024, 9, 12), False), (date(2024, 9, 11), True)],
)
def test_beyond_the_residences_own_time_from_the_day_after(entered_on, expected):
    assert over("residence_sociale", entered_on, 18) is expected


@pytest.mark.parametrize(("entered_on", "expected"), [(date(2025, 9, 12), False), (date(2025, 9, 11), None)])
def test_beyond_a_usual_time_nobody_is_said_to_be_over_it(entered_on, expected):
    assert over("chrs", entered_on) is expected


def test_without_the_day_of_entry_the_time_is_unknown():
    assert over("residence_sociale", None, 18) is None


# --- who may enter


def enters(name: str, stay: bool | None = True, law=LAW, state_reserved: bool | None = False, **facts) -> dict:
    entrant = columns(EntrantColumns, [{**ENTRANT, **facts}])
    place = columns(PlaceColumns, [{"kind": name, "state_reserved": state_reserved}])
    return answers(admission(entrant, place, judged(stay), law))


ASKED = {
    "pension_de_famille": {"siao_orientation", "ordinary_home_out_of_reach", "regular_stay"},
    "residence_accueil": {"siao_orientation", "medical_paper", "regular_stay"},
    "residence_sociale": {"in_difficulty", "regular_stay"},
    "young_workers_residence": {"young_workers_age", "regular_stay"},
    "chrs": {"siao_orientation"},
    "alt": {"siao_orientation", "regular_stay"},
    "mediated_sublease": {"in_difficulty", "regular_stay"},
    "mediated_mandate": {"in_difficulty", "regular_stay"},
    "hlm_sublease": {"regular_stay"},
    "hlm_shelter": {"siao_orientation", "in_difficulty"},
}


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_asks_its_own_conditions(name):
    assert {code for code, said in enters(name).items() if said != NOT_ASKED} == ASKED[name]


@pytest.mark.parametrize(("age", "expected"), [(16, True), (25, True), (30, True), (31, False), (None, None)])
def test_nobody_over_thirty_in_a_young_workers_residence(age, expected):
    assert enters("young_workers_residence", youngest_age=age, oldest_age=age)["young_workers_age"] is expected


@pytest.mark.parametrize(
    ("age", "expected"), [(15, NOT_ASKED), (16, True), (25, True), (26, NOT_ASKED), (None, NOT_ASKED)]
)
def test_from_sixteen_to_twenty_five_one_comes_first_and_nobody_is_kept_out_for_that(age, expected):
    said = enters("young_workers_residence", youngest_age=age, oldest_age=age)
    assert said["young_workers_first"] == expected


def test_before_the_decree_was_published_the_age_is_unknown():
    law = law_on(date(2015, 8, 2))
    assert enters("young_workers_residence", law=law)["young_workers_age"] is None


@pytest.mark.parametrize(
    ("name", "state_reserved", "expected"),
    [
        ("pension_de_famille", None, False),
        ("residence_sociale", True, False),
        ("residence_sociale", False, NOT_ASKED),
        ("residence_sociale", None, None),
        ("hlm_sublease", None, NOT_ASKED),
        ("alt", None, None),
    ],
)
def test_the_siao_is_asked_always_for_places_the_state_reserved_or_never(name, state_reserved, expected):
    assert enters(name, state_reserved=state_reserved, siao_orientation=False)["siao_orientation"] == expected


def test_a_residence_accueil_is_always_to_check_for_it_is_a_matter_of_health():
    assert enters("residence_accueil")["medical_paper"] is None
    assert "disabled" not in EntrantColumns.__dataclass_fields__


def test_shelter_asks_nobody_for_a_permit():
    assert [enters(name, stay=False)["regular_stay"] for name in ("chrs", "hlm_shelter")] == [NOT_ASKED, NOT_ASKED]


def test_where_no_source_says_whether_a_permit_is_asked_its_absence_is_unknown_and_never_no():
    assert [enters("young_workers_residence", stay=stay)["regular_stay"] for stay in (True, False, None)] == [
        True, None, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "fact"),
    [
        ("pension_de_famille", "ordinary_home_out_of_reach"),
        ("pension_de_famille", "siao_orientation"),
        ("residence_sociale", "in_difficulty"),
        ("young_workers_residence", "oldest_age"),
    ],
)
def test_without_any_one_fact_the_entry_is_unknown(name, fact):
    def weighed(**facts):
        entrant = columns(EntrantColumns, [{**ENTRANT, **facts}])
        place = columns(PlaceColumns, [{"kind": name, "state_reserved": False}])
        return all_of(admission(entrant, place, judged(True), LAW)).tolist()

    assert weighed() == [Verdict.YES]
    assert weighed(**{fact: None}) == [Verdict.UNKNOWN]


def test_kevin_twenty_seven_enters_a_young_workers_residence_without_coming_first():
    said = enters("young_workers_residence", oldest_age=27, youngest_age=27)
    assert (said["young_workers_age"], said["young_workers_first"]) == (True, NOT_ASKED)


def test_roselyne_is_not_admitted_to_a_pension_de_famille_before_the_siao_sends_her():
    assert enters("pension_de_famille", siao_orientation=False)["siao_orientation"] is False
    entered = DAY - timedelta(days=3000)
    assert over("pension_de_famille", entered) is False
