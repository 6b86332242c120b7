"""The screens of members, joining, switching and agreements, through the whole stack of middleware."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from palier.accounts.models import User
from palier.organisations.models import Agreement, JoinRequest, Membership
from palier.platform import clock
from tests.accounts.people import PASSWORD, confirm, make_person, sign_in, words
from tests.factories.world import AT, add_person

NEW = "new@tests.invalid"


def invited(client, world, mailoutbox, **said) -> str:
    """Invite NEW as a social adviser; returns the path of the link in the e-mail."""
    form = {"email": NEW, "service": world.services["social"].id, "role": "adviser"}
    assert client.post(reverse("invite"), form | said).status_code == 302
    return re.search(r"https?://[^/\s]+(/invitation/\S+)", mailoutbox[-1].body)[1]


class TestInvitation:
    def test_a_stranger_creates_an_account_and_accepts(self, signed_in, world, mailoutbox):
        link = invited(signed_in("administrator"), world, mailoutbox)
        newcomer = Client()
        page = words(newcomer.get(link))
        assert "housing_body of the tests" in page
        sign_up = newcomer.post(link).url
        assert f'value="{NEW}"' in words(newcomer.get(sign_up))
        form = {"first_name": "Nour", "last_name": "Haddad", "email": NEW, "language": "en", "next": link}
        answer = newcomer.post(sign_up, form | {"password1": PASSWORD, "password2": PASSWORD})
        # The link was read in that very mailbox: no code is asked for.
        assert answer.url == link
        assert newcomer.post(link).url == reverse("today")
        assert Membership.objects.get(user__email=NEW).role == "adviser"
        assert newcomer.get(reverse("members")).status_code == 200

    def test_another_address_typed_on_the_way_needs_its_own_code_and_gets_no_role(self, signed_in, world, mailoutbox):
        link = invited(signed_in("administrator"), world, mailoutbox)
        newcomer = Client()
        sign_up = newcomer.post(link).url
        form = {"first_name": "N", "last_name": "H", "email": "thief@tests.invalid", "language": "en", "next": link}
        answer = newcomer.post(sign_up, form | {"password1": PASSWORD, "password2": PASSWORD})
        assert answer.url.startswith(reverse("account_email_verification_sent"))

    def test_somebody_with_an_account_signs_in_and_accepts(self, signed_in, world, mailoutbox):
        link = invited(signed_in("administrator"), world, mailoutbox)
        make_person(NEW)
        newcomer = Client()
        path = re.search(r'href="([^"]+\?next=[^"]+)"', words(newcomer.get(link)))[1]
        answer = newcomer.post(path, {"login": NEW, "password": PASSWORD, "next": link})
        assert answer.url == link
        assert newcomer.post(link).url == reverse("today")

    def test_another_account_is_told_and_gets_nothing(self, signed_in, world, mailoutbox):
        link = invited(signed_in("administrator"), world, mailoutbox)
        other = Client()
        sign_in(other, make_person("other@tests.invalid").email)
        answer = other.post(link)
        assert answer.status_code == 403
        assert "another address" in words(answer)
        assert not Membership.objects.filter(user__email="other@tests.invalid").exists()

    def test_used_expired_withdrawn_and_unknown_links(self, signed_in, world, mailoutbox):
        client = signed_in("administrator")
        link = invited(client, world, mailoutbox)
        with clock.frozen(AT + timedelta(days=8)):
            assert Client().get(link).status_code == 410
        page = words(client.get(reverse("members")))
        client.post(re.search(r'action="([^"]+/withdraw/)"', page)[1])
        assert Client().get(link).status_code == 410
        assert Client().post(link).status_code == 410
        assert Client().get(reverse("invitation", args=["never-was"])).status_code == 404

    def test_looking_at_the_link_accepts_nothing(self, signed_in, world, mailoutbox):
        link = invited(signed_in("administrator"), world, mailoutbox)
        newcomer = Client()
        sign_in(newcomer, make_person(NEW).email)
        newcomer.get(link)
        assert not Membership.objects.filter(user__email=NEW).exists()

    def test_a_mail_that_cannot_leave_leaves_no_invitation(self, signed_in, world, settings):
        from palier.organisations.models import Invitation

        settings.EMAIL_BACKEND = "palier.accounts.mail.PageBackend"
        form = {"email": NEW, "service": world.services["social"].id, "role": "adviser"}
        assert signed_in("administrator").post(reverse("invite"), form).status_code == 422
        assert not Invitation.objects.exists()

    def test_a_service_of_elsewhere_is_no_choice(self, signed_in, world):
        form = {"email": NEW, "service": world.services["support"].id, "role": "adviser"}
        assert signed_in("administrator").post(reverse("invite"), form).status_code == 422

    def test_what_is_wrong_is_said_beside_the_field_and_the_rest_kept(self, signed_in, world):
        form = {"email": world.people["colleague"].email, "service": world.services["social"].id, "role": "adviser"}
        answer = signed_in("administrator").post(reverse("invite"), form)
        assert answer.status_code == 422
        assert 'href="#id_email"' in words(answer)
        assert f'value="{form["email"]}"' in words(answer)


class TestMembers:
    def test_every_colleague_sees_who_works_here_and_nobody_of_elsewhere(self, signed_in, world):
        page = words(signed_in("adviser").get(reverse("members")))
        assert "Colleague Person" in page
        assert "Social_Worker Person" not in page
        assert reverse("invite") not in page

    def test_administrators_act_and_take_back(self, signed_in, world):
        client = signed_in("administrator")
        row = Membership.objects.get(user=world.people["colleague"])
        assert client.post(reverse("end_membership", args=[row.id])).url == reverse("members")
        page = words(client.get(reverse("members")))
        assert "Colleague Person" in page.split("<main")[1].split("<table")[0]
        undo = re.search(r'action="([^"]+/resume/)"', page)[1]
        client.post(undo)
        row.refresh_from_db()
        assert row.ended_on is None

    def test_a_role_is_changed(self, signed_in, world):
        client = signed_in("administrator")
        row = Membership.objects.get(user=world.people["colleague"])
        answer = client.post(reverse("member", args=[row.id]), {"role": "team_lead"})
        assert "Colleague Person" in words(client.get(answer.url))
        assert Membership.objects.get(user=row.user, ended_on=None).role == "team_lead"

    def test_the_last_administrator_is_told_why_not(self, signed_in, world):
        client = signed_in("administrator")
        row = Membership.objects.get(user=world.people["administrator"])
        answer = client.post(reverse("end_membership", args=[row.id]), follow=True)
        assert "last administrator" in words(answer)

    @pytest.mark.parametrize("name", ["invite", "open_service"])
    def test_a_colleague_is_refused_with_words(self, signed_in, world, name):
        answer = signed_in("adviser").get(reverse(name))
        assert answer.status_code == 403
        assert "administrator of your organisation" in words(answer)

    def test_somebody_of_elsewhere_does_not_exist(self, signed_in, world):
        row = Membership.objects.get(user=world.people["social_worker"])
        client = signed_in("administrator")
        for name in ("member", "end_membership", "resume_membership", "remove_second_factor"):
            act = client.get if name == "member" else client.post
            assert act(reverse(name, args=[row.id])).status_code == 404, name

    def test_an_ended_membership_loses_everything_at_the_next_click(self, world, client):
        adviser, service = world.people["adviser"], world.services["social"]
        client.force_login(adviser)
        assert client.get(reverse("members")).status_code == 200
        row = Membership.objects.get(user=adviser)
        administrator = Client()
        administrator.force_login(world.people["administrator"])
        administrator.post(reverse("end_membership", args=[row.id]))
        for name in ("today", "members", "agreement"):
            assert client.get(reverse(name)).url == reverse("join"), name
        assert client.post(reverse("switch_service"), {"service": service.id}).url == reverse("join")


class TestJoining:
    def test_one_asks_and_the_administrator_says_yes(self, world, client):
        sign_in(client, make_person(NEW).email)
        page = words(client.post(reverse("join"), {"words": "housing_body"}))
        path = re.search(r'href="(/join/[0-9a-f-]{36}/)"', page)[1]
        assert client.post(path, {"message": "Adviser since May"}).url == reverse("join")
        assert "housing_body of the tests" in words(client.get(reverse("join")))
        administrator = Client()
        administrator.force_login(world.people["administrator"])
        asked = JoinRequest.objects.get()
        assert reverse("join_request", args=[asked.id]) in words(administrator.get(reverse("members")))
        address = reverse("join_request", args=[asked.id])
        assert "Adviser since May" in words(administrator.get(address))
        assert administrator.post(address, {}).status_code == 422
        administrator.post(address, {"service": world.services["social"].id, "role": "adviser"})
        assert client.get(reverse("members")).status_code == 200

    def test_or_no(self, world, client, signed_in):
        sign_in(client, make_person(NEW).email)
        client.post(reverse("ask_to_join", args=[world.organisations["housing_body"].id]), {"message": ""})
        administrator = Client()
        administrator.force_login(world.people["administrator"])
        asked = JoinRequest.objects.get()
        administrator.post(reverse("join_request", args=[asked.id]), {"refuse": ""})
        assert client.get(reverse("members")).url == reverse("join")
        assert administrator.get(reverse("join_request", args=[asked.id])).status_code == 404

    def test_the_page_lists_no_organisation_before_one_is_named(self, world, client):
        sign_in(client, make_person(NEW).email)
        assert "of the tests" not in words(client.get(reverse("join")))
        assert client.post(reverse("join"), {"words": "of"}).status_code == 422

    def test_the_request_of_another_organisation_does_not_exist(self, world, client, signed_in):
        asked = JoinRequest.objects.create(
            user=make_person(NEW), organisation=world.organisations["association"], asked_at=AT
        )
        assert signed_in("administrator").get(reverse("join_request", args=[asked.id])).status_code == 404


class TestSwitching:
    @pytest.fixture
    def two_services(self, world, client) -> User:
        user = world.people["adviser"]
        Membership.objects.create(
            user=user, service=world.services["support"], role="social_worker", started_on="2025-01-01"
        )
        user.set_password(PASSWORD)
        user.save()
        confirm(user)
        sign_in(client, user.email)
        return user

    def test_one_works_for_the_other_service(self, world, client, two_services):
        before = client.session.session_key
        answer = client.post(reverse("switch_service"), {"service": world.services["support"].id})
        assert answer.url == reverse("today")
        assert client.session.session_key != before
        assert "Members of association" in words(client.get(reverse("members")))

    def test_the_session_is_still_listed_and_ended(self, world, client, two_services):
        client.post(reverse("switch_service"), {"service": world.services["support"].id})
        assert "This one" in words(client.get(reverse("usersessions_list")))

    @pytest.mark.parametrize("wished", ["", "x", "00000000-0000-0000-0000-000000000000"])
    def test_a_forged_service_does_not_exist(self, client, two_services, wished):
        assert client.post(reverse("switch_service"), {"service": wished}).status_code == 404

    def test_the_service_of_somebody_else_does_not_exist(self, world, client, two_services):
        answer = client.post(reverse("switch_service"), {"service": world.services["allocations"].id})
        assert answer.status_code == 404
        session = client.session
        session["service"] = str(world.services["allocations"].id)
        session.save()
        assert "Members of landlord" not in words(client.get(reverse("members")))

    def test_it_leads_only_to_our_own_pages(self, world, client, two_services):
        wished = {"service": world.services["support"].id, "next": "https://elsewhere.invalid/"}
        assert client.post(reverse("switch_service"), wished).url == reverse("today")
        assert client.get(reverse("switch_service")).status_code == 405


class TestAgreement:
    def test_the_only_one_opens_and_says_its_parties(self, signed_in, world):
        client = signed_in("steering")
        answer = client.get(reverse("agreement"))
        assert answer.url == reverse("agreement_page", args=[world.agreement.id])
        page = words(client.get(answer.url))
        for key in ("housing_body", "landlord", "association"):
            assert f"{key} of the tests" in page
        assert "stranger" not in page
        assert reverse("agreement_draft") not in page

    def test_one_that_is_not_ours_does_not_exist(self, signed_in, world):
        client = signed_in("administrator")
        for name in ("agreement_page", "agreement_amend", "agreement_parties", "add_commitment", "agreement_sign"):
            assert client.get(reverse(name, args=[world.other_agreement.id])).status_code == 404, name

    def test_from_draft_to_signature(self, signed_in, world):
        client = signed_in("coordinator")
        form = {"name": "Second", "territory": "Lyon", "starts_on": "1/1/2027", "ends_on": ""}
        page = client.post(reverse("agreement_draft"), form).url
        agreement = Agreement.objects.get(name="Second")
        assert str(agreement.ends_on) == "2029-12-31"
        parties = reverse("agreement_parties", args=[agreement.id])
        found = words(client.post(parties, {"words": "landlord of"}))
        client.post(re.search(r'action="([^"]+/add/)"', found)[1])
        partner = world.organisations["landlord"]
        promise = {"owner": partner.id, "title": "Thirty homes", "indicator": "homes_opened", "target": "30"}
        dates = {"starts_on": "1/1/2027", "ends_on": "31/12/2027"}
        client.post(reverse("add_commitment", args=[agreement.id]), promise | dates)
        shown = words(client.get(page))
        assert "Thirty homes" in shown
        assert "30" in shown
        answer = client.post(reverse("agreement_sign", args=[agreement.id]), {"signed_on": "12/03/2026"})
        assert answer.url == page
        assert reverse("add_commitment", args=[agreement.id]) not in words(client.get(page))
        assert client.get(reverse("agreement_amend", args=[agreement.id])).status_code == 403

    def test_a_signature_of_tomorrow_is_refused(self, signed_in, world):
        client = signed_in("coordinator")
        form = {"name": "Second", "territory": "", "starts_on": "1/1/2027", "ends_on": ""}
        client.post(reverse("agreement_draft"), form)
        agreement = Agreement.objects.get(name="Second")
        sign = reverse("agreement_sign", args=[agreement.id])
        assert client.post(sign, {"signed_on": "13/03/2026"}).status_code == 422

    def test_two_are_listed(self, signed_in, world):
        client = signed_in("coordinator")
        form = {"name": "Second", "territory": "", "starts_on": "1/1/2027", "ends_on": ""}
        client.post(reverse("agreement_draft"), form)
        page = words(client.get(reverse("agreement")))
        assert "Second" in page
        assert "Agreement of the tests" in page

    def test_none_yet_says_what_will_be_here(self, signed_in, world):
        add_person(world, "boss", "elsewhere", "administrator")
        world.other_agreement.places.all().delete()
        page = words(signed_in("boss").get(reverse("agreement")))
        assert "No agreement yet" in page


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_in_both_languages(signed_in, world, language):
    world.people["administrator"].language = language
    world.people["administrator"].save()
    client = signed_in("administrator")
    row = Membership.objects.get(user=world.people["colleague"])
    asked = JoinRequest.objects.create(
        user=make_person(NEW), organisation=world.organisations["housing_body"], asked_at=AT
    )
    client.post(reverse("agreement_draft"), {"name": "Second", "starts_on": "1/1/2027"})
    draft = Agreement.objects.get(name="Second").id
    addresses = [
        *(reverse(name) for name in ("members", "invite", "open_service", "join", "agreement", "agreement_draft")),
        *(reverse(name, args=[draft]) for name in ("agreement_page", "agreement_amend", "agreement_parties")),
        *(reverse(name, args=[draft]) for name in ("add_commitment", "agreement_sign")),
        reverse("member", args=[row.id]),
        reverse("join_request", args=[asked.id]),
        reverse("ask_to_join", args=[world.organisations["association"].id]),
    ]
    for address in addresses:
        answer = client.get(address)
        page = words(answer)
        assert answer.status_code == 200, address
        assert f'<html lang="{language}">' in page
        assert page.count("<h1") == 1
        assert not re.search(r"<title>\s*·", page), address
        assert not re.search(r"\son\w+=|style=", page)


@pytest.mark.parametrize("people", [1, 3, 12])
def test_the_list_of_members_costs_the_same_for_a_few_and_for_many(
    signed_in, world, people, django_assert_max_num_queries
):
    for number in range(people):
        add_person(world, f"more{number}", "social", "adviser")
    client = signed_in("administrator")
    with django_assert_max_num_queries(20):
        client.get(reverse("members"))
