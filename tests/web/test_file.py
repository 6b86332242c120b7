"""The household's file and its papers, as the holder keeps them."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from palier.cases.facts import Aid, Debt, Identifier, Income, Paper
from palier.cases.models import Case, Person
from palier.cases.papers import NEEDED, ask_for
from palier.platform import clock
from palier.platform.context import acting
from tests.factories.facts import a_fact, a_full_file
from tests.factories.support import a_mandate, allow, applicant_of
from tests.factories.world import AT, DAY
from tests.queries import asked
from tests.web.test_cases import said

BORN = date(1984, 3, 12)


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"


def form(**typed) -> dict:
    return {"id": str(uuid4())} | typed


def address(name, case, *more) -> str:
    return reverse(name, args=[case.id, *more])


def a_person(**typed) -> dict:
    return form(kind="child", first_name="Lina", last_name="Benali", born_on="2/5/2020") | typed


# --- rows of the file


def test_a_row_of_each_kind_is_added_shown_and_leads_to_its_page(world, signed_in):
    client, case = signed_in("adviser"), world.case()
    with acting(world.actor("adviser")):
        applicant = str(applicant_of(case))
    typed = {
        "person": a_person(),
        "income": form(person=applicant, kind="salary", monthly="1 480,00", source="payslip"),
        "debt": form(creditor="Crédit Ancien", kind="credit", balance="2400"),
        "aid": form(
            kind="hotel_nights", answer="granted", giver="Fonds d’urgence", decided_on="9/3", amount="320", nights="5"
        ),
        "identifier": form(system="nur", number="069 2026 0001", obtained_on="20/4/2025"),
        "paper": form(destination="caleol", kind="tax_notice", asked_on="10/3"),
    }
    for word, sent in typed.items():
        for _twice in range(2):
            answer = client.post(address("case_fact_new", case, word), sent)
            assert answer.status_code == 302, (word, answer.context and answer.context["form"].errors)
    page = client.get(address("case_household", case)).text
    nights = "5 nights, the last on 13\u00a0March 2026, Fonds d’urgence"
    for words in (
        "BENALI Lina",
        "€1,480.00",
        "Crédit Ancien",
        nights,
        "€320.00",
        "069 2026 0001",
        "20\u00a0April 2026",
    ):
        assert words in page, words
    with acting(world.actor("adviser")):
        for model, number in ((Person, 4), (Income, 1), (Debt, 1), (Aid, 1), (Identifier, 1), (Paper, 1)):
            assert model.objects.filter(case=case).count() == number
        paper = Paper.objects.get()
    assert address("case_fact", case, "paper", paper.id) in client.get(address("case_documents", case)).text


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"born_on": "13/3/2026"}, "This day is still to come: check the year."),
        ({"kind": "applicant"}, "BENALI Nadia is the applicant already"),
        ({"kind": ""}, "This field is required."),
    ],
)
def test_a_refusal_says_what_and_keeps_what_was_typed(world, signed_in, typed, message):
    answer = signed_in("adviser").post(
        address("case_fact_new", world.case(), "person"), a_person(first_name="Lïna") | typed
    )
    assert answer.status_code == 422
    assert message in answer.text
    assert 'value="Lïna"' in answer.text


def test_an_income_there_already_is_refused_with_what_to_do_and_the_amount_stays(world, signed_in):
    client, case = signed_in("adviser"), world.case()
    income = a_fact(world, case, "income")
    typed = form(person=str(income.person_id), kind="salary", monthly="1512,30", source="said")
    answer = client.post(address("case_fact_new", case, "income"), typed)
    assert answer.status_code == 422
    assert "Correct that one, or say the day on which it ended." in answer.text
    assert 'value="1512,30"' in answer.text


def test_an_aid_that_cannot_be_is_refused_beside_its_fields_and_what_was_granted_is_summed(world, signed_in):
    client, case = signed_in("adviser"), world.case()
    typed = form(kind="loca_pass", answer="refused", decided_on="10/3", amount="460", nights="")
    answer = client.post(address("case_fact_new", case, "aid"), typed)
    assert answer.status_code == 422
    for words in ("Only an aid that is granted has an amount.", "Say why it was refused", 'value="460"'):
        assert words in answer.text, words
    a_fact(world, case, "aid")
    a_fact(world, case, "aid", kind="grant", nights=None, amount=150)
    shown = client.get(address("case_household", case)).text
    assert "€470.00" in shown[shown.index("Granted in all") :]
    assert address("case_fact_new", case, "aid") in shown


def test_two_colleagues_correct_one_row_and_the_second_reads_both_values(world, signed_in):
    client, case = signed_in("adviser"), world.case()
    debt = a_fact(world, case, "debt")
    page = address("case_fact", case, "debt", debt.id)
    typed = form(version="1", creditor="Crédit Ancien", kind="credit", balance="2000")
    assert client.post(page, typed).status_code == 302
    answer = client.post(page, typed | {"balance": "1500"})
    assert answer.status_code == 409
    assert "Saved meanwhile by a colleague: 2000" in answer.text
    assert 'value="1500"' in answer.text
    assert client.post(page, typed | {"balance": "1500", "version": "2"}).status_code == 302
    with acting(world.actor("adviser")):
        assert Debt.objects.get().balance == 1500


def test_what_is_taken_out_comes_back_with_one_click(world, signed_in):
    client, case = signed_in("adviser"), world.case()
    for word, fact in a_full_file(world, case).items():
        answer = client.post(address("case_fact_remove", case, word, fact.id), follow=True)
        undo = address("case_fact_restore", case, word, fact.id)
        assert undo in answer.text, word
        with acting(world.actor("adviser")):
            assert not type(fact).objects.filter(id=fact.id).exists()
        assert client.post(undo).status_code == 302
        with acting(world.actor("adviser")):
            assert type(fact).objects.filter(id=fact.id).exists()


def test_the_applicant_is_not_taken_out_and_the_page_says_what_to_do_first(world, signed_in):
    client, case = signed_in("adviser"), world.case(adults=2)
    with acting(world.actor("adviser")):
        nadia, other = applicant_of(case), Person.objects.get(case=case, kind="adult")
    answer = client.post(address("case_fact_remove", case, "person", nadia), follow=True)
    assert "first make another adult the applicant" in answer.text
    page = address("case_fact", case, "person", other.id)
    assert "Make this person the applicant" in client.get(page).text
    typed = form(version="1", kind="adult", last_name="Karimi", first_name="Sam", born_on="")
    assert client.post(page, typed).status_code == 302
    answer = client.post(address("case_applicant", case, other.id), follow=True)
    assert "KARIMI Sam asks in the name of the household." in answer.text


def test_who_follows_reads_the_file_and_finds_no_way_to_change_it(world, signed_in):
    case = world.case(authorised=(world.services["support"].id,))
    facts = a_full_file(world, case)
    client = signed_in("social_worker")
    page = client.get(address("case_household", case)).text
    assert "Crédit Ancien" in page
    assert "Add a person" not in page
    assert client.get(address("case_fact", case, "debt", facts["debt"].id)).status_code == 403
    assert "Seen today" not in client.get(address("case_documents", case)).text


def test_resources_say_what_is_counted(world, signed_in):
    client, case = signed_in("adviser"), world.case()
    a_fact(world, case, "income")
    a_fact(world, case, "income", kind="housing_benefit", monthly=310)
    words = (
        "€1,480.00 a month are counted: the sum of the incomes that run today, in place of the figure typed. "
        "The housing benefit is left out: it is counted again for each home."
    )
    assert words in client.get(address("case_household", case)).text


def test_the_household_takes_the_same_queries_at_1_10_and_100_rows(world, signed_in):
    client, case, counted = signed_in("adviser"), world.case(children_ages=()), []
    with acting(world.actor("adviser")):
        applicant = Person.objects.get(case=case)
    for first, last in ((0, 1), (1, 10), (10, 100)):
        _rows(world, case, applicant, range(first, last))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address("case_household", case)).status_code == 200
        counted.append(asked(captured))
    assert counted[0] == counted[1] == counted[2] <= 34


def _rows(world, case, applicant, numbers) -> None:
    """Many at once, past the services: what counts here is how they are read."""
    day = timedelta(days=1)
    with acting(world.actor("adviser")):
        Person.objects.bulk_create([Person(case=case, kind="child", position=1 + n) for n in numbers])
        Income.objects.bulk_create(
            [
                Income(
                    case=case,
                    person=applicant,
                    kind="other",
                    monthly=n,
                    source="said",
                    begins_on=DAY + n * day,
                    until=DAY + n * day,
                )
                for n in numbers
            ]
        )
        Debt.objects.bulk_create([Debt(case=case, creditor=str(n), kind="credit", balance=n) for n in numbers])
        Aid.objects.bulk_create([Aid(case=case, kind="grant", answer="awaited", giver=str(n)) for n in numbers])
        Identifier.objects.bulk_create(
            [Identifier(case=case, system="nur", number=str(n), obtained_on=DAY) for n in numbers]
        )


# --- papers


def test_ticked_papers_are_asked_for_then_seen_and_one_that_is_wrong_says_the_way_forward(world, signed_in):
    client, case = signed_in("adviser"), world.case()
    page = address("case_documents", case) + "?for=caleol"
    sent = {"act": "ask", "paper": ["identity", "tax_notice"]}
    assert "2 papers asked for today." in client.post(page, sent, follow=True).text
    assert "1 paper seen today." in client.post(page, {"act": "seen", "paper": "tax_notice"}, follow=True).text
    assert "4 papers that are always asked for are missing." in client.get(page).text
    with acting(world.actor("adviser")):
        paper = Paper.objects.get(kind="tax_notice")
    typed = form(
        version=str(paper.version),
        destination="caleol",
        kind="tax_notice",
        asked_on="12/3/2026",
        seen_on="12/3/2026",
        not_conforming="The former husband's",
    )
    assert client.post(address("case_fact", case, "paper", paper.id), typed).status_code == 302
    assert "The former husband&#x27;s: ask for another one." in client.get(page).text
    client.post(page, {"act": "ask", "paper": "tax_notice"})
    assert "The one before: The former husband&#x27;s" in client.get(page).text


def test_nothing_ticked_asks_for_nothing(world, signed_in):
    client, case = signed_in("adviser"), world.case()
    answer = client.post(address("case_documents", case), {"act": "ask"}, follow=True)
    assert "Tick the papers first." in answer.text
    with acting(world.actor("adviser")):
        assert not Paper.objects.exists()


def test_documents_take_the_same_queries_for_one_paper_and_for_all(world, signed_in):
    client, case, counted = signed_in("adviser"), world.case(), []
    actor = world.actor("adviser")
    for kinds in (("identity",), NEEDED["caleol"][0] + NEEDED["caleol"][1]):
        with acting(actor):
            ask_for(actor=actor, case_id=case.id, destination="caleol", kinds=kinds, at=AT)
        with CaptureQueriesContext(connection) as captured:
            client.get(address("case_documents", case))
        counted.append(asked(captured))
    assert counted[0] == counted[1]


# --- employer


def test_an_employer_is_checked_once_and_offered_as_one_types(world, signed_in):
    client, case = signed_in("adviser"), world.case()
    assert "Boulangerie" not in client.get(reverse("employers"), {"employer": "boul"}).text
    page = address("case_employer", case)
    answer = client.post(page, {"version": "1", "contributes": "yes", "siren": "111 111 111"})
    assert answer.status_code == 422
    assert 'value="111 111 111"' in answer.text
    assert client.post(page, {"version": "1", "contributes": "yes", "siren": "732 829 320"}).status_code == 302
    assert "Boulangerie du Parc" in client.get(reverse("employers"), {"employer": "boul"}).text
    assert "732829320" in client.get(address("case_household", case)).text


# --- a suspected duplicate


def test_a_household_that_calls_twice_is_shown_before_it_is_logged_twice(world, signed_in):
    client, case = signed_in("adviser"), world.case(born_on=BORN)
    call = said(agreement=str(world.agreement.id), born_on="12/3/1984")
    answer = client.post(reverse("call"), call)
    assert answer.status_code == 409
    assert case.reference in answer.text
    assert 'value="Bakery"' in answer.text
    with acting(world.actor("adviser")):
        assert Case.objects.count() == 1
    assert client.post(reverse("call"), call | {"another": "on"}).status_code == 302
    with acting(world.actor("adviser")):
        assert Case.objects.count() == 2


def test_a_household_that_another_service_follows_in_secret_is_logged_without_a_word(world, signed_in):
    """The answer is the one of a household nobody knows."""
    hidden = world.case("social_worker", born_on=BORN, phone="06 39 98 00 01")
    client = signed_in("adviser")
    call = said(agreement=str(world.agreement.id), born_on="12/3/1984")
    answer = client.post(reverse("call"), call)
    assert answer.status_code == 302
    assert hidden.reference not in client.get(answer.url).text


def test_a_person_added_who_is_in_another_case_is_said_by_its_reference(world, signed_in):
    other, case = world.case(born_on=BORN), world.case(last_name="Lefort", phone="06 39 98 00 02")
    typed = a_person(kind="adult", first_name="Nadia", born_on="12/3/1984")
    answer = signed_in("adviser").post(address("case_fact_new", case, "person"), typed, follow=True)
    assert f"Somebody of this name and birth date is in the case {other.reference} already" in answer.text


# --- closing


def test_a_case_is_closed_with_its_words_and_starts_again(world, signed_in):
    client, case = signed_in("adviser"), world.case(authorised=(world.services["support"].id,))
    page = address("case_close", case)
    assert "support service" in client.get(page).text
    typed = {"version": "1", "outcome": "referred_to", "reason": "Lives in Grenoble now.", "sent_to": ""}
    answer = client.post(page, typed)
    assert answer.status_code == 422
    assert "Say where you sent the household, so that it can be told again." in answer.text
    assert "Lives in Grenoble now." in answer.text
    assert client.post(page, typed | {"sent_to": "CCAS of Grenoble"}).status_code == 302
    for words in ("Start a new case from its facts", "Lives in Grenoble now.", "CCAS of Grenoble"):
        assert words in client.get(address("case", case)).text
    assert "Lives in Grenoble now." in client.get(address("case_brief", case)).text
    new_id = uuid4()
    for _twice in range(2):
        answer = client.post(address("case_start_again", case), {"id": str(new_id)})
        assert answer.url == reverse("case_household", args=[new_id])
    assert case.reference in client.get(answer.url).text
    assert reverse("case", args=[new_id]) in client.get(address("case", case)).text
    assert signed_in("social_worker").get(address("case", case)).status_code == 404


def test_closing_says_which_mandate_runs(world, signed_in):
    case = world.case()
    allow(world, case)
    a_mandate(world, case)
    assert "A support mandate binds support service" in signed_in("adviser").get(address("case_close", case)).text


def test_a_case_is_not_closed_past_its_page(world, signed_in):
    client, case = signed_in("adviser"), world.case()
    sent = {"version": "1", "to": "closed", "outcome": "advice_given"}
    assert client.post(address("case_move", case), sent).status_code == 422
    with acting(world.actor("adviser")):
        assert Case.objects.get().state == "received"


# --- renewals


@pytest.mark.parametrize(("obtained_on", "due"), [(date(2025, 5, 11), True), (date(2025, 5, 12), False)])
def test_a_renewal_is_under_today_from_a_month_before_its_reminder(world, signed_in, obtained_on, due):
    """The request of 11 May 2025 ends on 11 May 2026; its reminder is due on 11 April, 30 days from the day."""
    case = world.case()
    a_fact(world, case, "identifier", obtained_on=obtained_on)
    lines = signed_in("adviser").get(reverse("today")).context["lines"]
    found = [line.url for line in lines if line.why == "To renew: HLM request (NUR)"]
    assert found == ([address("case_household", case)] if due else [])


def test_a_renewal_is_counted_once_for_its_referent_and_no_more_once_done_or_taken_out(world, signed_in):
    client, case = signed_in("adviser"), world.case()
    number = a_fact(world, case, "identifier")
    a_fact(world, case, "identifier", system="dalo", number="D 1", obtained_on=date(2025, 4, 20))

    def renewals(key="adviser") -> list:
        lines = signed_in(key).get(reverse("today")).context["lines"]
        return [line.on for line in lines if line.why.startswith("To renew")]

    assert (renewals(), renewals("colleague")) == ([date(2026, 4, 20)], [])
    signed_in("adviser")
    client.post(address("case_fact_remove", case, "identifier", number.id))
    assert renewals() == []
    client.post(address("case_fact_restore", case, "identifier", number.id))
    assert renewals() == [date(2026, 4, 20)]
    page = address("case_fact", case, "identifier", number.id)
    typed = form(version="3", system="nur", number=number.number, obtained_on="20/4/2025", renewed_on="12/3/2026")
    assert client.post(page, typed).status_code == 302
    assert renewals() == []
    with clock.frozen(AT + timedelta(days=340)):
        assert renewals() == [date(2027, 3, 12)]
