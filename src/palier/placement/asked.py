"""What a coordinator asks the worker for: the ranks of her agreement anew, or who would move under other weights."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from palier.matching.grid import Line
from palier.organisations import policies
from palier.organisations.grids import proposed
from palier.organisations.queries import get_agreement
from palier.platform import jobs
from palier.platform.actor import Actor
from palier.platform.models import JobRun
from palier.platform.policy import require

COMPUTE, PREVIEW = "placement.compute", "placement.preview"


@transaction.atomic
def ask_to_compute(*, actor: Actor, agreement: UUID) -> JobRun:
    """Have the shortlists of the homes open to an agreement computed anew; asked twice, the same job."""
    found = get_agreement(actor, agreement)
    require(policies.may_publish_grid(actor, found))
    label = _("Compute the ranks of %(agreement)s") % {"agreement": found.name}
    waiting = [run for run in jobs.visible_to(actor).filter(kind=COMPUTE, label=label[:200]) if not run.over]
    return waiting[0] if waiting else jobs.start(COMPUTE, actor=actor, label=label[:200], agreement=str(found.id))


@transaction.atomic
def ask_for_preview(*, actor: Actor, agreement: UUID, lines: Sequence[Line]) -> JobRun:
    """Have it counted who would move if these weights held today; nothing is published. Invalid as publishing them."""
    found = get_agreement(actor, agreement)
    require(policies.may_publish_grid(actor, found))
    proposed(lines)
    label = _("Who would move in %(agreement)s") % {"agreement": found.name}
    weights: list[dict[str, Any]] = [
        {"code": line.code, "points": line.points, "per": line.per, "cap": line.cap} for line in lines
    ]
    return jobs.start(PREVIEW, actor=actor, label=label[:200], agreement=str(found.id), weights=weights)
