"""The Assessment tab, as the two services use it: nobody's words are lost, whatever happens."""

from datetime import date
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from palier.assessments import digests
from palier.assessments.models import Diagnosis, SectionContent, SocialAssessment
from palier.assessments.queries import get_assessment
from palier.cases.models import SharingAuthorisation
from palier.cases.sharing import withdraw
from palier.platform.context import acting
from palier.ui.formats import day
from tests.factories.assessments import an_assessment, propose, sign, signed_by_both, write
from tests.factories.support import allow
from tests.factories.world import AT

HTMX = {"HX-Request": "true"}


@pytest.fixture
def case(world):
    case = world.case()
    allow(world, case)
    return case


@pytest.fixture
def assessment(world, case):
    return an_assessment(world, case)


def address(assessment, section="history") -> str:
    return reverse("assessment_section", args=[assessment.id, section])


def values(world, assessment, section="history") -> dict:
    with acting(world.actor("adviser")):
        content = SectionContent.objects.filter(assessment=assessment, section=section).first()
        return content.values if content else {}


def client_of(world, key) -> Client:
    client = Client()
    client.force_login(world.people[key])
    return client


def test_begun_written_and_signed_by_the_two_services(world, case):
    adviser, worker = client_of(world, "adviser"), client_of(world, "social_worker")
    tab = reverse("case_assessment", args=[case.id])
    assert "Begin the joint assessment" in adviser.get(tab).text
    said = {"partner": str(world.services["support"].id)}
    assert adviser.post(reverse("assessment_begin", args=[case.id]), said).status_code == 302
    with acting(world.actor("adviser")):
        begun = SocialAssessment.objects.get()
    page = reverse("assessment", args=[begun.id])
    answer = adviser.post(address(begun), {"path": "Three years\r\nin Bron.", "was_path": ""})
    assert (answer.status_code, answer.url) == (302, page)
    assert values(world, begun) == {"path": "Three years\nin Bron."}
    for client in (adviser, worker):
        said = {"kind": "sliding_lease", "why": "A first budget."}
        assert client.post(reverse("assessment_orientation", args=[begun.id]), said).status_code == 302
    said = {"kind": "divergence", "body": "Four years."}
    assert worker.post(reverse("assessment_remark", args=[begun.id, "history"]), said).status_code == 302
    for client in (adviser, worker):
        token = client.get(page).context["sign_form"]["read_token"].value()
        assert client.post(reverse("assessment_sign", args=[begun.id]), {"read_token": token}).status_code == 302
    read = worker.get(page).text
    assert "signed by both services" in read
    assert "Sign what I have read" not in read
    printed = worker.get(reverse("assessment_print", args=[begun.id])).text
    for words in ("Three years", "Four years.", "Divergence", "A first budget.", "signed by both services"):
        assert words in printed


def test_saved_as_one_types(world, assessment):
    adviser = client_of(world, "adviser")
    answer = adviser.post(address(assessment), {"path": "Bron.", "was_path": ""}, headers=HTMX)
    assert answer.status_code == 200
    assert "saved 10:30" in answer.text
    assert '<input type="hidden" name="was_path" value="Bron.">' in answer.text
    assert values(world, assessment) == {"path": "Bron."}


def test_two_colleagues_see_each_other_and_both_texts_stay(world, assessment):
    adviser, colleague = client_of(world, "adviser"), client_of(world, "colleague")
    adviser.post(address(assessment), {"path": "Bron.", "was_path": ""}, headers=HTMX)
    assert "Adviser Person is writing in this section." in colleague.get(address(assessment)).text
    assert "is writing" not in adviser.get(address(assessment)).text
    typed = {"path": "Lyon.", "was_path": "", "now": "With her sister.", "was_now": ""}
    answer = colleague.post(address(assessment), typed, headers=HTMX)
    assert answer.status_code == 409
    assert '<input type="hidden" name="was_path" value="">' in answer.text
    assert 'name="over_path" id="over_path" value="Bron."' in answer.text
    assert values(world, assessment) == {"path": "Bron.", "now": "With her sister."}
    again = typed | {"path": "Bron, Lyon.", "was_now": "With her sister."}
    assert colleague.post(address(assessment), again, headers=HTMX).status_code == 409
    assert colleague.post(address(assessment), again | {"over_path": "Bron."}, headers=HTMX).status_code == 200
    assert values(world, assessment) == {"path": "Bron, Lyon.", "now": "With her sister."}


