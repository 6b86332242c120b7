"""What surrounds every page: where one may go, for which service one works, in which language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from palier.platform import clock

SOCIAL = frozenset({"adviser", "social_worker", "team_lead"})
PROVIDER = frozenset({"reservation_officer", "allocation_officer", "committee_secretary"})
STOCK = frozenset({"rental_manager", "residence_manager"})
EVERYONE = frozenset({"*"})
# Not a role: whoever has signed in, a member or not yet.
SIGNED_IN = frozenset({"signed in"})


@dataclass(frozen=True)
class Place:
    """An address of the frame: shown when its url name resolves and the actor has one of the roles.

    `also`: the url names of pages that are reached from there and have an address elsewhere.
    """

    name: str
    label: str | Promise
    icon: str = ""
    roles: frozenset[str] = EVERYONE
    also: tuple[str, ...] = ()


NAVIGATION = (
    Place("today", _("Today"), "today"),
    Place("cases", _("Cases"), "case", SOCIAL | PROVIDER | STOCK | {"landlord_adviser", "coordinator"}),
    Place("homes", _("Homes"), "home", SOCIAL | PROVIDER | STOCK | {"coordinator"}),
    Place("candidacies", _("Candidacies"), "candidacy", SOCIAL | PROVIDER | {"residence_manager", "coordinator"}),
    Place(
        "meetings",
        _("Meetings"),
        "meeting",
        SOCIAL | PROVIDER | {"landlord_adviser", "residence_manager", "coordinator"},
    ),
    Place(
        "tenancies",
        _("Occupancies and leases"),
        "key",
        SOCIAL | STOCK | {"landlord_adviser", "debt_recovery", "coordinator"},
        also=("ready",),
    ),
    Place(
        "agreement",
        _("Agreement"),
        "agreement",
        SOCIAL | PROVIDER | STOCK | {"landlord_adviser", "coordinator", "steering", "administrator"},
    ),
    Place("members", _("Members"), "person", frozenset({"administrator"})),
)
ACCOUNT = (
    Place("account", _("My account"), "person"),
    Place("alerts", _("What is written to me"), "bell"),
    Place("mfa_index", _("Security of my account"), "lock"),
    Place("usersessions_list", _("Where I am signed in"), "eye"),
    Place("jobs", _("Work in the background"), "clock"),
)
FOOTER = (
    Place("help", _("Help")),
    Place("law_in_force", _("The law in force"), roles=SIGNED_IN),
    Place("accessibility", _("Accessibility")),
    Place("privacy", _("Personal data and cookies")),
)
LINKS = ("today", "search", "switch_service", "set_language", "account_login", "account_logout", "demo_reset")


@dataclass(frozen=True)
class Entry:
    url: str
    label: str | Promise
    icon: str
    current: bool


@dataclass(frozen=True)
class ServiceChoice:
    service_id: UUID
    label: str
    current: bool


@dataclass(frozen=True)
class Frame:
    """`frame` in every template; `services` are the choices of the switcher, `service` the one in force."""

    navigation: tuple[Entry, ...]
    account: tuple[Entry, ...]
    footer: tuple[Entry, ...]
    services: tuple[ServiceChoice, ...]
    service: str
    organisation: str
    person: str
    signed_in: bool
    demo: bool
    language: str
    other_languages: tuple[tuple[str, str], ...]
    path: str
    links: dict[str, str]
    # What is printed says of which day it is.
    today: date


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context processor. A fragment that draws no frame computes none."""
    return {"frame": SimpleLazyObject(lambda: _frame(request))}


def _frame(request: HttpRequest) -> Frame:
    actor = getattr(request, "actor", None)
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    memberships = getattr(request, "memberships", [])
    service = actor.service if actor else None
    own = next((row for row in memberships if row.service_id == service), None)
    return Frame(
        navigation=_entries(NAVIGATION, request.path, actor.roles if actor else frozenset()) if actor else (),
        account=_entries(ACCOUNT, request.path) if signed_in else (),
        footer=_entries(FOOTER, request.path, SIGNED_IN if signed_in else frozenset()),
        services=tuple(ServiceChoice(row.service_id, _label(row), row.service_id == service) for row in memberships),
        service=_label(own) if own else "",
        organisation=own.organisation_name if own else "",
        person=str(user) if signed_in else "",
        signed_in=signed_in,
        demo=bool(getattr(settings, "DEMO", False)),
        language=get_language() or settings.LANGUAGE_CODE,
        other_languages=tuple((code, OWN_NAMES[code]) for code, _name in settings.LANGUAGES if code != get_language()),
        path=request.get_full_path(),
        links=_links(actor),
        today=clock.today(),
    )


def _links(actor: Any) -> dict[str, str]:
    """Search is offered to those who open cases."""
    cases = next(place for place in NAVIGATION if place.name == "cases")
    searches = actor is not None and not cases.roles.isdisjoint(actor.roles)
    return {name: _address(name) if name != "search" or searches else "" for name in LINKS}


OWN_NAMES = {"fr": "Français", "en": "English"}


def _label(row: Any) -> str:
    return f"{row.organisation_name} · {row.service_name}"


def _entries(places: Iterable[Place], path: str, roles: frozenset[str] = frozenset()) -> tuple[Entry, ...]:
    open_to = [(place, _address(place.name)) for place in places if place.roles & (roles | EVERYONE)]
    shown = [(place, url) for place, url in open_to if url]
    here = max((url for place, url in shown if _is_at(place, url, path)), key=len, default="")
    return tuple(Entry(url, place.label, place.icon, url == here) for place, url in shown)


def _is_at(place: Place, url: str, path: str) -> bool:
    also = filter(None, map(_address, place.also))
    return any(_within(path, one) for one in (url, *also))


def _within(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url.rstrip("/") + "/"))


def _address(name: str) -> str:
    return _resolved(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


@lru_cache(maxsize=256)
def _resolved(name: str, urlconf: str, prefix: str) -> str:
    """The address of a url name, or nothing while no page bears it."""
    try:
        return reverse(name, urlconf)
    except NoReverseMatch:
        return ""
