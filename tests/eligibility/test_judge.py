"""One answer for one pair, one household and many homes, one home and many households; why, and what next."""

import os
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palier.eligibility.judge import Explanation, explain, judge
from palier.rules.columns import Column, HomeColumns, HouseholdColumns, Sets
from palier.rules.figures import divide_half_up
from palier.rules.judgement import Verdict
from palier.rules.law import law_on
from palier.rules.rule import RULES, Side
from palier.rules.sentences import Names
from palier.rules.unlock import Action, Unlock
from tests.rules import oracle
from tests.rules.worlds import KINDS, home_columns, homes, household_columns, households

LAW = law_on(date(2026, 3, 12))
# The published size is 10,000; less here.
PAIRS = int(os.environ.get("PALIER_PROOF_PAIRS", "120"))
WORD = {verdict: verdict.word for verdict in Verdict}
lists_of_households = st.lists(households, min_size=1, max_size=4)
lists_of_homes = st.lists(homes, min_size=1, max_size=4)


def answers(judged, position: tuple[int, ...]) -> dict[str, str | None]:
    return {
        code: WORD[Verdict(np.broadcast_to(judgement.verdict, judged.shape)[position])]
        if judgement.applies is None or np.broadcast_to(judgement.applies, judged.shape)[position]
        else None
        for code, judgement in judged.criteria.items()
    }


@settings(max_examples=60, deadline=None)
@given(lists_of_households, lists_of_homes)
def test_columns_agree_with_a_second_reading_of_every_rule(some_households, some_homes):
    judged = judge(household_columns(some_households).down(), home_columns(some_homes), LAW)
    assert judged.shape == (len(some_households), len(some_homes))
    for row, household in enumerate(some_households):
        for column, home in enumerate(some_homes):
            expected = oracle.judge(household, home)
            assert answers(judged, (row, column)) == expected
            assert WORD[Verdict(judged.overall[row, column])] == oracle.overall(expected)


@settings(max_examples=15, deadline=None)
@given(lists_of_households, lists_of_homes)
def test_one_to_many_many_to_one_and_pair_by_pair_are_the_same_answer(some_households, some_homes):
    columns, stock = household_columns(some_households), home_columns(some_homes)
    grid = judge(columns.down(), stock, LAW)
    rows = np.repeat(np.arange(len(some_households)), len(some_homes))
    places = np.tile(np.arange(len(some_homes)), len(some_households))
    pairs = judge(columns[rows], stock[places], LAW)
    assert (pairs.overall.reshape(grid.shape) == grid.overall).all()
    for row in range(len(some_households)):
        assert (judge(columns[row], stock, LAW).overall == grid.overall[row]).all()
    for column in range(len(some_homes)):
        assert (judge(columns, stock[column], LAW).overall == grid.overall[:, column]).all()
    for verdict in Verdict:
        expected = [sum(word == verdict.word for word in answers(pairs, (pair,)).values()) for pair in range(len(rows))]
        assert pairs.count(verdict).tolist() == expected


@settings(max_examples=50, deadline=None)
@given(households, homes, st.data())
def test_forgetting_a_fact_never_makes_a_no(household, home, data):
    before = oracle_free(household, home)
    forgotten = data.draw(st.sampled_from(sorted([*household, *(f"home.{name}" for name in home)])))
    if forgotten.startswith("home."):
        home = {**home, forgotten.removeprefix("home."): None}
    else:
        household = {**household, forgotten: None}
    after = oracle_free(household, home)
    for code, verdict in after.items():
        if verdict == "no":
            assert before[code] == "no"


def oracle_free(household, home) -> dict[str, str | None]:
    return answers(judge(household_columns([household]), home_columns([home]), LAW), (0,))


def test_of_what_is_not_known_nothing_is_refused():
    judged = judge(HouseholdColumns.of(1), HomeColumns.of(3), LAW)
    assert (judged.overall == Verdict.UNKNOWN).all()
    assert set(answers(judged, (0,)).values()) == {"unknown", None}


