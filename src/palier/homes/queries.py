"""What an actor sees of homes: her organisation's own stock, and what the parties of her agreements opened to them."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from palier.homes.models import Home, NoticeFile, StockImport, Vacancy
from palier.homes.states import AWAITED, LIVE, SHOWN
from palier.organisations.enums import AgreementStatus, Role
from palier.platform.actor import Actor
from palier.platform.errors import Missing
from palier.platform.text import search_key
from palier.territory.models import Commune

# Nobody needs a stock to sue, to steer or to run the accounts.
READERS = frozenset(
    {
        *(Role.ADVISER, Role.SOCIAL_WORKER, Role.TEAM_LEAD, Role.LANDLORD_ADVISER),
        *(Role.RESERVATION_OFFICER, Role.ALLOCATION_OFFICER, Role.COMMITTEE_SECRETARY),
        *(Role.RENTAL_MANAGER, Role.RESIDENCE_MANAGER, Role.COORDINATOR),
    }
)


def visible_to(actor: Actor) -> QuerySet[Home]:
    """Her organisation's stock, and the homes of others opened to an agreement that both have signed.

    The few that are open are looked up first: then an index finds both halves, however many homes others have.
    """
    if not _reads(actor):
        return Home.objects.none()
    shown = _shown_to(actor).order_by().values_list("home", flat=True)
    return Home.objects.filter(Q(landlord_id=actor.organisation) | Q(id__in=list(shown)))


def vacancies_visible_to(actor: Actor) -> QuerySet[Vacancy]:
    """Every vacancy of her organisation's stock, and those of others while they are open to a common agreement."""
    if not _reads(actor):
        return Vacancy.objects.none()
    shown = _shown_to(actor).filter(id=OuterRef("id"))
    return Vacancy.objects.filter(Q(home__landlord_id=actor.organisation) | Exists(shown))


def communes_of(actor: Actor) -> QuerySet[Commune]:
    """The communes where the actor sees a home, by name. Their codes come from the index of each stock, one by one."""
    if not _reads(actor):
        return Commune.objects.none()
    own = Home.objects.filter(landlord_id=actor.organisation).values_list("commune", flat=True)
    shown = _shown_to(actor).values_list("home__commune", flat=True)
    codes = {*own.order_by().distinct(), *shown.order_by().distinct()}
    return Commune.objects.filter(insee__in=codes).order_by("name", "insee")


def _reads(actor: Actor) -> bool:
    return actor.organisation is not None and actor.has(*READERS)


def _shown_to(actor: Actor) -> QuerySet[Vacancy]:
    """Open vacancies of an agreement in force that the actor's organisation and the landlord have both signed."""
    return (
        Vacancy.objects.filter(state__in=SHOWN, agreement__status=AgreementStatus.SIGNED)
        .filter(agreement__places__organisation_id=actor.organisation)
        .filter(
            Exists(Home.objects.filter(id=OuterRef("home_id"), landlord__places__agreement=OuterRef("agreement_id")))
        )
    )


def opened_homes(agreement_ids: Iterable[UUID]) -> QuerySet[Vacancy]:
    """The open vacancies of these agreements, soonest free first, with home, commune and landlord."""
    return (
        Vacancy.objects.filter(state__in=SHOWN, agreement__in=agreement_ids)
        .select_related("home__commune", "home__landlord", "agreement")
        .order_by("free_on", "id")
    )


def opened_by(actor: Actor) -> QuerySet[Vacancy]:
    """The open vacancies of the actor's own organisation, soonest free first."""
    return (
        vacancies_visible_to(actor)
        .filter(home__landlord_id=actor.organisation, state__in=SHOWN)
        .select_related("home__commune", "home__landlord", "agreement")
        .order_by("free_on", "id")
    )


def get_home(actor: Actor, home_id: UUID, *, lock: bool = False) -> Home:
    """The home, under lock on demand. Raises Missing for one that is not there or not shown to her."""
    homes = visible_to(actor).select_related("landlord", "commune")
    if lock:
        homes = homes.select_for_update(of=("self",))
    try:
        return homes.get(id=home_id)
    except Home.DoesNotExist:
        raise Missing from None


def find_by_reference(actor: Actor, internal_id: str) -> Home | None:
    """The home of the actor's own stock that her organisation calls so."""
    return visible_to(actor).filter(landlord_id=actor.organisation, internal_id=internal_id).first()


def get_vacancy(actor: Actor, vacancy_id: UUID, *, lock: bool = False) -> Vacancy:
    """The vacancy with its home; under lock, the home's too: what runs for a home is decided one at a time."""
    try:
        vacancy = (
            vacancies_visible_to(actor)
            .select_related("home__landlord", "home__commune", "agreement")
            .get(id=vacancy_id)
        )
    except Vacancy.DoesNotExist:
        raise Missing from None
    if lock:
        Home.objects.select_for_update().get(id=vacancy.home_id)
        vacancy.refresh_from_db(fields=[one.attname for one in Vacancy._meta.concrete_fields if one.name != "home"])
    return vacancy


