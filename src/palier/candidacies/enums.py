from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CandidacyKind(models.TextChoices):
    """What the household would sign; a slide is a candidacy for the home it lives in."""

    LEASE = "lease", _("lease to the household")
    SUBLEASE = "sublease", _("sub-lease that may slide")
    SLIDE = "slide", _("slide of the sub-lease into a lease")


class CandidacyState(models.TextChoices):
    """The household answers after the decision; before it, it only agreed to be put forward."""

    PUT_FORWARD = "put_forward", _("put forward")
    DESIGNATED = "designated", _("designated")
    FILE_COMPLETE = "file_complete", _("file ready for the CALEOL")
    GRANTED = "granted", _("granted")
    GRANTED_RANKED = "granted_ranked", _("granted with a rank")
    GRANTED_IF = "granted_if", _("granted on a condition")
    NOT_GRANTED = "not_granted", _("not granted")
    INADMISSIBLE = "inadmissible", _("inadmissible")
    OFFERED = "offered", _("offered, answer awaited")
    ACCEPTED = "accepted", _("accepted by the household")
    REFUSED = "refused", _("refused by the household")
    NO_ANSWER = "no_answer", _("no answer, confirmed by the landlord")
    SIGNED = "signed", _("signed")
    WITHDRAWN = "withdrawn", _("withdrawn")
    SUPERSEDED = "superseded", _("ended by another signature")


class Decision(models.TextChoices):
    """The five answers of a CALEOL (CCH R441-3)."""

    GRANTED = "granted", _("granted")
    GRANTED_RANKED = "granted_ranked", _("granted with a rank")
    GRANTED_IF = "granted_if", _("granted if a paper comes")
    NOT_GRANTED = "not_granted", _("not granted")
    INADMISSIBLE = "inadmissible", _("inadmissible")


class DecisionReason(models.TextChoices):
    """Why a CALEOL does not grant, or finds a request inadmissible (CCH L441-2-2: told in writing)."""

    OVER_CEILING = "over_ceiling", _("resources above the ceiling")
    PERMIT = "permit", _("no proof of a regular stay")
    FILE_INCOMPLETE = "file_incomplete", _("incomplete file")
    WRONG_SIZE = "wrong_size", _("size of the home does not fit the household")
    TOO_DEAR = "too_dear", _("rent too high for the resources")
    OWNS_A_HOME = "owns_a_home", _("owns a home that fits its needs")
    FALSE_STATEMENT = "false_statement", _("false statement")
    ANOTHER_CANDIDATE = "another_candidate", _("another candidate was preferred")


class HomeRefusal(models.TextChoices):
    """The household's own reasons, never mixed with the landlord's; nothing of health."""

    TOO_DEAR = "too_dear", _("rent or charges too high")
    TOO_SMALL = "too_small", _("too small")
    TOO_LARGE = "too_large", _("too large")
    TOO_FAR = "too_far", _("too far from work, school or family")
    TRANSPORT = "transport", _("poorly served by public transport")
    NEIGHBOURHOOD = "neighbourhood", _("the neighbourhood")
    ACCESS = "access", _("floor, lift or access")
    CONDITION = "condition", _("state of the home or the building")
    FOUND_ELSEWHERE = "found_elsewhere", _("found a home elsewhere")
    CHANGED = "changed", _("the situation has changed")
    OTHER = "other", pgettext_lazy("a reason", "another reason")


class WithdrawnBy(models.TextChoices):
    HOUSEHOLD = "household", _("the household")
    REFERENT = "referent", _("the referent")
    LANDLORD = "landlord", _("the landlord")


class WithdrawalReason(models.TextChoices):
    """Why a candidacy ends before its time."""

    HOUSED = "housed", _("housed elsewhere")
    NO_LONGER_WANTED = "no_longer_wanted", _("the household no longer wants it")
    NO_CONTACT = "no_contact", _("the household cannot be reached")
    RESOURCES = "resources", _("resources or household have changed")
    HOME_GONE = "home_gone", _("the home is no longer to be let")
    NOT_SIGNED = "not_signed", _("accepted, then not signed")
    MISTAKE = "mistake", _("put forward by mistake")


class NoticeMeans(models.TextChoices):
    """How an offer reaches the household, with proof of the day (CCH R441-10)."""

    REGISTERED = "registered", _("registered letter with acknowledgement")
    ELECTRONIC = "electronic", _("electronic registered letter")
    HANDED = "handed", _("handed over against a signature")


class ExaminationException(models.TextChoices):
    """Why fewer requests than the law asks for were examined (CCH R441-3); the last one is practice, not a text."""

    SHORTAGE = "shortage", _("not enough requests")
    DALO = "dalo", _("candidate designated by the prefect under the DALO")
    ADAPTED = "adapted", _("home financed as PLAI adapté")
    SUBLEASE = "sublease", _("home let to an association that sub-lets it")


class OutsideHomeKind(models.TextChoices):
    """A home that no party of the agreement lets through Palier."""

    HLM = "hlm", _("home of another social landlord")
    PRIVATE = "private", _("private home")
    ASSOCIATION = "association", _("home of another association")


class RankEnd(models.TextChoices):
    """What became of a candidate from outside Palier."""

    REFUSED = "refused", _("refused, or did not answer")
    SIGNED = "signed", pgettext_lazy("a candidate from outside", "signed the lease")
    WITHDRAWN = "withdrawn", pgettext_lazy("a candidate from outside", "withdrawn")
    SUPERSEDED = "superseded", _("ended by another signature")
