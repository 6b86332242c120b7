"""Ready, signed and dated: on criteria that are met, by the association's referent, with the household, for a while."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from palier.candidacies.services import designate, put_forward
from palier.cases.closing import close_case
from palier.cases.models import Case
from palier.platform.context import acting
from palier.platform.errors import Conflict, Invalid, Missing, Refused
from palier.platform.models import Event
from palier.tenancies import readiness
from palier.tenancies.models import Readiness, ReadinessAnswer
from palier.tenancies.queries import certificates
from palier.tenancies.readiness import Answer
from tests.factories.candidacies import a_candidacy
from tests.factories.candidacies import agreed as said_yes
from tests.factories.homes import an_opening
from tests.factories.readiness import EVERY, agreed, answered, prepared, signed
from tests.factories.support import applicant_of
from tests.factories.tenancies import a_lease, a_request, a_sublease
from tests.factories.world import AT, DAY


@pytest.fixture
def case(world):
    """Held by the housing body, followed by the association."""
    return world.case(authorised=(world.services["support"].id,))


def sign(world, draft, case, *, by="social_worker", at=AT, **said):
    with acting(world.actor("adviser"), now=at):
        yes = agreed(case, **said)
    with acting(world.actor(by), now=at) as actor:
        return readiness.sign(actor=actor, readiness_id=draft.id, agreed=yes, at=at)


def answer_of(world, draft, criterion) -> ReadinessAnswer:
    with acting(world.actor("adviser")):
        return ReadinessAnswer.objects.get(readiness=draft, criterion=criterion)


def test_it_is_prepared_from_what_is_known_and_the_rest_is_open(world, case):
    sublease = a_sublease(world, case)
    a_request(world, case, DAY)
    draft = prepared(world, case)
    rights, occupancy, wish = (answer_of(world, draft, code) for code in ("rights", "occupancy", "wish"))
    assert (rights.answer, rights.evidence, rights.known) == ("met", "request", {"number": "069 0326 000001"})
    assert (occupancy.answer, occupancy.evidence, occupancy.known["since"]) == (
        "unknown",
        "title",
        sublease.begins_on.isoformat(),
    )
    assert (wish.answer, wish.evidence) == ("unknown", "")
    papers = answer_of(world, draft, "papers")
    assert (papers.answer, papers.known) == ("unknown", {"seen": 0, "of": 5})
    assert prepared(world, case).id == draft.id


def test_signed_it_is_good_for_six_months_and_says_who_and_with_whom(world, case):
    found = signed(world, case)
    assert (found.state, found.signed_on, found.valid_until, found.signed_by_id) == (
        "signed",
        DAY,
        date(2026, 9, 12),
        world.people["social_worker"].id,
    )
    with acting(world.actor("adviser")):
        assert set(found.answers.values_list("criterion", flat=True)) == set(EVERY)
        kinds = Event.objects.filter(kind__startswith="readiness.").values_list("kind", "audience", "to_state")
        assert set(kinds) == {
            ("readiness.begun", "file", "draft"),
            ("readiness.answered", "file", "draft"),
            ("readiness.signed", "file", "signed"),
        }


@pytest.mark.parametrize("answer", ["unknown", "not_met"])
def test_nobody_signs_on_a_criterion_that_is_not_met_nor_does_the_database(world, case, answer):
    draft = answered(world, prepared(world, case), wish=Answer(answer=answer, evidence="seen", words="Not yet."))
    with pytest.raises(Invalid):
        sign(world, draft, case)
    with acting(world.actor("social_worker")):
        ready = {"state": "signed", "signed_on": DAY, "agreed_on": DAY, "agreed_means": "oral"}
        ready |= {"valid_until": DAY + timedelta(days=1), "signed_by": world.people["social_worker"]}
        with pytest.raises(IntegrityError, match="unknown or not met"), transaction.atomic():
            Readiness.objects.update(agreed_by=applicant_of(case), **ready)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"person": None}, "person"),
        ({"means": "maybe"}, "means"),
        ({"on": DAY + timedelta(days=1)}, "on"),
    ],
)
def test_the_household_agrees_or_it_is_not_signed(world, case, said, field):
    draft = answered(world, prepared(world, case))
    with pytest.raises(Invalid) as refusal:
        sign(world, draft, case, **said)
    assert set(refusal.value.fields) == {field}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Answer(answer="perhaps", evidence="seen", words="x"), "wish"),
        (Answer(answer="met"), "wish"),
        (Answer(answer="met", evidence="seen"), "wish"),
        (Answer(answer="not_applicable", evidence="title"), "wish"),
    ],
)
def test_an_answer_rests_on_something(world, case, said, field):
    draft = prepared(world, case)
    with pytest.raises(Invalid) as refusal:
        answered(world, draft, wish=said)
    assert set(refusal.value.fields) == {field}


@pytest.mark.parametrize(
    ("by", "refusal"),
    [("adviser", Refused), ("landlord_adviser", Missing), ("allocation_officer", Missing), ("stranger", Missing)],
)
def test_only_the_association_says_it(world, case, by, refusal):
    with pytest.raises(refusal):
        prepared(world, case, by=by)


def test_signed_twice_is_refused_and_renewed_is_another(world, case):
    first = signed(world, case)
    with pytest.raises(Conflict):
        sign(world, first, case)
    later = AT + timedelta(days=10)
    second = signed(world, case, at=later)
    with acting(world.actor("adviser")):
        states = dict(Readiness.objects.values_list("id", "state"))
        assert states == {first.id: "renewed", second.id: "signed"}
        assert second.follows_id == first.id


def test_taken_back_for_a_reason_and_once(world, case):
    found = signed(world, case)
    with acting(world.actor("social_worker"), now=AT) as actor:
        one = {"actor": actor, "readiness_id": found.id, "at": AT}
        with pytest.raises(Invalid):
            readiness.withdraw(reason="whim", **one)
        readiness.withdraw(reason="payments", **one)
        with pytest.raises(Conflict):
            readiness.withdraw(reason="payments", **one)


def test_nothing_is_signed_once_the_case_is_closed(world, case):
    draft = answered(world, prepared(world, case))
    with acting(world.actor("adviser"), now=AT) as adviser:
        version = Case.objects.get(id=case.id).version
        said = {"outcome": "solved_by_household", "reason": "Found a home.", "sent_to": "", "at": AT}
        close_case(actor=adviser, case_id=case.id, version=version, **said)
    with pytest.raises(Missing):
        sign(world, draft, case)
    with pytest.raises(Refused):
        sign(world, draft, case, by="adviser")


def test_the_list_has_those_in_force_the_lapsed_and_those_that_led_to_a_lease(world, case):
    found = signed(world, case)
    adviser = world.actor("adviser")

    def listed(which, on):
        with acting(adviser):
            return [one.id for one in certificates(adviser, which, on)]

    until = found.valid_until
    assert (listed("valid", until), listed("lapsed", until)) == ([found.id], [])
    assert (listed("valid", until + timedelta(days=1)), listed("lapsed", until + timedelta(days=1))) == ([], [found.id])
    assert listed("soon", until - timedelta(days=31)) == []
    assert listed("soon", until - timedelta(days=30)) == [found.id]
    lease = a_lease(world, case)
    assert (listed("valid", DAY), listed("housed", DAY)) == ([], [found.id])
    with acting(adviser):
        assert Readiness.objects.get().lease_id == lease.id


def test_the_landlord_reads_it_from_the_candidacy_to_the_decision(world, case):
    signed(world, case)
    officer = world.actor("allocation_officer")
    with acting(officer, now=AT):
        assert list(certificates(officer, "valid", DAY)) == []
    a_candidacy(world, case, an_opening(world))
    with acting(officer, now=AT):
        assert [one.case_id for one in certificates(officer, "valid", DAY)] == [case.id]


# --- what the partners look at


def test_partners_say_what_they_look_at_from_a_day_on(world, case):
    coordinator = world.actor("coordinator")
    one = {"actor": coordinator, "agreement_id": world.agreement.id, "at": AT}
    with acting(coordinator, now=AT):
        for said in (
            {"criteria": [], "months": 3, "begins_on": DAY},
            {"criteria": ["beauty"], "months": 3, "begins_on": DAY},
            {"criteria": ["wish"], "months": 25, "begins_on": DAY},
            {"criteria": ["wish"], "months": 3, "begins_on": DAY - timedelta(days=1)},
        ):
            with pytest.raises(Invalid):
                readiness.agree_terms(**one, **said)
        readiness.agree_terms(**one, criteria=["wish", "payments"], months=3, begins_on=DAY)
        with pytest.raises(Invalid):
            readiness.agree_terms(**one, criteria=["wish"], months=3, begins_on=DAY)
    assert readiness.terms_on(world.agreement.id, DAY - timedelta(days=1)) == (EVERY, 6)
    found = signed(world, case)
    assert found.valid_until == date(2026, 6, 12)
    with acting(world.actor("adviser")):
        assert list(found.answers.values_list("criterion", flat=True)) == ["payments", "wish"]
    with acting(world.actor("adviser"), now=AT) as adviser, pytest.raises(Refused):
        readiness.agree_terms(**one | {"actor": adviser}, criteria=["wish"], months=3, begins_on=DAY)


# --- a household that the association signals as ready


def test_such_a_household_is_no_employee_that_action_logement_designates(world):
    case, vacancy = world.case(), an_opening(world)
    with acting(world.actor("adviser")):
        Case.objects.filter(id=case.id).update(origin="association_ready")
    vacancy.directed_to = "action_logement"
    vacancy.directed_on = DAY
    vacancy.save()
    adviser = world.actor("adviser")
    with acting(adviser, now=AT):
        said = {"actor": adviser, "case_id": case.id, "vacancy_id": vacancy.id, "agreed": said_yes(applicant_of(case))}
        with pytest.raises(Invalid):
            put_forward(at=AT, **said)
    vacancy.directed_to, vacancy.directed_on = "", None
    vacancy.save()
    found = a_candidacy(world, case, vacancy)
    officer = world.actor("allocation_officer")
    with acting(officer, now=AT):
        with pytest.raises(Invalid) as refusal:
            designate(actor=officer, candidacy_id=found.id, right="action_logement", today=DAY)
        assert set(refusal.value.fields) == {"right"}
        assert designate(actor=officer, candidacy_id=found.id, right="own", today=DAY).state == "designated"
