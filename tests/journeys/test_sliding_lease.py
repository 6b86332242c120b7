"""Hosted, then a sub-lease that slides into a lease: a whole way in sixteen months, through the pages, in its own time.

Samira, 34, care assistant, two children, hosted by her sister. The landlord, the association and the service that holds
her case each do what is theirs at their own desk; the days are real weekdays, the amounts those of her papers.
"""

import re
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import transaction

from tests.journeys.before_a_home import debt_file, her_debts_are_filed, she_calls, she_is_met_and_supported
from tests.journeys.before_a_home import two_services_differ_and_the_partners_decide as partners_decide
from tests.journeys.story import Story, of_the_small_world, person

pytestmark = pytest.mark.slow

SUBLET, SLID = date(2026, 5, 4), date(2027, 5, 1)
# As the rental software of the association exports it. The benefit is due from the month after the entry (CCH
# R823-10): May costs 530.50, and June's comes in July with the arrears.
ACCOUNT_OF_SUMMER = """appel;05/2026;04/05/2026;530,50
payé;05/2026;12/06/2026;530,50
appel;06/2026;01/06/2026;530,50
payé;06/2026;08/06/2026;321,50
rappel;06/2026;10/07/2026;209,00
appel;07/2026;01/07/2026;530,50
APL;07/2026;10/07/2026;209,00
"""
A_MONTH = """appel;{0};01/{0};530,50
payé;{0};05/{0};321,50
APL;{0};05/{0};209,00"""
MONTHS = ("08/2026", "09/2026", "10/2026", "11/2026", "12/2026", "01/2027", "02/2027")


NEWS = (
    (3, "1er août 2027", date(2027, 8, 2)),
    (6, "1er novembre 2027", date(2027, 11, 2)),
    (12, "1er mai 2028", date(2028, 5, 2)),
)


@pytest.fixture
def story(committed_world, committing_db):
    from tests.factories.homes import a_home
    from tests.factories.tenancies import accredit

    with transaction.atomic():
        accredit(committed_world)
        home = {"commune_id": "69259", "surface": 62, "rent": Decimal("412.50"), "financing": "10", "ceiling": "PLAI"}
        a_home(committed_world, internal_id="T3-VEN", **home)
    with of_the_small_world(committed_world, committing_db, date(2026, 1, 14)) as found:
        yield found


def test_a_sublease_is_reviewed_twice_then_slides_without_a_day_between(story):
    case = she_calls(story)
    she_is_met_and_supported(story, case)
    partners_decide(story, case)
    her_debts_are_filed(story, case)
    sublease = the_home_is_sublet(story, case)
    the_account_of_the_first_months(story, case, sublease)
    a_first_review_says_not_yet(story, case, sublease)
    the_request_is_renewed(story, case)
    a_second_review_says_yes(story, case, sublease)
    the_lease_slides(story, case, sublease)
    she_is_there(story, case)
    nobody_learns_that_she_has_a_case(story, case)


