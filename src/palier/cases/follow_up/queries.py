"""The follow-up tables an actor sees, and the households she may know that a line looks like."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from palier.cases.follow_up.models import FollowUpFile, FollowUpMapping
from palier.cases.models import Contact, Person
from palier.cases.queries import rows_visible_to, visible_to
from palier.platform.actor import Actor
from palier.platform.errors import Missing
from palier.platform.text import digits, search_key


def files_visible_to(actor: Actor) -> QuerySet[FollowUpFile]:
    """Those of her service, the latest first; the second wall asks the audiences too."""
    files = FollowUpFile.objects.filter(service_id=actor.service).defer("content")
    return files.select_related("asked_by").order_by("-asked_at", "id")


def get_file(actor: Actor, file_id: UUID, *, lock: bool = False) -> FollowUpFile:
    """Raises Missing for one that is not there or not her service's: the same answer."""
    files = FollowUpFile.objects.filter(service_id=actor.service)
    found = (files.select_for_update() if lock else files.select_related("asked_by")).filter(id=file_id).first()
    if found is None:
        raise Missing
    return found


def mapping_for(actor: Actor, header_digest: str) -> tuple[FollowUpMapping | None, bool]:
    """What her service said of this very header row, and True; else what it last said of another one."""
    mappings = list(FollowUpMapping.objects.filter(service_id=actor.service).order_by("-kept_at", "id"))
    same = next((one for one in mappings if one.header_digest == header_digest), None)
    return (same, True) if same else (mappings[0] if mappings else None, False)


@dataclass(frozen=True)
class Sought:
    """What a line says of who it is. `phone` in figures."""

    last_name: str
    first_name: str
    phone: str
    born_on: date | None


@dataclass(frozen=True)
class Resemblance:
    """A case the actor may open whose household has the same name, or the same phone, or both."""

    case: UUID
    reference: str
    same_name: bool
    same_phone: bool


class Known:
    """The households among which lines are looked for: those whose file the actor may open, and no others.

    Two questions, however many lines.
    """

    def __init__(self, actor: Actor, lines: Iterable[Sought]) -> None:
        lines = list(lines)
        keys = {key for line in lines for key in _names(line)}
        phones = {line.phone for line in lines if line.phone}
        self._people: dict[str, list[tuple[UUID, date | None]]] = defaultdict(list)
        self._phones: dict[str, list[UUID]] = defaultdict(list)
        self._references: dict[UUID, str] = {}
        people = rows_visible_to(actor, Person).filter(search_key__in=keys)
        for case, reference, key, born in people.values_list("case_id", "case__reference", "search_key", "born_on"):
            self._people[key].append((case, born))
            self._references[case] = reference
        contacts = rows_visible_to(actor, Contact).filter(digits__in=phones)
        for case, reference, number in contacts.values_list("case_id", "case__reference", "digits"):
            self._phones[number].append(case)
            self._references[case] = reference

    def like(self, line: Sought) -> list[Resemblance]:
        """Two birth dates that differ are two people, whatever their name."""
        named = {
            case
            for key in _names(line)
            for case, born in self._people.get(key, ())
            if not (born and line.born_on) or born == line.born_on
        }
        called = set(self._phones.get(line.phone, ())) if line.phone else set()
        return [
            Resemblance(case, self._references[case], case in named, case in called)
            for case in sorted(named | called, key=lambda case: self._references[case])
        ]


def _names(line: Sought) -> set[str]:
    """As the name is kept, and turned round: a column of names rarely says which comes first."""
    return {search_key(line.last_name, line.first_name), search_key(line.first_name, line.last_name)}


def known_ids(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, str]:
    """The references of the cases that this very table has brought in already."""
    return dict(visible_to(actor).filter(id__in=list(ids)).values_list("id", "reference"))


def sought(last_name: str, first_name: str, phone: str, born_on: date | None) -> Sought:
    return Sought(last_name, first_name, digits(phone), born_on)
