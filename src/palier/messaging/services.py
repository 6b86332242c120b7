"""Write a note that names somebody, say that it was seen, remember when one last looked."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from palier.cases.enums import Audience
from palier.cases.models import Note
from palier.cases.queries import get_case, rows_visible_to
from palier.cases.services import write_note
from palier.messaging.models import Mention
from palier.messaging.queries import Reader, readers
from palier.platform import clock, events
from palier.platform.actor import Actor
from palier.platform.errors import Invalid
from palier.platform.ids import new_id

Named = tuple[UUID, UUID]


@transaction.atomic
def comment(
    *,
    actor: Actor,
    case_id: UUID,
    audience: str,
    body: str,
    at: datetime,
    note_id: UUID | None = None,
    named: Collection[Named] = (),
) -> Note:
    """Add a note to the story that names colleagues or partners, each as (user, service).

    Whoever the words name by `@` and her full name is named too. Raises Invalid at the field, with nothing written,
    for somebody who may not read that audience of the case: it says who may.
    """
    case = get_case(actor, case_id)
    known = readers(actor, case)
    chosen = [reader for reader in known if (reader.user, reader.service) in named or f"@{reader.name}" in body]
    strangers = set(named) - {(reader.user, reader.service) for reader in chosen}
    refused = [reader.name for reader in chosen if audience not in reader.audiences]
    if strangers or refused:
        raise Invalid(fields={"named": _who_may(audience, refused, known)})
    note = write_note(actor=actor, case_id=case_id, audience=audience, body=body, at=at, note_id=note_id)
    already = set(rows_visible_to(actor, Mention).filter(note=note).values_list("user", "reader"))
    fresh = [reader for reader in chosen if (reader.user, reader.service) not in already]
    if fresh and note.author_id == actor.user:
        _name(actor, note, fresh, at)
    return note


def _name(actor: Actor, note: Note, fresh: list[Reader], at: datetime) -> None:
    Mention.objects.bulk_create(
        Mention(
            case_id=note.case_id,
            note=note,
            audience=note.audience,
            service_id=note.service_id,
            author_id=actor.user,
            user_id=reader.user,
            reader_id=reader.service,
            named_at=at,
        )
        for reader in fresh
    )
    users = sorted(str(reader.user) for reader in fresh)
    events.record("mention.made", case=note.case_id, subject=note.id, audience=note.audience, changes={"users": users})


def _who_may(audience: str, refused: list[str], known: list[Reader]) -> str:
    able = [f"{reader.name} ({reader.service_name})" for reader in known if audience in reader.audiences]
    words = {
        "who": ", ".join(dict.fromkeys(refused)) or _("Somebody you chose"),
        "audience": Audience(audience).label,
        "able": ", ".join(able) or _("nobody but you"),
    }
    return _("%(who)s may not read “%(audience)s”. Those who may: %(able)s.") % words


@transaction.atomic
def mark_seen(*, actor: Actor, case_id: UUID, at: datetime) -> int:
    """The actor has opened the case where she was named: her mentions there are seen. How many were not yet."""
    mine = rows_visible_to(actor, Mention).filter(case_id=case_id, user=actor.user, reader=actor.service, seen_at=None)
    return mine.update(seen_at=at)


# One statement: two pages opened at once make one row, and a look costs one query whether it is the first or not.
LOOK = """
INSERT INTO last_visit AS kept (id, user_id, service_id, at) VALUES (%(id)s, %(user)s, %(service)s, %(at)s)
ON CONFLICT (user_id, service_id) DO UPDATE SET
    former_at = CASE WHEN (kept.at AT TIME ZONE %(zone)s)::date < (excluded.at AT TIME ZONE %(zone)s)::date
                THEN kept.at ELSE kept.former_at END,
    at = greatest(kept.at, excluded.at)
RETURNING former_at
"""


def look_at_today(*, actor: Actor, at: datetime) -> datetime | None:
    """The actor looks at what waits for her; returns since when she has not been told, None the first day.

    It is the last look of the day before this one, so that the news of the morning stays all day.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            LOOK, {"id": new_id(), "user": actor.user, "service": actor.service, "at": at, "zone": clock.PARIS.key}
        )
        return cursor.fetchone()[0]