def applied(unlock: Unlock, household: HouseholdColumns, home: HomeColumns) -> tuple[HouseholdColumns, HomeColumns]:
    """The pair with one fact changed as proposed."""
    assert unlock.fact is not None
    assert unlock.to is not None
    if unlock.adds:
        held: Sets = getattr(household, unlock.fact.name)
        return replace(household, **{unlock.fact.name: Sets.given([[*(held.codes((0,)) or ()), unlock.to]])}), home
    column = Column.given([unlock.to])
    if unlock.fact.side is Side.HOME:
        return household, replace(home, **{unlock.fact.name: column})
    return replace(household, **{unlock.fact.name: column}), home


def verdict_of(code: str, household: HouseholdColumns, home: HomeColumns) -> Verdict:
    return Verdict(int(judge(household, home, LAW).criteria[code].weight()[0]))


@settings(max_examples=60, deadline=None)
@given(households, homes)
def test_each_change_proposed_flips_its_criterion_and_is_the_smallest(some_household, some_home):
    household, home = household_columns([some_household]), home_columns([some_home])
    (explanation,) = explain(household, home, LAW, "fr")
    for step in explanation.unlock:
        unlock = step.unlock
        if unlock.fact is None or unlock.to is None:
            continue
        before, after = verdict_of(unlock.criterion, household, home), verdict_of(
            unlock.criterion, *applied(unlock, household, home)
        )  # fmt: skip
        if unlock.action is Action.CHANGE:
            assert (before, after > Verdict.NO) == (Verdict.NO, True)
            # One cent more would not do; an effort rate is rounded, so a few cents more may still show the limit.
            if unlock.criterion == "highest_rent":
                beyond = replace(unlock, to=unlock.to + 1)
                assert verdict_of(unlock.criterion, *applied(beyond, household, home)) is Verdict.NO
            if unlock.unit == "square_metre":
                below = replace(unlock, to=unlock.to - 1)
                assert verdict_of(unlock.criterion, *applied(below, household, home)) is Verdict.NO
        else:
            assert before is Verdict.UNKNOWN
            assert after >= Verdict.UNKNOWN


def test_all_changes_together_lift_the_no_and_none_can_be_dropped(proof):
    """Of two changes of one fact (two limits of the rent) the stricter one is made."""
    pairs, blocked = 0, 0

    @settings(max_examples=PAIRS, deadline=None, derandomize=True, database=None)
    @given(households, homes)
    def holds(some_household, some_home):
        nonlocal pairs, blocked
        household, home = household_columns([some_household]), home_columns([some_home])
        (explanation,) = explain(household, home, LAW, "en")
        changes = [step.unlock for step in explanation.unlock if step.unlock.action is Action.CHANGE]
        never = [step.unlock for step in explanation.unlock if step.unlock.action is Action.NOT_WITH_THIS_HOME]
        assert bool(changes or never) == (explanation.verdict is Verdict.NO)
        pairs += 1
        if never or not changes:
            return
        blocked += 1
        strict = list({one.fact: one for one in sorted(changes, key=lambda one: one.to or 0, reverse=True)}.values())
        assert overall_after(strict, household, home) > Verdict.NO
        for dropped in strict:
            assert overall_after([one for one in strict if one is not dropped], household, home) == Verdict.NO

    holds()
    assert blocked > pairs // 10
    proof(10, pairs=pairs, blocked=blocked, wrong=0)


def overall_after(changes: list[Unlock], household: HouseholdColumns, home: HomeColumns) -> Verdict:
    for change in changes:
        household, home = applied(change, household, home)
    return Verdict(int(judge(household, home, LAW).overall[0]))


@settings(max_examples=50, deadline=None)
@given(households, homes, st.sampled_from(["fr", "en"]))
def test_an_explanation_says_what_was_judged(some_household, some_home, language):
    household, home = household_columns([some_household]), home_columns([some_home])
    judged = judge(household, home, LAW)
    (explanation,) = explain(household, home, LAW, language)
    shown = {criterion.code: criterion.verdict.word for criterion in explanation.criteria}
    assert shown == {code: word for code, word in answers(judged, (0,)).items() if word is not None}
    assert explanation.verdict == judged.overall[0]
    for criterion in explanation.criteria:
        sentences = [criterion.sentence, criterion.label, criterion.answer, explanation.sentence]
        assert all(sentence and "{" not in sentence for sentence in sentences)
        if criterion.verdict is Verdict.NO and criterion.margin is not None:
            assert criterion.margin < 0
        if criterion.verdict is Verdict.YES and criterion.margin is not None:
            assert criterion.margin >= 0
        blocked = [step for step in explanation.unlock if step.unlock.criterion == criterion.code]
        assert bool(blocked) == (criterion.verdict is not Verdict.YES)
    assert all(step.sentence for step in explanation.unlock)


