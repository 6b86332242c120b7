"""Employers: one entry for the installation, offered once somebody has checked it, never with people."""

import pytest

from palier.cases.employers import check_employer, known_employer, search_employers
from palier.cases.facts import Employer
from palier.cases.models import Household
from palier.cases.services import complete_household
from palier.platform.context import acting
from palier.platform.errors import Conflict, Invalid, Missing, Refused
from palier.platform.models import Event
from tests.factories.world import AT, DAY


def check(world, case, key="adviser", **said):
    actor = world.actor(key)
    usual = {"version": 1, "contributes": "yes", "siren": "732829320"}
    with acting(actor):
        return check_employer(actor=actor, case_id=case.id, at=AT, **usual | said)


def test_one_name_is_one_entry_however_it_is_typed(world):
    first, second = world.case(employer="Boulangerie du Parc"), world.case(employer="  BOULANGERIE  du parc")
    with acting(world.actor("adviser")):
        known = {Household.objects.get(case=case).known_employer_id for case in (first, second)}
        assert (len(known), Employer.objects.count()) == (1, 1)
        assert [Household.objects.get(case=case).employer for case in (first, second)] == [
            "Boulangerie du Parc",
            "  BOULANGERIE  du parc",
        ]


@pytest.mark.parametrize("words", ["", "Aucun", "sans emploi", "Néant"])
def test_no_employer_is_no_entry(world, words):
    with acting(world.actor("adviser")):
        assert known_employer(words) is None
        assert not Employer.objects.exists()


def test_a_name_is_offered_once_it_was_checked(world):
    case = world.case()
    with acting(world.actor("adviser")):
        assert list(search_employers("boul")) == []
    check(world, case)
    with acting(world.actor("adviser")):
        assert [(one.name, one.contributes, one.checked_on) for one in search_employers("Boul")] == [
            ("Boulangerie du Parc", "yes", DAY)
        ]
        assert list(search_employers("parc")) == list(search_employers("")) == []
        event = Event.objects.get(kind="employer.checked")
    assert (event.case_id, event.to_state) == (None, "yes")


@pytest.mark.parametrize("siren", ["73282932", "732829321", "abcdefghi", "٧٣٢٨٢٩٣٢٠"])
def test_a_siren_that_does_not_fit_is_refused_at_its_field(world, siren):
    with pytest.raises(Invalid) as caught:
        check(world, world.case(), siren=siren)
    assert list(caught.value.fields) == ["siren"]


def test_two_who_check_one_employer_at_once_are_told(world):
    case = world.case()
    check(world, case)
    assert check(world, case).version == 3  # the same answer again is no conflict
    with pytest.raises(Conflict) as caught:
        check(world, case, contributes="no")
    assert caught.value.context["current"] == {"contributes": "yes", "siren": "732829320"}


def test_who_may_not_write_the_file_checks_nothing_and_no_employer_is_not_there(world):
    case = world.case(authorised=(world.services["support"].id,))
    with pytest.raises(Refused):
        check(world, case, key="social_worker")
    with pytest.raises(Missing):
        check(world, world.case(employer="aucun"))


def test_another_employer_in_the_file_is_another_entry(world):
    actor, case = world.actor("adviser"), world.case()
    with acting(actor):
        said = {"actor": actor, "case_id": case.id, "communes": ("69266",)}
        for version, (name, known) in enumerate((("Transports Verdier", True), ("aucun", False)), 1):
            kept = complete_household(version=version, facts={"employer": name}, **said)
            assert (kept.known_employer is not None) is known
