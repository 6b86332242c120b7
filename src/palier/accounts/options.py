"""The settings of django-allauth, of the second factor and of the mail: `config.settings` takes them in with `*`.

Names that begin with an underscore stay here.
"""

import re
from datetime import timedelta
from urllib.parse import parse_qs, unquote, urlsplit

from palier.platform.environment import Environment

_env = Environment()
_secure_site = _env.get("PALIER_URL").startswith("https://")

PRIVATE_SERVER = _env.flag("PALIER_PRIVATE_SERVER")
PASSKEYS = _env.flag("PALIER_PASSKEYS")
# Everybody with a membership: who reads the households' files proves herself twice. The demo's people have no secret.
REQUIRE_SECOND_FACTOR = _env.flag("PALIER_REQUIRE_SECOND_FACTOR", default=not _env.flag("PALIER_DEMO"))

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# Length and a list of common passwords keep accounts safe; rules of composition make people write passwords down.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "first_name", "last_name"]},
    },
]

ACCOUNT_ADAPTER = "palier.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "palier.accounts.profile.Profile"
ACCOUNT_FORMS = {
    "login": "palier.accounts.forms.Login",
    "signup": "palier.accounts.forms.Signup",
    "add_email": "palier.accounts.forms.ChangeEmail",
    "change_password": "palier.accounts.forms.ChangePassword",
    "set_password": "palier.accounts.forms.SetPassword",
    "reset_password": "palier.accounts.forms.ForgottenPassword",
    "reset_password_from_key": "palier.accounts.forms.NewPassword",
    "confirm_email_verification_code": "palier.accounts.forms.ConfirmEmail",
    "reauthenticate": "palier.accounts.forms.ConfirmPassword",
}
# The same answer for an address that has an account and for one that has none, at sign-up and everywhere else.
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
PASSWORD_RESET_TIMEOUT = 24 * 3600
# The session ends with the browser, at the latest after SESSION_COOKIE_AGE; "remember me" is no offer for a shared PC.
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "signup": "20/m/ip",
    "reset_password": "20/m/ip,3/5m/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
}
# Behind our own proxy its last word says who calls; anywhere else the header is a stranger's claim.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _env.flag("PALIER_BEHIND_PROXY") else 0

MFA_ADAPTER = "palier.accounts.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", *(["webauthn"] if PASSKEYS else [])]
MFA_FORMS = {
    "activate_totp": "palier.accounts.forms.ActivateTOTP",
    "authenticate": "palier.accounts.forms.SecondFactor",
    "reauthenticate": "palier.accounts.forms.ConfirmSecondFactor",
    "add_webauthn": "palier.accounts.forms.AddPasskey",
    "edit_webauthn": "palier.accounts.forms.RenamePasskey",
}
MFA_PASSKEY_LOGIN_ENABLED = PASSKEYS
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _secure_site
MFA_TOTP_ISSUER = "Palier"
# More than none would let a code outlive the time for which it is remembered as used.
MFA_TOTP_TOLERANCE = 0
MFA_TRUST_ENABLED = True
MFA_TRUST_COOKIE_AGE = timedelta(days=30)
MFA_TRUST_COOKIE_NAME = "__Host-palier-device" if _secure_site else "palier-device"

SOCIALACCOUNT_ADAPTER = "palier.accounts.adapters.ProviderAdapter"
SOCIALACCOUNT_FORMS = {"signup": "palier.accounts.forms.ProviderSignup"}
SOCIALACCOUNT_AUTO_SIGNUP = False
# An address is no identity: a provider that asserts one does not open the account that has it.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_PROVIDERS: dict = {}
OIDC_ORIGINS: list[str] = []
if _issuer := _env.get("PALIER_OIDC_ISSUER").rstrip("/"):
    if not _issuer.startswith("https://"):
        _env.problems.append(f"PALIER_OIDC_ISSUER must begin with https://, not {_issuer!r}")
    OIDC_ORIGINS.append("/".join(_issuer.split("/")[:3]))
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                # A person is keyed on this and on `sub`; the issuer is in it, so another issuer's `sub` is another one.
                "provider_id": re.sub(r"[^a-z0-9]+", "-", _issuer.split("://")[-1].lower()),
                "name": _env.get("PALIER_OIDC_NAME", "OpenID Connect"),
                "client_id": _env.required("PALIER_OIDC_CLIENT_ID", "what the provider knows this installation by"),
                "secret": _env.required("PALIER_OIDC_CLIENT_SECRET", "the secret it gave with it"),
                "settings": {"server_url": _issuer},
            }
        ],
    }

EMAIL_TIMEOUT = 10
if _smtp := _env.get("PALIER_SMTP"):
    _parts = urlsplit(_smtp)
    _written = re.fullmatch(r"smtps?://([^@\s]+@)?[^@:/?\s]+(:\d{1,5})?/?(\?tls=[01])?", _smtp)
    if not _written:
        _env.problems.append("PALIER_SMTP must read smtp://user:password@host:port/?tls=1, or smtps://…")
    EMAIL_HOST = _parts.hostname or ""
    EMAIL_USE_SSL = _parts.scheme == "smtps"
    EMAIL_USE_TLS = parse_qs(_parts.query).get("tls") == ["1"] and not EMAIL_USE_SSL
    EMAIL_PORT = (_written and _parts.port) or (465 if EMAIL_USE_SSL else 587 if EMAIL_USE_TLS else 25)
    EMAIL_HOST_USER = unquote(_parts.username or "")
    EMAIL_HOST_PASSWORD = unquote(_parts.password or "")

# Said together with the problems of the settings.
ACCOUNT_PROBLEMS = _env.problems
