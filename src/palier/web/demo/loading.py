"""Load the demo: organisations and people, the landlord's stock from a file, the calls, the homes opened."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.db import connection, transaction

from palier.cases.models import Case, SharingAuthorisation
from palier.cases.services import move_case, receive_call
from palier.cases.sharing import confirm_in_writing
from palier.organisations.enums import Role
from palier.organisations.models import Organisation
from palier.organisations.services import actor_of
from palier.platform import clock, jobs
from palier.platform.actor import Actor
from palier.platform.context import acting
from palier.platform.ids import drawn
from palier.web.demo import files
from palier.web.demo.households import RECENT, tell
from palier.web.demo.meeting import hold_meetings
from palier.web.demo.path import ask_for_places, put_forward
from palier.web.demo.people import COLLEAGUE, DOMAIN, Cast, demo_id, install
from palier.web.demo.places import bring_in_places
from palier.web.demo.ready import DAYS, signal_ready
from palier.web.demo.stock import bring_in, open_some
from palier.web.demo.titles import CALLED, sign_titles
from palier.web.demo.together import prescribe

LOCK = int.from_bytes(b"demo")
# Homes that take a while to read.
LONG = 5_000


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much there is of everything."""

    households: int = 12
    homes: int = 300
    places: int = 62


def load(*, size: Size, seed: int, as_of: str | None, only_if_empty: bool, say: Callable[[str], None]) -> int:
    """0 loaded, or nothing to do; 1 refused. The demo never mixes with real organisations."""
    try:
        day = date.fromisoformat(as_of) if as_of else clock.today()
    except ValueError:
        say(f"palier demo: --as-of expects a date such as 2026-03-12, not {as_of!r}.")
        return 1
    with transaction.atomic():
        _alone()
        if Organisation.objects.exists():
            if only_if_empty:
                return 0
            say("palier demo: there are organisations in this database; the demo only goes into an empty one.")
            return 1
        if size.homes + size.places > LONG:
            say("Loading the demo, once: about a minute.")
        with drawn(Random(f"{seed}/ids")):  # noqa: S311 — ids of invented people
            _load(size, seed, day)
    households = size.households + len(CALLED) + len(DAYS)
    say(f"Demo loaded: {size.homes} homes, {size.places} places, {households} households, told on {day:%d/%m/%Y}.")
    return 0


def _alone() -> None:
    """Two commands that start together tell it once: the second waits for as long as the first needs."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _load(size: Size, seed: int, as_of: date) -> None:
    random = Random(seed)  # noqa: S311 — invented people, no secret
    cast = install(as_of)
    officer = _actor(cast, Role.ALLOCATION_OFFICER, "allocations", as_of)
    eve = as_of - timedelta(days=1)
    with clock.frozen(datetime.combine(eve, time(9), clock.PARIS)):
        bring_in(officer, random, eve, size.homes)
        open_some(officer, cast.agreement, random, eve)
    manager = _actor(cast, Role.RENTAL_MANAGER, "rental", as_of)
    with clock.frozen(datetime.combine(eve, time(9), clock.PARIS)):
        # Drawn apart: the households of a seed stay what they are.
        bring_in_places(manager, Random(seed), eve, size.places)  # noqa: S311 — invented too
    adviser = _actor(cast, Role.ADVISER, "social", as_of)
    colleague = _colleague(cast, as_of)
    worker = _actor(cast, Role.SOCIAL_WORKER, "support", as_of)
    for number in range(size.households):
        told = tell(
            number,
            random=random,
            as_of=as_of,
            agreement=cast.agreement.id,
            partner=cast.services["support"].id,
        )
        referent = colleague if number > RECENT and number % 2 else adviser
        with clock.frozen(told.at), acting(referent):
            case = receive_call(actor=referent, call=told.call, at=told.at)
            if number % 3:
                case = move_case(actor=referent, case_id=case.id, version=case.version, to="open", at=told.at)
            files.fill(referent, case, number, told, as_of)
            if files.ends(number):
                files.close(referent, case, number, min(told.at + timedelta(days=12), _evening(eve)))
            confirmed = bool(told.call.authorised) and number % 4 == 1 and not files.ends(number)
            if confirmed:
                _confirm(referent, case, told.at)
        if confirmed and number % 8 == 1:
            at = min(told.at + timedelta(days=5), _evening(eve))
            prescribe(referent, worker, case, cast.services["support"], at, accepted=number % 16 == 1)
    _go_further(cast, as_of, seed)
    signal_ready(worker, cast, as_of, seed)
    hold_meetings(cast, adviser, as_of)
    # The worker counts and writes as soon as it starts: the first night is far for who looks at a demo.
    jobs.enqueue_first("reporting.count", agreement=str(cast.agreement.id))
    jobs.enqueue_first("messaging.remind_all")


def _go_further(cast: Cast, as_of: date, seed: int) -> None:
    """Candidacies, and what was signed."""
    places = {Role.ADVISER: "social", Role.ALLOCATION_OFFICER: "allocations", Role.RENTAL_MANAGER: "rental"}
    places |= {Role.RESIDENCE_MANAGER: "residence", Role.LANDLORD_ADVISER: "tenants"}
    hands = {role: _actor(cast, role, service, as_of) for role, service in places.items()}
    put_forward(hands, cast.agreement, as_of)
    ask_for_places(hands, as_of)
    with clock.frozen(datetime.combine(as_of, time(8), clock.PARIS)):
        # The one of the association: `people` keeps the first of a role.
        writer = actor_of(user=demo_id(f"olivier.blanc@{DOMAIN}"), service=cast.services["support"].id)
    sign_titles(hands, writer, cast, as_of, seed)


def _actor(cast: Cast, role: Role, service: str, as_of: date) -> Actor:
    with clock.frozen(datetime.combine(as_of, time(8), clock.PARIS)):
        return actor_of(user=cast.people[role].id, service=cast.services[service].id)


def _colleague(cast: Cast, as_of: date) -> Actor:
    """The other adviser of the social service: half of the calls of the year are hers."""
    with clock.frozen(datetime.combine(as_of, time(8), clock.PARIS)):
        return actor_of(user=demo_id(f"{COLLEAGUE}@{DOMAIN}"), service=cast.services["social"].id)


def _evening(eve: date) -> datetime:
    return datetime.combine(eve, time(15), clock.PARIS)


def _confirm(adviser: Actor, case: Case, at: datetime) -> None:
    """The signed page came a few days after the call."""
    (given,) = SharingAuthorisation.objects.filter(case=case)
    confirm_in_writing(actor=adviser, case_id=case.id, authorisation=given.id, at=at + timedelta(days=4))
