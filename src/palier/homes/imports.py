"""Bring in a landlord's register or an association's list of places: read it, compare it with the stock, apply it
whole or not at all.

The command does it in one go; the page receives the file, has a job check it, shows what would change, and has a job
apply it. Serves CCH L411-10 and R411-3.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _
from psycopg.errors import LockNotAvailable

from palier.homes import policies
from palier.homes.enums import ImportState, Layout
from palier.homes.faults import Fault, Unreadable
from palier.homes.models import StockImport, StockImportPart
from palier.homes.places.detecting import layout_of
from palier.homes.places.reading import read_places
from palier.homes.queries import get_import
from palier.homes.report import Report
from palier.homes.rpls import Known, read_stock
from palier.homes.rpls.columns import FINANCING
from palier.homes.rpls.reading import Corrections
from palier.homes.states import IMPORT_MOVES
from palier.homes.stock import TARGETS, Advance, Merge, prepare, settle
from palier.organisations.enums import OrganisationKind
from palier.organisations.models import Organisation
from palier.platform import clock, events, jobs
from palier.platform.actor import Actor
from palier.platform.context import acting
from palier.platform.errors import Conflict, Invalid
from palier.platform.ids import new_id
from palier.platform.models import JobRun
from palier.platform.policy import require
from palier.rules.financing import ceiling_of
from palier.rules.law import law_on
from palier.territory.models import Commune

PART = 1 << 20
# A stock this large is not rewritten by a slip: the wrong year, half a file, another landlord's.
LARGE_STOCK, LARGE_SHARE = 200, 5
READ = {Layout.RPLS: read_stock, Layout.PLACES: read_places}
ENDS = (ImportState.APPLIED, ImportState.REFUSED, ImportState.DROPPED)


def known(at: datetime) -> Known:
    """What the register is read against on a day: communes, ceilings of financings, the latest year."""
    law = law_on(at.astimezone(clock.PARIS).date())
    names: dict[str, str] = {}
    by_postcode: dict[str, list[str]] = {}
    for insee, name, postcodes in Commune.objects.order_by("insee").values_list("insee", "name", "postcodes"):
        names[insee] = name
        for postcode in postcodes.split():
            by_postcode.setdefault(postcode, []).append(insee)
    ceilings = {code: ceiling_of(labels[0], law) or "" for code, labels in FINANCING.items()}
    postcodes = {postcode: tuple(codes) for postcode, codes in by_postcode.items()}
    return Known(names, postcodes, ceilings, law.on.year + 1)


def ignore(done: int, total: int) -> None:
    """Nobody watches."""


@transaction.atomic
def import_file(
    *,
    actor: Actor,
    path: Path,
    slug: str,
    layout: str,
    at: datetime,
    dry_run: bool = False,
    accept_large_change: bool = False,
) -> Report:
    """Bring in a file for the landlord of that short name, who is made if new. Writes nothing on a dry run, nor when
    anything is refused: `errors_total` says which.

    Raises Refused for an actor who may not, Invalid for a short name that is none or not a landlord's, Conflict when
    another import of the same landlord does not end in time, OSError as `open` does.
    """
    landlord = _landlord(slug)
    require(policies.may_import(actor, landlord))
    stock_import = StockImport(
        id=new_id(), layout=layout, file_name=path.name[:200], digest=_digest(path), asked_at=at, asked_by_id=actor.user
    )
    merge = Merge(stock_import.id, None, at.astimezone(clock.PARIS).date(), TARGETS[Layout(layout)])
    prepare()
    report = _read(path, layout, merge, at, ignore)
    _one_at_a_time(slug)
    landlord = landlord or Organisation.objects.filter(slug=slug).first()
    merge = replace(merge, landlord=landlord.id if landlord else None)
    merge.compare(report)
    refuse_large(report, accept_large_change)
    if dry_run or report.errors_total:
        transaction.set_rollback(True)
        return report
    if landlord is None:
        landlord = _found(slug, layout)
        merge = replace(merge, landlord=landlord.id)
    stock_import.landlord = landlord
    with acting(replace(actor, organisation=landlord.id) if actor.system else actor):
        _apply(stock_import, merge, report, at)
    settle()
    return report


def _landlord(slug: str) -> Organisation | None:
    try:
        validate_slug(slug)
    except ValidationError:
        raise Invalid(_("A landlord's short name has letters, figures and hyphens: rives-habitat.")) from None
    if len(slug) > 60:
        raise Invalid(_("A landlord's short name has at most 60 characters."))
    found = Organisation.objects.filter(slug=slug).first()
    if found and found.kind == OrganisationKind.HOUSING_BODY:
        raise Invalid(_("%(name)s is a housing body: it has no stock.") % {"name": found.name})
    return found


def _found(slug: str, layout: str) -> Organisation:
    """A landlord sends the register; an association, which sends none, a list of places."""
    kind = OrganisationKind.ASSOCIATION if layout == Layout.PLACES else OrganisationKind.LANDLORD
    name = slug.replace("-", " ").replace("_", " ").strip().title() or slug
    landlord = Organisation.objects.create(kind=kind, slug=slug, name=name)
    events.record("organisation.founded", subject=landlord.id, changes={"kind": landlord.kind, "slug": slug})
    return landlord


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        total = sha256()
        while piece := file.read(PART):
            total.update(piece)
    return total.hexdigest()


def _one_at_a_time(landlord: str | UUID) -> None:
    """Two files of one landlord wait for each other; the second is then compared with what the first has left."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"stock of {landlord}"])
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        message = _("Another file of this landlord is being brought in. Try again when it has ended.")
        raise Conflict(message) from error


