"""How people come to a service and leave it, by the services alone."""

from datetime import timedelta

import pytest

from palier.organisations import memberships
from palier.organisations.models import Invitation, JoinRequest, Membership
from palier.organisations.queries import held_memberships, search_organisations
from palier.organisations.services import actor_of
from palier.platform.context import acting
from palier.platform.errors import Conflict, Invalid, Missing, Refused
from palier.platform.models import Event
from tests.accounts.people import make_person
from tests.factories.world import AT, DAY, PEOPLE, add_person
from tests.organisations.conftest import TOKEN

NEW = "new@tests.invalid"


def invite(world, actor, **said):
    usual = {"service": world.services["social"].id, "role": "adviser", "email": NEW, "at": AT, "token": TOKEN}
    return memberships.invite(actor=actor, **usual | said)


def held(user) -> set[tuple[str, str]]:
    return {(row.service.name, row.role) for row in held_memberships(user.id, on=DAY)}


def accept(user, at=AT, token=TOKEN):
    return memberships.accept_invitation(user=user, token=token, at=at)


class TestInvitation:
    def test_it_gives_the_role_once(self, world, administrator):
        invite(world, administrator)
        user = make_person(NEW)
        membership = accept(user)
        assert held(user) == {("social service", "adviser")}
        assert membership.started_on == DAY
        with pytest.raises(memberships.InvitationOver):
            accept(user)

    def test_only_a_digest_is_kept(self, world, administrator):
        invitation = invite(world, administrator)
        assert TOKEN not in str(Invitation.objects.filter(id=invitation.id).values())

    def test_its_link_is_ours_whatever_a_request_says(self, settings):
        settings.SITE_URL = "https://palier.invalid"
        assert memberships.link_of("abc") == "https://palier.invalid/invitation/abc/"

    def test_it_lives_seven_days(self, world, administrator):
        invite(world, administrator)
        user = make_person(NEW)
        with pytest.raises(memberships.InvitationOver):
            accept(user, at=AT + timedelta(days=7))
        assert accept(user, at=AT + timedelta(days=7) - timedelta(seconds=1))

    def test_withdrawn_it_is_over(self, world, administrator):
        invitation = invite(world, administrator)
        memberships.withdraw_invitation(actor=administrator, invitation=invitation.id, at=AT)
        with pytest.raises(memberships.InvitationOver):
            accept(make_person(NEW))

    def test_a_new_one_to_the_same_role_ends_the_former(self, world, administrator):
        invite(world, administrator)
        invite(world, administrator, token="another")
        user = make_person(NEW)
        with pytest.raises(memberships.InvitationOver):
            accept(user)
        assert accept(user, token="another")

    def test_it_works_for_its_own_address_only(self, world, administrator):
        invite(world, administrator)
        with pytest.raises(memberships.AnotherAddress):
            accept(make_person("other@tests.invalid"))
        assert accept(make_person(NEW))

    def test_an_address_not_confirmed_yet_will_not_do(self, world, administrator):
        invite(world, administrator)
        user = make_person(NEW)
        user.emailaddress_set.update(verified=False)
        with pytest.raises(memberships.AnotherAddress):
            accept(user)

    def test_an_address_is_read_without_regard_to_case(self, world, administrator):
        invite(world, administrator, email=" New@Tests.INVALID ")
        assert accept(make_person(NEW))

    def test_a_link_that_never_was_says_nothing(self, world):
        with pytest.raises(Missing):
            accept(make_person(NEW), token="never was")

    def test_a_role_already_held_is_said(self, world, administrator):
        with pytest.raises(Invalid) as refusal:
            invite(world, administrator, email=world.people["colleague"].email)
        assert "email" in refusal.value.fields

    def test_a_role_of_no_list_is_refused(self, world, administrator):
        with pytest.raises(Invalid):
            invite(world, administrator, role="king")

    def test_nobody_gives_herself_a_role(self, world, administrator):
        with pytest.raises(Refused):
            invite(world, administrator, email=world.people["administrator"].email)

    @pytest.mark.parametrize("key", [key for key in PEOPLE if key not in {"administrator", "stranger"}])
    def test_nobody_but_an_administrator_invites(self, world, key):
        actor = world.actor(key)
        own = world.services[PEOPLE[key][0]].id
        with acting(actor), pytest.raises(Refused):
            invite(world, actor, service=own)

    def test_the_service_of_another_organisation_does_not_exist(self, world, administrator):
        with pytest.raises(Missing):
            invite(world, administrator, service=world.services["support"].id)

    def test_the_invitation_of_another_organisation_does_not_exist(self, world, administrator):
        invitation = invite(world, administrator)
        add_person(world, "boss", "elsewhere", "administrator")
        actor = actor_of(user=world.people["boss"].id, service=world.services["elsewhere"].id)
        with acting(actor), pytest.raises(Missing):
            memberships.withdraw_invitation(actor=actor, invitation=invitation.id, at=AT)

    def test_who_did_what_is_recorded_by_ids(self, world, administrator):
        invitation = invite(world, administrator)
        accept(make_person(NEW))
        kinds = dict(Event.objects.values_list("kind", "subject_id"))
        assert kinds["membership.invited"] == kinds["membership.invitation_accepted"] == invitation.id
        assert "membership.started" in kinds
        assert NEW not in str(list(Event.objects.values()))


