"""Draft a letter, make it, find it again."""

import hashlib
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import override

from palier.accounts.models import User
from palier.cases.models import Case
from palier.cases.queries import get_case, rows_visible_to
from palier.messaging.letters.kinds import kind_of
from palier.messaging.models import Letter
from palier.organisations.letterheads import letterhead_of
from palier.organisations.models import Service
from palier.platform import clock, events
from palier.platform.actor import Actor
from palier.platform.errors import Missing
from palier.platform.typeset import template_digest, typeset
from palier.ui import formats

TEMPLATES = Path(__file__).resolve().parent / "templates"


def draft(*, actor: Actor, case_id: UUID, kind: str, about: UUID, on: date) -> bytes:
    """The letter as it would be made now, marked as a draft; nothing is kept."""
    values = _values(actor, get_case(actor, case_id), kind, about, on)
    return typeset(TEMPLATES, kind, values | {"version": 0})


@transaction.atomic
def make_letter(*, actor: Actor, case_id: UUID, kind: str, about: UUID, at: datetime) -> Letter:
    """Make the letter and keep it, as the next of the actor's service; with nothing changed, it is the last one.

    Raises Missing for a letter that the actor may not make about that.
    """
    case = get_case(actor, case_id)
    _kind, audience = kind_of(actor, case, kind, about)
    values = _values(actor, case, kind, about, at.astimezone(clock.PARIS).date())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"letter {case.id} {kind} {about}"])
    template = template_digest(TEMPLATES)
    of = {"case": case, "kind": kind, "about": about, "service": actor.service, "audience": audience}
    former = rows_visible_to(actor, Letter).filter(**of).order_by("-version").first()
    if former and former.template == template and former.values | {"version": 0} == values | {"version": 0}:
        return former
    version = (former.version if former else 0) + 1
    values["version"] = version
    content = typeset(TEMPLATES, kind, values)
    letter = Letter.objects.create(
        case=case,
        audience=audience,
        service_id=actor.service,
        kind=kind,
        about=about,
        version=version,
        values=values,
        template=template,
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        made_by_id=actor.user,
        made_at=at,
    )
    events.record("letter.made", case=case.id, subject=letter.id, audience=audience, to_state=kind)
    return letter


def _values(actor: Actor, case: Case, kind: str, about: UUID, on: date) -> dict[str, Any]:
    """Everything in French words: a letter is read outside Palier."""
    with override("fr"):
        said = kind_of(actor, case, kind, about)[0].values(actor, case, about, on)
        service = Service.objects.select_related("organisation").get(id=actor.service)
        return said | {
            "head": letterhead_of(service.organisation),
            "service": str(service),
            "signer": User.objects.get(id=actor.user).get_full_name(),
            "reference": case.reference,
            "on": formats.day(on),
            "date": on.isoformat(),
        }


def letters_of(actor: Actor, case: Case) -> QuerySet[Letter]:
    """Those of a case that the actor may read, the latest first; without their content."""
    rows = rows_visible_to(actor, Letter).filter(case=case).defer("content", "values")
    return rows.select_related("made_by", "service__organisation")


def get_letter(actor: Actor, letter_id: UUID) -> Letter:
    """Raises Missing for one that is not there or not hers: the same answer."""
    found = rows_visible_to(actor, Letter).select_related("case").filter(id=letter_id).first()
    if found is None:
        raise Missing
    return found
