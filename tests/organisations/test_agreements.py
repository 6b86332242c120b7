"""An agreement is drafted by those who run a party, read by its people, and no longer changes once signed."""

from datetime import date

import pytest

from palier.organisations import agreements
from palier.organisations.queries import get_agreement, partners_of
from palier.platform.context import acting
from palier.platform.errors import Conflict, Invalid, Missing, Refused

FIRST, LAST = date(2027, 1, 1), date(2029, 12, 31)


@pytest.fixture
def draft(administrator):
    return agreements.draft_agreement(
        actor=administrator, name="Second", territory="Lyon", starts_on=FIRST, ends_on=LAST
    )


def promise(actor, draft, owner, **said):
    usual = {"indicator": "slides", "title": "Ten a year", "target": 10, "starts_on": FIRST, "ends_on": LAST}
    return agreements.add_commitment(actor=actor, agreement=draft.id, owner=owner.id, **usual | said)


@pytest.mark.parametrize(
    ("first", "last"),
    [(FIRST, LAST), (date(2024, 2, 29), date(2027, 2, 28)), (date(2026, 7, 15), date(2029, 7, 14))],
)
def test_three_years_by_default(first, last):
    assert agreements.usual_end(first) == last


def test_ones_own_organisation_is_the_first_party(administrator, draft):
    assert [party.id for party in draft.parties.all()] == [administrator.organisation]
    assert draft.status == "draft"


def test_a_partner_added_sees_it_and_writes_it_too(world, administrator, draft):
    partner = world.organisations["association"]
    agreements.add_party(actor=administrator, agreement=draft.id, organisation=partner.id)
    reader = world.actor("social_worker")
    assert get_agreement(reader, draft.id) == draft
    with acting(reader), pytest.raises(Refused):
        promise(reader, draft, partner)


def test_a_draft_makes_no_partners(world, administrator, draft):
    stranger = world.organisations["stranger"]
    agreements.add_party(actor=administrator, agreement=draft.id, organisation=stranger.id)
    assert stranger not in partners_of(administrator)
    agreements.sign_agreement(actor=administrator, agreement=draft.id, signed_on=FIRST)
    assert stranger in partners_of(administrator)


def test_who_is_no_party_does_not_see_it(world, draft):
    actor = world.actor("social_worker")
    with acting(actor), pytest.raises(Missing):
        agreements.sign_agreement(actor=actor, agreement=draft.id, signed_on=FIRST)


@pytest.mark.parametrize("key", ["adviser", "team_lead", "dpo", "steering", "reservation_officer"])
def test_nobody_else_drafts(world, key):
    actor = world.actor(key)
    with acting(actor), pytest.raises(Refused):
        agreements.draft_agreement(actor=actor, name="Mine", territory="", starts_on=FIRST, ends_on=LAST)


def test_the_coordinator_drafts(world):
    actor = world.actor("coordinator")
    with acting(actor):
        assert agreements.draft_agreement(actor=actor, name="Hers", territory="", starts_on=FIRST, ends_on=LAST)


def test_dates_are_in_order(administrator, draft):
    with pytest.raises(Invalid):
        agreements.amend_draft(
            actor=administrator, agreement=draft.id, name="Second", territory="", starts_on=LAST, ends_on=FIRST
        )


def test_a_promise_is_a_partys_within_the_dates(world, administrator, draft):
    own = world.organisations["housing_body"]
    assert promise(administrator, draft, own).target == 10
    with pytest.raises(Invalid):
        promise(administrator, draft, world.organisations["stranger"])
    with pytest.raises(Invalid):
        promise(administrator, draft, own, ends_on=date(2030, 1, 1))
    with pytest.raises(Invalid):
        promise(administrator, draft, own, indicator="smiles")


def test_the_dates_do_not_leave_a_promise_outside(world, administrator, draft):
    promise(administrator, draft, world.organisations["housing_body"])
    with pytest.raises(Invalid):
        agreements.amend_draft(
            actor=administrator,
            agreement=draft.id,
            name="Second",
            territory="",
            starts_on=FIRST,
            ends_on=date(2028, 12, 31),
        )


def test_a_party_that_promised_stays_and_so_does_ones_own(world, administrator, draft):
    partner = world.organisations["landlord"]
    agreements.add_party(actor=administrator, agreement=draft.id, organisation=partner.id)
    commitment = promise(administrator, draft, partner)
    with pytest.raises(Conflict):
        agreements.remove_party(actor=administrator, agreement=draft.id, organisation=partner.id)
    with pytest.raises(Conflict):
        agreements.remove_party(actor=administrator, agreement=draft.id, organisation=administrator.organisation)
    agreements.remove_commitment(actor=administrator, agreement=draft.id, commitment=commitment.id)
    agreements.remove_party(actor=administrator, agreement=draft.id, organisation=partner.id)
    assert draft.parties.count() == 1


def test_it_is_signed_by_two_and_then_only_read(world, administrator, draft):
    with pytest.raises(Conflict):
        agreements.sign_agreement(actor=administrator, agreement=draft.id, signed_on=FIRST)
    partner = world.organisations["landlord"]
    agreements.add_party(actor=administrator, agreement=draft.id, organisation=partner.id)
    signed = agreements.sign_agreement(actor=administrator, agreement=draft.id, signed_on=FIRST)
    assert (signed.status, signed.signed_on) == ("signed", FIRST)
    with pytest.raises(Refused):
        promise(administrator, draft, partner)
    with pytest.raises(Refused):
        agreements.add_party(
            actor=administrator, agreement=draft.id, organisation=world.organisations["association"].id
        )