# A household and a home that fit, from which each test below changes one thing.
FITTING = {
    "persons": 3, "dependants": 2, "couple": False, "resources": 18400, "disability_benefit": None,
    "single_parent": True, "young_couple": False, "disabled": False,
    "youngest_age": 34, "oldest_age": 34, "reference_tax_income": 17900, "monthly_resources": 2180,
    "housing_benefit": None, "max_rent": 600, "wished_communes": {"69123", "69029"}, "wished_kinds": {"sublease"},
    "needs_accessible": False, "tier": 1, "registered_on": None,
}  # fmt: skip
HOME = {
    "financing": "PLAI", "ceiling_zone": "other", "benefit_zone": 2, "commune": "69388", "kind": "sublease",
    "residence_type": None,
    "rooms": 3, "surface": 62, "rent": 412, "charges": 118, "accessible": False, "min_age": None, "max_age": None,
    "min_persons": None, "max_persons": None, "max_effort_rate": None,
}  # fmt: skip
NAMES = Names(
    communes={69029: "Bron", 69388: "Lyon 8e"},
    kinds={KINDS.index("sublease"): "sous-location", KINDS.index("lease"): "bail"},
)


RECENT = (
    "Si vos revenus ont baissé, donner un avis d'imposition plus récent ou vos revenus des douze derniers mois ; "
    "ils conviennent jusqu'à"
)


def explained(language="fr", **changes: object) -> Explanation:
    household = {name: changes.get(name, value) for name, value in FITTING.items()}
    home = {name: changes.get(name, value) for name, value in HOME.items()}
    (explanation,) = explain(household_columns([household]), home_columns([home]), LAW, language, NAMES)
    return explanation


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def said(explanation: Explanation, code: str) -> str:
    return next(plain(criterion.sentence) for criterion in explanation.criteria if criterion.code == code)


def steps(explanation: Explanation) -> list[str]:
    return [plain(step.sentence) for step in explanation.unlock]


def test_what_fits_says_so():
    explanation = explained()
    assert explanation.verdict is Verdict.YES
    assert explanation.sentence == "Convient"
    assert explained("en").sentence == "Fits"
    assert explanation.unlock == ()
    assert not explanation.provisional
    assert said(explanation, "income_ceiling") == (
        "Votre revenu fiscal de référence, 17 900 €, ne dépasse pas le plafond de 25 092 €."
    )


def test_a_criterion_nobody_sets_is_not_listed():
    codes = {criterion.code for criterion in explained().criteria}
    assert codes == set(RULES) - {"landlord_occupancy", "effort_rate", "legal_age", "age_limits"}


