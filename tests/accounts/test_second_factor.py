"""The second factor: enrolled before anything opens, asked at sign-in, each code good once, secrets kept encrypted."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.urls import reverse

from tests.accounts.people import PASSWORD, confirm, make_person, sign_in, words


@pytest.fixture
def member(world, settings):
    """An adviser who can sign in, where a second factor is asked for."""
    settings.REQUIRE_SECOND_FACTOR = True
    user = world.people["adviser"]
    user.set_password(PASSWORD)
    user.save()
    confirm(user)
    return user


def code_of(secret: str, shift: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + shift))


def enrol(client) -> str:
    """Add an authenticator app; returns its secret."""
    page = words(client.get(reverse("mfa_activate_totp")))
    secret = re.search(r"<code>(\w+)</code>", page)[1]
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert answer.url == reverse("mfa_view_recovery_codes")
    return secret


def forget_used_codes() -> None:
    from django.core.cache import cache

    cache.clear()


def enrolled_and_out(client, member) -> str:
    sign_in(client, member.email)
    secret = enrol(client)
    client.post(reverse("account_logout"))
    return secret


def test_a_member_without_one_can_do_nothing_but_enrol(client, member):
    sign_in(client, member.email)
    for name in ("today", "members", "account", "account_email", "account_change_password", "usersessions_list"):
        assert client.get(reverse(name)).url == reverse("mfa_activate_totp"), name
    assert client.post(reverse("switch_service"), {"service": "x"}).url == reverse("mfa_activate_totp")
    fragment = client.get(reverse("today"), headers={"HX-Request": "true"})
    assert fragment["HX-Redirect"] == reverse("mfa_activate_totp")


def test_enrolling_opens_the_rest(client, member):
    sign_in(client, member.email)
    enrol(client)
    assert client.get(reverse("members")).status_code == 200


def test_somebody_without_a_role_is_not_asked(client, person, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    sign_in(client, person.email)
    assert client.get(reverse("account")).status_code == 200


def test_the_page_shows_a_picture_that_the_policy_of_the_page_lets_in(client, member):
    sign_in(client, member.email)
    answer = client.get(reverse("mfa_activate_totp"))
    assert 'src="data:image/svg+xml;base64,' in words(answer)
    assert "img-src 'self' data:" in answer["Content-Security-Policy"]
    assert "<script" not in words(answer)


def test_signing_in_asks_for_the_code(client, member):
    secret = enrolled_and_out(client, member)
    assert sign_in(client, member.email).url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert client.get(reverse("members")).status_code == 302
    forget_used_codes()
    answer = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert answer.url == reverse("mfa_trust")
    assert client.post(reverse("mfa_trust"), {"action": "skip"}).url == reverse("today")
    assert client.get(reverse("members")).status_code == 200


def test_a_code_is_good_once(client, member):
    secret = enrolled_and_out(client, member)
    forget_used_codes()
    code = code_of(secret)
    sign_in(client, member.email)
    client.post(reverse("mfa_authenticate"), {"code": code})
    client.post(reverse("mfa_trust"), {"action": "skip"})
    client.post(reverse("account_logout"))
    sign_in(client, member.email)
    answer = client.post(reverse("mfa_authenticate"), {"code": code})
    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session


def test_the_code_that_enrolled_does_not_sign_in(client, member):
    sign_in(client, member.email)
    secret = re.search(r"<code>(\w+)</code>", words(client.get(reverse("mfa_activate_totp"))))[1]
    code = code_of(secret)
    client.post(reverse("mfa_activate_totp"), {"code": code})
    client.post(reverse("account_logout"))
    sign_in(client, member.email)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("shift", [-2, -1, 1, 2])
def test_a_code_of_another_half_minute_is_refused(client, member, shift):
    secret = enrolled_and_out(client, member)
    forget_used_codes()
    sign_in(client, member.email)
    assert client.post(reverse("mfa_authenticate"), {"code": code_of(secret, shift)}).status_code == 200


def test_guessing_codes_is_stopped(client, member):
    secret = enrolled_and_out(client, member)
    forget_used_codes()
    sign_in(client, member.email)
    for _round in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert "_auth_user_id" not in client.session


def test_a_recovery_code_is_good_once(client, member):
    sign_in(client, member.email)
    enrol(client)
    codes = re.findall(r"<code>(\d{8})</code>", words(client.get(reverse("mfa_view_recovery_codes"))))
    assert len(codes) == 10
    client.post(reverse("account_logout"))
    sign_in(client, member.email)
    assert client.post(reverse("mfa_authenticate"), {"code": codes[0]}).url == reverse("mfa_trust")
    client.post(reverse("mfa_trust"), {"action": "skip"})
    client.post(reverse("account_logout"))
    sign_in(client, member.email)
    assert client.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 200
    assert client.post(reverse("mfa_authenticate"), {"code": codes[1]}).status_code == 302


def test_recovery_codes_alone_are_no_second_factor(client, member):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    RecoveryCodes.activate(member)
    sign_in(client, member.email)
    assert client.get(reverse("members")).url == reverse("mfa_activate_totp")


def test_recovery_codes_can_be_kept_as_a_file(client, member):
    sign_in(client, member.email)
    enrol(client)
    answer = client.get(reverse("mfa_download_recovery_codes"))
    assert len(answer.content.decode().split()) == 10


def test_a_trusted_browser_is_not_asked_for_thirty_days(client, member):
    secret = enrolled_and_out(client, member)
    forget_used_codes()
    sign_in(client, member.email)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    client.post(reverse("mfa_trust"), {"action": "trust"})
    assert client.cookies["palier-device"]["max-age"] == 30 * 24 * 3600
    client.post(reverse("account_logout"))
    assert sign_in(client, member.email).url == reverse("today")


def test_a_browser_is_trusted_no_longer_once_the_password_has_changed(client, member):
    secret = enrolled_and_out(client, member)
    forget_used_codes()
    sign_in(client, member.email)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    client.post(reverse("mfa_trust"), {"action": "trust"})
    client.post(reverse("account_logout"))
    member.set_password("another quiet landing uphill")
    member.save()
    assert sign_in(client, member.email, "another quiet landing uphill").url == reverse("mfa_authenticate")


def test_the_secret_is_encrypted_in_the_database(client, member):
    sign_in(client, member.email)
    secret = enrol(client)
    stored = Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]
    assert secret not in stored
    assert stored.startswith("gAAAA")


def test_removing_it_asks_who_is_there_and_closes_the_rest(client, member, settings):
    sign_in(client, member.email)
    enrol(client)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1
    assert client.get(reverse("mfa_deactivate_totp")).url.startswith(reverse("account_reauthenticate"))
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200
    client.post(reverse("mfa_deactivate_totp"))
    assert client.get(reverse("members")).url == reverse("mfa_activate_totp")


def test_the_person_is_told_of_every_change(client, member, mailoutbox, django_capture_on_commit_callbacks):
    sign_in(client, member.email)
    with django_capture_on_commit_callbacks(execute=True):
        enrol(client)
    assert {mail.to[0] for mail in mailoutbox} == {member.email}
    assert any("authenticator app was added" in mail.body for mail in mailoutbox)


def test_what_follows_a_commit_finds_a_transaction(client, committing_db, mailoutbox):
    """django-allauth tells the news once the request's own transaction is over."""
    person = make_person("late@tests.invalid")
    sign_in(client, person.email)
    enrol(client)
    assert "authenticator app was added" in mailoutbox[0].body


def test_signing_in_at_a_provider_that_asked_for_several_factors_counts(client, member):
    """Only for the session it opened, and only if its token says so."""
    from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
    from allauth.socialaccount.models import SocialAccount

    account = SocialAccount.objects.create(user=member, provider="idp", uid="abc", extra_data={"id_token": {}})
    sign_in(client, member.email)
    session = client.session
    record = {"method": "socialaccount", "at": time.time(), "provider": "idp", "uid": "abc"}
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [*session[AUTHENTICATION_METHODS_SESSION_KEY], record]
    session.save()
    assert client.get(reverse("members")).url == reverse("mfa_activate_totp")
    account.extra_data = {"id_token": {"amr": ["pwd", "mfa"]}}
    account.save()
    assert client.get(reverse("members")).status_code == 200
    client.post(reverse("account_logout"))
    sign_in(client, member.email)
    assert client.get(reverse("members")).url == reverse("mfa_activate_totp")
