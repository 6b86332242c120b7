from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PlaceCandidacyState(models.TextChoices):
    """From the household's agreement to its arrival; who asks and who decides depends on the kind of residence."""

    AGREED = "agreed", _("agreed by the household")
    SIAO_REQUESTED = "siao_requested", _("asked of the SIAO")
    SIAO_ORIENTED = "siao_oriented", _("directed by the SIAO")
    RECEIVED = "received", pgettext_lazy("a candidacy for a place", "received by the residence")
    VISITED = "visited", _("visited")
    ADMITTED = "admitted", _("admitted")
    WAITING_LIST = "waiting_list", _("on the waiting list")
    DEFERRED = "deferred", _("deferred")
    REFUSED = "refused", _("refused by the residence")
    PLACE_OFFERED = "place_offered", _("place offered")
    ACCEPTED = "accepted", _("place accepted")
    DECLINED = "declined", _("place declined by the household")
    CONTRACT_SIGNED = "contract_signed", _("contract signed")
    ARRIVED = "arrived", _("arrived")
    WITHDRAWN = "withdrawn", _("withdrawn")


class PlaceRefusal(models.TextChoices):
    """The reasons of a residence; nothing of health."""

    NOT_ITS_PUBLIC = "not_its_public", _("not the public of the residence")
    AGE = "age", _("age")
    RESOURCES = "resources", _("resources do not cover the fee")
    SUPPORT = "support", _("needs more support than there is")
    COMPOSITION = "composition", _("the place does not fit the household")
    NO_SHOW = "no_show", _("did not come to the visit")
    OTHER = "other", pgettext_lazy("a reason", "another reason")
