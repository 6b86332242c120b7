"""The Support tab, as the prescriber and the operator use it."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from palier.platform.context import acting
from palier.support import services
from palier.support.models import SupportMandate
from tests.factories.support import a_mandate, allow
from tests.factories.world import AT
from tests.queries import asked as count


@pytest.fixture
def case(world):
    case = world.case()
    allow(world, case)
    return case


def asked(world, **changes):
    usual = {
        "id": str(uuid4()),
        "operator": str(world.services["support"].id),
        "purpose": "access",
        "months": "6",
        "objectives": "Find a home near her work.",
    }
    return usual | changes


def the_mandate(world) -> SupportMandate:
    with acting(world.actor("adviser")):
        return SupportMandate.objects.get()


def test_ordered_accepted_renewed_and_closed_by_the_two_services(world, case, signed_in):
    page = reverse("case_support", args=[case.id])
    adviser = signed_in("adviser")
    assert adviser.post(page, asked(world)).status_code == 302
    mandate = the_mandate(world)
    assert "Find a home near her work." in adviser.get(page).text
    worker = signed_in("social_worker")
    assert "Accept the mandate" in worker.get(page).text
    assert worker.post(reverse("mandate_accept", args=[mandate.id]), {"starts_on": "16/3/2026"}).status_code == 302
    said = {"months": "3", "words": "The committee sits in October."}
    assert worker.post(reverse("mandate_renew", args=[mandate.id]), said).status_code == 302
    adviser = signed_in("adviser")
    assert "Grant the renewal" in adviser.get(page).text
    assert adviser.post(reverse("mandate_decide", args=[mandate.id]), {"granted": "yes"}).status_code == 302
    assert the_mandate(world).months == 9
    assert adviser.post(reverse("mandate_close", args=[mandate.id]), {"closing": "reached"}).status_code == 302
    assert the_mandate(world).state == "closed"
    assert "Grant the renewal" not in adviser.get(page).text


def test_what_cannot_be_ordered_keeps_what_was_typed(world, signed_in):
    """The household has not allowed it: the sentence leads to Sharing, the words stay."""
    case = world.case()
    answer = signed_in("adviser").post(reverse("case_support", args=[case.id]), asked(world))
    assert answer.status_code == 422
    assert "note its answer on Sharing first" in answer.text
    assert "Find a home near her work." in answer.text


def test_an_act_that_lacks_a_word_keeps_the_others(world, case, signed_in):
    mandate = a_mandate(world, case)
    sent = {"reason": "", "words": "In May, yes."}
    answer = signed_in("social_worker").post(reverse("mandate_refuse", args=[mandate.id]), sent)
    assert answer.status_code == 422
    assert "In May, yes." in answer.text
    assert the_mandate(world).state == "ordered"


def test_an_order_taken_back_can_be_given_again_at_once(world, case, signed_in):
    mandate = a_mandate(world, case)
    adviser = signed_in("adviser")
    answer = adviser.post(reverse("mandate_withdraw", args=[mandate.id]), follow=True)
    assert reverse("mandate_again", args=[mandate.id]) in answer.text
    assert adviser.post(reverse("mandate_again", args=[mandate.id])).status_code == 302
    assert the_mandate(world).state == "ordered"


def test_today_says_what_waits_for_the_operator(world, case, signed_in):
    a_mandate(world, case)
    assert "Accept it, or say why not." in signed_in("social_worker").get(reverse("today")).text
    assert "Accept it, or say why not." not in signed_in("rental_manager").get(reverse("today")).text


def test_the_page_asks_the_same_of_any_number_of_mandates(world, case, signed_in):
    worker, client, counted = world.actor("social_worker"), signed_in("adviser"), []
    for _more in range(3):
        mandate = a_mandate(world, case)
        with acting(worker, now=AT):
            services.refuse(actor=worker, mandate_id=mandate.id, reason="full", words="Later.", at=AT)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("case_support", args=[case.id])).status_code == 200
        counted.append(count(captured))
    assert counted[0] == counted[1] == counted[2] <= 25