def _read(
    path: Path, layout: str, merge: Merge, at: datetime, advance: Advance, corrections: Corrections | None = None
) -> Report:
    """The lines staged beside the stock, and what is wrong with them."""
    report = Report()
    try:
        stock = READ[Layout(layout)](path, known(at), corrections)
    except Unreadable as broken:
        report.whole = False
        report.add(broken.fault)
        return report
    report.ignored, report.absent = stock.ignored, stock.absent
    merge.stage(stock.lines, report, advance, stock.expected)
    merge.refuse_twice(report, stock.id_column)
    return report


def refuse_large(report: Report, accepted: bool) -> None:
    """More than a fifth of a stock of 200 homes or more changes or goes missing: somebody must say that it is right."""
    if not accepted and not report.errors_total and is_large(report.stock, report.changed + report.gone):
        detail = f"{report.changed + report.gone} / {report.stock}"
        report.add(Fault(None, None, None, "large_change", detail=detail))


def is_large(stock: int, moved: int) -> bool:
    return stock >= LARGE_STOCK and LARGE_SHARE * moved > stock


def _apply(stock_import: StockImport, merge: Merge, report: Report, at: datetime) -> None:
    stock_import.state, stock_import.ended_at = ImportState.APPLIED, at
    stock_import.counts, stock_import.report = report.counts, report.kept
    stock_import.save()
    merge.apply()
    merge.clear()
    _record(stock_import)


def _record(stock_import: StockImport, former: str = "") -> None:
    events.record(
        f"stock.{stock_import.state}",
        subject=stock_import.id,
        from_state=former,
        to_state=stock_import.state,
        changes={"landlord": str(stock_import.landlord_id), **stock_import.counts},
    )


@transaction.atomic
def receive(*, actor: Actor, file_name: str, pieces: Iterable[bytes], at: datetime) -> StockImport:
    """Keep a file sent through the page, for the actor's own organisation, and have a job check it."""
    landlord = Organisation.objects.filter(id=actor.organisation).first()
    require(policies.may_import(actor, landlord))
    stock_import = StockImport(landlord=landlord, file_name=file_name[:200], asked_by_id=actor.user, asked_at=at)
    stock_import.save()
    total = sha256()
    for position, piece in enumerate(pieces):
        total.update(piece)
        StockImportPart.objects.create(stock_import=stock_import, position=position, content=piece)
    stock_import.digest = total.hexdigest()
    start(actor, stock_import, "homes.check_import", _("Read %(file)s") % {"file": stock_import.file_name})
    _record(stock_import)
    return stock_import


def start(actor: Actor, stock_import: StockImport, task: str, label: str, **arguments: bool) -> JobRun:
    """Have a job work on the file; it is the one shown."""
    run = jobs.start(task, actor=actor, label=label[:200], stock_import=str(stock_import.id), **arguments)
    stock_import.job_id = run.id
    stock_import.save()
    return run


@contextmanager
def file_of(stock_import: StockImport) -> Iterator[Path]:
    """The file as it was sent."""
    with NamedTemporaryFile(prefix="palier-stock-") as file:
        for content in stock_import.parts.values_list("content", flat=True).iterator(chunk_size=4):
            file.write(content)
        file.flush()
        yield Path(file.name)


def check(*, actor: Actor, import_id: UUID, advance: Advance, at: datetime) -> StockImport:
    """Say which layout a received file has, what it would change and what is wrong with it; change no home.

    Twice does nothing more.
    """
    stock_import = get_import(actor, import_id, lock=True)
    require(policies.may_settle_import(actor, stock_import))
    if stock_import.state != ImportState.RECEIVED:
        return stock_import
    merge, report = _compared(stock_import, advance, at)
    merge.clear()
    refused = ImportState.TO_CORRECT if report.whole else ImportState.REFUSED
    _settle(stock_import, report, refused if report.errors_total else ImportState.CHECKED, at)
    return stock_import


