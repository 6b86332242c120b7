"""Home and lease, as the holder of the case and the association use it."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from palier.candidacies.models import Candidacy
from palier.cases.models import Person
from palier.organisations.due import due
from palier.platform import clock
from palier.platform.context import acting
from palier.tenancies.models import AccountLine, Tenancy
from palier.ui.formats import day
from tests.factories.homes import a_home
from tests.factories.places import a_place
from tests.factories.slides import accepted
from tests.factories.support import applicant_of
from tests.factories.tenancies import a_request, a_sublease, accredit, an_occupancy
from tests.queries import asked


@pytest.fixture
def case(world):
    return world.case()


def signed(world, case, home) -> dict[str, str]:
    with acting(world.actor("adviser")):
        person = Person.objects.get(case=case, kind="applicant").id
    signed_on = "12/03/2026"
    return {
        "id": str(uuid4()),
        "where": home.internal_id,
        "signed_on": signed_on,
        "begins_on": signed_on,
        "rent": "412,50",
        "charges": "118",
        "deposit": "300",
        "instalments": "6",
        "association": str(world.organisations["association"].id),
        "committee_on": "05/03/2026",
        "head_rent": "412,50",
        "head_charges": "118",
        "head_deposit": "412,50",
        "landlord_signed_on": signed_on,
        "association_signed_on": signed_on,
        f"adult_{person.hex}": signed_on,
    }


def the_tenancy(world) -> Tenancy:
    with acting(world.actor("adviser")):
        return Tenancy.objects.get()


def test_a_sublease_is_signed_insured_and_read_by_the_two_parties(world, case, signed_in):
    accredit(world)
    adviser, page = signed_in("adviser"), reverse("case_tenancies", args=[case.id])
    assert "Nothing signed yet" in adviser.get(page).text
    answer = adviser.post(reverse("begin_sublease", args=[case.id]), signed(world, case, a_home(world)))
    assert (answer.status_code, answer.url) == (302, page)
    shown = adviser.get(page).text
    assert "Agreement of the three" in shown
    assert "€300.00 in 6 payments" in shown
    manager = signed_in("rental_manager")
    assert "€412.50" in manager.get(page).text
    insured = {"insured_until": "11/03/2027"}
    assert manager.post(reverse("tenancy_insure", args=[the_tenancy(world).id]), insured).status_code == 302
    assert day(date(2027, 3, 11)) in manager.get(page).text
    assert "A sub-lease was signed." in adviser.get(reverse("case_story", args=[case.id])).text


def test_without_an_accreditation_the_form_says_so_and_keeps_what_was_typed(world, case, signed_in):
    said = signed(world, case, a_home(world))
    answer = signed_in("adviser").post(reverse("begin_sublease", args=[case.id]), said)
    assert answer.status_code == 422
    assert "no accreditation for rental mediation (CCH L365-4)" in answer.text
    assert said["where"] in answer.text


def test_an_occupancy_is_signed_by_the_label_of_its_place_and_left_with_a_destination(world, case, signed_in):
    place, adviser = a_place(world), signed_in("adviser")
    signed_on = "12/03/2026"
    said = {
        "id": str(uuid4()),
        "where": place.internal_id,
        "signed_on": signed_on,
        "begins_on": signed_on,
        "rent": "412",
    }
    said["instalments"] = "1"
    assert adviser.post(reverse("begin_temporary_occupancy", args=[case.id]), said).status_code == 302
    leave = reverse("tenancy_departure", args=[the_tenancy(world).id])
    answer = adviser.post(leave, {"ends_on": "01/06/2026", "ending": "left", "next_home": ""})
    assert answer.status_code == 422
    answer = adviser.post(leave, {"ends_on": "01/06/2026", "ending": "left", "next_home": "lease"})
    assert answer.status_code == 302
    assert the_tenancy(world).next_home == "lease"


def test_an_outside_lease_needs_no_reference(world, case, signed_in):
    signed_on = "12/03/2026"
    said = {"id": str(uuid4()), "signed_on": signed_on, "begins_on": signed_on, "rent": "520", "instalments": "1"}
    adviser, url = signed_in("adviser"), reverse("begin_lease", args=[case.id])
    assert adviser.post(url, said).status_code == 422
    said |= {"outside_provider": "Mme Perret", "outside_kind": "private"}
    assert adviser.post(url, said).status_code == 302
    assert "Mme Perret" in adviser.get(reverse("case_tenancies", args=[case.id])).text


def test_who_does_not_hold_the_case_signs_nothing_by_hand(world, case, signed_in):
    a_sublease(world, case)
    assert signed_in("rental_manager").get(reverse("begin_lease", args=[case.id])).status_code == 403
    assert signed_in("allocation_officer").get(reverse("case_tenancies", args=[case.id])).status_code == 403


def test_the_list_asks_as_much_for_ten_titles_as_for_one(world, signed_in):
    manager, counts = signed_in("rental_manager"), []
    for number in (1, 9):
        for _each in range(number):
            an_occupancy(world, world.case())
        with CaptureQueriesContext(connection) as captured:
            assert manager.get(reverse("tenancies")).status_code == 200
        counts.append(asked(captured))
    assert counts[0] == counts[1]


def test_a_case_asks_as_much_for_three_titles_as_for_one(world, case, signed_in):
    adviser, counts = signed_in("adviser"), []
    a_sublease(world, case)
    for number in (0, 2):
        for _each in range(number):
            an_occupancy(world, case)
        with CaptureQueriesContext(connection) as captured:
            adviser.get(reverse("case_tenancies", args=[case.id]))
        counts.append(asked(captured))
    assert counts[0] == counts[1]


def test_the_accreditations_page_is_read_by_partners_and_written_by_administrators(world, signed_in):
    said = {"kind": "rental", "begins_on": "01/01/2024", "until": "31/12/2028"}
    url = reverse("accreditations")
    assert signed_in("adviser").post(url, said).status_code == 403
    assert signed_in("administrator").post(url, said).status_code == 302
    assert day(date(2028, 12, 31)) in signed_in("adviser").get(url).text


def test_lines_are_read_first_and_written_once_somebody_looked(world, case, signed_in):
    tenancy, manager = a_sublease(world, case), signed_in("rental_manager")
    url = reverse("tenancy_lines", args=[tenancy.id])
    said = {"payer": "household", "lines": "appel;03/2026;01/03/2026;530,50;\ncadeau;03/2026;01/03/2026;1;"}
    shown = manager.post(url, said).text
    assert "Lines that would be written" in shown
    assert "Say what the line is" in shown
    for new in ("1 line is new.", "0 lines are new."):
        assert new in manager.post(url, said | {"write": "yes"}, follow=True).text
    assert "What the household owes the association" in manager.get(reverse("case_tenancies", args=[case.id])).text
    assert "there already, counts once" in manager.post(url, said).text


def test_a_line_is_taken_back_with_a_reason_and_undone(world, case, signed_in):
    tenancy, manager = a_sublease(world, case), signed_in("rental_manager")
    url = reverse("tenancy_lines", args=[tenancy.id])
    manager.post(url, {"payer": "household", "lines": "appel;03/2026;01/03/2026;530,50;", "write": "yes"})
    with acting(world.actor("rental_manager")):
        line = AccountLine.objects.get()
    args = [tenancy.id, line.id]
    assert manager.post(reverse("account_take_back", args=args), {"reason": "none"}).status_code == 422
    shown = manager.post(reverse("account_take_back", args=args), {"reason": "twice"}, follow=True).text
    assert "Taken back by Rental_Manager Person" in shown
    assert "written twice" in shown
    assert reverse("account_restore", args=args) in shown
    shown = manager.post(reverse("account_restore", args=args), follow=True).text
    assert "Taken back by" not in shown


def test_debt_recovery_is_shown_homes_and_amounts_and_nothing_of_the_case(world, case, signed_in):
    home = a_home(world, address="9 rue des Comptes")
    tenancy = a_sublease(world, case, home=home)
    said = {"payer": "association", "lines": "appel;03/2026;01/03/2026;530,50;", "write": "yes"}
    signed_in("rental_manager").post(reverse("tenancy_lines", args=[tenancy.id]), said)
    recovery = signed_in("debt_recovery")
    shown = recovery.get(reverse("tenancies"), follow=True).text
    assert "9 rue des Comptes" in shown
    assert case.reference not in shown
    assert recovery.get(reverse("case_tenancies", args=[case.id])).status_code == 404
    assert signed_in("allocation_officer").get(reverse("owed")).status_code == 403


def test_a_sublease_is_reviewed_told_decided_and_slid_on_one_page(world, case, signed_in):
    a_request(world, case, date(2026, 3, 12))
    tenancy, page = a_sublease(world, case), reverse("case_tenancies", args=[case.id])

    def post(who, name, **said):
        answer = signed_in(who).post(reverse(f"tenancy_{name}", args=[tenancy.id]), said)
        assert answer.status_code == 302, answer.text
        return signed_in(who).get(page).text

    with clock.frozen(datetime(2026, 9, 10, 9, tzinfo=UTC)):
        post("rental_manager", "criteria", criteria=["rent_paid"], agreed_on="12/03/2026")
        wants = {f"{who}_wants": "lease" for who in ("association", "household")}
        wants |= {"landlord_wants": "absent", "landlord_words": "Ill that day."}
        assert "Ill that day." in post("rental_manager", "review", held_on="25/06/2026", **wants)
        shown = post("landlord_adviser", "told", told_on="01/07/2026", proposes_lease="yes", why_not="")
        assert "a lease is proposed" in shown
        post("landlord_adviser", "outcome", outcome="lease")
        shown = signed_in("adviser").get(page).text
        asked = reverse("slide_new", args=[tenancy.id])
        assert asked in shown
        assert "account and the last review" in signed_in("adviser").get(asked).text
        with acting(world.actor("adviser")):
            said = put_forward(case)
        answer = signed_in("adviser").post(asked, said)
        assert answer.status_code == 302, answer.text
        shown = signed_in("allocation_officer").get(answer.url).text
        assert "€537.20 (€416.20 + €121.00)" in shown
        assert "What its own lease would cost" in shown
    with acting(world.actor("adviser")):
        candidacy = Candidacy.objects.get()
    accepted(world, candidacy)
    with clock.frozen(datetime(2026, 10, 30, 9, tzinfo=UTC)):
        officer, of_candidacy = signed_in("allocation_officer"), reverse("candidacy", args=[candidacy.id])
        form = next(one.form for one in officer.get(of_candidacy).context["acts"] if one.name == "slide")
        # The file closed to the landlord at the decision; what it said the lease would cost is still typed for it.
        assert (form["rent"].initial, form["charges"].initial) == (Decimal("416.20"), Decimal("121.00"))
        money = {"rent": "416,20", "charges": "121", "instalments": "1", "returned": "300", "head_returned": "412,50"}
        days = {"begins_on": "01/11/2026", "on": "30/10/2026", "inventory_on": "29/10/2026"}
        said = {"insured_until": "31/10/2027"} | money | days
        refused = officer.post(reverse("candidacy_slide", args=[candidacy.id]), said | {"begins_on": "02/11/2026"})
        assert (refused.status_code, "first of a month" in refused.text) == (422, True)
        assert officer.post(reverse("candidacy_slide", args=[candidacy.id]), said).status_code == 302
        shown = signed_in("rental_manager").get(page).text
    assert "ended: slid into the household" in shown
    assert "069 0326 000001, counted for" in shown


def put_forward(case) -> dict[str, str]:
    said = {"id": str(uuid4()), "person": str(applicant_of(case)), "on": "10/09/2026", "means": "oral"}
    return said | {"rent": "416,20", "charges": "121"}


def test_a_slide_without_a_review_says_what_to_do(world, case, signed_in):
    tenancy = a_sublease(world, case)
    with acting(world.actor("adviser")):
        said = put_forward(case)
    answer = signed_in("adviser").post(reverse("slide_new", args=[tenancy.id]), said | {"on": "12/03/2026"})
    assert answer.status_code == 422
    assert "hold the review first" in answer.text
    assert signed_in("rental_manager").get(reverse("slide_new", args=[tenancy.id])).status_code == 403


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2026, 3, 13), "accredited until {last}"),
        (date(2026, 7, 1), "accredited until {last}: to be renewed now"),
        (date(2027, 1, 1), "accreditation ended on {last}: it rents no other home until it is renewed"),
    ],
)
def test_the_page_of_a_sublease_says_when_the_accreditation_of_its_association_ends(world, case, signed_in, on, words):
    accredit(world, until=date(2026, 12, 31))
    a_sublease(world, case)
    with clock.frozen(datetime.combine(on, time(9), UTC)):
        shown = signed_in("adviser").get(reverse("case_tenancies", args=[case.id])).text
    assert words.format(last=day(date(2026, 12, 31))) in shown
    assert ("to be renewed now" in shown) == ("to be renewed now" in words)


def test_an_accreditation_that_ends_is_due_six_months_before_until_a_later_one_is_recorded(world):
    accredit(world, until=date(2026, 12, 31))

    def told(key, on):
        actor = world.actor(key)
        with acting(actor):
            return [(one.on, one.reference, one.url) for one in due(actor, on)]

    ends = [(date(2026, 12, 31), "association of the tests", reverse("accreditations"))]
    assert told("rental_manager", date(2026, 6, 29)) == []
    assert told("rental_manager", date(2026, 6, 30)) == ends
    assert told("social_worker", date(2026, 6, 30)) == told("allocation_officer", date(2026, 6, 30)) == []
    assert told("rental_manager", date(2027, 2, 1)) == ends
    accredit(world, begins_on=date(2027, 1, 1), until=date(2031, 12, 31))
    assert told("rental_manager", date(2027, 2, 1)) == []
