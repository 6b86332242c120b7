"""What an actor sees of reports: those of the agreements her organisation is a party to, by the policy of her role."""

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from palier.cases.models import Case
from palier.cases.queries import rows_visible_to, visible_to
from palier.organisations.queries import agreements_of
from palier.platform.actor import Actor
from palier.platform.errors import Missing
from palier.platform.policy import require
from palier.reporting import policies
from palier.reporting.models import CountedCase, Figure, Report


def reports_of(actor: Actor, agreement: UUID) -> QuerySet[Report]:
    """The years of an agreement, the last one first; of each, the one that runs, then those frozen."""
    return _reports(actor).filter(agreement=agreement)


def get_report(actor: Actor, report_id: UUID, *, lock: bool = False) -> Report:
    """Raises Missing for one of another agreement, Refused for a role that reads no figures."""
    found = _reports(actor).filter(id=report_id)
    report = found.select_for_update(of=("self",)).first() if lock else found.first()
    # A frozen one is locked for nobody: it does not change.
    report = report or (found.first() if lock else None)
    if report is None:
        raise Missing
    require(policies.may_read_figures(actor))
    return report


def get_figure(actor: Actor, report: Report, kind: str, code: str) -> Figure:
    found = Figure.objects.filter(report=report, kind=kind, code=code, across="").first()
    if found is None:
        raise Missing
    return found


def cases_behind(actor: Actor, figure: Figure) -> QuerySet[Case]:
    """Of the cases that a figure counts, those she may open."""
    counted = rows_visible_to(actor, CountedCase).filter(figure=figure, case=OuterRef("id"))
    return (
        visible_to(actor)
        .filter(Exists(counted))
        .select_related("referent", "holder__organisation")
        .order_by("received_on", "id")
    )


def _reports(actor: Actor) -> QuerySet[Report]:
    return Report.objects.filter(agreement__in=agreements_of(actor)).select_related("agreement", "frozen_by")