class TestJoinRequest:
    @pytest.fixture
    def asked(self, world):
        return memberships.ask_to_join(
            user=make_person(NEW), organisation=world.organisations["housing_body"].id, message=" Adviser ", at=AT
        )

    def test_accepted_it_gives_a_service_and_a_role(self, world, administrator, asked):
        memberships.accept_join_request(
            actor=administrator, asked=asked.id, service=world.services["social"].id, role="adviser", at=AT
        )
        assert held(asked.user) == {("social service", "adviser")}
        asked.refresh_from_db()
        assert (asked.state, asked.decided_by, asked.message) == ("accepted", world.people["administrator"], "Adviser")

    def test_refused_it_gives_nothing(self, administrator, asked):
        memberships.refuse_join_request(actor=administrator, asked=asked.id, at=AT)
        assert not held(asked.user)

    def test_it_is_answered_once(self, world, administrator, asked):
        memberships.refuse_join_request(actor=administrator, asked=asked.id, at=AT)
        with pytest.raises(Conflict):
            memberships.accept_join_request(
                actor=administrator, asked=asked.id, service=world.services["social"].id, role="adviser", at=AT
            )

    def test_asked_twice_it_is_one_request(self, asked):
        again = memberships.ask_to_join(user=asked.user, organisation=asked.organisation_id, message="", at=AT)
        assert again == asked

    def test_after_a_refusal_one_may_ask_again(self, administrator, asked):
        memberships.refuse_join_request(actor=administrator, asked=asked.id, at=AT)
        assert memberships.ask_to_join(user=asked.user, organisation=asked.organisation_id, message="", at=AT) != asked

    def test_a_member_need_not_ask(self, world):
        with pytest.raises(Invalid):
            memberships.ask_to_join(
                user=world.people["adviser"], organisation=world.organisations["housing_body"].id, message="", at=AT
            )

    def test_three_may_wait_at_once(self, world):
        user = make_person(NEW)
        keys = ["housing_body", "landlord", "association", "stranger"]
        ids = [world.organisations[key].id for key in keys]
        for organisation in ids[:3]:
            memberships.ask_to_join(user=user, organisation=organisation, message="", at=AT)
        with pytest.raises(Invalid):
            memberships.ask_to_join(user=user, organisation=ids[3], message="", at=AT)

    def test_a_service_of_another_organisation_cannot_be_given(self, world, administrator, asked):
        with pytest.raises(Missing):
            memberships.accept_join_request(
                actor=administrator, asked=asked.id, service=world.services["support"].id, role="adviser", at=AT
            )
        assert JoinRequest.objects.get(id=asked.id).state == "asked"

    def test_a_colleague_does_not_answer_and_another_organisation_does_not_see(self, world, asked):
        for key, refusal in (("adviser", Refused), ("social_worker", Missing)):
            actor = world.actor(key)
            with acting(actor), pytest.raises(refusal):
                memberships.refuse_join_request(actor=actor, asked=asked.id, at=AT)


