"""The pages of readiness and of an entry, as the association, the holder and the landlord use them."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from palier.cases.models import Case
from palier.platform import clock
from palier.platform.context import acting
from palier.tenancies.models import EntryAct, News, Readiness
from palier.tenancies.terms import Where
from tests.factories.homes import a_home, an_opening
from tests.factories.readiness import EVERY, prepared, signed
from tests.factories.support import applicant_of
from tests.factories.tenancies import a_lease
from tests.factories.world import AT, DAY
from tests.queries import asked


@pytest.fixture
def case(world):
    return world.case(authorised=(world.services["support"].id,))


def test_a_certificate_is_prepared_answered_signed_and_listed(world, case, signed_in):
    worker, page = signed_in("social_worker"), reverse("case_readiness", args=[case.id])
    assert "Prepare a certificate" in worker.get(page).text
    assert "Prepare a certificate" not in signed_in("adviser").get(page).text
    worker = signed_in("social_worker")
    assert worker.post(reverse("readiness_begin", args=[case.id])).status_code == 302
    with acting(world.actor("adviser")):
        draft, person = Readiness.objects.get(), str(applicant_of(case))
    sign = reverse("readiness_sign", args=[draft.id])
    yes = {"person": person, "on": "12/03/2026", "means": "oral"}
    refused = worker.post(sign, yes)
    assert (refused.status_code, "Not ready yet" in refused.text) == (422, True)
    answers = dict.fromkeys(EVERY, "met") | {f"{code}_evidence": "seen" for code in EVERY}
    unsaid = worker.post(reverse("readiness_write", args=[draft.id]), answers)
    assert (unsaid.status_code, "what you saw, or why" in unsaid.text) == (422, True)
    answers |= {f"{code}_words": "At each visit." for code in EVERY}
    assert worker.post(reverse("readiness_write", args=[draft.id]), answers).status_code == 302
    assert worker.post(sign, yes).status_code == 302
    assert "At each visit." in worker.get(page).text
    listed = signed_in("adviser").get(reverse("ready")).text
    assert "0 days ago" in listed
    assert "nothing yet" in listed
    assert "No certificate fits" in signed_in("adviser").get(reverse("ready"), {"show": "lapsed"}).text
    worker = signed_in("social_worker")
    assert worker.post(reverse("readiness_withdraw", args=[draft.id]), {"reason": "payments"}).status_code == 302
    assert "No certificate is in force" in signed_in("adviser").get(reverse("ready")).text


def test_the_list_asks_the_same_number_of_questions_at_1_10_and_100_rows(world, signed_in):
    adviser, counted = signed_in("adviser"), []
    for more in (1, 9, 90):
        for _number in range(more):
            signed(world, world.case(authorised=(world.services["support"].id,)))
        with CaptureQueriesContext(
            connection,
        ) as context:
            assert adviser.get(reverse("ready")).status_code == 200
        counted.append(asked(context))
    assert counted[0] == counted[1] == counted[2]


def test_partners_read_what_ready_means_and_a_coordinator_writes_it(world, signed_in):
    page = reverse("readiness_terms", args=[world.agreement.id])
    assert "good for 6 months" in signed_in("social_worker").get(page).text
    said = {"criteria": ["wish"], "months": "3", "begins_on": "12/03/2026"}
    assert signed_in("social_worker").post(page, said).status_code == 403
    assert signed_in("coordinator").post(page, said | {"begins_on": "11/03/2026"}).status_code == 422
    assert signed_in("coordinator").post(page, said).status_code == 302
    assert "good for 3 months" in signed_in("social_worker").get(page).text


def test_the_landlord_keeps_its_promise_and_the_referent_its_news_on_one_page(world, case, signed_in):
    signed(world, case)
    lease = a_lease(world, case, where=Where(home_id=a_home(world).id))
    landlord, page = signed_in("landlord_adviser"), reverse("case_tenancies", args=[case.id])
    assert "to be named" in landlord.get(page).text
    contact = {"contact": str(world.people["landlord_adviser"].id), "payment_day": "10"}
    assert landlord.post(reverse("tenancy_entry_contact", args=[lease.id]), contact).status_code == 302
    with clock.frozen(AT + timedelta(days=12)):
        visit = {"kind": "welcome_visit", "done_on": "20/03/2026", "words": "All is well."}
        assert landlord.post(reverse("tenancy_entry_act", args=[lease.id]), visit).status_code == 302
        missed = reverse("tenancy_entry_missed", args=[lease.id])
        assert landlord.post(missed, {"noticed_on": "01/03/2026"}).status_code == 422
        assert landlord.post(missed, {"noticed_on": "20/03/2026"}).status_code == 302
        assert landlord.post(missed, {"noticed_on": "20/03/2026"}).status_code == 409
        shown = landlord.get(page).text
    assert "All is well." in shown
    assert "pays on the 10 of the month" in shown
    with clock.frozen(datetime(2026, 6, 20, 9, tzinfo=UTC)):
        adviser = signed_in("adviser")
        assert "Record the news of 3 months" in adviser.get(page).text
        told = {"since": DAY.isoformat(), "months": "3", "told_on": "19/06/2026", "situation": "moved", "pays": "yes"}
        assert adviser.post(reverse("case_news", args=[case.id]), told).status_code == 422
        assert adviser.post(reverse("case_news", args=[case.id]), told | {"pays": ""}).status_code == 302
        assert "Record the news" not in adviser.get(page).text
    with acting(world.actor("adviser")):
        assert News.objects.get().situation == "moved"
        assert EntryAct.objects.filter(done_on=None).count() == 2


def test_a_certificate_of_somebody_else_is_not_there(world, case, signed_in):
    draft = prepared(world, case)
    for key, status in (("adviser", 403), ("stranger", 404), ("landlord_adviser", 404)):
        assert signed_in(key).post(reverse("readiness_withdraw", args=[draft.id])).status_code == status, key
    assert signed_in("allocation_officer").get(reverse("case_readiness", args=[case.id])).status_code == 404


def test_a_household_that_the_association_signals_as_ready_from_its_call_to_the_landlords_own_share(world, signed_in):
    """Spotted in one of the association's places, without an employer: it is its own case from the first page on."""
    worker, new, vacancy = signed_in("social_worker"), reverse("call"), an_opening(world)
    assert '<option value="self" selected>' in worker.get(new).text
    said = {
        "id": str(uuid4()),
        "agreement": str(world.agreement.id),
        "last_name": "Diop",
        "first_name": "Awa",
        "phone": "06 39 98 11 11",
        "housing": "residence",
        "adults": "1",
        "communes": "69266",
        "employer": "Aucun",
        "causes": "other",
        "authorised": "nobody",
        "origin": "association_ready",
    }
    answer = worker.post(new, said)
    assert answer.status_code == 302, answer.text
    with acting(world.actor("social_worker")):
        case = Case.objects.get()
        person = str(applicant_of(case))
    assert (case.origin, case.holder_id) == ("association_ready", world.services["support"].id)
    assert worker.post(reverse("readiness_begin", args=[case.id])).status_code == 302
    with acting(world.actor("social_worker")):
        draft = Readiness.objects.get()
    answers = dict.fromkeys(EVERY, "met") | {f"{code}_evidence": "seen" for code in EVERY}
    answers |= {f"{code}_words": "At each visit." for code in EVERY}
    assert worker.post(reverse("readiness_write", args=[draft.id]), answers).status_code == 302
    yes = {"person": person, "on": "12/03/2026", "means": "oral"}
    assert worker.post(reverse("readiness_sign", args=[draft.id]), yes).status_code == 302
    assert "Awa" in worker.get(reverse("ready")).text
    asked = {"id": str(uuid4()), "person": person, "on": "12/3/2026", "means": "oral", "note": ""}
    answer = worker.post(reverse("candidacy_new", args=[case.id, vacancy.id]), asked)
    assert answer.status_code == 302, answer.text
    officer, steps = (
        signed_in("allocation_officer"),
        [
            ("designate", {"right": "own"}),
            ("complete", {"despite_gaps": "on"}),
            ("decide", {"answer": "granted", "held_on": "12/3/2026", "proof": "PV 11", "outside_requests": "2"}),
            ("offer", {"on": "12/3/2026", "means": "handed", "proof": "signed copy in the file"}),
            ("accept", {"on": "12/3/2026"}),
            ("sign", {"on": "12/3/2026", "begins_on": "12/3/2026", "rent": "480", "charges": "60"}),
        ],
    )
    assert "Awa" in officer.get(answer.url).text
    for name, more in steps:
        done = officer.post(answer.url + f"{name}/", more)
        assert done.status_code == 302, (name, done.text)
    shown = signed_in("social_worker").get(reverse("case", args=[case.id])).text
    assert "tenant of a social landlord" in shown
    with acting(world.actor("social_worker")):
        # The certificate led to the lease, and the landlord owes its support at the entry.
        assert Readiness.objects.values_list("state", flat=True).get() == "housed"
        assert EntryAct.objects.count() == 2
