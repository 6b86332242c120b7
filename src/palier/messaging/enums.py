from django.db import models
from django.utils.translation import gettext_lazy as _


class LetterKind(models.TextChoices):
    """What is made on paper, in French only: it is read outside Palier."""

    CANDIDATE_SHEET = "candidate_sheet", _("Candidate sheet (CALEOL)")
    CLOSING = "closing", _("Letter that the case is closed")
    MANDATE_ORDER = "mandate_order", _("Order of support")
    MANDATE_ACCEPTANCE = "mandate_acceptance", _("Acceptance of the order of support")
    CONTRACT_OF_OCCUPATION = "contract_of_occupation", _("Contract of occupation")
    SUBLEASE = "sublease", _("Sub-lease")
    TRIPARTITE_AGREEMENT = "tripartite_agreement", _("Agreement of the three")
    OFFER = "offer", _("Offer of a home")
    OFFER_REMINDER = "offer_reminder", _("Reminder of an offer")
    REFUSAL = "refusal", _("Decision of the CALEOL with its reasons")
    MISSING_PAPERS = "missing_papers", _("Papers to send")
    REVIEW_RECORD = "review_record", _("Record of a review")
    PREFECT_STATEMENT = "prefect_statement", _("Statement to the préfet")
    READINESS_CERTIFICATE = "readiness_certificate", _("Readiness certificate")
    SLIDE_PACK = "slide_pack", _("File of a slide, for the CALEOL")


class AlertTheme(models.TextChoices):
    """What one may be written to about, each chosen apart."""

    MENTIONS = "mentions", _("Somebody names me in a note")
    ASKED = "asked", _("My service is asked for something: support, a candidacy, a place")
    CASES = "cases", _("Others change a case I am the referent of")
    CANDIDACIES = "candidacies", _("A candidacy of mine moves: decision, offer, answer")
    DATES = "dates", _("Dates to keep")


class AlertWay(models.TextChoices):
    AT_ONCE = "at_once", _("at once")
    DIGEST = "digest", _("in the digest")
    NEVER = "never", _("never")


class DigestRhythm(models.TextChoices):
    DAILY = "daily", _("every morning")
    WEEKLY = "weekly", _("on Monday morning")
