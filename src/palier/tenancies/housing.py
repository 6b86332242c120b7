"""The home of tonight follows the titles of a case: on the day one begins or ends, not on the day it was signed."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from palier.cases import housing, sharing
from palier.cases.enums import Audience, HousingKind
from palier.cases.models import Case, CurrentHousing
from palier.homes.enums import ResidenceKind
from palier.platform import clock, events
from palier.platform.context import acting
from palier.tenancies.enums import NextHome, OutsideKind, TenancyKind
from palier.tenancies.models import Tenancy

# By the list of the national request form: what a title is to it, where it says more than the kind of residence does.
OUTSIDE = {
    OutsideKind.OTHER_LANDLORD: HousingKind.HLM_TENANT,
    OutsideKind.PRIVATE: HousingKind.PRIVATE_TENANT,
    OutsideKind.ASSOCIATION: HousingKind.SUBLET,
    OutsideKind.RESIDENCE: HousingKind.RESIDENCE,
    OutsideKind.SHELTER: HousingKind.SHELTER,
    OutsideKind.BOUGHT: HousingKind.OWNER,
    OutsideKind.OTHER: HousingKind.PRIVATE_TENANT,
}
SHELTERS = frozenset({ResidenceKind.CHRS, ResidenceKind.HLM_SHELTER})
COLLECTIVE = frozenset(
    {
        ResidenceKind.PENSION_DE_FAMILLE,
        ResidenceKind.RESIDENCE_ACCUEIL,
        ResidenceKind.RESIDENCE_SOCIALE,
        ResidenceKind.YOUNG_WORKERS_RESIDENCE,
    }
)
# Where one goes without a title of the agreement; the others are not known until somebody says them.
AFTER = {
    NextHome.FAMILY: HousingKind.HOSTED_BY_FAMILY,
    NextHome.SHELTER: HousingKind.SHELTER,
    NextHome.NOTHING: HousingKind.NO_HOME,
}


def kind_of(title: Tenancy) -> HousingKind:
    """What somebody who lives under this title says on the request form."""
    if title.place is None:
        return OUTSIDE[OutsideKind(title.outside_kind)]
    if title.kind == TenancyKind.LEASE:
        return HousingKind.HLM_TENANT
    residence = title.place.residence
    if residence is None or residence.kind not in SHELTERS | COLLECTIVE:
        return HousingKind.SUBLET
    return HousingKind.SHELTER if residence.kind in SHELTERS else HousingKind.RESIDENCE


def settle(case: Case, at: datetime) -> None:
    """Say where the household lives by its titles of that day. Twice is once; in the name of the holder."""
    today = at.astimezone(clock.PARIS).date()
    with acting(sharing.in_the_name_of_holder(case)):
        before = housing.here(case)
        moved = _settle(case, today)
    if moved:
        _record(case, before)


def take_back(title: Tenancy, at: datetime) -> None:
    """The title never was: the household lives where it did before. In the name of the holder, before it is removed."""
    case = title.case
    with acting(sharing.in_the_name_of_holder(case)):
        before = housing.here(case)
        said = before is not None and before.title == title.id
        if said:
            housing.move_back(case=case, title=title.id, today=at.astimezone(clock.PARIS).date())
    if said:
        _record(case, before)


def _record(case: Case, before: CurrentHousing | None) -> None:
    """From one kind of home to another, for those who read the file."""
    with acting(sharing.in_the_name_of_holder(case)):
        now = housing.here(case)
    kinds = [home.kind if home else "" for home in (before, now)]
    events.record(
        "housing.changed",
        case=case.id,
        subject=case.id,
        audience=Audience.FILE,
        from_state=kinds[0],
        to_state=kinds[1],
    )


def _settle(case: Case, today: date) -> bool:
    title, home = _lived_under(case, today), housing.here(case)
    left = Tenancy.objects.filter(case=case, id=home.title, ends_on__lte=today).first() if home and home.title else None
    if title:
        if home and home.title == title.id:
            return False
        # Back under an older title that still runs: since the day the one after it ended.
        back = left.ends_on if left and title.begins_on < left.begins_on else title.begins_on
        housing.move_in(case=case, kind=kind_of(title), since=back, title=title.id, today=today)
        return True
    if left is None:
        return False
    kind = AFTER.get(NextHome(left.next_home), "") if left.next_home else ""
    housing.move_in(case=case, kind=kind, since=left.ends_on, title=None, today=today)
    return True


def _lived_under(case: Case, day: date) -> Tenancy | None:
    """The latest title that runs on the day: somebody whose notice still runs elsewhere lives there no more."""
    titles = Tenancy.objects.filter(_on(day), case=case).select_related("place__residence")
    return titles.order_by("begins_on", "signed_on", "id").last()


def _on(day: date) -> Q:
    return Q(begins_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gt=day))


def to_settle(today: date) -> QuerySet[Tenancy, UUID]:
    """The ids of the cases whose title has begun or ended without the home of tonight saying so."""
    said = CurrentHousing.everything.filter(title=OuterRef("id"))
    home = CurrentHousing.objects.filter(title=OuterRef("id"))
    begun, ended = _on(today) & ~Exists(said), Q(ends_on__lte=today) & Exists(home)
    return Tenancy.objects.filter(begun | ended).order_by("case").values_list("case", flat=True).distinct()