def test_without_script_the_form_comes_back_with_both_texts(world, assessment):
    write(world, "colleague", assessment, "history", {"path": "Bron."})
    answer = client_of(world, "adviser").post(address(assessment), {"path": "Lyon.", "was_path": ""})
    assert answer.status_code == 409
    assert "Lyon.</textarea>" in answer.text
    assert 'id="over_path" value="Bron."' in answer.text


def test_a_wrong_field_keeps_its_text_and_the_others_are_saved(world, assessment):
    adviser = client_of(world, "adviser")
    typed = {"arrears": "about 2000", "was_arrears": "", "credit_payments": "612,5", "was_credit_payments": ""}
    answer = adviser.post(address(assessment, "debts"), typed)
    assert answer.status_code == 422
    assert 'value="about 2000"' in answer.text
    assert values(world, assessment, "debts") == {"credit_payments": "612.50"}


def test_a_share_withdrawn_while_typing_gives_the_words_back(world, assessment):
    worker, adviser = client_of(world, "social_worker"), world.actor("adviser")
    assert worker.get(address(assessment, "own_words")).status_code == 200
    with acting(adviser):
        given = SharingAuthorisation.objects.get(case=assessment.case_id)
        withdraw(actor=adviser, case_id=assessment.case_id, authorisation=given.id, at=AT)
    typed = {"wants": "A home near my work.", "was_wants": "Nothing yet."}
    form = "application/x-www-form-urlencoded"
    answer = worker.post(address(assessment, "own_words"), urlencode(typed), content_type=form)
    assert answer.status_code == 404
    assert "A home near my work." in answer.text
    assert "Nothing yet." not in answer.text
    assert values(world, assessment, "own_words") == {}


def test_a_change_after_a_signature_is_said_before_it_is_saved(world, assessment):
    write(world, "adviser", assessment, "history", {"path": "Bron."})
    propose(world, "adviser", assessment, "supported_lease")
    worker = client_of(world, "social_worker")
    assert "data-autosave" in worker.get(address(assessment, "own_words")).text
    sign(world, "adviser", assessment)
    typed = {"wants": "Near my work.", "was_wants": ""}
    assert worker.post(address(assessment, "own_words"), typed, headers=HTMX).status_code == 409
    answer = worker.post(address(assessment, "own_words"), typed)
    assert answer.status_code == 409
    assert "Near my work.</textarea>" in answer.text
    assert '<input type="hidden" name="lapse" value="on">' in answer.text
    assert values(world, assessment, "own_words") == {}
    assert "data-autosave" not in answer.text
    assert worker.post(address(assessment, "own_words"), typed | {"lapse": "on"}).status_code == 302
    assert values(world, assessment, "own_words") == {"wants": "Near my work."}


def test_what_changed_since_it_was_read_is_named_instead_of_signed(world, assessment):
    write(world, "adviser", assessment, "history", {"path": "Bron."})
    propose(world, "adviser", assessment, "supported_lease")
    adviser = client_of(world, "adviser")
    token = adviser.get(reverse("assessment", args=[assessment.id])).context["sign_form"]["read_token"].value()
    write(world, "social_worker", assessment, "own_words", {"wants": "Near my work."})
    answer = adviser.post(reverse("assessment_sign", args=[assessment.id]), {"read_token": token})
    assert answer.status_code == 409
    assert answer.context["changed"] == ["The household's own words"]
    assert "Near my work." in answer.text


def test_the_household_reads_it(world, assessment):
    worker = client_of(world, "social_worker")
    said = {"read_on": "12/3/2026", "means": "together", "remarks": "Not near my husband.", "copy_given": "on"}
    url = reverse("assessment_reading", args=[assessment.id])
    assert worker.post(url, said | {"read_on": "13/3/2026"}).status_code == 422
    assert worker.post(url, said).status_code == 302
    text = worker.get(reverse("assessment", args=[assessment.id])).text
    assert "Not near my husband." in text
    assert "A copy was given." in text


