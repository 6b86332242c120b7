"""The day of an over-indebtedness file: the delay it opens, who is told of it, and who reads it."""

from datetime import UTC, date, datetime, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from palier.cases.models import Household, Situation
from palier.cases.over_indebtedness import deadline_of
from palier.cases.services import complete_household
from palier.platform import clock
from palier.platform.context import acting
from palier.platform.due import due_dates
from palier.platform.errors import Invalid
from palier.platform.models import Event
from palier.ui.formats import day
from tests.factories.world import DAY
from tests.queries import asked

# Filed on 11 February 2026, admissible on 2 April: three months to answer, fifteen days to contest (code de la
# consommation, L711-1 and following).
FILED, ANSWER = date(2026, 2, 11), date(2026, 5, 11)
ADMISSIBLE, CONTESTED = date(2026, 4, 2), date(2026, 4, 17)


def reach(world, case, stage, on, today=DAY):
    at = datetime.combine(today, time(10), UTC)
    with clock.frozen(at), acting(world.actor("adviser"), now=at) as adviser:
        version = Household.objects.get(case=case).version
        return complete_household(
            actor=adviser,
            case_id=case.id,
            version=version,
            facts={"over_indebtedness": stage},
            communes=("69266",),
            stage_on=on,
        )


def dues(world, today, key="adviser"):
    """Of these files only, within the year."""
    at = datetime.combine(today, time(10), UTC)
    with clock.frozen(at), acting(world.actor(key), now=at) as actor, translation.override("en"):
        found = due_dates(actor, date(2026, 12, 31))
        return [(due.on, due.kind) for due in found if "contested" in due.kind or "answer" in due.kind]


@pytest.mark.parametrize(
    ("stage", "on", "due"),
    [
        ("filed", FILED, ANSWER),
        ("admissible", ADMISSIBLE, CONTESTED),
        ("measures", date(2026, 10, 12), None),
        ("none", FILED, None),
        ("", FILED, None),
        ("filed", None, None),
    ],
)
def test_the_day_of_a_stage_opens_the_delay_that_was_read(stage, on, due):
    found = deadline_of(stage, on)
    assert (found.due_on if found else None) == due


def test_each_stage_takes_the_place_of_the_former_ones_date(world):
    case = world.case()
    reach(world, case, "filed", FILED)
    assert dues(world, DAY) == [(ANSWER, "An answer that is awaited")]
    # It has not answered: that is said until somebody writes what it did.
    assert dues(world, date(2026, 6, 1)) == [(ANSWER, "An answer that is awaited")]
    reach(world, case, "admissible", ADMISSIBLE, today=date(2026, 4, 7))
    assert dues(world, date(2026, 4, 17)) == [(CONTESTED, "A decision that may be contested")]
    assert dues(world, date(2026, 4, 18)) == []
    assert dues(world, date(2026, 4, 17), key="colleague") == [(CONTESTED, "A decision that may be contested")]
    assert dues(world, date(2026, 4, 17), key="coordinator") == dues(world, date(2026, 4, 17), key="stranger") == []


def test_the_day_is_social_and_its_stage_is_not(world):
    case = world.case(authorised=(world.services["support"].id,))
    reach(world, case, "filed", FILED)
    with acting(world.actor("adviser")):
        event = Event.objects.get(kind="over_indebtedness.dated")
        assert (event.audience, event.changes) == ("social", {"on": [None, "2026-02-11"]})
        assert "over_indebtedness_on" not in Event.objects.get(kind="household.completed").changes
    for key, days in {"social_worker": [FILED], "coordinator": [], "allocation_officer": [], "stranger": []}.items():
        with acting(world.actor(key)):
            assert list(Situation.objects.values_list("over_indebtedness_on", flat=True)) == days, key


def test_a_day_without_a_file_is_refused_and_nothing_is_written(world):
    case = world.case()
    for stage in ("", "none"):
        with pytest.raises(Invalid) as refusal:
            reach(world, case, stage, FILED)
        assert set(refusal.value.fields) == {"over_indebtedness_on"}
    with acting(world.actor("adviser")):
        assert Situation.objects.get().over_indebtedness_on is None


def test_the_page_of_the_household_keeps_the_day_and_says_the_delay(world, signed_in):
    case, adviser = world.case(), signed_in("adviser")
    page = reverse("case_household", args=[case.id])
    said = {"version": "1", "communes": "Villeurbanne", "over_indebtedness": "filed"}
    assert adviser.post(page, said | {"over_indebtedness_on": "11/02/2026"}).status_code == 302
    shown = adviser.get(page)
    with translation.override("en"):
        filed, answer = day(FILED), day(ANSWER)
    assert f"Over-indebtedness file: filed on {filed}. The Banque de France answers by {answer}." in shown.text
    assert shown.context["form"]["over_indebtedness_on"].initial == FILED
    later = adviser.post(page, said | {"version": "2", "over_indebtedness_on": "11/02/2030"})
    assert (later.status_code, set(later.context["form"].errors)) == (422, {"over_indebtedness_on"})
    without = said | {"version": "2", "over_indebtedness": "", "over_indebtedness_on": "11/02/2026"}
    refused = adviser.post(page, without)
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"over_indebtedness_on"})
    assert "The over-indebtedness file: filed." in adviser.get(reverse("case_story", args=[case.id])).text


def test_four_files_ask_as_many_questions_as_one(world):
    cases = [world.case() for _ in range(4)]
    reach(world, cases[0], "filed", FILED)
    counted = []
    for more in ((), cases[1:]):
        for case in more:
            reach(world, case, "filed", FILED)
        with acting(world.actor("adviser")) as actor, CaptureQueriesContext(connection) as captured:
            assert len([due for due in due_dates(actor, ANSWER) if due.on == ANSWER]) == 1 + len(more)
        counted.append(asked(captured))
    assert counted[0] == counted[1]
