"""Signing in with the account of one's organisation: a person is who her issuer says she is, and nobody else."""

import json
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from django.urls import reverse

from palier.accounts.adapters import ProviderAdapter
from palier.accounts.models import User
from tests.accounts.people import make_person, words

ISSUER = "https://login.invalid"
APP = {
    "provider_id": "login-invalid",
    "name": "Ma boîte",
    "client_id": "palier",
    "secret": "s",
    "settings": {"server_url": ISSUER},
}
LOGIN = "/account/oidc/login-invalid/login/"


class Provider:
    """The issuer's side: discovery, token and user information, as its answers would be."""

    def __init__(self) -> None:
        self.claims = {"sub": "abc", "email": "ada@tests.invalid", "email_verified": True}
        self.token = {"iss": ISSUER, "aud": "palier"}
        self.asked = []

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        return None

    def request(self, method, url, **sent):
        self.asked.append((url, sent.get("data")))
        body = {"access_token": "t", "token_type": "Bearer", "id_token": self._id_token()}
        return answer(body)

    def post(self, url, **sent):
        return self.request("POST", url, **sent)

    def get(self, url, **_sent):
        if url.endswith("openid-configuration"):
            paths = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
            known = {f"{name}_endpoint": f"{ISSUER}/{path}" for name, path in paths.items()}
            return answer(known | {"issuer": ISSUER, "jwks_uri": f"{ISSUER}/keys"})
        return answer(self.claims)

    def _id_token(self) -> str:
        return jwt.encode(self.claims | self.token | {"exp": 4102444800, "iat": 1}, "x" * 32, algorithm="HS256")


def answer(body):
    text = json.dumps(body)
    kind = {"content-type": "application/json"}
    return SimpleNamespace(
        status_code=200, headers=kind, json=lambda: body, text=text, content=text, raise_for_status=lambda: None
    )


@pytest.fixture
def provider(db, settings, monkeypatch):
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [APP]}}
    fake = Provider()
    monkeypatch.setattr(ProviderAdapter, "get_requests_session", lambda self: fake)
    return fake


def there_and_back(client, **returned):
    """Leave for the provider and come back with a code."""
    gone = client.post(LOGIN)
    state = parse_qs(urlsplit(gone.url).query)["state"][0]
    return client.get(f"{LOGIN}callback/", {"code": "c", "state": state} | returned)


def create(client, **typed):
    form = {"first_name": "Ada", "last_name": "Lenoir", "email": "ada@tests.invalid", "language": "fr"}
    return client.post(reverse("socialaccount_signup"), form | typed)


def test_the_page_offers_it_first(client, provider):
    page = words(client.get(reverse("account_login")))
    assert f'action="{LOGIN}' in page
    assert "Ma boîte" in page


def test_one_leaves_by_a_post_with_a_proof_key_and_a_state(client, provider):
    assert client.get(LOGIN).status_code == 200
    query = parse_qs(urlsplit(client.post(LOGIN).url).query)
    assert query["code_challenge_method"] == ["S256"]
    assert query["state"]
    assert set(query["scope"][0].split()) == {"openid", "profile", "email"}


def test_a_first_sign_in_makes_an_account_with_the_address_the_provider_confirmed(client, provider):
    assert there_and_back(client).url == reverse("socialaccount_signup")
    assert 'value="ada@tests.invalid"' in words(client.get(reverse("socialaccount_signup")))
    assert create(client).url == reverse("join")
    user = User.objects.get(email="ada@tests.invalid")
    assert not user.has_usable_password()
    assert SocialAccount.objects.get().uid == "abc"
    assert [form for _url, form in provider.asked if form and form.get("code_verifier")]


def test_another_address_typed_in_its_place_is_not_read(client, provider):
    there_and_back(client)
    create(client, email="other@tests.invalid")
    assert User.objects.get().email == "ada@tests.invalid"


def test_an_address_the_provider_has_not_confirmed_needs_its_code(client, provider, mailoutbox):
    provider.claims["email_verified"] = False
    there_and_back(client)
    assert create(client).url == reverse("account_email_verification_sent")
    assert mailoutbox[0].to == ["ada@tests.invalid"]
    assert "_auth_user_id" not in client.session


def test_one_comes_back_as_the_same_person_whatever_her_address_has_become(client, provider):
    there_and_back(client)
    create(client)
    client.post(reverse("account_logout"))
    provider.claims["email"] = "married@tests.invalid"
    assert there_and_back(client).url == reverse("join")
    assert User.objects.count() == 1


def test_an_address_the_provider_asserts_opens_no_account_that_has_it(client, provider, person):
    provider.claims["email"] = person.email
    there_and_back(client)
    assert "_auth_user_id" not in client.session
    create(client, email=person.email)
    assert "_auth_user_id" not in client.session


def test_the_same_subject_of_another_issuer_is_somebody_else(client, provider, settings):
    user = make_person("first@tests.invalid")
    SocialAccount.objects.create(user=user, provider="elsewhere-invalid", uid="abc")
    assert there_and_back(client).url == reverse("socialaccount_signup")


@pytest.mark.parametrize("wrong", [{"iss": "https://evil.invalid"}, {"aud": "another"}, {"exp": 1}])
def test_a_token_of_another_issuer_for_another_client_or_of_yesterday_is_refused(client, provider, wrong):
    provider.token |= wrong
    provider._id_token = lambda: jwt.encode(
        provider.claims | {"iat": 1, "exp": 4102444800} | provider.token, "x" * 32, algorithm="HS256"
    )
    answer = there_and_back(client)
    assert answer.status_code in {200, 401}
    assert "_auth_user_id" not in client.session
    assert not SocialAccount.objects.exists()


def test_a_state_that_is_not_ours_is_refused(client, provider):
    answer = there_and_back(client, state="forged")
    assert answer.status_code in {200, 401}
    assert "_auth_user_id" not in client.session


def test_giving_up_at_the_provider_is_no_failure(client, provider):
    gone = client.post(LOGIN)
    state = parse_qs(urlsplit(gone.url).query)["state"][0]
    answer = client.get(f"{LOGIN}callback/", {"error": "access_denied", "state": state}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("socialaccount_login_cancelled")


def test_it_is_connected_to_an_account_and_taken_away(client, provider, person):
    from tests.accounts.people import sign_in

    sign_in(client, person.email)
    gone = client.post(f"{LOGIN}?process=connect")
    state = parse_qs(urlsplit(gone.url).query)["state"][0]
    client.get(f"{LOGIN}callback/", {"code": "c", "state": state})
    account = SocialAccount.objects.get(user=person)
    assert "Ma boîte" in words(client.get(reverse("socialaccount_connections")))
    client.post(reverse("socialaccount_connections"), {"account": account.pk})
    assert not SocialAccount.objects.exists()