def vacancies_of(actor: Actor, home: Home) -> QuerySet[Vacancy]:
    """What the actor sees of a home's vacancies, the last first."""
    return vacancies_visible_to(actor).filter(home=home).select_related("agreement").order_by("-announced_on", "-id")


def listed(rows: QuerySet[Any], *, words: str, commune: str) -> QuerySet[Any]:
    """The homes or places in the stock that have these words, in this commune or one of its arrondissements."""
    rows = rows.filter(left_on=None)
    for word in search_key(words).split():
        rows = rows.filter(search_key__contains=f" {word}")
    return rows.filter(Q(commune_id=commune) | Q(commune__parent_id=commune)) if commune else rows


def search(
    actor: Actor,
    *,
    words: str = "",
    commune: str = "",
    rooms: int | None = None,
    ceiling: str = "",
    opened: bool | None = None,
    gone: bool = False,
) -> QuerySet[Home]:
    """A page's homes with commune, landlord and the vacancies that run; `words` of the address, commune or reference.

    `gone`: the homes proposed as *left the stock*; without it, those that have left are not listed.
    """
    homes = listed(visible_to(actor), words=words, commune=commune)
    if rooms:
        homes = homes.filter(rooms=rooms)
    if ceiling:
        homes = homes.filter(ceiling=ceiling)
    if opened is not None:
        running = Exists(vacancies_visible_to(actor).filter(home=OuterRef("id"), state__in=SHOWN))
        homes = homes.filter(running if opened else ~running)
    if gone:
        homes = homes.filter(missing_from__isnull=False)
    live = vacancies_visible_to(actor).filter(state__in=LIVE)
    return homes.select_related("commune", "landlord").prefetch_related(Prefetch("vacancies", queryset=live))


def imports_visible_to(actor: Actor) -> QuerySet[StockImport]:
    """The files of the actor's own organisation, the last first."""
    if not _reads(actor):
        return StockImport.objects.none()
    return StockImport.objects.filter(landlord_id=actor.organisation).select_related("asked_by").order_by("-asked_at")


def get_import(actor: Actor, import_id: UUID, *, lock: bool = False) -> StockImport:
    """The file. Raises Missing for one that is not there or another organisation's."""
    imports = imports_visible_to(actor).select_related("landlord")
    if lock:
        imports = imports.select_for_update(of=("self",))
    try:
        return imports.get(id=import_id)
    except StockImport.DoesNotExist:
        raise Missing from None


def notice_files_visible_to(actor: Actor) -> QuerySet[NoticeFile]:
    """The lists of notices of the actor's own organisation, the last first; never their content."""
    if not _reads(actor):
        return NoticeFile.objects.none()
    found = NoticeFile.objects.filter(landlord_id=actor.organisation).defer("content")
    return found.select_related("asked_by").order_by("-asked_at")


def get_notice_file(actor: Actor, file_id: UUID, *, lock: bool = False) -> NoticeFile:
    """The list. Raises Missing for one that is not there or another organisation's."""
    files = notice_files_visible_to(actor).select_related("landlord", "asked_by")
    if lock:
        files = files.select_for_update(of=("self",))
    try:
        return files.get(id=file_id)
    except NoticeFile.DoesNotExist:
        raise Missing from None


def vacancies_of_stock(
    actor: Actor, *, state: str = "", directed_to: str = "", commune: str = "", due_by: date | None = None
) -> QuerySet[Vacancy]:
    """The vacancies of the actor's own stock, with home and commune, the next day first.

    `state` empty: those that run. `due_by`: whose candidates are awaited by that day and have not come; past ones too.
    """
    found = vacancies_visible_to(actor).filter(home__landlord_id=actor.organisation)
    found = found.filter(state=state) if state else found.filter(state__in=LIVE)
    if directed_to:
        found = found.filter(directed_to=directed_to)
    if commune:
        found = found.filter(Q(home__commune=commune) | Q(home__commune__parent=commune))
    if due_by:
        found = found.filter(state__in=AWAITED, candidates_due_on__lte=due_by)
    return found.select_related("home__commune", "home__landlord", "agreement").order_by(
        F("candidates_due_on").asc(nulls_last=True), "free_on", "id"
    )


def vacancies_due(actor: Actor, by: date) -> QuerySet[Vacancy]:
    """The vacancies of the actor's own stock whose candidates are awaited by that day, past ones first."""
    return vacancies_of_stock(actor, due_by=by)
