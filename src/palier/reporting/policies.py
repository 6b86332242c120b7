"""May this actor read the figures of her agreement, the cases behind, freeze a report? One function an act."""

from django.utils.translation import gettext_lazy as _

from palier.cases import access
from palier.cases.enums import Audience
from palier.platform.actor import Actor
from palier.platform.policy import Decision, allowed_if

ASK_A_READER = _(
    "The figures are for the steering committee, the coordinator and the heads of social teams. Ask one of them."
)
FIGURES_ONLY = _("Your role reads figures, not cases. The coordinator can tell you more.")
ASK_THE_COORDINATOR = _("The coordinator freezes the figures of a steering committee. Ask her.")


def may_read_figures(actor: Actor) -> Decision:
    """Of the agreements that her organisation is a party to."""
    return allowed_if(actor.has(*access.READ_FIGURES), ASK_A_READER)


def may_see_behind(actor: Actor) -> Decision:
    """Which cases a figure counts: only those that she may open are then listed."""
    decision = may_read_figures(actor)
    return allowed_if(Audience.ENVELOPE in actor.audiences, FIGURES_ONLY) if decision else decision


def may_freeze(actor: Actor) -> Decision:
    return allowed_if(actor.has(*access.FREEZE_FIGURES), ASK_THE_COORDINATOR)
