"""Who sees what and who does what: the one table. `docs/access.md` is generated from it, both walls read it.

A role opens an audience only among the shares of her service or organisation; what she may do comes on top.
"""

from collections.abc import Iterable
from datetime import timedelta

from palier.cases.enums import Audience
from palier.organisations.enums import Role, ServiceKind

E, F, T, S, I = Audience.ENVELOPE, Audience.FILE, Audience.TENANCY, Audience.SOCIAL, Audience.INTERNAL  # noqa: E741

# Not an audience of a row: the right to read one's own organisation's record of events and accesses.
RECORD = "record"
# Nor this one: what others owe one's own organisation for the homes it lets, with nothing of a case.
ACCOUNT = "account"
# Nor this one: every candidacy of a case whose envelope one opens. Without it, those put forward to one's own service:
# a landlord never learns where else a household is put forward.
CANDIDACIES = "candidacies"

OPENS: dict[Role, frozenset[str]] = {
    Role.ADVISER: frozenset({E, F, T, S, I, CANDIDACIES}),
    Role.SOCIAL_WORKER: frozenset({E, F, T, S, I, CANDIDACIES}),
    Role.TEAM_LEAD: frozenset({E, F, T, S, I, CANDIDACIES}),
    # Social only where the share names her service: a social share always names one (Share.Meta.constraints).
    Role.LANDLORD_ADVISER: frozenset({E, T, S}),
    Role.RESERVATION_OFFICER: frozenset({E, F, I}),
    Role.ALLOCATION_OFFICER: frozenset({E, F, I}),
    Role.COMMITTEE_SECRETARY: frozenset({E, F, I}),
    # A party that sues the household may not read its file (practitioner's note A19): only what associations owe.
    Role.DEBT_RECOVERY: frozenset({ACCOUNT}),
    Role.RENTAL_MANAGER: frozenset({E, F, T, I}),
    Role.RESIDENCE_MANAGER: frozenset({E, F, T, I}),
    # The goals she helps with come with support plans; until then, nothing.
    Role.VOLUNTEER: frozenset(),
    Role.COORDINATOR: frozenset({E, CANDIDACIES}),
    Role.STEERING: frozenset(),
    Role.ADMINISTRATOR: frozenset(),
    Role.SUPPORT: frozenset(),
    Role.DPO: frozenset({RECORD}),
}

SOCIAL_ROLES = frozenset({Role.ADVISER, Role.SOCIAL_WORKER, Role.TEAM_LEAD})

# Acts on cases. On top of the role, each needs the case to be visible, and where said, to be held by her service.
RECEIVE_CALL = SOCIAL_ROLES
# Whoever brings a household in reads its name and its story: a coordinator, who opens the envelope only, cannot.
BRING_FOLLOW_UP = SOCIAL_ROLES
WRITE_FILE = SOCIAL_ROLES
MOVE_CASE = SOCIAL_ROLES
SHARE_CASE = SOCIAL_ROLES
# A referent passes on her own cases and says who covers them; the team lead does it for whoever is away.
COVER = SOCIAL_ROLES
HAND_OVER_FOR_OTHERS = frozenset({Role.TEAM_LEAD})
# Of the agreements her organisation is a party to. The cases behind a figure are those she may open anyway.
READ_FIGURES = frozenset({Role.STEERING, Role.COORDINATOR, Role.TEAM_LEAD})
FREEZE_FIGURES = frozenset({Role.COORDINATOR})
SEARCH_CASES = frozenset(role for role, opened in OPENS.items() if E in opened)

# An oral authorisation is enough to start; unconfirmed in writing it narrows to the envelope after this time.
WRITTEN_WITHIN = timedelta(days=15)
AUTHORISED_FOR = timedelta(days=365)

# What the holder's service opens, for as long as it holds the case; and what a service the household named may get.
HOLDER_OPENS = (E, F, T, S, I)
AUTHORISED_OPENS = (E, F, S)
# Who lets and who manages, once a contract is signed: the whole organisation, whose roles open the tenancy or do not.
CONTRACT_OPENS = (E, T)
# Months a tenancy stays readable after its end: what a lease makes due is claimed for three years (loi n° 89-462 du 6
# juillet 1989, article 7-1).
TENANCY_KEPT_MONTHS = 36
# The kinds of services that a household may let follow its case.
SUPPORTING = (ServiceKind.SOCIAL, ServiceKind.RENTAL, ServiceKind.RESIDENCE)
# A service that receives social information also gets a place for its own notes.
OWN_NOTES = I


def audiences_of(roles: Iterable[str]) -> frozenset[str]:
    """The union of what the roles open; values of Audience, RECORD, ACCOUNT or CANDIDACIES."""
    return frozenset(str(audience) for role in roles for audience in OPENS[Role(role)])
