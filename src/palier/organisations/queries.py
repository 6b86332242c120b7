"""What an actor may see of organisations: her own, and the parties of the agreements her organisation signed."""

from datetime import date, datetime
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from palier.organisations.enums import AgreementStatus, OrganisationKind
from palier.organisations.models import Agreement, Invitation, JoinRequest, Membership, Organisation, Service
from palier.platform.actor import Actor
from palier.platform.errors import Missing
from palier.platform.text import search_key

Row = TypeVar("Row", bound=Model)


def held_memberships(user: UUID, *, on: date) -> QuerySet[Membership]:
    """The roles a person holds on a day, with service and organisation, in the order of the switcher."""
    return (
        Membership.objects.filter(running(on), user_id=user, user__is_active=True)
        .select_related("service__organisation")
        .order_by("service__organisation__name", "service__name", "role")
    )


def agreements_of(actor: Actor) -> QuerySet[Agreement]:
    return Agreement.objects.filter(places__organisation_id=actor.organisation).distinct()


def running_agreements(actor: Actor, *, on: date) -> QuerySet[Agreement]:
    """The signed agreements of the actor's organisation that run on a day."""
    return all_running(on).filter(places__organisation_id=actor.organisation).distinct()


def all_running(on: date) -> QuerySet[Agreement]:
    """Every signed agreement that runs on a day, whoever signed it: for the work of a night."""
    return Agreement.objects.filter(status=AgreementStatus.SIGNED, starts_on__lte=on, ends_on__gte=on)


def partners_of(actor: Actor) -> QuerySet[Organisation]:
    """The parties of the agreements the actor's organisation signed, itself included.

    A draft makes no partners: it names whom one side hopes to sign with.
    """
    signed = Q(
        places__agreement__places__organisation_id=actor.organisation,
        places__agreement__status__in=(AgreementStatus.SIGNED, AgreementStatus.ENDED),
    )
    return Organisation.objects.filter(Q(id=actor.organisation) | signed).distinct()


def partner_services(actor: Actor) -> QuerySet[Service]:
    """The services a household may be asked to share with."""
    return (
        Service.objects.filter(organisation__in=partners_of(actor))
        .select_related("organisation")
        .order_by("organisation__name", "name")
    )


def running(on: date) -> Q:
    """The memberships in force on a day."""
    return Q(started_on__lte=on) & (Q(ended_on=None) | Q(ended_on__gt=on))


def members_of(organisation: UUID | None, *, on: date) -> QuerySet[Membership]:
    """Who works where in an organisation on a day, by name."""
    return (
        Membership.objects.filter(running(on), service__organisation_id=organisation, user__is_active=True)
        .select_related("user", "service")
        .order_by("user__last_name", "user__first_name", "service__name", "role")
    )


def get_membership(actor: Actor, membership: UUID) -> Membership:
    """A membership of the actor's organisation, past ones included. Raises Missing for any other."""
    rows = Membership.objects.select_related("user", "service__organisation")
    return _mine(rows.filter(service__organisation_id=actor.organisation), membership)


def get_service(actor: Actor, service: UUID) -> Service:
    """A service of the actor's organisation. Raises Missing for any other."""
    return _mine(Service.objects.filter(organisation_id=actor.organisation), service)


def get_agreement(actor: Actor, agreement: UUID) -> Agreement:
    """An agreement that the actor's organisation is a party to. Raises Missing for any other."""
    return _mine(agreements_of(actor), agreement)


def open_invitations(actor: Actor, *, at: datetime) -> QuerySet[Invitation]:
    """The invitations of the actor's organisation that can still be accepted."""
    return (
        Invitation.objects.filter(service__organisation_id=actor.organisation)
        .filter(accepted_at=None, withdrawn_at=None, expires_at__gt=at)
        .select_related("service")
        .order_by("email", "invited_at")
    )


def open_join_requests(actor: Actor) -> QuerySet[JoinRequest]:
    """Who has asked to join the actor's organisation and waits for an answer, the oldest first."""
    return (
        JoinRequest.objects.filter(organisation_id=actor.organisation, state=JoinRequest.State.ASKED)
        .select_related("user", "organisation")
        .order_by("asked_at")
    )


def search_organisations(words: str, *, limit: int = 10) -> list[Organisation]:
    """Organisations by name, for whoever asks to join one: all words, three letters at least, accents ignored."""
    asked = search_key(words).split()
    if len("".join(asked)) < 3:
        return []
    found = (row for row in Organisation.objects.all() if all(word in search_key(row.name) for word in asked))
    return list(islice(found, limit))


def _mine(rows: QuerySet[Row], row: UUID) -> Row:
    found = rows.filter(id=row).first()
    if found is None:
        raise Missing
    return found


def has_stock(actor: Actor) -> bool:
    """Whether hers is an organisation that owns homes."""
    return Organisation.objects.filter(id=actor.organisation).exclude(kind=OrganisationKind.HOUSING_BODY).exists()
