"""Take words back. What was written stays written: a note is withdrawn, never erased by a click nor rewritten."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from palier.cases.models import Note
from palier.cases.queries import get_case, rows_visible_to
from palier.platform import events
from palier.platform.actor import Actor
from palier.platform.errors import Missing


@transaction.atomic
def withdraw_note(*, actor: Actor, case_id: UUID, note_id: UUID, at: datetime) -> Note:
    """Its author takes a note back: the story keeps that there was one, and shows its words no more."""
    return _set_withdrawn(actor, case_id, note_id, at, kind="note.withdrawn")


@transaction.atomic
def restore_note(*, actor: Actor, case_id: UUID, note_id: UUID) -> Note:
    """Undo a withdrawal."""
    return _set_withdrawn(actor, case_id, note_id, None, kind="note.restored")


def _set_withdrawn(actor: Actor, case_id: UUID, note_id: UUID, at: datetime | None, *, kind: str) -> Note:
    case = get_case(actor, case_id)
    note = (
        rows_visible_to(actor, Note)
        .select_for_update(of=("self",))
        .filter(case=case, id=note_id, author=actor.user, service=actor.service, withdrawn_at__isnull=at is not None)
        .first()
    )
    if note is None:
        raise Missing(case=case_id)
    note.withdrawn_at = at
    note.save(update_fields=["withdrawn_at"])
    events.record(kind, case=case.id, subject=note.id, audience=note.audience)
    return note
