"""The forms of sign-in and of one's account: django-allauth's, with our words and without text inside the fields."""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as factor
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn import forms as passkey
from allauth.socialaccount.forms import SignupForm as SocialSignupForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from palier.accounts.models import User

PASSWORD_HELP = _("At least 12 characters. Four words that nobody else would put together do well.")
NAME_FIRST = ["first_name", "last_name", "email", "password1", "password2", "language"]


class Worded:
    """`words` maps a field to its label, and to its help where it needs one."""

    words: ClassVar[dict[str, tuple[Any, Any]]] = {}

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in self.words:
                field.label, field.help_text = self.words[name]


ADDRESS = {"email": (_("E-mail address"), "")}
CURRENT = {"password": (_("Password"), "")}
NEW = {"password1": (_("Password"), PASSWORD_HELP), "password2": (_("The same password again"), "")}
CODE = {"code": (_("Code"), _("Six figures from the app, or one of your recovery codes."))}


class Login(Worded, account.LoginForm):
    words = {"login": (_("E-mail address"), ""), **CURRENT}


class Signup(Worded, account.SignupForm):
    field_order = NAME_FIRST
    words = {"email": (_("Work e-mail address"), _("We send a code to it.")), **NEW}

    def clean(self) -> dict[str, Any]:
        """A password made of one's own name is refused too, which asks for the name that is being typed."""
        data = super().clean()
        if "password1" in data:
            person = User(first_name=data.get("first_name", ""), last_name=data.get("last_name", ""))
            try:
                validate_password(data["password1"], person)
            except forms.ValidationError as error:
                self.add_error("password1", error)
        return data


class ProviderSignup(Worded, SocialSignupForm):
    """An address that the provider has confirmed stands; another typed in its place would be nobody's word."""

    field_order = NAME_FIRST
    words = {"email": (_("Work e-mail address"), "")}

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        confirmed = [address.email for address in self.sociallogin.email_addresses if address.verified]
        if confirmed:
            self.initial["email"] = confirmed[0]
            self.fields["email"].disabled = True


class ForgottenPassword(Worded, account.ResetPasswordForm):
    words = ADDRESS


class NewPassword(Worded, account.ResetPasswordKeyForm):
    words = NEW


class SetPassword(Worded, account.SetPasswordForm):
    words = NEW


class ChangePassword(Worded, account.ChangePasswordForm):
    words = {
        "oldpassword": (_("Current password"), ""),
        "password1": (_("New password"), PASSWORD_HELP),
        "password2": (_("The same password again"), ""),
    }


class ChangeEmail(Worded, account.AddEmailForm):
    words = {"email": (_("New e-mail address"), _("We send a code to it. Until you have typed it, nothing changes."))}


class ConfirmEmail(Worded, account.ConfirmEmailVerificationCodeForm):
    words = {"code": (_("Code"), _("From the e-mail we have just sent you."))}


class ConfirmPassword(Worded, account.ReauthenticateForm):
    words = CURRENT


class ActivateTOTP(Worded, ActivateTOTPForm):
    words = {"code": (_("Code shown by the app"), _("Six figures, another every 30 seconds."))}

    def clean_code(self) -> str:
        """Remembered as used: the code that enrols must not sign somebody else in within the half minute."""
        code = super().clean_code()
        TOTP(Authenticator(user=self.user, type=Authenticator.Type.TOTP))._mark_code_used(code)
        return code


class SecondFactor(Worded, factor.AuthenticateForm):
    words = CODE


class ConfirmSecondFactor(Worded, factor.ReauthenticateForm):
    words = CODE


class AddPasskey(Worded, passkey.AddWebAuthnForm):
    words = {
        "name": (_("Name of the passkey"), _("To tell it from the others, for instance “office PC”.")),
        "passwordless": (_("Sign in with it alone"), _("It then asks for your finger, your face or a PIN instead.")),
    }


class RenamePasskey(Worded, passkey.EditWebAuthnForm):
    words = {"name": (_("Name of the passkey"), "")}
