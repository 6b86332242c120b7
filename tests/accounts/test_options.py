"""What the environment decides: mail, a provider, passkeys, the second factor. A mistake is named, all at once."""

import json
import os
import subprocess
import sys

import pytest

PROBE = """
import json, sys
from palier.accounts import options
print(json.dumps({name: getattr(options, name) for name in sys.argv[1].split() if hasattr(options, name)}))
"""


def options(names: str, **environment: str):
    """In a process of its own: settings are read once."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PALIER_")}
    command = [sys.executable, "-c", PROBE, names]
    done = subprocess.run(command, env=kept | environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


MAIL = "EMAIL_HOST EMAIL_PORT EMAIL_USE_TLS EMAIL_USE_SSL EMAIL_HOST_USER EMAIL_HOST_PASSWORD"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.invalid", ["mail.invalid", 25, False, False, "", ""]),
        ("smtp://mail.invalid/?tls=1", ["mail.invalid", 587, True, False, "", ""]),
        ("smtp://us%40er:p%3Ass@mail.invalid:2525/?tls=1", ["mail.invalid", 2525, True, False, "us@er", "p:ss"]),
        ("smtps://user:secret@mail.invalid", ["mail.invalid", 465, False, True, "user", "secret"]),
    ],
)
def test_the_server_of_mail_is_one_address(url, expected):
    assert list(options(MAIL, PALIER_SMTP=url).values()) == expected


@pytest.mark.parametrize("url", ["mail.invalid", "http://mail.invalid", "smtp://", "smtp://h:port", "smtp://h/?ssl=1"])
def test_an_address_that_is_none_is_said(url):
    (problem,) = options("ACCOUNT_PROBLEMS", PALIER_SMTP=url)["ACCOUNT_PROBLEMS"]
    assert "PALIER_SMTP must read" in problem


def test_a_provider_needs_its_three_variables_and_says_which_are_missing():
    said = "\n".join(options("ACCOUNT_PROBLEMS", PALIER_OIDC_ISSUER="http://login.invalid")["ACCOUNT_PROBLEMS"])
    for name in ("PALIER_OIDC_ISSUER must begin with https", "PALIER_OIDC_CLIENT_ID", "PALIER_OIDC_CLIENT_SECRET"):
        assert name in said


def test_every_problem_of_the_settings_is_said_at_once():
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PALIER_", "DATABASE_"))}
    environment |= {"DJANGO_SETTINGS_MODULE": "palier.config.settings", "PALIER_SMTP": "x", "PALIER_DEMO": "perhaps"}
    command = [sys.executable, "-c", "import django; django.setup()"]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=False).stderr
    for name in (
        "PALIER_SECRET_KEY is missing",
        "DATABASE_URL is missing",
        "PALIER_SMTP",
        "PALIER_DEMO must be 0 or 1",
    ):
        assert name in said


def test_a_provider_is_keyed_on_its_issuer_and_uses_pkce():
    known = {"PALIER_OIDC_CLIENT_ID": "palier", "PALIER_OIDC_CLIENT_SECRET": "s", "PALIER_OIDC_NAME": "Ma boîte"}
    said = options(
        "SOCIALACCOUNT_PROVIDERS OIDC_ORIGINS", PALIER_OIDC_ISSUER="https://login.invalid/realms/a/", **known
    )
    provider = said["SOCIALACCOUNT_PROVIDERS"]["openid_connect"]
    assert provider["OAUTH_PKCE_ENABLED"] is True
    assert provider["APPS"][0]["provider_id"] == "login-invalid-realms-a"
    assert provider["APPS"][0]["name"] == "Ma boîte"
    assert said["OIDC_ORIGINS"] == ["https://login.invalid"]


@pytest.mark.parametrize(
    ("environment", "required"),
    [
        ({}, True),
        ({"PALIER_DEMO": "1"}, False),
        ({"PALIER_REQUIRE_SECOND_FACTOR": "0"}, False),
        ({"PALIER_DEMO": "1", "PALIER_REQUIRE_SECOND_FACTOR": "1"}, True),
    ],
)
def test_a_second_factor_is_asked_for_unless_one_says_otherwise(environment, required):
    assert options("REQUIRE_SECOND_FACTOR", **environment) == {"REQUIRE_SECOND_FACTOR": required}


def test_passkeys_are_there_when_asked_for():
    assert "webauthn" not in options("MFA_SUPPORTED_TYPES")["MFA_SUPPORTED_TYPES"]
    assert "webauthn" in options("MFA_SUPPORTED_TYPES", PALIER_PASSKEYS="1")["MFA_SUPPORTED_TYPES"]


def test_the_devices_cookie_is_bound_to_the_host_where_there_is_tls():
    assert options("MFA_TRUST_COOKIE_NAME", PALIER_URL="https://palier.invalid") == {
        "MFA_TRUST_COOKIE_NAME": "__Host-palier-device"
    }
