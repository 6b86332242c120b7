"""What partners promise one another, counted in households unless said; the facts come with the yearly report."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Indicator(models.TextChoices):
    REQUESTS = "requests_received", _("requests received")
    ASSESSMENTS = "assessments_signed", _("joint assessments signed")
    TEMPORARY = "temporary_entries", _("entries in temporary homes")
    LASTING = "lasting_entries", _("entries in lasting adapted homes")
    HOMES_OPENED = "homes_opened", _("homes opened to the agreement")
    SUBLEASES = "subleases", _("sub-leases signed with a view to slide")
    SLIDES = "slides", _("slides into a lease of one's own")
    DIRECT_LEASES = "direct_leases", _("direct leases")
    ENTRY_SUPPORT = "entry_support", _("welcome visits within 30 days of entry")
    KEPT_HOMES = "kept_homes", _("homes kept and stabilised")
    HELD = "held_at_12_months", _("households still in their home after 12 months")
    MANDATES = "support_mandates", _("support mandates accepted")
    GRANTED = "candidacies_granted", _("candidacies granted by the CALEOL")
    ACCEPTED = "offers_accepted", _("offers accepted by the household")
    AIDS = "aids_obtained", _("households that obtained an aid")