def test_a_diagnosis_is_drafted_then_signed(world, case):
    adviser, url = client_of(world, "adviser"), reverse("diagnosis", args=[case.id])
    said = {"version": "0", "what_happened": "She left.", "tried": "", "asked": "", "orientation": "", "why": ""}
    assert adviser.post(url, said).status_code == 302
    answer = adviser.post(url, said | {"version": "1", "sign": "yes"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"asked", "orientation"}
    stale = client_of(world, "colleague").post(url, said | {"what_happened": "She was told to leave."})
    assert stale.status_code == 409
    assert "Saved meanwhile by a colleague: She left." in stale.text
    complete = said | {"version": "1", "asked": "A home.", "orientation": "sliding_lease", "sign": "yes"}
    assert adviser.post(url, complete).status_code == 302
    with acting(world.actor("adviser")):
        assert Diagnosis.objects.get().signed_at == AT
    assert "Signed by Adviser Person" in adviser.get(reverse("case_assessment", args=[case.id])).text


def test_an_urgent_orientation_shows_its_last_day_and_waits_in_today(world, case):
    adviser = client_of(world, "adviser")
    url = reverse("urgent_orientation", args=[case.id])
    said = {"kind": "young_workers_residence", "why": "He sleeps in his car."}
    assert adviser.post(url, said).status_code == 302
    assert f"holds until {day(date(2026, 4, 11))}" in adviser.get(reverse("case_assessment", args=[case.id])).text
    assert "Urgent orientation: young workers" in adviser.get(reverse("today")).text
    again = adviser.post(url, said)
    assert again.status_code == 409
    assert "He sleeps in his car.</textarea>" in again.text


def test_a_partner_is_told_that_its_signature_is_waited_for(world, assessment):
    write(world, "adviser", assessment, "history", {"path": "Bron."})
    propose(world, "adviser", assessment, "supported_lease")
    sign(world, "adviser", assessment)
    assert "Joint assessment signed by social service" in client_of(world, "social_worker").get(reverse("today")).text
    assert "Joint assessment signed by" not in client_of(world, "adviser").get(reverse("today")).text


def test_a_signed_one_is_read_and_begun_anew(world, assessment):
    signed_by_both(world, assessment)
    adviser = client_of(world, "adviser")
    page = adviser.get(reverse("case_assessment", args=[assessment.case_id])).text
    assert "Begin a new one from this one" in page
    assert f"valid until {day(date(2027, 3, 12))}" in page
    assert "<textarea" not in adviser.get(address(assessment)).text
    assert adviser.post(address(assessment), {"path": "Bron.", "was_path": ""}).status_code == 409


@pytest.mark.parametrize("section", ["nothing", "print"])
def test_a_section_that_is_not_there(world, assessment, section):
    answer = client_of(world, "adviser").get(address(assessment, section))
    assert answer.status_code == (200 if section == "print" else 404)


def test_the_same_number_of_queries_at_one_section_and_at_eight(world, assessment):
    adviser, page = client_of(world, "adviser"), reverse("assessment", args=[assessment.id])

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert adviser.get(page).status_code == 200
        return len(seen)

    write(world, "adviser", assessment, "history", {"path": "Bron."})
    adviser.get(page)
    one = queries()
    for section, field in (("household", "who_lives_there"), ("debts", "debts_words"), ("resources", "changes")):
        write(world, "adviser", assessment, section, {field: "Words."})
    for section, field in (("own_words", "wants"), ("conclusion", "summary"), ("home_needed", "home")):
        write(world, "social_worker", assessment, section, {field: "Words."})
    assert queries() == one


def test_in_french(world, assessment):
    user = world.people["adviser"]
    user.language = "fr"
    user.save()
    page = client_of(world, "adviser").get(reverse("case_assessment", args=[assessment.case_id])).text
    assert "Évaluation sociale partagée" in page
    with acting(world.actor("adviser")):
        assert digests.parts_of(get_assessment(world.actor("adviser"), assessment.id)) == {}