def _compared(stock_import: StockImport, advance: Advance, at: datetime) -> tuple[Merge, Report]:
    today = at.astimezone(clock.PARIS).date()
    prepare()
    with file_of(stock_import) as path:
        if stock_import.state == ImportState.RECEIVED:
            stock_import.layout = layout_of(path)
        merge = Merge(stock_import.id, stock_import.landlord_id, today, TARGETS[Layout(stock_import.layout)])
        report = _read(path, stock_import.layout, merge, at, advance, corrections_of(stock_import))
    _one_at_a_time(stock_import.landlord.slug)
    merge.compare(report)
    return merge, report


def _settle(stock_import: StockImport, report: Report, state: ImportState, at: datetime) -> None:
    stock_import.counts, stock_import.report = report.counts, report.kept
    move(stock_import, state, at)


def corrections_of(stock_import: StockImport) -> Corrections:
    found: dict[int, dict[str, str]] = {}
    for row, column, value in stock_import.corrections.values_list("row", "column", "value"):
        found.setdefault(row, {})[column] = value
    return found


def move(stock_import: StockImport, state: ImportState, at: datetime) -> None:
    """To another state, by the table; an end forgets the content. What was corrected in an applied file is kept."""
    former = stock_import.state
    if state not in IMPORT_MOVES[former]:
        raise Conflict(_("This file is %(state)s already.") % {"state": stock_import.get_state_display()})
    stock_import.state = state
    if state in ENDS:
        stock_import.ended_at = at
        stock_import.parts.all().delete()
        if state != ImportState.APPLIED:
            stock_import.corrections.all().delete()
    stock_import.save()
    _record(stock_import, former)


@transaction.atomic
def ask_to_apply(*, actor: Actor, import_id: UUID, accept_large_change: bool = False) -> JobRun:
    """Have a job apply a checked file; asked twice, the same job. Raises Invalid for a large change not accepted."""
    stock_import = get_import(actor, import_id, lock=True)
    require(policies.may_settle_import(actor, stock_import))
    if stock_import.state != ImportState.CHECKED:
        raise Conflict(_("This file is %(state)s already.") % {"state": stock_import.get_state_display()})
    former = jobs.visible_to(actor).filter(id=stock_import.job_id, kind="homes.apply_import").first()
    if former and not former.over:
        return former
    if needs_acceptance(stock_import) and not accept_large_change:
        raise Invalid(fields={"accept_large_change": _("Tick this box if that is right.")})
    label = _("Apply %(file)s") % {"file": stock_import.file_name}
    return start(actor, stock_import, "homes.apply_import", label, accept_large_change=accept_large_change)


def needs_acceptance(stock_import: StockImport) -> bool:
    moved = stock_import.counts.get("changed", 0) + stock_import.report.get("gone", 0)
    return is_large(stock_import.report.get("stock", 0), moved)


def apply(*, actor: Actor, import_id: UUID, accept_large_change: bool, advance: Advance, at: datetime) -> StockImport:
    """Write a checked file into the stock. Twice does nothing more.

    Raises Invalid when the stock has changed since and more than a fifth of it would now: nothing is written.
    """
    stock_import = get_import(actor, import_id, lock=True)
    require(policies.may_settle_import(actor, stock_import))
    if stock_import.state == ImportState.APPLIED:
        return stock_import
    if stock_import.state != ImportState.CHECKED:
        raise Conflict(_("This file is %(state)s already.") % {"state": stock_import.get_state_display()})
    merge, report = _compared(stock_import, advance, at)
    if report.errors_total:
        merge.clear()
        _settle(stock_import, report, ImportState.REFUSED, at)
        return stock_import
    if is_large(report.stock, report.changed + report.gone) and not accept_large_change:
        raise Invalid(_("The stock has changed since the file was read: bring the file in again."))
    merge.apply()
    merge.clear()
    _settle(stock_import, report, ImportState.APPLIED, at)
    return stock_import


@transaction.atomic
def drop(*, actor: Actor, import_id: UUID, at: datetime) -> StockImport:
    """Give up a file that has not been applied: its content is forgotten at once."""
    stock_import = get_import(actor, import_id, lock=True)
    require(policies.may_settle_import(actor, stock_import))
    move(stock_import, ImportState.DROPPED, at)
    return stock_import
