from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    HOUSING_BODY = "housing_body", _("housing body")
    LANDLORD = "landlord", _("landlord")
    ASSOCIATION = "association", _("association")


class ServiceKind(models.TextChoices):
    """What a service is for: a share names the service, a transition opens it to the one of this kind."""

    SOCIAL = "social", _("social service")
    RESERVATION = "reservation", _("reservations")
    ALLOCATION = "allocation", _("allocations")
    RENTAL = "rental", _("rental management")
    RESIDENCE = "residence", _("residence")
    RECOVERY = "recovery", _("debt recovery")
    DIRECTION = "direction", _("direction")


class Role(models.TextChoices):
    ADVISER = "adviser", _("social adviser")
    SOCIAL_WORKER = "social_worker", _("social worker")
    TEAM_LEAD = "team_lead", _("head of social team")
    LANDLORD_ADVISER = "landlord_adviser", _("landlord's social adviser")
    RESERVATION_OFFICER = "reservation_officer", _("reservation officer")
    ALLOCATION_OFFICER = "allocation_officer", _("allocation officer")
    COMMITTEE_SECRETARY = "committee_secretary", _("CALEOL secretary")
    DEBT_RECOVERY = "debt_recovery", _("debt recovery officer")
    RENTAL_MANAGER = "rental_manager", _("rental manager")
    RESIDENCE_MANAGER = "residence_manager", _("residence manager")
    VOLUNTEER = "volunteer", _("volunteer companion")
    COORDINATOR = "coordinator", _("coordinator")
    STEERING = "steering", _("steering committee member")
    ADMINISTRATOR = "administrator", _("administrator")
    SUPPORT = "support", _("technical support")
    DPO = "dpo", _("data-protection officer")


class AccreditationKind(models.TextChoices):
    """The three of the code de la construction et de l'habitation; each has its own conditions."""

    BUILDER = "builder", _("social builder (L365-2)")
    SOCIAL_SUPPORT = "social_support", _("social, financial and technical engineering (L365-3)")
    RENTAL = "rental", _("rental mediation and social rental management (L365-4)")


class AgreementStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    SIGNED = "signed", _("signed")
    ENDED = "ended", _("ended")


class GridCode(models.TextChoices):
    """What a grid gives points for: the codes of `palier.matching.grid`, in words."""

    WAITING = "waiting", _("each month since the request")
    PRIORITY_PUBLIC = "priority_public", _("priority public")
    ADAPTED_HOME = "adapted_home", _("accessible home, needed and offered")
    READY = "ready", _("ready, signalled by the association")
    FIRST_WISHED_COMMUNE = "first_wished_commune", _("home in the first commune wished for")
