"""Bring in a list of notices: read it, compare it with what runs, apply it whole or not at all.

The command does it in one go; the page keeps the file, shows what it would announce, then applies it or gives it up.
Announced homes are the landlord's own until somebody opens them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from palier.homes import policies
from palier.homes.enums import ImportState, Purpose, VacancyState
from palier.homes.faults import Unreadable
from palier.homes.models import NoticeFile, Vacancy
from palier.homes.notices.comparing import Change, NoticeReport, compare
from palier.homes.notices.reading import read_notices
from palier.homes.queries import get_notice_file
from palier.homes.vacancies import record
from palier.organisations.enums import OrganisationKind
from palier.organisations.models import Organisation
from palier.platform import clock, events
from palier.platform.actor import Actor
from palier.platform.context import acting
from palier.platform.errors import Conflict, Invalid
from palier.platform.policy import require


@transaction.atomic
def import_notices(*, actor: Actor, path: Path, slug: str, at: datetime, dry_run: bool = False) -> NoticeReport:
    """Bring in a list for the landlord of that short name. Writes nothing on a dry run, nor when anything is refused.

    Raises Refused for an actor who may not, Invalid for a short name that is no landlord's, OSError as `open` does.
    """
    landlord = Organisation.objects.filter(slug=slug).exclude(kind=OrganisationKind.HOUSING_BODY).first()
    require(policies.may_import(actor, landlord))
    if landlord is None:
        raise Invalid(_("No landlord has this short name: bring in its stock first."))
    content = path.read_bytes()
    report, changes = _compared(landlord, path, at, lock=not dry_run)
    if dry_run or report.errors_total:
        return report
    with acting(replace(actor, organisation=landlord.id) if actor.system else actor):
        _write(changes, on=_day(at))
        file = NoticeFile(landlord=landlord, file_name=path.name[:200], asked_by_id=actor.user, asked_at=at)
        file.digest = sha256(content).hexdigest()
        _settle(file, report, ImportState.APPLIED, at)
    return report


@transaction.atomic
def receive_notices(*, actor: Actor, file_name: str, content: bytes, at: datetime) -> NoticeFile:
    """Read a list sent through the page and say what it would announce; nothing is written but the file.

    Sent twice before it is applied, it is the same file.
    """
    landlord = Organisation.objects.filter(id=actor.organisation).first()
    require(policies.may_import(actor, landlord))
    assert landlord is not None, "may_import refuses whoever has no organisation"
    digest = sha256(content).hexdigest()
    waiting = NoticeFile.objects.filter(landlord=landlord, digest=digest, state=ImportState.CHECKED).first()
    file = waiting or NoticeFile(landlord=landlord, digest=digest, asked_by_id=actor.user, asked_at=at)
    file.file_name, file.content = file_name[:200], content
    with _on_disk(content) as path:
        report, _changes = _compared(landlord, path, at, lock=False)
    _settle(file, report, ImportState.REFUSED if report.errors_total else ImportState.CHECKED, at)
    return file


@transaction.atomic
def apply_notices(*, actor: Actor, file_id: UUID, at: datetime) -> NoticeFile:
    """Announce the homes of a list, all or nothing. Twice does nothing more.

    What was true when the list was read is looked at again: a file that no longer fits is refused, nothing written.
    """
    file = get_notice_file(actor, file_id, lock=True)
    require(policies.may_import(actor, file.landlord))
    if file.state == ImportState.APPLIED:
        return file
    if file.state != ImportState.CHECKED or file.content is None:
        raise Conflict(_("This file is %(state)s already.") % {"state": file.get_state_display()})
    with _on_disk(bytes(file.content)) as path:
        report, changes = _compared(file.landlord, path, at, lock=True)
    if report.errors_total:
        _settle(file, report, ImportState.REFUSED, at)
        return file
    _write(changes, on=_day(at))
    _settle(file, report, ImportState.APPLIED, at)
    return file


@transaction.atomic
def drop_notices(*, actor: Actor, file_id: UUID, at: datetime) -> NoticeFile:
    """Give up a list that has not been applied: its content is forgotten at once."""
    file = get_notice_file(actor, file_id, lock=True)
    require(policies.may_import(actor, file.landlord))
    if file.state != ImportState.CHECKED:
        raise Conflict(_("This file is %(state)s already.") % {"state": file.get_state_display()})
    _end(file, ImportState.DROPPED, at)
    return file


def _day(at: datetime) -> date:
    return at.astimezone(clock.PARIS).date()


@contextmanager
def _on_disk(content: bytes) -> Iterator[Path]:
    with NamedTemporaryFile(prefix="palier-notices-") as file:
        file.write(content)
        file.flush()
        yield Path(file.name)


def _compared(landlord: Organisation, path: Path, at: datetime, *, lock: bool) -> tuple[NoticeReport, list[Change]]:
    report = NoticeReport()
    try:
        notices = read_notices(path, _day(at))
        report.ignored = notices.ignored
        return report, compare(landlord.id, notices, report, today=_day(at), lock=lock)
    except Unreadable as broken:
        report.add(broken.fault)
        return report, []


def _write(changes: list[Change], *, on: date) -> None:
    for change in changes:
        if change.vacancy is None:
            _announce(change, on)
        else:
            _correct(change.vacancy, change, on)


def _announce(change: Change, on: date) -> None:
    said = change.notice
    directed = bool(said.directed_to)
    vacancy = Vacancy.objects.create(
        home=change.home,
        state=VacancyState.DIRECTED if directed else VacancyState.ANNOUNCED,
        announced_on=on,
        free_on=said.free_on,
        purpose=said.purpose or Purpose.LEASE,
        charges=said.charges,
        directed_to=said.directed_to,
        directed_on=on if directed else None,
        candidates_due_on=said.candidates_due_on,
    )
    record("vacancy.announced", vacancy, "")


def _correct(vacancy: Vacancy, change: Change, on: date) -> None:
    former = vacancy.state
    for name, value in change.said.items():
        setattr(vacancy, name, value)
    if "directed_to" in change.said:
        vacancy.state, vacancy.directed_on = VacancyState.DIRECTED, on
    vacancy.save()
    record("vacancy.corrected", vacancy, former)


def _settle(file: NoticeFile, report: NoticeReport, state: ImportState, at: datetime) -> None:
    file.counts, file.report = report.counts, report.kept
    if state == ImportState.CHECKED:
        file.state = state
        file.save()
        return
    _end(file, state, at)


def _end(file: NoticeFile, state: ImportState, at: datetime) -> None:
    former = "" if file._state.adding else file.state
    file.state, file.ended_at, file.content = state, at, None
    file.save()
    changes = {"landlord": str(file.landlord_id), **file.counts}
    events.record(f"notices.{state}", subject=file.id, from_state=former, to_state=state, changes=changes)
