"""The papers of each destination: to ask, asked, seen, no longer good, not what it says; never lost."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from palier.cases.enums import Destination
from palier.cases.facts import Paper
from palier.cases.filing import correct_fact, remove_fact, restore_fact
from palier.cases.papers import NEEDED, PaperState, ask_for, checklist, mark_seen
from palier.platform.context import acting
from palier.platform.errors import Invalid, Missing, Refused
from palier.platform.models import Event
from tests.factories.facts import a_fact
from tests.factories.world import AT, DAY

TOMORROW = DAY + timedelta(days=1)


def ask(world, case, *kinds, at=AT, destination="caleol"):
    actor = world.actor("adviser")
    with acting(actor):
        return ask_for(actor=actor, case_id=case.id, destination=destination, kinds=kinds, at=at)


def see(world, case, *kinds, at=AT):
    actor = world.actor("adviser")
    with acting(actor):
        return mark_seen(actor=actor, case_id=case.id, destination="caleol", kinds=kinds, at=at)


def judge(world, case, paper, **values):
    actor = world.actor("adviser")
    with acting(actor):
        paper.refresh_from_db()
        return correct_fact(
            actor=actor, case_id=case.id, word="paper", fact_id=paper.id, version=paper.version, values=values, at=AT
        )


def line(world, case, kind="identity", destination="caleol", today=DAY):
    actor = world.actor("adviser")
    with acting(actor):
        return next(one for one in checklist(actor, case, destination, today) if one.kind == kind)


def test_every_destination_asks_for_papers_each_once():
    assert set(NEEDED) == set(Destination.values)
    for always, sometimes in NEEDED.values():
        assert "identity" in always
        assert len({*always, *sometimes}) == len(always) + len(sometimes)


def test_a_paper_goes_from_to_ask_to_seen(world):
    case = world.case()
    assert (line(world, case).state, line(world, case).paper) == (PaperState.TO_ASK, None)
    (asked,) = ask(world, case, "identity")
    assert (asked.asked_on, asked.asked_by_id) == (DAY, world.services["social"].id)
    assert line(world, case).state == PaperState.ASKED
    assert ask(world, case, "identity", at=AT + timedelta(days=3)) == []  # it keeps its day
    (seen,) = see(world, case, "identity", at=AT + timedelta(days=3))
    assert (seen.id, seen.asked_on, seen.seen_on) == (asked.id, DAY, DAY + timedelta(days=3))
    assert line(world, case).state == PaperState.SEEN
    assert see(world, case, "identity") == ask(world, case, "identity") == []
    with acting(world.actor("adviser")):
        states = list(Event.objects.filter(kind="paper.changed").values_list("to_state", "audience"))
    assert states == [("asked", "file"), ("seen", "file")]


def test_a_paper_past_its_last_day_is_flagged_the_day_after_and_asked_again(world):
    case = world.case()
    (paper,) = see(world, case, "identity")
    judge(world, case, paper, expires_on=DAY)
    assert line(world, case).state == PaperState.SEEN
    assert line(world, case, today=TOMORROW).state == PaperState.EXPIRED
    (again,) = ask(world, case, "identity", at=AT + timedelta(days=1))
    assert (again.id, again.asked_on, again.seen_on, again.expires_on) == (paper.id, TOMORROW, None, None)


def test_a_paper_of_somebody_else_is_flagged_and_why_is_kept_until_the_right_one_is_seen(world):
    case = world.case()
    (paper,) = see(world, case, "tax_notice")
    judge(world, case, paper, not_conforming="the former husband's")
    found = line(world, case, "tax_notice")
    assert (found.state, found.paper.not_conforming) == (PaperState.NOT_CONFORMING, "the former husband's")
    ask(world, case, "tax_notice")
    found = line(world, case, "tax_notice")
    assert (found.state, found.paper.not_conforming) == (PaperState.ASKED, "the former husband's")
    see(world, case, "tax_notice")
    found = line(world, case, "tax_notice")
    assert (found.state, found.paper.not_conforming) == (PaperState.SEEN, "")


def test_a_good_paper_seen_for_one_destination_is_said_at_the_others(world):
    case = world.case()
    (paper,) = see(world, case, "identity")
    assert line(world, case, destination="fsl").elsewhere == paper
    judge(world, case, paper, not_conforming="cut off")
    assert line(world, case, destination="fsl").elsewhere is None


def test_a_paper_added_by_hand_stands_after_those_of_the_table(world):
    case = world.case()
    a_fact(world, case, "paper", destination="caleol", kind="bank_details")
    actor = world.actor("adviser")
    with acting(actor):
        lines = checklist(actor, case, "caleol", DAY)
        always, sometimes = NEEDED["caleol"]
        assert [one.kind for one in lines] == [*always, *sometimes, "bank_details"]
        with pytest.raises(Missing):
            checklist(actor, case, "nowhere", DAY)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"asked_on": TOMORROW}, "asked_on"),
        ({"seen_on": TOMORROW}, "seen_on"),
        ({"expires_on": TOMORROW}, "seen_on"),
        ({"asked_on": None, "not_conforming": "the wrong year"}, "seen_on"),
        ({"kind": "identity"}, "kind"),
    ],
)
def test_a_paper_that_cannot_be_is_refused_at_its_field(world, said, field):
    case = world.case()
    ask(world, case, "identity")
    with pytest.raises(Invalid) as caught:
        a_fact(world, case, "paper", **said)
    assert list(caught.value.fields) == [field]


def test_the_database_refuses_a_paper_asked_by_nobody_or_judged_unseen(world):
    case = world.case()
    with acting(world.actor("adviser")):
        for wrong in ({"asked_on": DAY}, {"expires_on": DAY}, {"not_conforming": "cut off"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Paper.objects.create(case=case, destination="caleol", kind="identity", **wrong)


def test_a_paper_forgotten_can_be_brought_back_unless_it_was_written_again(world):
    actor, case = world.actor("adviser"), world.case()
    (paper,) = ask(world, case, "identity")
    said = {"actor": actor, "case_id": case.id, "word": "paper", "fact_id": paper.id, "at": AT}
    with acting(actor):
        remove_fact(**said)
        restore_fact(**said)
        remove_fact(**said)
    assert line(world, case).state == PaperState.TO_ASK
    ask(world, case, "identity")
    with acting(actor), pytest.raises(Invalid) as caught:
        restore_fact(**said)
    assert list(caught.value.fields) == ["kind"]


def test_who_follows_the_case_reads_the_papers_and_asks_for_none(world):
    case = world.case(authorised=(world.services["support"].id,))
    ask(world, case, "identity")
    worker = world.actor("social_worker")
    with acting(worker):
        assert sum(one.state == PaperState.ASKED for one in checklist(worker, case, "caleol", DAY)) == 1
        with pytest.raises(Refused):
            ask_for(actor=worker, case_id=case.id, destination="caleol", kinds=["payslips"], at=AT)


def test_a_destination_takes_one_query_however_many_papers(world, django_assert_num_queries):
    actor, case = world.actor("adviser"), world.case()
    for kinds in (("identity",), NEEDED["caleol"][0] + NEEDED["caleol"][1]):
        ask(world, case, *kinds)
        with acting(actor), django_assert_num_queries(1):
            checklist(actor, case, "caleol", date(2026, 3, 12))
