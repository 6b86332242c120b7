"""A candidacy for an HLM home from the household's word to the signature: who acts, what it opens, what it ends."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from palier.candidacies import answers, decisions, services, signing
from palier.candidacies.enums import CandidacyState
from palier.candidacies.models import Candidacy, OutsideCandidate, PresentationNote, ProviderDecision
from palier.candidacies.moves import HOME_GONE
from palier.candidacies.place_models import PlaceCandidacy
from palier.candidacies.queries import may_be_offered, turn, visible_to
from palier.candidacies.states import MOVES
from palier.cases.closing import close_case
from palier.cases.facts import Identifier
from palier.cases.models import Case, Person
from palier.cases.queries import open_shares
from palier.homes.models import Home, Vacancy
from palier.homes.vacancies import withdraw_vacancy
from palier.platform.context import acting
from palier.platform.errors import Conflict, Invalid, Missing, Refused
from palier.platform.models import Event
from palier.tenancies import keeping
from palier.tenancies.models import Tenancy
from tests.factories.candidacies import (
    a_candidacy,
    a_row,
    a_signature,
    advance,
    agreed,
    an_asked_place,
    an_outcome,
    notified,
)
from tests.factories.homes import an_opening
from tests.factories.places import a_place
from tests.factories.support import applicant_of
from tests.factories.tenancies import a_request, a_sublease, accredit
from tests.factories.world import AT, DAY

LATER = AT + timedelta(days=20)


@pytest.fixture
def vacancy(world):
    return an_opening(world)


@pytest.fixture
def case(world):
    return world.case()


@pytest.fixture
def officer(world):
    return world.actor("allocation_officer")


@pytest.fixture
def candidacy(world, case, vacancy):
    return a_candidacy(world, case, vacancy)


def audiences(actor, case, at=AT):
    with acting(actor, now=at):
        return sorted(open_shares(actor, at=at).filter(case=case).values_list("audience", flat=True))


def story(world, case, at=LATER):
    with acting(world.actor("adviser"), now=at):
        found = Event.objects.filter(case_id=case.id, kind__startswith="candidacy.").order_by("at", "id")
        return sorted(found.values_list("kind", "to_state"))


def state(candidacy):
    return Candidacy.objects.get(id=candidacy.id).state


# --- put forward


def test_put_forward_opens_the_file_to_the_allocation_service_alone(world, case, candidacy, officer):
    assert (candidacy.state, candidacy.kind, candidacy.put_forward_on) == ("put_forward", "lease", DAY)
    with acting(officer, now=AT):
        assert audiences(officer, case) == ["envelope", "file"]
        assert list(visible_to(officer)) == [candidacy]
        assert Person.objects.filter(case=case, kind="applicant").get().last_name == "Benali"
        assert PresentationNote.objects.get().approved_means == "phone"
    for key in ("reservation_officer", "debt_recovery", "landlord_adviser", "social_worker", "stranger"):
        with acting(world.actor(key), now=AT):
            assert list(Candidacy.objects.all()) == [], key
    assert story(world, case) == [("candidacy.put_forward", "put_forward")]


def test_a_home_directed_to_action_logement_opens_the_file_to_its_reservations_too(world, case, vacancy):
    Vacancy.objects.filter(id=vacancy.id).update(directed_to="action_logement", directed_on=DAY)
    candidacy = a_candidacy(world, case, vacancy)
    reservations = world.actor("reservation_officer")
    with acting(reservations, now=AT):
        assert audiences(reservations, case) == ["envelope", "file"]
        with pytest.raises(Invalid) as caught:
            services.designate(actor=reservations, candidacy_id=candidacy.id, right="own", today=DAY)
        assert set(caught.value.fields) == {"right"}
        done = services.designate(actor=reservations, candidacy_id=candidacy.id, right="action_logement", today=DAY)
    assert (done.state, done.designated_right) == ("designated", "action_logement")
    vacancy.refresh_from_db()
    assert (vacancy.state, vacancy.candidates_sent_on) == ("candidates_sent", DAY)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"person": None}, "person"),
        ({"means": ""}, "means"),
        ({"on": DAY + timedelta(days=1)}, "on"),
        ({"note": "a" * 1501}, "note"),
        ({"approved_on": None}, "approved_on"),
        ({"approved_means": ""}, "approved_on"),
        ({"approved_on": DAY + timedelta(days=1)}, "approved_on"),
    ],
)
def test_nobody_is_put_forward_without_her_word_nor_with_a_note_she_has_not_read(world, case, vacancy, said, field):
    adviser = world.actor("adviser")
    with acting(adviser, now=AT):
        said = agreed(applicant_of(case), **said)
        with pytest.raises(Invalid) as caught:
            services.put_forward(actor=adviser, case_id=case.id, vacancy_id=vacancy.id, agreed=said, at=AT)
        assert set(caught.value.fields) == {field}
        assert not Candidacy.objects.exists()


def test_a_child_does_not_agree_for_the_household(world, case, vacancy):
    adviser = world.actor("adviser")
    with acting(adviser, now=AT):
        child = Person.objects.filter(case=case, kind="child").first().id
        with pytest.raises(Invalid) as caught:
            services.put_forward(actor=adviser, case_id=case.id, vacancy_id=vacancy.id, agreed=agreed(child), at=AT)
    assert "CP 226-13" in str(caught.value.fields["person"])


def test_the_same_form_sent_twice_is_one_candidacy_and_another_one_is_refused(world, case, vacancy):
    adviser = world.actor("adviser")
    with acting(adviser, now=AT):
        said = agreed(applicant_of(case))
        one = {"actor": adviser, "case_id": case.id, "vacancy_id": vacancy.id, "at": AT}
        first = services.put_forward(**one, agreed=said)
        assert services.put_forward(**one, agreed=said).id == first.id
        with pytest.raises(Conflict):
            services.put_forward(**one, agreed=agreed(applicant_of(case)))
        assert Candidacy.objects.count() == 1


@pytest.mark.parametrize("key", ["coordinator", "allocation_officer", "social_worker"])
def test_only_the_holder_puts_forward(world, case, vacancy, key):
    actor = world.actor(key)
    with acting(actor, now=AT), pytest.raises((Refused, Missing)):
        services.put_forward(actor=actor, case_id=case.id, vacancy_id=vacancy.id, agreed=agreed(case.id), at=AT)


# --- designated, complete, decided


def test_papers_that_nobody_has_seen_are_recorded_as_gaps(world, candidacy, officer):
    advance(world, candidacy, "designated")
    with acting(officer, now=AT):
        with pytest.raises(Invalid) as caught:
            services.complete_file(actor=officer, candidacy_id=candidacy.id, despite_gaps=False, today=DAY)
        assert set(caught.value.fields) == {"despite_gaps"}
        done = services.complete_file(actor=officer, candidacy_id=candidacy.id, despite_gaps=True, today=DAY)
    assert done.gaps == ["identity", "tax_notice", "request", "payslips", "current_home"]


def test_the_decision_closes_the_file_and_leaves_the_envelope(world, case, candidacy, officer, vacancy):
    advance(world, candidacy, "granted")
    with acting(officer, now=LATER):
        assert audiences(officer, case, LATER) == ["envelope"]
        assert state(candidacy) == "granted"
        assert not ProviderDecision.objects.exists()
    vacancy.refresh_from_db()
    assert (vacancy.state, vacancy.committee_on) == ("committee", DAY)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"answer": "maybe"}, "answer"),
        ({"answer": "not_granted"}, "reasons"),
        ({"answer": "inadmissible", "reasons": ("ugly",)}, "reasons"),
        ({"reasons": ("too_dear",)}, "reasons"),
        ({"proof": " "}, "proof"),
        ({"answer": "granted_ranked"}, "rank"),
        ({"answer": "granted_ranked", "rank": 0}, "rank"),
        ({"rank": 1}, "rank"),
        ({"answer": "granted_if", "condition_until": DAY}, "condition"),
        ({"answer": "granted_if", "condition": "tax_notice"}, "condition_until"),
        ({"condition": "tax_notice"}, "condition"),
        ({"held_on": DAY + timedelta(days=1)}, "held_on"),
        ({"held_on": DAY - timedelta(days=1)}, "held_on"),
        ({"outside_requests": 1}, "outside_requests"),
    ],
)
def test_an_outcome_that_does_not_fit_is_refused_at_its_field(world, candidacy, officer, said, field):
    advance(world, candidacy, "file_complete")
    with acting(officer, now=AT):
        with pytest.raises(Invalid) as caught:
            decisions.decide(actor=officer, candidacy_id=candidacy.id, outcome=an_outcome(**said), at=AT)
        assert set(caught.value.fields) == {field}
        assert state(candidacy) == "file_complete"


def test_three_requests_are_examined_or_the_exception_is_said(world, candidacy, officer):
    """Two from outside and this one make three; one alone needs the exception."""
    advance(world, candidacy, "file_complete")
    with acting(officer, now=AT):
        outcome = an_outcome(outside_requests=0, exception="shortage")
        decisions.decide(actor=officer, candidacy_id=candidacy.id, outcome=outcome, at=AT)
    with acting(world.actor("adviser"), now=AT):
        kept = ProviderDecision.objects.get()
    assert (kept.examined, kept.exception) == (1, "shortage")


@pytest.mark.parametrize(("answer", "reasons"), [("not_granted", ("too_dear",)), ("inadmissible", ("permit",))])
def test_a_decision_against_ends_it_with_its_reasons(world, case, candidacy, answer, reasons):
    advance(world, candidacy, "file_complete")
    done = advance(world, candidacy, "granted", outcome=an_outcome(answer=answer, reasons=reasons))
    assert (done.state, done.ended_on) == (answer, DAY)
    officer = world.actor("allocation_officer")
    assert audiences(officer, case, LATER) == []
    with acting(world.actor("adviser"), now=AT):
        assert ProviderDecision.objects.get().reasons == list(reasons)


def test_a_condition_is_met_in_time_or_the_caleol_decides_again(world, candidacy, officer):
    until = DAY + timedelta(days=10)
    outcome = an_outcome(answer="granted_if", condition="tax_notice", condition_until=until)
    advance(world, candidacy, "file_complete")
    advance(world, candidacy, "granted", outcome=outcome)
    with acting(officer, now=LATER):
        with pytest.raises(Conflict):
            notified(officer, candidacy, today=LATER.date())
        late = {"actor": officer, "candidacy_id": candidacy.id, "today": LATER.date()}
        with pytest.raises(Invalid):
            decisions.meet_condition(**late, on=until + timedelta(days=1))
        decisions.meet_condition(**late, on=until)
        assert notified(officer, candidacy, on=until, today=LATER.date()).state == "offered"


# --- offered and answered


def test_the_delay_to_answer_is_the_laws_and_moves_to_a_working_day(world, candidacy, officer):
    """Notified on Thursday 12 March: the tenth day is Sunday 22, and the last one Monday 23."""
    offered = advance(world, candidacy, "offered")
    assert (offered.notified_on, offered.answer_by) == (DAY, date(2026, 3, 23))


def test_a_letter_returned_unclaimed_counts_from_its_presentation(world, candidacy, officer):
    advance(world, candidacy, "granted")
    with acting(officer, now=LATER):
        notified(officer, candidacy, on=date(2026, 3, 20), today=LATER.date())
        back = decisions.correct_notice(
            actor=officer, candidacy_id=candidacy.id, presented_on=date(2026, 3, 13), proof="AR 1", today=LATER.date()
        )
    assert (back.unclaimed, back.notified_on, back.answer_by) == (True, date(2026, 3, 13), date(2026, 3, 23))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"means": "phone"}, "means"),
        ({"proof": ""}, "proof"),
        ({"means": "handed", "unclaimed": True}, "unclaimed"),
        ({"on": DAY - timedelta(days=1)}, "on"),
        ({"on": DAY + timedelta(days=1)}, "on"),
    ],
)
def test_an_offer_without_a_proved_day_starts_no_delay(world, candidacy, officer, said, field):
    advance(world, candidacy, "granted")
    with acting(officer, now=AT):
        with pytest.raises(Invalid) as caught:
            notified(officer, candidacy, **said)
        assert set(caught.value.fields) == {field}
        assert state(candidacy) == "granted"


def test_the_machine_never_refuses_and_the_officer_only_after_the_last_day(world, candidacy, officer):
    advance(world, candidacy, "offered")
    one = {"actor": officer, "candidacy_id": candidacy.id}
    last = AT.replace(day=23)
    with acting(officer, now=last), pytest.raises(Conflict) as caught:
        answers.confirm_no_answer(**one, proof_checked=True, at=last)
    assert "23/03/2026" in str(caught.value)
    after = AT.replace(day=24)
    with acting(officer, now=after):
        assert state(candidacy) == "offered"
        with pytest.raises(Invalid):
            answers.confirm_no_answer(**one, proof_checked=False, at=after)
        done = answers.confirm_no_answer(**one, proof_checked=True, at=after)
    assert (done.state, done.ended_on) == ("no_answer", after.date())


def test_the_household_refuses_for_a_reason_of_its_own(world, candidacy, case):
    advance(world, candidacy, "offered")
    adviser = world.actor("adviser")
    one = {"actor": adviser, "candidacy_id": candidacy.id, "on": DAY, "at": AT}
    with acting(adviser, now=AT):
        with pytest.raises(Invalid):
            answers.refuse(**one, reason="over_ceiling")
        done = answers.refuse(**one, reason="too_far")
        assert (done.state, done.refusal) == ("refused", "too_far")
    assert audiences(world.actor("allocation_officer"), case, LATER) == []


@pytest.mark.parametrize("key", ["coordinator", "reservation_officer", "social_worker", "stranger"])
def test_nobody_else_answers(world, candidacy, key):
    advance(world, candidacy, "offered")
    actor = world.actor(key)
    with acting(actor, now=AT), pytest.raises((Refused, Missing)):
        answers.accept(actor=actor, candidacy_id=candidacy.id, on=DAY, at=AT)


# --- ranks


def ranked(world, vacancy, *ranks):
    """One household a rank, its file examined with the others."""
    found = [a_candidacy(world, world.case(phone=f"06 39 98 00 {rank:02}"), vacancy) for rank in ranks]
    for one in found:
        advance(world, one, "file_complete")
    return [
        advance(world, one, "granted", outcome=an_outcome(answer="granted_ranked", rank=rank))
        for one, rank in zip(found, ranks, strict=True)
    ]


def test_the_next_rank_is_proposed_when_the_one_before_refuses_outside_candidates_included(world, vacancy, officer):
    first, third = ranked(world, vacancy, 1, 3)
    with acting(officer, now=AT):
        outside = decisions.rank_outside(actor=officer, vacancy_id=vacancy.id, number=4711, rank=2)
        assert turn(vacancy) == 1
        with pytest.raises(Conflict):
            notified(officer, third)
        notified(officer, first)
        answers.refuse(actor=officer, candidacy_id=first.id, reason="too_dear", on=DAY, at=AT)
        assert turn(vacancy) == 2
        one = {"actor": officer, "vacancy_id": vacancy.id, "candidate_id": outside.id, "at": AT}
        decisions.end_outside(**one, end="refused", on=DAY)
        assert turn(vacancy) == 3
        assert may_be_offered(visible_to(officer).get(id=third.id))
        assert notified(officer, third).state == "offered"


def test_a_rank_is_given_once_a_home_in_both_tables(world, vacancy, officer):
    first, second = (a_candidacy(world, world.case(phone=f"06 39 98 01 0{n}"), vacancy) for n in (1, 2))
    for one in (first, second):
        advance(world, one, "file_complete")
    advance(world, first, "granted", outcome=an_outcome(answer="granted_ranked", rank=1))
    with acting(officer, now=AT):
        for call in (
            lambda: decisions.rank_outside(actor=officer, vacancy_id=vacancy.id, number=1, rank=1),
            lambda: decisions.decide(
                actor=officer,
                candidacy_id=second.id,
                outcome=an_outcome(answer="granted_ranked", rank=1),
                at=AT,
            ),
        ):
            with pytest.raises(Invalid) as caught:
                call()
            assert set(caught.value.fields) == {"rank"}
        with pytest.raises(IntegrityError), transaction.atomic():
            Candidacy.objects.filter(id=second.id).update(state="granted_ranked", rank=1, decided_on=DAY)


def test_the_signature_ends_the_other_ranks_now_and_tells_each_referent(world, vacancy, officer):
    first, second = ranked(world, vacancy, 1, 2)
    with acting(officer, now=AT):
        decisions.rank_outside(actor=officer, vacancy_id=vacancy.id, number=1, rank=3)
    advance(world, first, "accepted")
    assert state_as(world, second) == "granted_ranked"
    signed = advance(world, first, "signed")
    assert (signed.state, signed.signed_on, signed.ended_on) == ("signed", DAY, DAY)
    assert state_as(world, second) == "superseded"
    assert OutsideCandidate.objects.get().end == "superseded"
    vacancy.refresh_from_db()
    assert (vacancy.state, vacancy.ended_on) == ("filled", DAY)
    assert story(world, second.case)[-1] == ("candidacy.superseded", "superseded")


def test_an_outside_candidate_who_signs_ends_the_others(world, vacancy, officer):
    (second,) = ranked(world, vacancy, 2)
    with acting(officer, now=AT):
        outside = decisions.rank_outside(actor=officer, vacancy_id=vacancy.id, number=1, rank=1)
        decisions.end_outside(
            actor=officer, vacancy_id=vacancy.id, candidate_id=outside.id, end="signed", on=DAY, at=AT
        )
    assert state_as(world, second) == "superseded"


def state_as(world, candidacy):
    with acting(world.actor("adviser"), now=LATER):
        return state(candidacy)


# --- one household, several homes


def test_an_acceptance_puts_the_others_on_hold_and_its_fall_releases_them(world, case, vacancy):
    other_home = an_opening(world)
    first, other = a_candidacy(world, case, vacancy), a_candidacy(world, case, other_home)
    advance(world, other, "offered")
    advance(world, first, "accepted")
    adviser = world.actor("adviser")
    one = {"actor": adviser, "candidacy_id": other.id, "on": DAY, "at": AT}
    with acting(adviser, now=AT):
        assert Candidacy.objects.get(id=other.id).held_on == DAY
        with pytest.raises(Conflict):
            answers.accept(**one)
        services.withdraw(actor=adviser, candidacy_id=first.id, by="household", reason="not_signed", at=AT)
        assert Candidacy.objects.get(id=other.id).held_on is None
        assert answers.accept(**one).state == "accepted"
    assert [kind for kind, _to in story(world, case) if kind.endswith(("held", "released"))] == [
        "candidacy.held",
        "candidacy.released",
    ]


def test_the_signature_ends_what_is_on_hold(world, case, vacancy):
    first, other = a_candidacy(world, case, vacancy), a_candidacy(world, case, an_opening(world))
    advance(world, first, "signed")
    assert state_as(world, other) == "superseded"
    assert ("candidacy.signed_elsewhere", "superseded") in story(world, case)


def test_what_a_landlord_records_holds_and_ends_the_candidacies_elsewhere_unseen(world, case, candidacy, officer):
    with acting(world.actor("adviser"), now=AT):
        elsewhere = a_row(world, case, provider=world.services["elsewhere"])
    others = Candidacy.objects.filter(id=elsewhere.id)
    advance(world, candidacy, "accepted")
    with acting(officer, now=AT):
        assert not others.exists()
    with acting(world.actor("adviser"), now=AT):
        assert others.get().held_on == DAY
    advance(world, candidacy, "signed")
    with acting(world.actor("adviser"), now=AT):
        assert (others.get().state, others.get().held_on, others.get().ended_on) == ("superseded", None, DAY)
    assert [kind for kind, _to in story(world, case) if kind in ("candidacy.held", "candidacy.signed_elsewhere")] == [
        "candidacy.held",
        "candidacy.signed_elsewhere",
    ]


def test_nobody_is_put_forward_who_has_accepted(world, case, candidacy):
    advance(world, candidacy, "accepted")
    with pytest.raises(Conflict):
        a_candidacy(world, case, an_opening(world))


def test_a_home_withdrawn_in_between_goes_no_further(world, candidacy, vacancy, officer):
    advance(world, candidacy, "accepted")
    with acting(officer, now=AT):
        withdraw_vacancy(actor=officer, vacancy_id=vacancy.id, on=DAY, reason="works")
        with pytest.raises(Conflict) as caught:
            signing.sign(actor=officer, candidacy_id=candidacy.id, signed=a_signature(), at=AT)
        assert caught.value.message == HOME_GONE
        done = services.withdraw(actor=officer, candidacy_id=candidacy.id, by="landlord", reason="home_gone", at=AT)
    assert (done.state, done.withdrawn_by, done.ended_on) == ("withdrawn", "landlord", DAY)


def test_each_withdraws_for_its_own_side(world, candidacy, officer):
    with acting(officer, now=AT), pytest.raises(Invalid) as caught:
        services.withdraw(actor=officer, candidacy_id=candidacy.id, by="household", reason="housed", at=AT)
    assert set(caught.value.fields) == {"by"}


# --- outside


def test_an_outside_home_is_followed_by_the_referent_alone(world, case):
    adviser = world.actor("adviser")
    home = services.OutsideHome(provider="Lyon Habitat", kind="hlm", commune="69383", rent=430)
    with acting(adviser, now=AT):
        made = services.put_forward_outside(
            actor=adviser, case_id=case.id, home=home, agreed=agreed(applicant_of(case)), at=AT
        )
        one = {"actor": adviser, "candidacy_id": made.id}
        services.designate(**one, right="local", today=DAY)
        services.complete_file(**one, despite_gaps=True, today=DAY)
        decisions.decide(**one, outcome=an_outcome(outside_requests=0), at=AT)
        notified(adviser, made)
        answers.accept(**one, on=DAY, at=AT)
        assert signing.sign(**one, signed=a_signature(), at=AT).state == "signed"
    assert audiences(world.actor("allocation_officer"), case) == []


# --- signed


def test_a_signed_lease_begins_the_household_s_title_in_the_home(world, case, candidacy, vacancy):
    signed = advance(world, candidacy, "signed")
    with acting(world.actor("adviser"), now=LATER):
        title = Tenancy.objects.get()
        assert (title.id, title.kind, title.begins_on) == (signed.id, "lease", DAY)
        assert title.place.home_id == vacancy.home_id
    officer = world.actor("allocation_officer")
    # As who lets: the title, and the envelope that goes with it; the candidacy opens nothing any more.
    assert audiences(officer, case, LATER) == ["envelope"]


def test_a_lease_strikes_off_the_request_it_served_and_a_sublease_leaves_it_alive(world, case, candidacy):
    request = a_request(world, case, DAY)
    advance(world, candidacy, "signed")
    with acting(world.actor("adviser"), now=AT):
        found = Identifier.objects.get(id=request.id)
        assert (found.struck_on, found.struck_for) == (DAY, "allocated")
    accredit(world)
    other = world.case(phone="06 00 00 00 88")
    alive = a_request(world, other, DAY, number="069 0326 000002")
    vacancy = an_opening(world)
    Vacancy.objects.filter(id=vacancy.id).update(purpose="sublease")
    sublet = a_candidacy(world, other, vacancy)
    officer = world.actor("allocation_officer")
    advance(world, sublet, "accepted")
    signed = a_signature(head_rent=Decimal("480.00"), head_charges=Decimal("60.00"), agreement_signed=True)
    with acting(officer, now=AT):
        signing.sign(actor=officer, candidacy_id=sublet.id, signed=signed, at=AT)
    with acting(world.actor("adviser"), now=AT):
        assert Identifier.objects.get(id=alive.id).struck_on is None


def test_a_sublease_needs_the_agreement_of_the_three_and_begins_with_its_head_lease(world, case, officer):
    vacancy = an_opening(world)
    Vacancy.objects.filter(id=vacancy.id).update(purpose="sublease")
    accredit(world)
    one = advance(world, a_candidacy(world, case, vacancy), "accepted")
    said = {"actor": officer, "candidacy_id": one.id, "at": AT}
    with acting(officer, now=AT):
        with pytest.raises(Invalid) as caught:
            signing.sign(**said, signed=a_signature())
        assert set(caught.value.fields) == {"head_rent", "agreement_signed"}
        assert state(one) == "accepted"
        signing.sign(**said, signed=a_signature(head_rent=Decimal("480.00"), agreement_signed=True))
    with acting(world.actor("adviser"), now=LATER):
        title = Tenancy.objects.get()
        assert (title.kind, title.head_lease.committee_on) == ("sublease", DAY)


def test_what_cannot_be_signed_writes_nothing(world, candidacy, officer):
    advance(world, candidacy, "accepted")
    with acting(officer, now=AT), pytest.raises(Invalid) as caught, transaction.atomic():
        signing.sign(actor=officer, candidacy_id=candidacy.id, signed=a_signature(rent=Decimal(-1)), at=AT)
    assert set(caught.value.fields) == {"rent"}
    assert state_as(world, candidacy) == "accepted"


# --- the database


@pytest.mark.parametrize("wrong", [state for state in CandidacyState.values if state != "put_forward"] + ["lost"])
def test_the_database_holds_each_state_to_its_facts(world, candidacy, wrong):
    """Without its days, its reasons and its proofs no candidacy stands there, whoever writes it."""
    with acting(world.actor("adviser"), now=AT), pytest.raises(IntegrityError), transaction.atomic():
        Candidacy.objects.filter(id=candidacy.id).update(state=wrong)


def test_every_state_has_its_moves():
    assert set(MOVES) == set(CandidacyState.values)


def test_a_case_is_its_own(world, candidacy):
    """A stranger sees neither the candidacy nor its case."""
    with acting(world.actor("stranger"), now=AT):
        assert (list(Candidacy.objects.all()), list(Case.objects.all())) == ([], [])


def test_a_case_with_a_candidacy_that_runs_is_closed_once_it_is_withdrawn(world, case, candidacy):
    adviser = world.actor("adviser")
    said = {"actor": adviser, "case_id": case.id, "outcome": "advice_given", "reason": "Moved away.", "sent_to": ""}
    with acting(adviser, now=AT):
        asked = an_asked_place(world, case, a_place(world, residence="Les Lilas").residence)
        version = Case.objects.get(id=case.id).version
        with pytest.raises(Invalid) as refused:
            close_case(**said, version=version, at=AT)
        assert str(candidacy.home) in refused.value.message
        assert "Les Lilas" in refused.value.message
        services.withdraw(actor=adviser, candidacy_id=candidacy.id, by="referent", reason="no_contact", at=AT)
        PlaceCandidacy.objects.filter(id=asked.id).delete()
        assert close_case(**said, version=version, at=AT).state == "closed"


def test_a_closed_case_leaves_its_tenancy_to_who_lets_and_manages_the_home(world, case):
    sublease, adviser = a_sublease(world, case), world.actor("adviser")
    with acting(adviser, now=AT):
        said = {"outcome": "housed_sublease", "reason": "A sub-lease.", "sent_to": ""}
        close_case(actor=adviser, case_id=case.id, version=Case.objects.get().version, at=AT, **said)
    manager = world.actor("rental_manager")
    with acting(manager, now=LATER):
        assert Tenancy.objects.get().id == sublease.id
        keeping.insure(actor=manager, tenancy_id=sublease.id, insured_until=date(2028, 1, 31))
        assert not Person.objects.exists()
    with acting(world.actor("landlord_adviser"), now=LATER):
        assert Tenancy.objects.count() == 1


@pytest.mark.parametrize(("language", "said"), [("en", "no longer since"), ("fr", "n’a plus ce logement")])
def test_a_home_sold_in_between_goes_no_further_and_says_the_way_on(world, candidacy, officer, language, said):
    advance(world, candidacy, "file_complete")
    Home.objects.filter(id=candidacy.home_id).update(left_on=DAY)
    with override(language), acting(officer, now=AT), pytest.raises(Conflict) as refused:
        decisions.decide(actor=officer, candidacy_id=candidacy.id, outcome=an_outcome(), at=AT)
    assert said in str(refused.value.message)


def test_a_candidacy_is_signed_once_and_no_other_rank_of_the_home_after_it(world, case, vacancy, officer):
    first = a_candidacy(world, case, vacancy)
    second = a_candidacy(world, world.case(phone="06 39 98 00 02"), vacancy)
    advance(world, second, "granted", outcome=an_outcome(answer="granted_ranked", rank=2))
    advance(world, first, "granted", outcome=an_outcome(answer="granted_ranked", rank=1))
    advance(world, first, "signed")
    for one in (first, second):
        with acting(officer, now=AT), pytest.raises((Conflict, Missing)):
            signing.sign(actor=officer, candidacy_id=one.id, signed=a_signature(), at=AT)
    with acting(world.actor("adviser"), now=AT):
        assert Tenancy.objects.count() == 1


@pytest.mark.parametrize(
    ("language", "said"), [("en", "on the day of the signature"), ("fr", "le jour de la signature")]
)
def test_an_accreditation_that_lapsed_yesterday_signs_no_sublease(world, case, vacancy, officer, language, said):
    Vacancy.objects.filter(id=vacancy.id).update(purpose="sublease")
    accredit(world, until=DAY - timedelta(days=1))
    one = advance(world, a_candidacy(world, case, vacancy), "accepted")
    signed = a_signature(head_rent=Decimal("480.00"), agreement_signed=True)
    with override(language), acting(officer, now=AT), pytest.raises(Invalid) as refused:
        signing.sign(actor=officer, candidacy_id=one.id, signed=signed, at=AT)
    words = str(refused.value.fields["association"])
    assert ("L365-4" in words, said in words) == (True, True)