def the_home_is_sublet(story: Story, case: str) -> str:
    officer, adviser, reserver = (story.desk(key) for key in ("allocation_officer", "adviser", "reservation_officer"))
    story.day(3, 12)
    officer.look("/homes/vacancies/new/")
    officer.send("/new/", home="T3-VEN", free_on=date(2026, 5, 4), purpose="sublease", charges="118,00")
    vacancy = officer.id
    officer.send("/direct/", directed_to="action_logement")
    (home,) = story.ask("SELECT home_id::text FROM vacancy")[0]
    officer.look(f"/homes/{home}/").send("/open/", free_on=date(2026, 5, 4), purpose="sublease", charges="118,00")
    # R = 18,400 by the figures of 1 October 2025: 209 a month, then 321.50 of 2,180.
    adviser.look(f"/cases/{case}/homes/{vacancy}/").reads("530,50 €", "209,00 €", "321,50 €", "14,75 %")
    # Her file at the Banque de France, and the sub-lease itself, stand in the way of an advance.
    adviser.reads("Un dossier de surendettement est déposé", "Le logement est sous-loué")
    story.day(3, 20)
    adviser.look(f"/cases/{case}/homes/{vacancy}/candidacy/")
    candidacy = adviser.send("/candidacy/", person=person(story, case), means="oral").id
    reserver.look(f"/candidacies/{candidacy}/").send("/designate/", right="action_logement")
    officer.look(f"/candidacies/{candidacy}/").send("/complete/", despite_gaps=True)
    story.day(3, 26)
    # A single candidate: the home goes to the association (CCH L442-8-1 and R441-1), the reason is recorded.
    officer.look(f"/candidacies/{candidacy}/")
    officer.send("/decide/", answer="granted", proof="PV 2026-12", outside_requests=0, exception="sublease")
    story.day(3, 30)
    officer.look(f"/candidacies/{candidacy}/").send("/offer/", means="handed", proof="Remise du 30 mars")
    story.day(4, 2)
    debt_file(story, case, "admissible", date(2026, 4, 2))
    adviser.reads("peut être contestée jusqu’au 17 avril 2026")
    story.day(4, 7)
    adviser.look(f"/candidacies/{candidacy}/").send("/accept/")
    story.day(5, 4)
    officer.look(f"/candidacies/{candidacy}/")
    officer.send(
        "/sign/",
        begins_on=SUBLET,
        rent="412,50",
        charges="118,00",
        deposit="300,00",
        instalments=6,
        head_rent="412,50",
        head_charges="118,00",
        head_deposit="412,50",
        agreement_signed=True,
    )
    manager = story.desk("rental_manager").look(f"/cases/{case}/tenancies/")
    manager.send("/insure/", insured_until=date(2027, 5, 3))
    manager.send("/inventory/", kind="household_in", held_on=SUBLET)
    manager.send("/criteria/", criteria="rent_paid", agreed_on=SUBLET)
    manager.reads("412,50 €", "4 novembre 2026")
    # Her request goes on: a sub-lease is not her lease.
    assert story.ask("SELECT number FROM identifier") == [("069 0126 34343",)]
    assert story.ask("SELECT kind, since, left_on FROM current_housing ORDER BY since NULLS FIRST") == [
        ("hosted_by_family", None, SUBLET),
        ("sublet", SUBLET, None),
    ]
    return candidacy


def the_account_of_the_first_months(story: Story, case: str, sublease: str) -> None:
    manager = story.desk("rental_manager")
    story.day(6, 5)
    lines(story, sublease, ACCOUNT_OF_SUMMER.splitlines()[0])
    manager.look(f"/cases/{case}/tenancies/").send("/unpaid/", month=date(2026, 5, 1), cause="benefit_opening")
    story.day(7, 10)
    lines(story, sublease, ACCOUNT_OF_SUMMER)


def a_first_review_says_not_yet(story: Story, case: str, sublease: str) -> None:
    manager, landlord = story.desk("rental_manager"), story.desk("landlord_adviser")
    story.day(8, 25)
    manager.look(f"/cases/{case}/tenancies/")
    manager.send(
        "/review/",
        held_on=date(2026, 8, 25),
        landlord_wants="next_period",
        landlord_words="Deux paiements sur trois.",
        association_wants="next_period",
        household_wants="lease",
    )
    story.day(9, 1)
    landlord.look(f"/cases/{case}/tenancies/").reads("4 septembre 2026")
    why_not = "Deux paiements sur trois, plan pas encore décidé."
    landlord.send("/told/", told_on=date(2026, 9, 1), proposes_lease="no", why_not=why_not)
    manager.look(f"/cases/{case}/tenancies/").send("/outcome/", outcome="next_period")
    assert story.ask(REVIEWS) == [(1, date(2026, 11, 4), date(2026, 9, 4), False, "next_period", 2, 3)]


def the_request_is_renewed(story: Story, case: str) -> None:
    """Good for a year from 21 January (CCH R441-2-8): without it the slide would be a no on 25 March."""
    adviser = story.desk("adviser")
    story.day(9, 24)
    # Eight months are over; the association stays as who lets the home.
    story.desk("social_worker").look(f"/cases/{case}/support/").send("/close/", closing="reached")
    story.day(10, 19)
    ((credit,),) = story.ask("SELECT id::text FROM debt WHERE kind = 'credit'")
    adviser.look(f"/cases/{case}/file/debt/{credit}/")
    # What the plan leaves of all her debts: sixty months at 135 from 1 November.
    adviser.send("", balance="8100", monthly_payment="135")
    debt_file(story, case, "plan", date(2026, 10, 19), rent_plan="yes")
    # A month before its last day, at the latest, it is on the page of the day.
    story.day(12, 21)
    adviser.look("/").reads("À renouveler : Demande HLM (NUR)", "21 janvier 2027", "dans 31 jours")
    story.day(1, 18, year=2027)
    ((request,),) = story.ask("SELECT id::text FROM identifier")
    adviser.look(f"/cases/{case}/file/identifier/{request}/")
    adviser.send("", renewed_on=date(2027, 1, 18))