@pytest.mark.parametrize(
    ("changes", "summary", "proposed"),
    [
        ({"reference_tax_income": 30000}, "Un point bloque",
         ["Chercher un logement PLUS, dont le plafond de ressources est plus haut."]),
        ({"reference_tax_income": 50000}, "Un point bloque",
         ["Chercher un logement PLS, dont le plafond de ressources est plus haut."]),
        ({"reference_tax_income": 90000}, "Un point bloque",
         [f"{RECENT} 25 092 €."]),
        ({"reference_tax_income": 59000, "financing": "PLS"}, "Un point bloque",
         [f"{RECENT} 53 100 €."]),
        ({"surface": 24}, "Un point bloque", ["Chercher un logement d'au moins 25 m²."]),
        ({"rooms": 5}, "Convient ; un point reste à vérifier",
         ["Demander l'accord du bailleur, ou chercher un logement de 4 pièces au plus."]),
        ({"commune": "01001"}, "Un point bloque", ["Ajouter 01001 aux communes souhaitées."]),
        ({"commune": "69388", "wished_communes": {"69029"}}, "Un point bloque",
         ["Ajouter Lyon 8e aux communes souhaitées."]),
        ({"commune": "69123", "wished_communes": {"69388"}}, "Convient ; un point reste à vérifier",
         ["Ajouter 69123 aux communes souhaitées."]),
        ({"kind": "lease"}, "Un point bloque", ["Ajouter ce type de logement (bail) à vos souhaits."]),
        ({"needs_accessible": True}, "Un point bloque", ["Chercher un logement accessible."]),
        ({"rent": 482}, "Convient", []),
        ({"rent": 483}, "Un point bloque", ["Chercher un loyer de 482,00 € au plus, hors charges."]),
        ({"charges": None}, "Convient ; une information manque",
         ["Demander au bailleur les charges ; elles conviennent jusqu'à 188,00 €."]),
        ({"charges": None, "rent": 601}, "Un point bloque", ["Chercher un loyer de 600,00 € au plus, hors charges."]),
        ({"charges": 700}, "Pas avec ce logement ; un point bloque",
         ["Pas avec ce logement : loyer que vous pouvez payer."]),
        ({"max_age": 30}, "Pas avec ce logement ; un point bloque", ["Pas avec ce logement : limite d'âge."]),
        ({"reference_tax_income": None}, "Convient ; une information manque",
         ["Donner le dernier avis d'imposition ; le revenu convient jusqu'à 25 092 €."]),
        ({"reference_tax_income": None, "disabled": None}, "Convient ; une information manque",
         ["Donner le dernier avis d'imposition ; le revenu convient jusqu'à 25 092 €."]),
        ({"reference_tax_income": 27000, "disabled": None}, "Convient ; une information manque",
         ["Dire si une personne a une carte mobilité inclusion, mention invalidité."]),
        ({"ceiling_zone": "idf"}, "Convient ; une information manque",
         ["Vérifier le plafond officiel à cette date."]),
        ({"max_effort_rate": "0.33"}, "Convient", []),
        ({"max_effort_rate": "0.20", "resources": None}, "Convient ; une information manque",
         ["Donner les ressources des douze derniers mois."]),
        ({"max_effort_rate": "0.10"}, "Un point bloque", ["Chercher un loyer de 100,00 € au plus, hors charges."]),
        ({"max_effort_rate": "0.30", "housing_benefit": 0}, "Convient", []),
        ({"max_effort_rate": "0.20", "housing_benefit": 0}, "Un point bloque",
         ["Chercher un loyer de 318,00 € au plus, hors charges."]),
        ({"min_persons": 4}, "Pas avec ce logement ; un point bloque",
         ["Pas avec ce logement : occupation selon le bailleur."]),
        ({"surface": 24, "needs_accessible": True, "charges": None}, "Deux points bloquent ; une information manque",
         ["Chercher un logement d'au moins 25 m².", "Chercher un logement accessible.",
          "Demander au bailleur les charges ; elles conviennent jusqu'à 188,00 €."]),
        ({"kind": None, "needs_accessible": None, "rooms": None}, "Peut convenir ; trois informations manquent",
         ["Demander au bailleur le nombre de pièces ; il convient jusqu'à 4 pièces.",
          "Demander au bailleur le type du logement.",
          "Dire si vous avez besoin d'un logement accessible."]),
    ],
)  # fmt: skip
def test_what_stands_in_the_way_and_what_next(changes, summary, proposed):
    explanation = explained(**changes)
    assert explanation.sentence == summary
    assert steps(explanation) == proposed


def test_the_card_alone_makes_an_unknown_only_between_the_two_ceilings():
    verdicts = {
        income: explained(reference_tax_income=income, disabled=None).criteria[0].verdict.word
        for income in (25092, 25093, 29359, 29360)
    }
    assert verdicts == {25092: "yes", 25093: "unknown", 29359: "unknown", 29360: "no"}


