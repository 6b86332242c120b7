"""The words of a partner meeting, and which letter each decision asks for."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AgendaKind(models.TextChoices):
    CASE = "case", _("household")
    HOME = "home", _("home")
    TOPIC = "topic", _("other subject")


class AgendaReason(models.TextChoices):
    """Why a line is on the agenda; a case may have several."""

    TONIGHT = "tonight", _("no home tonight")
    MUST_LEAVE = "must_leave", _("must leave within a month")
    ASSESSED = "assessed", _("assessment signed")
    READY = "ready", _("ready, signalled by the association")
    QUIET = "quiet", _("no step for a month")
    PUT_OFF = "put_off", _("put off last time")
    OPENED = "opened", _("opened to the agreement")
    BY_HAND = "by_hand", _("added by hand")


class DecisionKind(models.TextChoices):
    PUT_FORWARD = "put_forward", _("put forward for a home")
    PAPER = "paper", _("ask for a paper")
    REORIENT = "reorient", _("change of orientation")
    ADJOURN = "adjourn", _("adjourn")
    REFERENT = "referent", _("referent named")
    OTHER = "other", _("other")


class MeetingLetter(models.TextChoices):
    """What must be written to somebody after the meeting."""

    CANDIDATE = "candidate", _("to the landlord: the candidate file")
    PAPER = "paper", _("to the household: the paper to send")
    ORIENTATION = "orientation", _("to the household: what is proposed now")
    REFERENT = "referent", _("to the household: who follows it")


# An adjournment changes nothing for the household, and *other* says in words what follows.
LETTERS: dict[str, MeetingLetter] = {
    DecisionKind.PUT_FORWARD: MeetingLetter.CANDIDATE,
    DecisionKind.PAPER: MeetingLetter.PAPER,
    DecisionKind.REORIENT: MeetingLetter.ORIENTATION,
    DecisionKind.REFERENT: MeetingLetter.REFERENT,
}
