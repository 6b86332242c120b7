"""The pages of candidacies, as the referent and the landlord's officer use them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from palier.candidacies.models import Candidacy, OutsideCandidate
from palier.candidacies.place_models import PlaceCandidacy
from palier.homes.places import calendar
from palier.homes.places.of_home import place_of
from palier.platform import clock
from palier.platform.context import acting
from tests.factories.candidacies import NOTE, a_candidacy, advance, an_outcome
from tests.factories.homes import an_opening
from tests.factories.places import a_place
from tests.factories.support import applicant_of
from tests.factories.world import AT, DAY
from tests.queries import asked as count


@pytest.fixture
def vacancy(world):
    return an_opening(world)


@pytest.fixture
def case(world):
    return world.case()


def sent(world, case, **changes):
    with acting(world.actor("adviser")):
        person = applicant_of(case)
    usual = {
        "id": str(uuid4()),
        "person": str(person),
        "on": "12/3/2026",
        "means": "oral",
        "note": NOTE,
        "approved_on": "12/3/2026",
        "approved_means": "together",
    }
    return usual | changes


def the_candidacy(world) -> Candidacy:
    with acting(world.actor("adviser")):
        return Candidacy.objects.get()


def test_from_the_household_s_word_to_the_signature_by_two_people(world, case, vacancy, signed_in):
    adviser = signed_in("adviser")
    new = reverse("candidacy_new", args=[case.id, vacancy.id])
    assert "agrees before its name leaves" in adviser.get(new).text
    assert adviser.post(new, sent(world, case)).status_code == 302
    one = the_candidacy(world)
    officer = signed_in("allocation_officer")
    page = officer.get(reverse("candidacy", args=[one.id])).text
    assert "BENALI Nadia" in page
    assert NOTE in page
    assert "BENALI Nadia" in officer.get(reverse("candidacies")).text
    steps = [
        ("designate", {"right": "own"}),
        ("complete", {"despite_gaps": "on"}),
        ("decide", {"answer": "granted", "held_on": "12/3/2026", "proof": "PV 11", "outside_requests": "2"}),
        ("offer", {"on": "12/3/2026", "means": "handed", "proof": "signed copy in the file"}),
        ("accept", {"on": "12/3/2026"}),
        ("sign", {"on": "12/3/2026", "begins_on": "1/4/2026", "rent": "480", "charges": "60"}),
    ]
    for name, said in steps:
        answer = officer.post(reverse(f"candidacy_{name}", args=[one.id]), said)
        assert answer.status_code == 302, (name, answer.text)
    assert the_candidacy(world).state == "signed"
    assert "The home was signed for." in signed_in("adviser").get(reverse("case_story", args=[case.id])).text


def test_what_was_typed_is_kept_where_the_household_s_word_is_missing(world, case, vacancy, signed_in):
    new = reverse("candidacy_new", args=[case.id, vacancy.id])
    answer = signed_in("adviser").post(new, sent(world, case, approved_on=""))
    assert answer.status_code == 422
    assert "The household reads the note and approves it" in answer.text
    assert NOTE in answer.text


def test_a_refused_act_says_why_and_keeps_the_others(world, case, vacancy, signed_in):
    one = advance(world, a_candidacy(world, case, vacancy), "file_complete")
    said = {"answer": "granted", "held_on": "12/3/2026", "proof": "PV 11", "outside_requests": "0"}
    answer = signed_in("allocation_officer").post(reverse("candidacy_decide", args=[one.id]), said)
    assert answer.status_code == 422
    assert "1 examined, of 3 that the law asks for (CCH R441-3)" in answer.text
    assert "PV 11" in answer.text


def test_an_act_whose_moment_has_passed_says_so_on_the_page(world, case, vacancy, signed_in):
    one = advance(world, a_candidacy(world, case, vacancy), "accepted")
    answer = signed_in("adviser").post(reverse("candidacy_accept", args=[one.id]), {"on": "12/3/2026"})
    assert answer.status_code == 409
    assert "This candidacy has changed" in answer.text


def test_a_home_outside_the_agreement_is_put_forward_from_the_tab(world, case, signed_in):
    adviser = signed_in("adviser")
    assert reverse("candidacy_outside", args=[case.id]) in adviser.get(reverse("case_candidacies", args=[case.id])).text
    said = {
        "provider": "Lyon Habitat",
        "home_kind": "hlm",
        "commune": "Villeurbanne",
        "rent": "430",
        "note": "",
        "approved_on": "",
        "approved_means": "",
    }
    answer = adviser.post(reverse("candidacy_outside", args=[case.id]), sent(world, case, **said))
    assert answer.status_code == 302, answer.text
    assert "Lyon Habitat, Villeurbanne" in adviser.get(reverse("case_candidacies", args=[case.id])).text


def test_ranks_of_candidates_from_outside_are_numbers(world, case, vacancy, signed_in):
    officer = signed_in("allocation_officer")
    page = reverse("vacancy_candidates", args=[vacancy.id])
    assert officer.post(reverse("outside_rank", args=[vacancy.id]), {"number": "4711", "rank": "1"}).status_code == 302
    assert "It is the turn of rank 1." in officer.get(page).text
    again = officer.post(reverse("outside_rank", args=[vacancy.id]), {"number": "4712", "rank": "1"})
    assert again.status_code == 422
    each = OutsideCandidate.objects.get()
    ended = reverse("outside_end", args=[vacancy.id, each.id])
    assert officer.post(ended, {"end": "refused", "on": "12/3/2026"}).status_code == 302
    assert "refused, or did not answer" in officer.get(page).text


def test_the_list_asks_the_same_of_any_number_of_candidacies(world, vacancy, signed_in):
    counted, client = [], signed_in("allocation_officer")
    for number in range(3):
        a_candidacy(world, world.case(phone=f"06 39 98 00 0{number}"), vacancy)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("candidacies")).status_code == 200
        counted.append(count(captured))
    assert counted[0] == counted[1] == counted[2]


def test_the_step_of_a_case_follows_its_candidacies(world, case, vacancy, signed_in):
    adviser, page = signed_in("adviser"), reverse("case", args=[case.id])
    one = a_candidacy(world, case, vacancy)
    assert 'aria-current="step"' in adviser.get(page).text
    steps = lambda: adviser.get(page).context["path"]  # noqa: E731
    assert next(step.label for step in steps() if step.state == "current") == "Candidacy"
    advance(world, one, "offered")
    assert next(step.label for step in steps() if step.state == "current") == "Offer"
    advance(world, one, "signed")
    assert next(step.label for step in steps() if step.state == "current") == "Own lease"


def test_today_says_to_each_side_what_is_due(world, case, vacancy, signed_in):
    one = a_candidacy(world, case, vacancy)
    assert "Designate the household, or say why not." in signed_in("allocation_officer").get(reverse("today")).text
    advance(world, one, "offered")
    referent = signed_in("adviser").get(reverse("today")).text
    assert "Call the household: it accepts, or refuses for a reason of its own." in referent
    assert "Record the answer when it comes." in signed_in("allocation_officer").get(reverse("today")).text
    with clock.frozen(AT + timedelta(days=12)):
        assert "before it confirms the silence" in signed_in("adviser").get(reverse("today")).text
        assert "then confirm that nobody answered" in signed_in("allocation_officer").get(reverse("today")).text


def test_today_asks_the_same_of_any_number_of_candidacies(world, vacancy, signed_in):
    counted, client = [], signed_in("allocation_officer")
    for rank in (1, 2, 3):
        one = a_candidacy(world, world.case(phone=f"06 39 98 00 1{rank}"), vacancy)
        advance(world, one, "file_complete")
        advance(world, one, "granted", outcome=an_outcome(answer="granted_ranked", rank=rank))
        client.get(reverse("today"))
        with CaptureQueriesContext(connection) as captured:
            assert "Notify the offer, and record its proof." in client.get(reverse("today")).text
        counted.append(count(captured))
    assert counted[0] == counted[1] == counted[2]


def test_a_place_from_the_household_s_word_to_its_arrival(world, case, signed_in):
    place = a_place(world)
    adviser = signed_in("adviser")
    new = reverse("place_candidacy_new", args=[case.id])
    assert "Les Tilleuls" in adviser.get(new).text
    said = sent(world, case, residence=str(place.residence_id), note="", approved_on="", approved_means="")
    assert adviser.post(new, said).status_code == 302
    assert "Les Tilleuls" in adviser.get(reverse("case_candidacies", args=[case.id])).text
    with acting(world.actor("adviser")):
        one = PlaceCandidacy.objects.get()
    manager = signed_in("residence_manager")
    assert "BENALI Nadia" in manager.get(reverse("candidacies")).text
    day = {"on": "12/3/2026"}
    steps = [
        ("received", {}),
        ("visited", {}),
        ("admitted", {}),
        ("place_offered", {"place": str(place.id), "until": "20/3/2026"}),
        ("accepted", {}),
        ("contract_signed", {}),
        ("arrived", {"rent": "412"}),
    ]
    for to, more in steps:
        answer = manager.post(reverse(f"place_candidacy_{to}", args=[one.id]), day | more)
        assert answer.status_code == 302, (to, answer.text)
    steps = signed_in("adviser").get(reverse("case", args=[case.id])).context["path"]
    assert next(step.label for step in steps if step.state == "current") == "Temporary place"
    # The story says where it lived before; the arrival was a mistake, and one button takes it back.
    story = reverse("case_story", args=[case.id])
    moved = "The household lives elsewhere: social residence, hostel or pension de famille. Before: hosted by somebody"
    assert moved in signed_in("adviser").get(story).text
    manager, page = signed_in("residence_manager"), reverse("place_candidacy", args=[one.id])
    back = reverse("place_arrival_take_back", args=[one.id])
    assert back in manager.get(page).text
    answer = manager.post(back)
    assert answer.status_code == 302
    shown = manager.get(answer.url).text
    assert "The arrival is taken back" in shown
    assert back not in shown
    assert "it was taken back." in signed_in("adviser").get(story).text


def test_a_residence_of_nobody_in_palier_is_asked_from_the_same_page(world, case, signed_in):
    adviser, new = signed_in("adviser"), reverse("place_candidacy_new", args=[case.id])
    said = sent(world, case, residence="", note="", approved_on="", approved_means="")
    refused = adviser.post(new, said)
    assert refused.status_code == 422
    assert "write which other one" in refused.text
    outside = {"outside_residence": "Foyer du Rail", "outside_kind": "young_workers_residence"}
    assert adviser.post(new, said | outside).status_code == 302
    with acting(world.actor("adviser")):
        one = PlaceCandidacy.objects.get()
    for to, more in (("received", {}), ("visited", {}), ("refused", {"reason": "not_its_public"})):
        answer = adviser.post(reverse(f"place_candidacy_{to}", args=[one.id]), {"on": "12/3/2026"} | more)
        assert answer.status_code == 302, (to, answer.text)
    shown = adviser.get(reverse("place_candidacy", args=[one.id])).text
    assert "not the public of the residence" in shown
    assert "Foyer du Rail" in adviser.get(reverse("case_candidacies", args=[case.id])).text


def test_a_home_that_somebody_lives_in_is_not_signed_for_and_the_page_says_why(world, case, vacancy, signed_in):
    one = advance(world, a_candidacy(world, case, vacancy), "accepted")
    calendar.occupy(place=place_of(vacancy.home), arrival=DAY - timedelta(days=9), at=AT)
    said = {"on": "12/3/2026", "begins_on": "1/4/2026", "rent": "480", "charges": "60"}
    answer = signed_in("allocation_officer").post(reverse("candidacy_sign", args=[one.id]), said)
    assert answer.status_code == 422
    assert "This place is taken: occupied from March 3, 2026" in answer.text
    assert the_candidacy(world).state == "accepted"


def test_a_step_that_does_not_fit_keeps_what_was_typed(world, case, signed_in):
    place = a_place(world, kind="pension_de_famille")
    adviser = signed_in("adviser")
    said = sent(world, case, residence=str(place.residence_id), note="", approved_on="", approved_means="")
    adviser.post(reverse("place_candidacy_new", args=[case.id]), said)
    with acting(world.actor("adviser")):
        one = PlaceCandidacy.objects.get()
    answer = adviser.post(reverse("place_candidacy_siao_requested", args=[one.id]), {"on": "11/3/2026", "number": "77"})
    assert answer.status_code == 422
    assert "This cannot be before 12/03/2026" in answer.text
    assert 'value="77"' in answer.text