def a_second_review_says_yes(story: Story, case: str, sublease: str) -> None:
    manager, landlord = story.desk("rental_manager"), story.desk("landlord_adviser")
    story.day(2, 23)
    lines(story, sublease, "\n".join(["payé;07/2026;03/09/2026;321,50", *(A_MONTH.format(month) for month in MONTHS)]))
    manager.look(f"/cases/{case}/tenancies/")
    wants = {f"{party}_wants": "lease" for party in ("landlord", "association", "household")}
    manager.send("/review/", held_on=date(2027, 2, 23), **wants)
    story.day(3, 1)
    landlord.look(f"/cases/{case}/tenancies/").reads("4 mars 2027")
    landlord.send("/told/", told_on=date(2027, 3, 1), proposes_lease="yes")
    manager.look(f"/cases/{case}/tenancies/").send("/outcome/", outcome="lease")
    # Ten months called since May, ten paid.
    assert story.ask(REVIEWS)[1:] == [(2, date(2027, 5, 4), date(2027, 3, 4), True, "lease", 10, 10)]


def the_lease_slides(story: Story, case: str, sublease: str) -> None:
    officer, adviser = story.desk("allocation_officer"), story.desk("adviser")
    story.day(3, 10)
    adviser.look(f"/cases/{case}/household/")
    adviser.send("/household/", monthly_resources="2240", yearly_resources="20900", couple="no")
    adviser.look(f"/tenancies/{sublease}/candidacy/")
    cost = {"rent": "416,20", "charges": "121,00"}
    candidacy = adviser.send("/candidacy/", person=person(story, case), means="oral", **cost).id
    # R = 20,900: the story's 147 (390.20 of 2,240, 17.42 %) are by the figures of 1 October 2025. Those in force that
    # day, of 1 October 2026 (arrêté of 28 September 2026), give 149.
    adviser.reads("537,20 €", "149,00 €", "388,20 €", "17,33 %")
    # The fund may help with the deposit: 2,240 of at most 2,650 for two children, 17.33 % of at most 35.
    adviser.reads("Fonds de solidarité pour le logement (FSL) Oui", "Avance Loca-Pass du dépôt de garantie Non")
    officer.look(f"/candidacies/{candidacy}/").reads("416,20 €", "149,00 €").send(
        "/designate/", right="action_logement"
    )
    officer.send("/complete/", despite_gaps=True)
    story.day(3, 25)
    condition = {"condition": "separation", "condition_until": date(2027, 4, 5)}
    officer.look(f"/candidacies/{candidacy}/").send("/decide/", answer="granted_if", proof="PV 2027-12", **condition)
    # Easter Monday, 29 March, is between.
    story.day(3, 30)
    officer.look(f"/candidacies/{candidacy}/").send("/condition/")
    story.day(4, 1)
    officer.look(f"/candidacies/{candidacy}/").send("/offer/", means="handed", proof="Remise du 1er avril")
    # The tenth day is Sunday 11 April: she may answer until Monday 12 (CCH R441-10).
    adviser.look(f"/candidacies/{candidacy}/").reads("12 avril 2027")
    story.day(4, 6)
    adviser.look(f"/candidacies/{candidacy}/").send("/accept/")
    story.day(4, 22)
    adviser.look(f"/cases/{case}/file/aid/new/")
    adviser.send("", kind="housing_fund_entry", answer="granted", decided_on=date(2027, 4, 22), amount="416,20")
    adviser.reads("FSL accès", "accordée", "22 avril 2027", "416,20 €")
    story.day(4, 30)
    officer.look(f"/candidacies/{candidacy}/")
    # Its rent and charges, 416.20 and 121.00, stand in the form as they were put to the CALEOL.
    officer.send(
        "/slide/",
        begins_on=SLID,
        insured_until=date(2028, 4, 30),
        inventory_on=date(2027, 4, 29),
        deposit="416,20",
        advanced_by="housing_fund",
        returned="300,00",
        head_returned="412,50",
    )
    assert story.ask("SELECT kind, begins_on, ends_on, rent, charges FROM tenancy ORDER BY begins_on") == [
        ("sublease", SUBLET, SLID, Decimal("412.50"), Decimal("118.00")),
        ("lease", SLID, None, Decimal("416.20"), Decimal("121.00")),
    ]
    assert story.ask("SELECT begins_on, ends_on FROM head_lease") == [(SUBLET, SLID)]
    assert story.ask("SELECT arrival, departure FROM place_use ORDER BY arrival") == [(SUBLET, SLID), (SLID, None)]
    assert story.ask("SELECT payer, amount, instalments, advanced_by, returned FROM deposit ORDER BY amount") == [
        ("household", Decimal("300.00"), 6, "", Decimal("300.00")),
        ("association", Decimal("412.50"), 1, "", Decimal("412.50")),
        ("household", Decimal("416.20"), 1, "housing_fund", None),
    ]
    assert story.ask("SELECT request_number, counted_for FROM slide") == [("069 0126 34343", "action_logement")]
    adviser.look(f"/cases/{case}/tenancies/").reads("416,20 €", "121,00 €", "1er mai 2027")
    # The landlord promised a visit within thirty days of 1 May.
    landlord = story.desk("landlord_adviser")
    story.day(5, 25)
    landlord.look(f"/cases/{case}/tenancies/").reads("31 mai 2027")
    landlord.send("/entry_act/", kind="welcome_visit", done_on=date(2027, 5, 25))
    assert story.ask("SELECT due_on, done_on FROM entry_act WHERE kind = 'welcome_visit'") == [
        (date(2027, 5, 31), date(2027, 5, 25))
    ]


