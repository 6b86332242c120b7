"""May this actor do this to this home? One function an act."""

from django.utils.translation import gettext_lazy as _

from palier.homes.models import Home, Place, Residence, StockImport
from palier.homes.queries import READERS
from palier.organisations.enums import Role
from palier.organisations.models import Organisation
from palier.platform.actor import Actor
from palier.platform.policy import Allowed, Decision, Denied, allowed_if

OPEN_HOMES = frozenset({Role.ALLOCATION_OFFICER})
IMPORT_STOCK = frozenset({Role.ALLOCATION_OFFICER, Role.RENTAL_MANAGER})
KEEP_CALENDAR = frozenset({Role.RESIDENCE_MANAGER, Role.RENTAL_MANAGER})
# The actor of the command line.
IMPORTER = "import"

ASK_THE_LANDLORD = _("Only the landlord's allocation officer does this. Ask the landlord.")
ASK_FOR_IMPORT = _("Only the allocation officer or the rental manager brings in a stock file. Ask one of them.")
ASK_FOR_CHARGES = _("Only the allocation officer or the rental manager says what charges come to. Ask one of them.")
ASK_FOR_THE_CALENDAR = _("Only the residence manager or the rental manager does this. Ask one of them.")
LEFT = _("This home has left the stock. Say that it is still there first.")


def may_list_homes(actor: Actor) -> Decision:
    return allowed_if(actor.has(*READERS), _("Your role does not open homes. Your administrator can change it."))


def may_open(actor: Actor, home: Home) -> Decision:
    """Open to the agreement, withdraw, open again: the landlord's allocation officer, for a home still in the stock."""
    if home.landlord_id != actor.organisation or not actor.has(*OPEN_HOMES):
        return Denied(ASK_THE_LANDLORD)
    return Denied(LEFT) if home.left_on else Allowed()


def may_announce(actor: Actor) -> Decision:
    """Say that homes of one's own stock come free."""
    return allowed_if(actor.has(*OPEN_HOMES), ASK_THE_LANDLORD)


def may_settle_stock(actor: Actor, home: Home) -> Decision:
    """Say that a home has left the stock, or that it is still there."""
    return allowed_if(home.landlord_id == actor.organisation and actor.has(*IMPORT_STOCK), ASK_FOR_IMPORT)


def may_set_charges(actor: Actor, landlord: Organisation | None) -> Decision:
    """Say what charges come to in one's own homes: those who bring in the stock."""
    own = landlord is not None and landlord.id == actor.organisation
    return allowed_if(own and actor.has(*IMPORT_STOCK), ASK_FOR_CHARGES)


def may_keep_calendar(actor: Actor, place: Place) -> Decision:
    """Say when a place of one's own organisation is taken, out of service or free again."""
    return allowed_if(place.landlord_id == actor.organisation and actor.has(*KEEP_CALENDAR), ASK_FOR_THE_CALENDAR)


def may_plan(actor: Actor, residence: Residence) -> Decision:
    """Say how long a stay is planned to last in a residence of one's own organisation."""
    return allowed_if(residence.landlord_id == actor.organisation and actor.has(*KEEP_CALENDAR), ASK_FOR_THE_CALENDAR)


def may_settle_place(actor: Actor, place: Place) -> Decision:
    """Say that a place has left the stock, or that it is still there."""
    return allowed_if(place.landlord_id == actor.organisation and actor.has(*IMPORT_STOCK), ASK_FOR_IMPORT)


def may_import(actor: Actor, landlord: Organisation | None) -> Decision:
    """Bring in a file of one's own organisation; the command line brings in anybody's, and makes a new landlord."""
    if actor.system == IMPORTER:
        return Allowed()
    own = landlord is not None and landlord.id == actor.organisation
    return allowed_if(own and actor.has(*IMPORT_STOCK), ASK_FOR_IMPORT)


def may_settle_import(actor: Actor, stock_import: StockImport) -> Decision:
    return may_import(actor, stock_import.landlord)
