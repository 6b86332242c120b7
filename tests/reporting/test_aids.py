"""Aids by kind: a household once for each, fewer than five hidden, and no amount that tells what is hidden."""

from decimal import Decimal

import pytest
from django.db import transaction
from django.urls import reverse

from palier.cases.enums import AidKind, AidRefusal
from palier.platform import clock
from palier.platform.actor import system_actor
from palier.platform.context import acting
from palier.reporting.aids import tables
from palier.reporting.models import CountedCase, Figure
from palier.reporting.queries import cases_behind, get_figure, reports_of
from tests.factories.facts import a_fact
from tests.factories.reports import a_count
from tests.factories.world import AT
from tests.reporting.facts import AFTER, LAST, YEAR, aid, facts

EUROS = Decimal("100.10")


def found(aids) -> dict[str, dict[str, int | None]]:
    """What is kept, zeros apart: nobody is recognised in them."""
    told: dict[str, dict[str, int | None]] = {}
    for cell in tables(facts(aids=aids), YEAR):
        if cell.value != 0:
            told.setdefault(cell.kind.value, {})[cell.code] = cell.value
    return told


def granted(numbers, kind, amount=EUROS) -> list:
    return [aid(number, kind, amount=amount) for number in numbers]


def test_a_household_counts_once_for_an_aid_and_for_each_that_it_had():
    twice = aid(1, "loca_pass", LAST, amount=EUROS)
    late = aid(9, "loca_pass", AFTER, amount=EUROS)
    assert found([*granted(range(5), "loca_pass"), twice, late, *granted(range(5), "visale", None)]) == {
        "aid_granted": {"": 5, "loca_pass": 5, "visale": 5},
        "aid_amount": {"": 60060, "loca_pass": 60060},
    }


def test_fewer_than_five_households_are_hidden_with_their_amount_and_another_that_would_tell_it():
    told = found([*granted(range(7), "loca_pass"), *granted(range(6), "grant"), *granted([7, 8], "hotel_nights")])
    assert told["aid_granted"] == {"": 9, "grant": None, "hotel_nights": None, "loca_pass": None}
    assert told["aid_amount"] == {"": 150150, "grant": None, "hotel_nights": None, "loca_pass": None}
    apart = found([*granted(range(10, 20), "loca_pass"), *granted(range(7), "grant"), *granted([8, 9], "hotel_nights")])
    assert apart["aid_granted"] == {"": 19, "grant": None, "hotel_nights": None, "loca_pass": 10}
    assert apart["aid_amount"] == {"": 190190, "grant": None, "hotel_nights": None, "loca_pass": 100100}


def test_the_sum_of_amounts_is_hidden_where_it_would_tell_of_one_hidden_line():
    """A guarantee has no amount: the sum less what is said would be that of the nights."""
    told = found(
        [*granted(range(10, 20), "loca_pass"), *granted(range(7), "visale", None), *granted([8], "hotel_nights")]
    )
    assert told["aid_granted"] == {"": 18, "visale": None, "hotel_nights": None, "loca_pass": 10}
    assert told["aid_amount"] == {"": None, "visale": None, "hotel_nights": None, "loca_pass": 100100}


def test_one_amount_among_many_households_is_that_of_one():
    told = found([*granted([0], "loca_pass"), *granted(range(1, 6), "loca_pass", None)])
    assert told["aid_granted"] == {"": 6, "loca_pass": 6}
    assert told["aid_amount"] == {"": None, "loca_pass": None}


def test_the_sum_is_hidden_where_two_hidden_lines_are_of_one_household():
    once = [*granted([20], "hotel_nights"), *granted([20], "grant")]
    told = found([*granted(range(10), "loca_pass"), *granted(range(10, 16), "visale", None), *once])
    assert told["aid_amount"] == {"": None, "grant": None, "hotel_nights": None, "loca_pass": 100100}


def test_few_households_in_all_leave_their_number_and_nothing_else():
    told = found(granted(range(3), "grant"))
    assert told["aid_granted"] == {"": 3} | dict.fromkeys(AidKind.values)
    assert told["aid_amount"] == {"": None} | dict.fromkeys(AidKind.values)


def test_refusals_are_counted_by_aid_and_by_reason():
    refused = [aid(number, "visale", answer="refused", refusal="resources") for number in range(6)]
    more = [aid(number, "visale", answer="refused", refusal="no_money") for number in range(6, 12)]
    awaited = aid(20, "visale", None, answer="awaited")
    assert found([*refused, *more, awaited]) == {
        "aid_refused": {"": 12, "visale": 12},
        "aid_reason": {"": 12, "no_money": 6, "resources": 6},
    }
    assert {cell.code for cell in tables(facts(), YEAR) if cell.kind == "aid_reason"} == {"", *AidRefusal.values}


@pytest.fixture
def helped(committed_world, as_worker):
    """One household of the agreement had its nights; the report is counted."""
    with transaction.atomic():
        case = committed_world.case(authorised=(committed_world.services["support"].id,))
        committed_world.case()
        a_fact(committed_world, case, "aid")
        a_fact(committed_world, case, "aid", kind="visale", answer="awaited", decided_on=None, amount=None, nights=None)
    a_count(committed_world, as_worker)
    return committed_world


def test_who_reads_the_envelope_alone_reads_how_many_and_not_who(helped):
    for key, cases in {"coordinator": 0, "team_lead": 1, "steering": 0}.items():
        actor = helped.actor(key)
        with transaction.atomic(), acting(actor, now=AT):
            figure = get_figure(actor, reports_of(actor, helped.agreement.id).first(), "indicator", "aids_obtained")
            assert (figure.value, figure.out_of) == (1, 1)
            assert cases_behind(actor, figure).count() == CountedCase.objects.filter(figure=figure).count() == cases, (
                key
            )


def test_the_page_says_the_aids_and_leads_to_the_list_whom_it_is_for(helped, client):
    client.cookies["django_language"] = "en"
    for key, leads in {"coordinator": False, "team_lead": True}.items():
        client.force_login(helped.people[key])
        with clock.frozen(AT):
            page = client.get(reverse("figures", args=[helped.agreement.id]), follow=True)
            assert page.status_code == 200
            assert ("/indicator/aids_obtained/" in page.text) == leads
        shown = page.text[page.text.index('id="aids"') :]
        assert "Aids asked for and obtained" in shown
        assert "Hotel nights" in shown
        assert "€320.00" not in shown


def test_five_households_are_said_with_their_amount_and_why_others_were_refused(committed_world, as_worker, client):
    refused = {"answer": "refused", "refusal": "no_money", "amount": None, "nights": None}
    with transaction.atomic():
        for _ in range(5):
            case = committed_world.case()
            a_fact(committed_world, case, "aid")
            a_fact(committed_world, case, "aid", **refused)
    a_count(committed_world, as_worker)
    client.cookies["django_language"] = "en"
    client.force_login(committed_world.people["steering"])
    with clock.frozen(AT):
        shown = client.get(reverse("figures", args=[committed_world.agreement.id]), follow=True).text
    assert "€1,600.00" in shown
    assert "No money left in the fund" in shown


def test_a_report_from_before_aids_were_counted_says_nothing_of_them(helped, as_worker, client):
    with as_worker(), transaction.atomic(), acting(system_actor("reporting"), now=AT):
        Figure.objects.filter(kind__startswith="aid_").delete()
    client.force_login(helped.people["coordinator"])
    with clock.frozen(AT):
        page = client.get(reverse("figures", args=[helped.agreement.id]), follow=True)
    assert page.status_code == 200
    assert 'id="aids"' not in page.text
