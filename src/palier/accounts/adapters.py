"""How django-allauth behaves here: where one goes after signing in, what its e-mails say, how secrets are kept."""

import base64
import hashlib
import logging
import time
from io import BytesIO
from typing import Any

import qrcode
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context as current
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage

from palier.accounts import mail
from palier.accounts.models import User
from palier.platform import events
from palier.platform.actor import Actor
from palier.platform.context import acting

log = logging.getLogger(__name__)

# What a person is told by e-mail when it happens to her account, and what the record keeps of it.
SECURITY_NEWS = {
    "email_changed": _("The e-mail address was changed."),
    "email_confirm": _("The e-mail address was confirmed."),
    "email_deleted": _("An e-mail address was removed."),
    "password_changed": _("The password was changed."),
    "password_reset": _("The password was replaced by way of “forgotten password”."),
    "password_set": _("A password was set."),
    "totp_activated": _("An authenticator app was added as second factor."),
    "totp_deactivated": _("The authenticator app was removed."),
    "recovery_codes_generated": _("New recovery codes were made; the former ones no longer work."),
    "webauthn_added": _("A passkey was added."),
    "webauthn_removed": _("A passkey was removed."),
    "account_connected": _("Sign-in with your organisation's account was added."),
    "account_disconnected": _("Sign-in with your organisation's account was removed."),
}

MESSAGES = {
    "account_connected": _("You can now sign in with your organisation's account."),
    "account_connected_other": _("That account belongs to somebody else here."),
    "account_disconnected": _("Your organisation's account is disconnected."),
    "email_confirmed": _("Your address is confirmed."),
    "email_confirmation_failed": _("This address cannot be used. Choose another."),
    "logged_out": _("You are signed out."),
    "password_changed": _("Your password is changed."),
    "password_set": _("Your password is set."),
    "totp_activated": _("Your second factor is in place."),
    "totp_deactivated": _("The authenticator app is removed."),
    "webauthn_added": _("Your passkey is in place."),
    "webauthn_removed": _("The passkey is removed."),
}


def record(user: User, kind: str) -> None:
    """Note in the record what somebody did with her own account; no organisation is part of it."""
    with transaction.atomic(), acting(Actor(user=user.id, organisation=None, service=None)):
        events.record(kind, subject=user.id)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "email_password_mismatch": _("The address or the password is not right. Check both and try again."),
        "email_taken": _("This address cannot be used. Choose another."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_code": _("This code is not right, or has already been used. Type the one shown now."),
        "incorrect_password": _("This is not your password."),
        "rate_limited": _("Too many attempts. Wait a few minutes, then try again."),
        "same_as_current": _("This is already your address. Type another."),
        "too_many_login_attempts": _("Too many attempts. Wait a few minutes, then try again."),
    }

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        record(user, "account.signed_in")

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        """The link of an invitation confirms the address it was sent to, not another that is typed in its place."""
        if not self.is_email_verified(request, form.cleaned_data["email"]):
            self.unstash_verified_email(request)
        return super().save_user(request, user, form, commit)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Members go to their day, everybody else to where one asks to join."""
        actor = import_string(settings.PALIER["ACTOR_FOR_REQUEST"])(request)
        return resolve_url(settings.LOGIN_REDIRECT_URL if actor else "join")

    get_signup_redirect_url = get_login_redirect_url

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url("account")

    def clean_email(self, email: str) -> str:
        longest = User._meta.get_field("email").max_length
        if len(email) > longest:
            raise ValidationError(_("This address is too long."))
        return email

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Our words for what has just been done; silence where the page that comes says it."""
        kind = (message_template or "").rsplit("/", 1)[-1].removesuffix(".txt")
        if said := message or MESSAGES.get(kind):
            messages.add_message(request, level, said, extra_tags=extra_tags)

    def is_reauthentication_required(self, *, app: str, **arguments: Any) -> bool:
        """Not asked of someone who signed in a moment ago, or enrolling would begin by typing the password again."""
        request = current.request
        proofs = get_authentication_records(request, request.user)
        recent = any(time.time() - proof["at"] < app_settings.REAUTHENTICATION_TIMEOUT for proof in proofs)
        return not recent and super().is_reauthentication_required(app=app, **arguments)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        mail.send(email, template_prefix, **context)

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """One short text for whatever changed: neither the place nor the browser, which tell of a person's habits.

        It comes after the fact, so that a mail that cannot leave undoes nothing.
        """
        kind = template_prefix.rsplit("/", 1)[-1]
        record(user, f"account.{kind}")
        try:
            mail.send(email or user.email, "account/email/security", news=SECURITY_NEWS[kind])
        except mail.NotSent:
            log.warning("a notice could not be sent", extra={"notice": kind})


class FactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors are encrypted under the installation's key: a stolen dump opens no account."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "unverified_email": _("Confirm your e-mail address first, then come back here."),
    }

    def encrypt(self, text: str) -> str:
        return self._keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return self._keys().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """On white: a phone reads no dark drawing on a dark theme."""
        drawing = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(drawing)
        return drawing.getvalue().decode()

    def _keys(self) -> MultiFernet:
        secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        digests = [hashlib.sha256(b"palier second factor " + secret.encode()).digest() for secret in secrets]
        return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Sign-in with the account of one's organisation (OpenID Connect)."""

    error_messages = DefaultSocialAccountAdapter.error_messages | {
        "email_taken": _(
            "This address has an account here. Sign in with its password, then connect %s on “My account”."
        ),
        "disconnect_last": _("This is your only way to sign in: set a password first."),
        "no_password": _("This is your only way to sign in: set a password first."),
    }
