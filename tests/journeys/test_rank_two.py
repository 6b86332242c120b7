"""From a car to a hostel, then to a lease as the second in rank: a whole way, through the pages, in its own time.

Kévin, 27, order picker in Saint-Priest. Each person does what is hers at her own desk; the days are real weekdays.
"""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from tests.journeys.story import Story, of_the_small_world, person
from tests.journeys.together import begun, confirmed_in_writing, proposed, signed_by_both, support_service

pytestmark = pytest.mark.slow

RENT, CHARGES = Decimal("318.20"), Decimal("92.00")
TONIGHT = (
    "SELECT kind, since, left_on FROM current_housing WHERE case_id IN"
    " (SELECT case_id FROM person WHERE last_name = 'Marchetti') ORDER BY since NULLS FIRST"
)
URGENT = "SELECT signed_on, until, state FROM urgent_orientation"
DEPOSITS = "SELECT amount, instalments, advanced_by, returned_on FROM deposit ORDER BY amount"
TITLES = "SELECT kind, begins_on, ends_on, rent, charges FROM tenancy ORDER BY begins_on"


@pytest.fixture
def story(committed_world, committing_db):
    from tests.factories.homes import a_home
    from tests.factories.places import a_place, a_use

    hostel = {"kind": "young_workers_residence", "fee": 460, "services": 22}
    with transaction.atomic():
        a_place(committed_world, residence="Les Cerisiers", commune_id="69387", label="A12", **hostel)
        room = a_place(committed_world, residence="Les Acacias", commune_id="69266", label="C214", **hostel)
        a_use(committed_world, room, date(2025, 3, 1))
        a_home(committed_world, internal_id="T2-412", rooms=2, surface=44, rent=Decimal("412.10"))
        a_home(committed_world, internal_id="T2-318", rooms=2, surface=46, rent=RENT)
    with of_the_small_world(committed_world, committing_db, date(2026, 2, 9)) as found:
        yield found


def test_from_a_car_to_a_hostel_then_to_a_lease_as_the_second_in_rank(story):
    case = he_calls(story)
    a_hostel_of_nobody_in_palier_refuses(story, case)
    he_comes_into_a_hostel(story, case)
    his_employer_calls(story, case)
    a_home_too_dear(story, case)
    he_is_second_in_rank(story, case)


def he_calls(story: Story) -> str:
    story.day(2, 9)
    adviser = story.desk("adviser").look("/cases/call/")
    adviser.send(
        "/cases/call/",
        last_name="Marchetti",
        first_name="Kévin",
        phone="06 39 98 27 27",
        housing="no_home",
        communes="Villeurbanne",
        employer="Entrepôts de l’Est",
        causes="work_move",
        authorised=support_service(story),
        note="115 appelé à 18 h 40 : aucune place.",
    )
    case = adviser.id
    adviser.look(f"/cases/{case}/file/aid/new/")
    nights = {"kind": "hotel_nights", "amount": "320", "nights": 5}
    adviser.send("", answer="granted", giver="Action Logement Services", decided_on=date(2026, 2, 9), **nights)
    adviser.reads("nuitées d’hôtel", "5 nuitées, la dernière le 13 février 2026", "accordée", "320,00 €")
    # Those who give homes read nothing of it; the night of Friday is on the page of the day.
    adviser.look("/").reads("Dernière nuitée d’hôtel payée")
    story.day(2, 10)
    adviser.look(f"/cases/{case}/urgent-orientation/")
    adviser.send("/urgent-orientation/", kind="young_workers_residence", why="Il dort dans sa voiture.")
    # One signature, thirty days.
    assert story.ask(URGENT) == [(date(2026, 2, 10), date(2026, 3, 12), "running")]
    adviser.look(f"/cases/{case}/assessment/").reads("12 mars 2026")
    story.day(2, 12)
    confirmed_in_writing(story, case)
    adviser.look(f"/cases/{case}/file/identifier/new/")
    adviser.send("", system="nur", number="069 0226 27272", obtained_on=date(2026, 2, 12))
    return case