@pytest.mark.parametrize(
    ("code", "changes", "value", "threshold", "margin"),
    [
        ("income_ceiling", {"disabled": None}, 1790000, 2509200, 719200),
        ("income_ceiling", {"disabled": None, "reference_tax_income": 27000}, 2700000, 2509200, -190800),
        ("income_ceiling", {"disabled": None, "reference_tax_income": 30000}, 3000000, 2935900, -64100),
        ("over_occupation", {"surface": 24}, 2400, 2500, -100),
        ("under_occupation", {"rooms": 5}, 5, 4, -1),
        ("highest_rent", {}, 53000, 60000, 7000),
        ("highest_rent", {"charges": None}, 41200, 60000, 18800),
        ("effort_rate", {"max_effort_rate": "0.33", "housing_benefit": 209}, 1472, 3300, 1828),
        ("effort_rate", {"max_effort_rate": "0.33", "housing_benefit": 900}, 0, 3300, 3300),
        ("effort_rate", {"max_effort_rate": "0.33", "housing_benefit": 0, "monthly_resources": 16000}, 331, 3300, 2969),
        ("age_limits", {"max_age": 40}, 34, 40, 6),
        ("age_limits", {"min_age": 18}, 34, 18, 16),
        ("age_limits", {"min_age": 40, "max_age": 60}, 34, 40, -6),
        ("landlord_occupancy", {"min_persons": 2, "max_persons": 4}, 3, 4, 1),
        ("wished_commune", {}, 69388, None, None),
    ],
)
def test_the_figure_the_threshold_and_the_margin(code, changes, value, threshold, margin):
    (shown,) = (criterion for criterion in explained(**changes).criteria if criterion.code == code)
    assert (shown.value, shown.threshold, shown.margin) == (value, threshold, margin)


def test_halves_are_rounded_up():
    numerators, denominators = (np.array(values, dtype=np.int64) for values in ([1, 3, 5, 4, 0], [2, 2, 4, 3, 7]))
    assert divide_half_up(numerators, denominators).tolist() == [1, 2, 1, 1, 0]


def test_past_its_check_the_answer_stands_and_is_provisional():
    household, home = household_columns([FITTING]), home_columns([HOME])
    (explanation,) = explain(household, home, law_on(date(2027, 3, 1)), "fr")
    assert explanation.verdict is Verdict.YES
    assert explanation.provisional


def test_a_wish_or_a_setting_has_no_law_behind_it():
    by_code = {criterion.code: criterion for criterion in explained(max_age=40).criteria}
    assert {code for code, criterion in by_code.items() if criterion.law is None} == {
        "wished_commune", "wished_kind", "accessibility", "highest_rent", "age_limits",
    }  # fmt: skip
    assert by_code["income_ceiling"].confidence == "derived"
    assert by_code["over_occupation"].confidence == "verified"


def test_columns_of_other_shapes_are_refused():
    with pytest.raises(ValueError, match="columns of one shape"):
        HouseholdColumns.of(2, persons=Column.of([1]))
    with pytest.raises(TypeError):
        HouseholdColumns.of(1, person=Column.of([1]))
    with pytest.raises(TypeError, match="whole numbers"):
        Column.of([1.5])


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({"kind": "young_workers_residence", "oldest_age": 30}, "yes"),
        ({"kind": "young_workers_residence", "oldest_age": 31}, "no"),
        ({"kind": "young_workers_residence", "oldest_age": None}, "unknown"),
        ({"kind": "lease", "oldest_age": 57}, None),
        ({"kind": None, "oldest_age": 57}, None),
    ],
)
def test_the_age_of_the_law_is_asked_in_a_young_workers_residence_only(changes, answer):
    explanation = explained(**changes, wished_kinds=set())
    said = {criterion.code: criterion.verdict.word for criterion in explanation.criteria}
    assert said.get("legal_age") == answer
    if answer == "no":
        assert "Pas avec ce logement : âge admis par la loi." in [step.sentence for step in explanation.unlock]


@pytest.mark.parametrize(
    ("kind", "asked"), [("young_workers_residence", False), ("pension_de_famille", False), ("hlm_sublease", True),
                        ("lease", True), (None, True)]
)  # fmt: skip
def test_no_income_ceiling_is_asked_of_each_resident(kind, asked):
    """In a residence the share of entrants under the ceilings is counted, nobody is refused for it."""
    explanation = explained(kind=kind, reference_tax_income=60_000, wished_kinds=set())
    assert ("income_ceiling" in {criterion.code for criterion in explanation.criteria}) is asked
