"""Has this person proven herself twice? By a factor of ours, or at the provider she came from."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.http import HttpRequest

SECOND = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
# RFC 8176: the provider asked for several factors.
SEVERAL_FACTORS = "mfa"


def needs_second_factor(request: HttpRequest) -> bool:
    """A member who has no second factor: she enrols before anything else opens."""
    return (
        settings.REQUIRE_SECOND_FACTOR
        and request.user.is_authenticated
        and request.actor is not None
        and not is_mfa_enabled(request.user, SECOND)
        and not _proven_elsewhere(request)
    )


def _proven_elsewhere(request: HttpRequest) -> bool:
    """This very session was opened by a provider that says, in its signed token, that it asked for several factors."""
    for record in get_authentication_records(request, request.user):
        if record["method"] == "socialaccount":
            account = SocialAccount.objects.filter(
                user=request.user, provider=record["provider"], uid=record["uid"]
            ).first()
            token = (account.extra_data.get("id_token") or {}) if account else {}
            if SEVERAL_FACTORS in token.get("amr", []):
                return True
    return False