def a_hostel_of_nobody_in_palier_refuses(story: Story, case: str) -> None:
    adviser = story.desk("adviser").look(f"/cases/{case}/candidacies/place/")
    hostel = {"outside_residence": "Foyer du Rail", "outside_kind": "young_workers_residence"}
    asked = adviser.send("/candidacies/place/", person=person(story, case), means="oral", **hostel).id
    story.day(2, 16)
    adviser.look(f"/candidacies/places/{asked}/").send("/received/").send("/visited/")
    adviser.send("/refused/", reason="not_its_public").reads("Foyer du Rail", "16 février 2026")


def he_comes_into_a_hostel(story: Story, case: str) -> None:
    adviser, manager = story.desk("adviser"), story.desk("residence_manager")
    asked = {}
    for residence in ("Les Cerisiers", "Les Acacias"):
        adviser.look(f"/cases/{case}/candidacies/place/")
        label = adviser.page.locator("[name=residence] option", has_text=residence).inner_text()
        adviser.send("/candidacies/place/", residence=f"={label}", person=person(story, case), means="oral")
        asked[residence] = adviser.id
    full, fits = (f"/candidacies/places/{asked[name]}/" for name in ("Les Cerisiers", "Les Acacias"))
    manager.look(full).send("/received/").send("/visited/")
    manager.send("/waiting_list/", rank=4, until=date(2026, 4, 10)).reads("10 avril 2026")
    story.day(2, 18)
    manager.look(fits).send("/received/").send("/visited/")
    story.day(2, 20)
    manager.look(fits).send("/admitted/")
    story.day(2, 26)
    assessment = begun(story, case)
    for key in ("adviser", "social_worker"):
        proposed(story, assessment, key, "temporary", "Une chambre près de l’entrepôt, d’où il cherche un bail.")
    signed_by_both(story, assessment)
    assert story.ask(URGENT) == [(date(2026, 2, 10), date(2026, 3, 12), "confirmed")]
    story.day(2, 27)
    # The last resident has said that he leaves in the morning: one goes and another comes on the same day.
    (place,) = story.ask("SELECT id::text FROM place WHERE label = 'C214'")[0]
    manager.look(f"/homes/places/{place}/").send("/free/", day=date(2026, 3, 2))
    manager.look(fits).send("/place_offered/", place="=C214", until=date(2026, 3, 2))
    adviser.look(f"/cases/{case}/household/")
    adviser.send("/household/", monthly_resources="1455", yearly_resources="11600", couple="no")
    # 438 of the 460 count for the benefit (type 2, CCH D832-24 to D832-27): 83, and 377 of 1,455 are left to pay.
    adviser.look(fits).reads("460,00 € (438,00 € que l’aide", "83,00 €", "377,00 €", "25,91 %")
    # The fund does not help to enter a residence; the advance does.
    adviser.reads("Le logement est en résidence sociale ; le FSL n'y aide pas.")
    adviser.send("/accepted/")
    story.day(3, 2)
    assert story.ask(TONIGHT) == [("no_home", None, None)]
    assert story.ask('SELECT urgency FROM "case"') == [("U1",)]
    # The deposit is put up by Loca-Pass, and paid back in 23 months.
    deposit = {"deposit": "460,00", "instalments": 23, "advanced_by": "loca_pass"}
    manager.look(fits).send("/contract_signed/").send("/arrived/", rent="460,00", **deposit)
    adviser.look(f"/cases/{case}/tenancies/").reads("C214", "2 mars 2026", "460,00 €", "Action Logement (Loca-Pass)")
    assert story.ask(TONIGHT) == [("no_home", None, date(2026, 3, 2)), ("residence", date(2026, 3, 2), None)]
    assert story.ask('SELECT urgency FROM "case"') == [("U4",)]


