"""The grid of an agreement: how its partners say who comes first. A version holds from its day and is never changed."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from palier.matching.grid import Grid as PublishedGrid
from palier.matching.grid import GridRefused, Line, default_lines
from palier.organisations import policies
from palier.organisations.models import Agreement, Grid, GridLine
from palier.organisations.queries import get_agreement
from palier.platform import clock, events
from palier.platform.actor import Actor
from palier.platform.errors import Invalid
from palier.platform.policy import require


def begin_grid(agreement: Agreement) -> Grid:
    """The weights an agreement starts from, until its partners decide on their own."""
    grid = Grid.objects.create(agreement=agreement, version=1, starts_on=agreement.starts_on)
    _write(grid, default_lines())
    return grid


@transaction.atomic
def publish_grid(
    *, actor: Actor, agreement: UUID, lines: Sequence[Line], starts_on: date, decided_on: date, at: datetime
) -> Grid:
    """Publish the weights the partners decided on, from a day on. What was ranked before keeps its version."""
    found = get_agreement(actor, agreement)
    require(policies.may_publish_grid(actor, found))
    locked = Agreement.objects.select_for_update().get(id=found.id)
    last = locked.grids.aggregate(version=Max("version"), starts_on=Max("starts_on"))
    _in_time(locked, last["starts_on"], starts_on=starts_on, decided_on=decided_on, today=_day(at))
    version = last["version"] + 1
    proposed(lines)
    grid = Grid.objects.create(
        agreement=locked,
        version=version,
        starts_on=starts_on,
        decided_on=decided_on,
        published_at=at,
        published_by_id=actor.user,
    )
    _write(grid, lines)
    weights = {line.code: [line.points, line.cap] for line in lines}
    events.record(
        "grid.published",
        subject=locked.id,
        changes={"version": version, "starts_on": str(starts_on), "decided_on": str(decided_on), "lines": weights},
    )
    return grid


def proposed(lines: Sequence[Line]) -> PublishedGrid:
    """A grid of these weights that nobody has published. Invalid for a line that cannot be."""
    try:
        return PublishedGrid("proposed", tuple(lines))
    except GridRefused as refusal:
        raise Invalid(fields={lines[refusal.line].code: _("These points cannot be: check them.")}) from refusal


def grid_on(agreement: UUID, day: date) -> Grid:
    """The version in force on a day; the first one before it begins."""
    versions = Grid.objects.filter(agreement_id=agreement).prefetch_related("lines")
    return versions.filter(starts_on__lte=day).order_by("-starts_on").first() or versions.earliest("starts_on")


def as_published(grid: Grid) -> PublishedGrid:
    """The version as points are counted by it."""
    lines = [Line(line.code, line.points, line.per or None, line.cap) for line in grid.lines.all()]
    return PublishedGrid(str(grid.version), tuple(lines))


def _write(grid: Grid, lines: Sequence[Line]) -> None:
    GridLine.objects.bulk_create(
        GridLine(grid=grid, position=place, code=line.code, points=line.points, per=line.per or "", cap=line.cap)
        for place, line in enumerate(lines)
    )


def _in_time(agreement: Agreement, last: date, *, starts_on: date, decided_on: date, today: date) -> None:
    if decided_on > today:
        raise Invalid(fields={"decided_on": _("This day has not come yet.")})
    if starts_on < today:
        raise Invalid(fields={"starts_on": _("A grid never changes what was ranked before: choose today or later.")})
    if starts_on <= last:
        raise Invalid(fields={"starts_on": _("Another version begins then or later: choose a day after it.")})
    if starts_on > agreement.ends_on:
        raise Invalid(fields={"starts_on": _("The agreement is over by then.")})


def _day(at: datetime) -> date:
    return at.astimezone(clock.PARIS).date()