def she_is_there(story: Story, case: str) -> None:
    """Asked three, six and twelve months after 1 May, on the working day that follows: the case is closed by then."""
    adviser = story.desk("adviser")
    story.day(6, 1)
    closed = {"outcome": "housed_ordinary", "reason": "Son bail, dans le logement où elle vivait."}
    adviser.look(f"/cases/{case}/close/").send("/close/", **closed)
    for months, due, told in NEWS:
        story.day(told.month, told.day, year=told.year)
        adviser.look(f"/calendar/?month={told:%Y-%m}&form=list").reads(due)
        adviser.look(f"/cases/{case}/tenancies/").send("/news/", told_on=told, situation="there", pays="yes")
        assert story.ask("SELECT months, told_on FROM news ORDER BY months DESC LIMIT 1") == [(months, told)]


def nobody_learns_that_she_has_a_case(story: Story, case: str) -> None:
    """A man phones for her address. Whoever answers him finds nothing, with or without the address of her page."""
    looks = story.ask("SELECT count(*) FROM access WHERE case_id = %s AND action <> 'refused'", case)
    for key in ("stranger", "debt_recovery", "volunteer"):
        desk = story.desk(key)
        pages = [desk.page.request.get(f"/cases/{one}/") for one in (case, str(UUID(int=7)))]
        assert [page.status for page in pages] == [404, 404], key
        # But for the number of the request, which each refusal bears.
        said = [re.sub(r"\b[0-9a-f]{12}\b", "", page.text()) for page in pages]
        hers, nobodys = (re.search(r"<main.*</main>", text, re.DOTALL)[0] for text in said)
        assert hers == nobodys, key
    found = story.desk("stranger").look("/cases/")
    found.page.locator("#search").fill("Benali")
    with found.page.expect_navigation():
        found.page.locator("#search").press("Enter")
    assert "BENALI" not in found.page.locator("main").inner_text()
    assert found.page.locator("main table").count() == 0
    assert story.ask("SELECT count(*) FROM access WHERE case_id = %s AND action <> 'refused'", case) == looks


REVIEWS = """SELECT number, period_ends_on, statement_due_on, proposes_lease, outcome,
  (prepared ->> 'paid')::int, (prepared ->> 'called')::int FROM review ORDER BY number"""


def lines(story: Story, sublease: str, table: str) -> None:
    """Pasted from the rental software: looked at first, then written; what is there already counts once."""
    manager = story.desk("rental_manager").look(f"/tenancies/{sublease}/lines/")
    manager.send("", payer="household", lines=table)
    manager.send("")