def his_employer_calls(story: Story, case: str) -> None:
    """How is our man doing? Nobody answers, and what the service keeps of it is its own."""
    story.day(4, 15)
    adviser = story.desk("adviser").look(f"/cases/{case}/")
    adviser.send("/note/", audience="internal", body="Sa responsable a appelé : rien ne lui a été dit.")
    adviser.look(f"/cases/{case}/").reads("Sa responsable a appelé")
    # Who lets him the room and who supports him read his case and nothing of the call; the landlord has no case.
    for key in ("residence_manager", "social_worker"):
        assert "responsable a appelé" not in story.desk(key).look(f"/cases/{case}/").page.content(), key
    for key in ("allocation_officer", "landlord_adviser"):
        assert story.desk(key).page.request.get(f"/cases/{case}/").status == 404, key


def a_home_too_dear(story: Story, case: str) -> None:
    story.day(8, 31)
    officer, adviser = story.desk("allocation_officer"), story.desk("adviser")
    vacancy = opened(story, "T2-412", "96,00")
    adviser.look(f"/cases/{case}/household/")
    adviser.send("/household/", monthly_resources="1478", yearly_resources="15200", couple="no")
    # 508.10 of 1,478, without a benefit at these resources; 33 % of them is 487.74, less the charges 391.74.
    adviser.look(f"/cases/{case}/homes/{vacancy}/").reads("508,10 €", "34,38 %", "391,74 €")
    story.day(9, 10)
    candidacy = put_forward(story, case, vacancy)
    ready(story, candidacy)
    story.day(9, 17)
    officer.look(f"/candidacies/{candidacy}/")
    officer.send("/decide/", answer="not_granted", proof="PV 2026-37", reasons="too_dear", outside_requests=2)
    # Decided against, it is the landlord's no longer; the referent reads why, and nothing of his family or his age.
    adviser.look(f"/candidacies/{candidacy}/").reads("17 septembre 2026", "loyer trop élevé pour les ressources")


