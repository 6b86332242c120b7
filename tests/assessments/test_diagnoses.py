"""What a service says alone: a diagnosis that is never changed once signed, an urgent orientation for thirty days."""

from datetime import date, timedelta

import pytest

from palier.assessments.diagnoses import orient_urgently, write_diagnosis
from palier.assessments.models import Diagnosis, UrgentOrientation
from palier.assessments.queries import signed_diagnosis, urgent_to_confirm
from palier.platform.context import acting
from palier.platform.errors import Conflict, Invalid, Missing, Refused
from palier.platform.models import Event
from tests.factories.assessments import an_assessment, propose, sign, write
from tests.factories.support import allow
from tests.factories.world import AT, DAY

SAID = {
    "what_happened": "She left her home on 10 January.",
    "tried": "Her sister hosts her.",
    "asked": "A home near Bron.",
    "orientation": "sliding_lease",
    "why": "",
}


@pytest.fixture
def case(world):
    return world.case()


def diagnose(world, case, key="adviser", version=0, sign=False, **said) -> Diagnosis:
    actor = world.actor(key)
    with acting(actor):
        return write_diagnosis(actor=actor, case_id=case.id, said=SAID | said, version=version, at=AT, sign=sign)


def orient(world, case, key="adviser", kind="young_workers_residence", why="He sleeps in his car.", at=AT):
    actor = world.actor(key)
    with acting(actor, now=at):
        return orient_urgently(actor=actor, case_id=case.id, kind=kind, why=why, at=at)


def test_drafted_signed_then_replaced(world, case):
    draft = diagnose(world, case)
    assert (draft.version, draft.signed_at, draft.digest) == (1, None, "")
    signed = diagnose(world, case, version=1, sign=True)
    assert (signed.id, signed.signed_at, len(signed.digest)) == (draft.id, AT, 64)
    newer = diagnose(world, case, tried="The SIAO too.")
    assert (newer.supersedes_id, newer.what_happened) == (signed.id, SAID["what_happened"])
    with acting(world.actor("adviser")):
        assert signed_diagnosis(world.actor("adviser"), case).id == signed.id
    diagnose(world, case, version=1, tried="The SIAO too.", sign=True)
    with acting(world.actor("adviser")):
        assert signed_diagnosis(world.actor("adviser"), case).id == newer.id
        kinds = list(Event.objects.filter(kind="diagnosis.signed").values_list("to_state", "audience"))
        assert kinds == [("sliding_lease", "social")] * 2


def test_the_database_changes_no_signed_one(world, case):
    signed = diagnose(world, case, sign=True)
    with acting(world.actor("adviser")):
        assert Diagnosis.objects.filter(id=signed.id).update(tried="Something else.") == 0
        assert Diagnosis.objects.filter(id=signed.id).delete()[0] == 0
        assert Diagnosis.objects.get(id=signed.id).tried == "Her sister hosts her."


@pytest.mark.parametrize("field", ["what_happened", "asked", "orientation"])
def test_an_incomplete_one_is_kept_but_not_signed(world, case, field):
    with pytest.raises(Invalid) as caught:
        diagnose(world, case, sign=True, **{field: " "})
    assert set(caught.value.fields) == {field}
    assert diagnose(world, case, **{field: " "}).signed_at is None


def test_two_colleagues_keep_both_texts(world, case):
    diagnose(world, case)
    with pytest.raises(Conflict) as caught:
        diagnose(world, case, key="colleague", tried="Nothing yet.")
    assert caught.value.context["current"]["tried"] == "Her sister hosts her."
    assert caught.value.context["typed"]["tried"] == "Nothing yet."


def test_its_author_signs(world, case):
    diagnose(world, case)
    with pytest.raises(Refused):
        diagnose(world, case, key="colleague", version=1, sign=True)


@pytest.mark.parametrize("key", ["social_worker", "coordinator", "stranger"])
def test_only_the_holder_diagnoses(world, key):
    case = world.case()
    allow(world, case)
    with pytest.raises((Refused, Missing)):
        diagnose(world, case, key=key)


def test_an_urgent_orientation_holds_thirty_days(world, case):
    urgent = orient(world, case)
    assert (urgent.signed_on, urgent.until, urgent.state) == (DAY, date(2026, 4, 11), "running")
    with acting(world.actor("adviser")):
        assert [row.id for row in urgent_to_confirm(world.actor("adviser"))] == [urgent.id]
    with pytest.raises(Conflict):
        orient(world, case)
    newer = orient(world, case, at=AT + timedelta(days=31))
    with acting(world.actor("adviser")):
        assert list(UrgentOrientation.objects.values_list("id", "state")) == [
            (newer.id, "running"),
            (urgent.id, "lapsed"),
        ]


@pytest.mark.parametrize(
    ("kind", "why", "field"),
    [("pension_de_famille", "Now.", "kind"), ("ordinary_lease", "Now.", "kind"), ("hotel", "  ", "why")],
)
def test_nothing_lasting_is_decided_with_one_signature(world, case, kind, why, field):
    with pytest.raises(Invalid) as caught:
        orient(world, case, kind=kind, why=why)
    assert set(caught.value.fields) == {field}


@pytest.mark.parametrize(("kind", "state"), [("temporary", "confirmed"), ("sliding_lease", "corrected")])
def test_the_joint_assessment_confirms_or_corrects_it(world, kind, state):
    case = world.case()
    allow(world, case)
    urgent = orient(world, case)
    assessment = an_assessment(world, case)
    write(world, "adviser", assessment, "debts", {"rent_arrears": "no"})
    for key in ("adviser", "social_worker"):
        propose(world, key, assessment, kind)
    for key in ("adviser", "social_worker"):
        sign(world, key, assessment)
    with acting(world.actor("adviser")):
        settled = UrgentOrientation.objects.get(id=urgent.id)
        assert (settled.state, settled.settled_by_id) == (state, assessment.id)
