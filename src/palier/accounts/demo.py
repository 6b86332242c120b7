"""The demo's people: invented, without a password, and let in by a click where nobody else could be harmed by it."""

from ipaddress import ip_address

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest

from palier.accounts.models import User

DOMAIN = "@demo.palier.invalid"
# A proxy of ours is on a loopback address too; whoever it speaks for is not.
FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP", "HTTP_VIA")
LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


def people() -> QuerySet[User]:
    return User.objects.filter(email__endswith=DOMAIN, is_active=True)


def allowed(request: HttpRequest) -> bool:
    """Sign-in by a click: the demo is on, the browser is on this very machine, and nobody real has an account.

    The private server holds one installation that its owner runs for herself; another database must hold none but
    invented people.
    """
    return (
        settings.DEMO
        and _on_this_machine(request)
        and (settings.PRIVATE_SERVER or not User.objects.exclude(email__endswith=DOMAIN).exists())
    )


def _on_this_machine(request: HttpRequest) -> bool:
    if any(request.META.get(header) for header in FORWARDED):
        return False
    try:
        caller = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    mapped = getattr(caller, "ipv4_mapped", None)
    host = request.get_host()
    name = host if host.endswith("]") else host.rsplit(":", 1)[0]
    return (mapped or caller).is_loopback and name in LOCAL_NAMES