def he_is_second_in_rank(story: Story, case: str) -> None:
    officer, adviser = story.desk("allocation_officer"), story.desk("adviser")
    story.day(9, 21)
    vacancy = opened(story, "T2-318", "92,00")
    adviser.look(f"/cases/{case}/homes/{vacancy}/").reads("410,20 €", "27,75 %")
    # Twenty-three months from March are not over, and the fund helps one adult up to 1,272 a month.
    adviser.reads("Une autre avance est en cours de remboursement.", "1 478,00 € par mois, dépassent 1 272,00 €")
    third_case = another_call(story)
    second, third = (put_forward(story, each, vacancy) for each in (case, third_case))
    for each in (second, third):
        ready(story, each)
    story.day(10, 8)
    line = f"/candidacies/homes/{vacancy}/"
    officer.look(line).send("/outside/", number=4711, rank=1)
    for each, rank in ((second, 2), (third, 3)):
        said = {"answer": "granted_ranked", "rank": rank, "proof": "PV 2026-40", "outside_requests": 1}
        officer.look(f"/candidacies/{each}/").send("/decide/", **said)
    # Rank 1 was sent a registered letter, presented in vain on Wednesday 14 October: its tenth day is Saturday 24, and
    # its last one Monday 26 (CCH R441-10; Conseil d'État, 30 November 2021). Until then nobody else is asked.
    story.day(10, 26)
    officer.look(line).reads("C’est le tour du rang 1.")
    assert officer.look(f"/candidacies/{second}/").page.locator("form[action$='/offer/']").count() == 0
    story.day(10, 27)
    outside = story.ask("SELECT id::text FROM outside_candidate")[0][0]
    officer.look(line).send(f"/{outside}/", end="refused").reads("C’est le tour du rang 2.")
    officer.look(f"/candidacies/{second}/").send("/offer/", means="handed", proof="Remise du 27 octobre")
    adviser.look(f"/candidacies/{second}/").reads("6 novembre 2026")
    story.day(10, 28)
    adviser.look(f"/candidacies/{second}/").send("/accept/")
    assert states(story, second, third) == ["accepted", "granted_ranked"]
    story.day(10, 30)
    manager = story.desk("residence_manager").look(f"/cases/{case}/tenancies/")
    # Eight days are enough where one is offered a home, under an agreement too (CCH R633-3 and R353-159).
    manager.send("/notice/", notice_on=date(2026, 10, 30), leaves_on=date(2026, 11, 9))
    story.day(11, 9)
    officer.look(f"/candidacies/{second}/")
    officer.send("/sign/", begins_on=date(2026, 11, 9), charges="92,00", deposit="318,20", instalments=3)
    assert states(story, second, third) == ["signed", "superseded"]
    manager.look(f"/cases/{case}/tenancies/")
    manager.send("/departure/", ends_on=date(2026, 11, 9), ending="rehoused", next_home="lease")
    began, left = date(2026, 3, 2), date(2026, 11, 9)
    assert story.ask(TITLES) == [
        ("temporary_occupancy", began, left, Decimal("460.00"), Decimal("0.00")),
        ("lease", left, None, RENT, CHARGES),
    ]
    assert story.ask(
        "SELECT arrival, departure FROM place_use JOIN place p ON p.id = place_id"
        " WHERE label = 'C214' AND cancelled_at IS NULL ORDER BY arrival"
    ) == [(date(2025, 3, 1), began), (began, left)]
    assert story.ask(TONIGHT)[1:] == [("residence", began, left), ("hlm_tenant", left, None)]
    # What the hostel kept goes back within fifteen days; the landlord takes its own in three.
    story.day(11, 20)
    ((stay,),) = story.ask("SELECT id::text FROM tenancy WHERE kind = 'temporary_occupancy'")
    manager.look(f"/cases/{case}/tenancies/").send(
        f"/tenancies/{stay}/deposit/", payer="household", returned="460,00", returned_on=date(2026, 11, 20)
    )
    assert story.ask(DEPOSITS) == [
        (Decimal("318.20"), 3, "", None),
        (Decimal("460.00"), 23, "loca_pass", date(2026, 11, 20)),
    ]
    adviser.look(f"/cases/{case}/tenancies/").reads("318,20 €", "92,00 €", "9 novembre 2026")


def opened(story: Story, home: str, charges: str) -> str:
    """The landlord opens a home to the agreement, for a month later."""
    officer = story.desk("allocation_officer")
    (key,) = story.ask("SELECT id::text FROM home WHERE internal_id = %s", home)[0]
    officer.look(f"/homes/{key}/").send("/open/", free_on=date(2026, 11, 1), charges=charges)
    return story.ask("SELECT id::text FROM vacancy WHERE home_id = %s", key)[0][0]


def put_forward(story: Story, case: str, vacancy: str) -> str:
    adviser = story.desk("adviser").look(f"/cases/{case}/homes/{vacancy}/candidacy/")
    return adviser.send("/candidacy/", person=person(story, case), means="oral").id


def ready(story: Story, candidacy: str) -> None:
    officer = story.desk("allocation_officer").look(f"/candidacies/{candidacy}/")
    officer.send("/designate/", right="own").send("/complete/", despite_gaps=True)


def another_call(story: Story) -> str:
    adviser = story.desk("adviser").look("/cases/call/")
    adviser.send(
        "/cases/call/",
        last_name="Troisième",
        phone="06 39 98 03 03",
        housing="hosted_by_family",
        communes="Villeurbanne",
        employer="Entrepôts de l’Est",
        causes="separation",
        authorised="nobody",
    )
    return adviser.id


def states(story: Story, *candidacies: str) -> list[str]:
    return [story.ask("SELECT state FROM candidacy WHERE id = %s", each)[0][0] for each in candidacies]