class TestLeaving:
    def of(self, world, key: str) -> Membership:
        return Membership.objects.get(user=world.people[key])

    def test_an_end_takes_effect_the_same_day(self, world, administrator):
        memberships.end_membership(actor=administrator, membership=self.of(world, "adviser").id, on=DAY)
        assert not held(world.people["adviser"])

    def test_it_is_taken_back_the_same_day_only(self, world, administrator):
        row = self.of(world, "adviser")
        memberships.end_membership(actor=administrator, membership=row.id, on=DAY)
        with pytest.raises(Conflict):
            memberships.resume_membership(actor=administrator, membership=row.id, on=DAY + timedelta(days=1))
        memberships.resume_membership(actor=administrator, membership=row.id, on=DAY)
        assert held(world.people["adviser"]) == {("social service", "adviser")}

    def test_it_is_not_taken_back_over_the_same_role_given_anew(self, world, administrator):
        row = self.of(world, "adviser")
        memberships.end_membership(actor=administrator, membership=row.id, on=DAY)
        Membership.objects.create(user=row.user, service=row.service, role=row.role, started_on=DAY)
        with pytest.raises(Conflict):
            memberships.resume_membership(actor=administrator, membership=row.id, on=DAY)

    def test_the_last_administrator_stays(self, world, administrator):
        own = self.of(world, "administrator").id
        with pytest.raises(memberships.LastAdministrator):
            memberships.end_membership(actor=administrator, membership=own, on=DAY)
        add_person(world, "second", "reservations", "administrator")
        assert memberships.end_membership(actor=administrator, membership=own, on=DAY).ended_on == DAY

    def test_an_administrator_whose_account_is_closed_does_not_count(self, world, administrator):
        second = add_person(world, "second", "reservations", "administrator")
        second.is_active = False
        second.save()
        with pytest.raises(memberships.LastAdministrator):
            memberships.end_membership(actor=administrator, membership=self.of(world, "administrator").id, on=DAY)

    def test_a_changed_role_leaves_the_former_in_the_history(self, world, administrator):
        row = self.of(world, "adviser")
        changed = memberships.change_role(actor=administrator, membership=row.id, role="team_lead", on=DAY)
        row.refresh_from_db()
        assert (row.ended_on, changed.started_on, changed.role) == (DAY, DAY, "team_lead")
        assert held(row.user) == {("social service", "team_lead")}

    def test_the_last_administrator_keeps_the_role(self, world, administrator):
        second = add_person(world, "second", "reservations", "administrator")
        theirs = Membership.objects.get(user=second)
        memberships.change_role(actor=administrator, membership=theirs.id, role="adviser", on=DAY)
        with pytest.raises(Refused):
            memberships.change_role(
                actor=administrator, membership=self.of(world, "administrator").id, role="adviser", on=DAY
            )

    @pytest.mark.parametrize("key", ["adviser", "team_lead", "coordinator", "dpo", "steering", "reservation_officer"])
    def test_nobody_but_an_administrator_touches_a_role(self, world, key):
        actor, row = world.actor(key), self.of(world, "colleague")
        with acting(actor):
            for act in (
                lambda: memberships.end_membership(actor=actor, membership=row.id, on=DAY),
                lambda: memberships.change_role(actor=actor, membership=row.id, role="dpo", on=DAY),
                lambda: memberships.resume_membership(actor=actor, membership=row.id, on=DAY),
                lambda: memberships.remove_second_factor(actor=actor, membership=row.id),
                lambda: memberships.open_service(actor=actor, name="Mine", kind="social"),
            ):
                with pytest.raises(Refused):
                    act()
        row.refresh_from_db()
        assert row.ended_on is None

    def test_the_people_of_another_organisation_do_not_exist(self, world, administrator):
        row = self.of(world, "social_worker")
        with pytest.raises(Missing):
            memberships.end_membership(actor=administrator, membership=row.id, on=DAY)
        with pytest.raises(Missing):
            memberships.change_role(actor=administrator, membership=row.id, role="dpo", on=DAY)

    def test_a_lost_phone_costs_the_second_factor_and_nothing_else(self, world, administrator):
        from allauth.mfa.totp.internal.auth import TOTP

        user = world.people["adviser"]
        TOTP.activate(user, "SECRET")
        memberships.remove_second_factor(actor=administrator, membership=self.of(world, "adviser").id)
        assert not user.authenticator_set.exists()
        assert held(user)


def test_a_service_is_opened_once_by_its_name(world, administrator):
    service = memberships.open_service(actor=administrator, name=" Accueil ", kind="social")
    assert (service.name, service.organisation_id) == ("Accueil", administrator.organisation)
    with pytest.raises(Invalid):
        memberships.open_service(actor=administrator, name="accueil", kind="rental")


def test_organisations_are_found_by_words_not_listed(world):
    names = {row.slug for row in search_organisations("HOUSING bod")}
    assert names == {"housing_body"}
    assert search_organisations("") == search_organisations("of") == []
    assert {row.slug for row in search_organisations("of the tests")} > names
