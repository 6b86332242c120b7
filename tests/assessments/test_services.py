"""A joint assessment from its beginning to its two signatures, and what is refused with nothing written."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from palier.assessments import digests, services
from palier.assessments.enums import AssessmentState
from palier.assessments.models import (
    Diagnosis,
    Remark,
    SectionContent,
    Signature,
    SocialAssessment,
    UrgentOrientation,
)
from palier.assessments.queries import get_assessment, to_sign
from palier.assessments.sections import BY_CODE, SECTIONS, Side
from palier.assessments.services import Changed, Lapses
from palier.assessments.states import MOVES
from palier.cases.models import SharingAuthorisation
from palier.cases.sharing import withdraw
from palier.platform.context import acting
from palier.platform.errors import Conflict, Invalid, Missing, Refused
from palier.platform.models import Event
from tests.factories.assessments import an_assessment, propose, sign, signed_by_both, write
from tests.factories.support import allow
from tests.factories.world import AT, DAY


@pytest.fixture
def assessment(world):
    return an_assessment(world)


def again(world, assessment) -> SocialAssessment:
    with acting(world.actor("adviser")):
        return get_assessment(world.actor("adviser"), assessment.id)


def values(world, assessment, section) -> dict:
    with acting(world.actor("adviser")):
        content = SectionContent.objects.filter(assessment=assessment, section=section).first()
        return content.values if content else {}


# --- begin


def test_begun_twice_it_is_one(world, assessment):
    again_begun = an_assessment(world, assessment.case)
    assert (again_begun.id, again_begun.state, again_begun.begun_on) == (assessment.id, "draft", DAY)


@pytest.mark.parametrize("service", ["rental", "elsewhere", "social"])
def test_it_is_begun_only_with_a_service_that_the_household_lets_read(world, service):
    case, adviser = world.case(), world.actor("adviser")
    allow(world, case)
    with acting(adviser), pytest.raises(Invalid) as caught:
        services.begin(actor=adviser, case_id=case.id, partner_service=world.services[service].id, at=AT)
    assert set(caught.value.fields) == {"partner"}


def test_only_the_holder_begins(world, assessment):
    worker = world.actor("social_worker")
    with acting(worker), pytest.raises(Refused):
        services.begin(actor=worker, case_id=assessment.case_id, partner_service=world.services["support"].id, at=AT)


# --- write


def test_the_owner_writes_and_the_event_tells_no_word(world, assessment):
    written = write(world, "adviser", assessment, "debts", {"rent_arrears": "yes", "arrears": "2140.00"})
    assert (written.content.values, written.conflicts) == ({"rent_arrears": "yes", "arrears": "2140.00"}, {})
    assert again(world, assessment).state == "in_progress"
    with acting(world.actor("adviser")):
        event = Event.objects.get(kind="assessment.section_written")
        assert event.changes == {"section": "debts", "fields": ["arrears", "rent_arrears"]}
        assert event.audience == "social"


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.code)
def test_only_the_owner_writes_a_section_and_only_the_other_remarks_on_it(world, assessment, section):
    owner, other = ("adviser", "social_worker") if section.owner == Side.HOLDER else ("social_worker", "adviser")
    field = section.fields[-1].code
    typed = {field: "yes"}
    with pytest.raises(Refused):
        write(world, other, assessment, section.code, typed)
    assert values(world, assessment, section.code) == {}
    write(world, owner, assessment, section.code, typed)
    assert values(world, assessment, section.code) == typed
    for key, refused in ((owner, True), (other, False)):
        actor = world.actor(key)
        said = {"section": section.code, "kind": "divergence", "body": "We see it otherwise."}
        with acting(actor):
            if refused:
                with pytest.raises(Refused):
                    services.remark(actor=actor, assessment_id=assessment.id, at=AT, **said)
            else:
                services.remark(actor=actor, assessment_id=assessment.id, at=AT, **said)
    assert values(world, assessment, section.code) == typed


def test_two_colleagues_in_two_fields_are_merged(world, assessment):
    write(world, "adviser", assessment, "history", {"path": "Three years in Bron.", "now": ""})
    both = write(world, "colleague", assessment, "history", {"path": "", "now": "With her sister."})
    assert both.conflicts == {}
    assert both.content.values == {"path": "Three years in Bron.", "now": "With her sister."}


def test_two_colleagues_in_one_field_lose_no_word(world, assessment):
    write(world, "adviser", assessment, "history", {"path": "Three years in Bron."})
    late = write(world, "colleague", assessment, "history", {"path": "Two homes lost.", "now": "At her sister's."})
    assert late.conflicts == {"path": ("Three years in Bron.", "Two homes lost.")}
    assert late.content.values == {"path": "Three years in Bron.", "now": "At her sister's."}
    merged = {"path": "Three years in Bron. Two homes lost."}
    final = write(world, "colleague", assessment, "history", merged, read={"path": "Three years in Bron."})
    assert (final.conflicts, final.content.values["path"]) == ({}, merged["path"])


@pytest.mark.parametrize(
    ("section", "typed"),
    [
        ("debts", {"arrears": "-1"}),
        ("debts", {"arrears": "1.005"}),
        ("debts", {"arrears": "NaN"}),
        ("debts", {"arrears": "much"}),
        ("debts", {"rent_arrears": "perhaps"}),
        ("resources", {"work": "king"}),
        ("resources", {"work_until": "2026-02-30"}),
        ("history", {"path": "x" * 10_001}),
    ],
)
def test_what_the_definition_does_not_have_is_refused_at_its_field(world, assessment, section, typed):
    with pytest.raises(Invalid) as caught:
        write(world, "adviser", assessment, section, typed)
    assert set(caught.value.fields) == set(typed)
    assert values(world, assessment, section) == {}


def test_a_field_of_another_section_is_refused(world, assessment):
    with pytest.raises(Invalid):
        write(world, "adviser", assessment, "debts", {"path": "Bron."})
    with pytest.raises(Missing):
        write(world, "adviser", assessment, "nothing", {"path": "Bron."})


def test_a_share_withdrawn_while_typing_writes_nothing(world, assessment):
    adviser = world.actor("adviser")
    write(world, "social_worker", assessment, "own_words", {"wants": "Near my work."})
    with acting(adviser):
        given = SharingAuthorisation.objects.get(case=assessment.case_id)
        withdraw(actor=adviser, case_id=assessment.case_id, authorisation=given.id, at=AT)
    with pytest.raises(Missing):
        write(world, "social_worker", assessment, "own_words", {"wants": "Far."}, read={"wants": "Near my work."})
    assert values(world, assessment, "own_words") == {"wants": "Near my work."}


# --- sign


def test_two_signatures_make_it_valid_for_twelve_months(world, assessment):
    write(world, "adviser", assessment, "debts", {"rent_arrears": "yes"})
    propose(world, "adviser", assessment, "supported_lease")
    propose(world, "social_worker", assessment, "sliding_lease")
    assert sign(world, "adviser", assessment).state == "awaiting_signatures"
    with acting(world.actor("social_worker")):
        assert [waiting.id for waiting in to_sign(world.actor("social_worker"))] == [assessment.id]
    with acting(world.actor("adviser")):
        assert not to_sign(world.actor("adviser")).exists()
    signed = sign(world, "social_worker", assessment)
    assert (signed.state, signed.signed_on, signed.valid_until) == ("signed", DAY, date(2027, 3, 12))
    kinds = {orientation.kind for orientation in again(world, assessment).orientations.all()}
    assert kinds == {"supported_lease", "sliding_lease"}
    with acting(world.actor("adviser")):
        assert set(Signature.objects.values_list("digest", flat=True)) == {digests.whole(again(world, assessment))}


def test_what_was_not_read_is_not_signed(world, assessment):
    adviser = world.actor("adviser")
    write(world, "adviser", assessment, "debts", {"rent_arrears": "yes"})
    propose(world, "adviser", assessment, "supported_lease")
    read = digests.parts_of(again(world, assessment))
    write(world, "social_worker", assessment, "autonomy", {"budget": "no"})
    propose(world, "social_worker", assessment, "sliding_lease")
    with acting(adviser), pytest.raises(Changed) as caught:
        services.sign(actor=adviser, assessment_id=assessment.id, read=read, at=AT)
    assert caught.value.context["parts"] == ["autonomy", "orientation"]
    assert again(world, assessment).state == "in_progress"


def test_nobody_signs_without_an_orientation_or_twice(world, assessment):
    with pytest.raises(Invalid):
        sign(world, "adviser", assessment)
    write(world, "adviser", assessment, "debts", {"rent_arrears": "yes"})
    with pytest.raises(Invalid):
        sign(world, "adviser", assessment)
    propose(world, "adviser", assessment, "supported_lease")
    sign(world, "adviser", assessment)
    with pytest.raises(Conflict):
        sign(world, "colleague", assessment)


def test_a_change_lapses_the_signature_once_it_was_said(world, assessment):
    write(world, "adviser", assessment, "debts", {"rent_arrears": "yes"})
    propose(world, "adviser", assessment, "supported_lease")
    sign(world, "adviser", assessment)
    with pytest.raises(Lapses):
        write(world, "social_worker", assessment, "autonomy", {"budget": "no"})
    assert values(world, assessment, "autonomy") == {}
    write(world, "social_worker", assessment, "autonomy", {"budget": "no"}, lapse=True)
    assert again(world, assessment).state == "in_progress"
    with acting(world.actor("adviser")):
        assert list(Signature.objects.values_list("lapsed_at", flat=True)) == [AT]


def test_signed_by_both_it_is_closed_and_a_new_one_starts_from_it(world, assessment):
    signed_by_both(world, assessment)
    with pytest.raises(Conflict):
        write(world, "adviser", assessment, "debts", {"arrears": "10"})
    newer = an_assessment(world, assessment.case)
    assert newer.supersedes_id == assessment.id
    assert values(world, newer, "debts") == {"rent_arrears": "yes"}
    assert again(world, assessment).state == "signed"
    write(world, "adviser", newer, "debts", {"arrears": "10"})
    propose(world, "adviser", newer, "supported_lease")
    propose(world, "social_worker", newer, "supported_lease")
    sign(world, "adviser", newer)
    sign(world, "social_worker", newer)
    assert (again(world, assessment).state, again(world, newer).state) == ("superseded", "signed")
    assert values(world, assessment, "debts") == {"rent_arrears": "yes"}


def test_the_households_reading_lapses_nothing(world, assessment):
    signed_by_both(world, assessment)
    worker = world.actor("social_worker")
    said = {"read_on": DAY, "means": "together", "remarks": "Not near my husband.", "copy_given": True}
    with acting(worker):
        services.record_reading(actor=worker, assessment_id=assessment.id, at=AT, **said)
        later = said | {"read_on": DAY + timedelta(days=1)}
        with pytest.raises(Invalid) as caught:
            services.record_reading(actor=worker, assessment_id=assessment.id, at=AT, **later)
    assert set(caught.value.fields) == {"read_on"}
    assert again(world, assessment).state == "signed"
    assert [reading.remarks for reading in again(world, assessment).readings.all()] == ["Not near my husband."]


def test_a_pension_de_famille_asks_why(world, assessment):
    with pytest.raises(Invalid) as caught:
        propose(world, "adviser", assessment, "lasting_adapted", "  ")
    assert set(caught.value.fields) == {"why"}
    propose(world, "adviser", assessment, "lasting_adapted", "Isolated, two homes lost.")


def test_another_orientation_than_the_facts_suggest_asks_why(world, assessment):
    write(world, "adviser", assessment, "history", {"lost_homes": "yes"})
    write(world, "social_worker", assessment, "autonomy", {"isolated": "yes"})
    with pytest.raises(Invalid) as caught:
        propose(world, "adviser", assessment, "ordinary_lease", "")
    assert set(caught.value.fields) == {"why"}
    mine = propose(world, "adviser", assessment, "ordinary_lease", "Her sister vouches for her.")
    assert mine.suggested == ["sliding_lease", "temporary", "lasting_adapted"]


def test_every_move_of_the_table_is_reachable_and_no_other():
    assert set(MOVES) == set(AssessmentState)
    assert {to for moves in MOVES.values() for to in moves} == set(AssessmentState) - {AssessmentState.DRAFT}


def test_every_section_has_its_own_codes():
    assert len(BY_CODE) == len(SECTIONS)
    for section in SECTIONS:
        assert len({field.code for field in section.fields}) == len(section.fields)


# --- the walls


@pytest.mark.parametrize("key", ["allocation_officer", "rental_manager", "coordinator", "stranger", "landlord_adviser"])
def test_nobody_else_reads_a_word(world, assessment, key):
    signed_by_both(world, assessment)
    actor = world.actor(key)
    with acting(actor):
        for model in (SocialAssessment, SectionContent, Remark, Signature, Diagnosis, UrgentOrientation):
            assert not model.objects.exists()
        with pytest.raises(Missing):
            get_assessment(actor, assessment.id)


def test_the_database_refuses_two_running_ones(world, assessment):
    with acting(world.actor("adviser")), pytest.raises(DatabaseError), transaction.atomic():
        SocialAssessment.objects.create(
            case_id=assessment.case_id,
            holder=assessment.holder,
            partner=assessment.partner,
            begun_on=DAY,
            begun_by=world.people["adviser"],
        )
