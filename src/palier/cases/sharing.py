"""Open and close shares. A share is opened by the transition that justifies it, and says its ground and its end."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from palier.cases import access, policies
from palier.cases.enums import Audience, CaseState, Ground, Means
from palier.cases.models import Case, Share, SharingAuthorisation
from palier.cases.queries import get_case
from palier.organisations.models import Service
from palier.organisations.queries import partner_services
from palier.platform import clock, events
from palier.platform.actor import Actor
from palier.platform.context import acting
from palier.platform.errors import Invalid, Missing
from palier.platform.policy import require
from palier.rules.days import months_later

SUPPORT = "support"


def open_to_holder(*, actor: Actor, case: Case, at: datetime) -> None:
    """Everything, to the service that received the case, as long as it holds it."""
    _open(case, actor, actor.organisation, actor.service, access.HOLDER_OPENS, Ground.HOLDER, at, until=None)


def end_followers(*, case: Case, at: datetime) -> None:
    """The case is closed: whoever followed it stops seeing it this instant; its holder keeps it.

    So does who is bound to the household by a contract, which the end of the support does not end: for its tenancy, as
    long as a tenancy is kept.
    """
    _end(Share.objects.filter(case=case).exclude(ground__in=(Ground.HOLDER, Ground.CONTRACT)), at)


@transaction.atomic
def authorise(
    *,
    actor: Actor,
    case: Case,
    person: UUID,
    recipient: UUID,
    at: datetime,
    means: Means,
    audiences: Iterable[str] = access.AUTHORISED_OPENS,
) -> SharingAuthorisation:
    """An adult of the household lets a partner's service receive `audiences` for a year.

    Said on the phone, it opens at once; without a written word within `access.WRITTEN_WITHIN` all but the envelope
    closes by itself. Said again while it holds, it is one authorisation still: taking it back closes all of it.
    Raises Invalid for a service that is not one of a party.
    """
    case = get_case(actor, case.id, lock=True)
    require(policies.may_open_shares(actor, case), case=case.id)
    service = _recipient(actor, recipient)
    today = at.astimezone(clock.PARIS).date()
    running = SharingAuthorisation.objects.filter(
        case=case, person_id=person, recipient=service, withdrawn_at=None, until__gte=today
    ).first()
    if running:
        written = means == Means.WRITTEN and running.written_on is None
        if written:
            return confirm_in_writing(actor=actor, case_id=case.id, authorisation=running.id, at=at)
        return running
    last_day = (at + access.AUTHORISED_FOR).astimezone(clock.PARIS).date()
    opened = tuple(dict.fromkeys(audiences))
    authorisation = SharingAuthorisation.objects.create(
        case=case,
        person_id=person,
        recipient=service,
        audiences=list(opened),
        until=last_day,
        oral_at=at if means == Means.ORAL else None,
        written_on=at.astimezone(clock.PARIS).date() if means == Means.WRITTEN else None,
    )
    end, narrow = _end_of(last_day), _end_of(narrows_on(authorisation))
    if Audience.SOCIAL in opened:
        opened += (access.OWN_NOTES,)
    for audience in opened:
        until = narrow if means == Means.ORAL and audience != Audience.ENVELOPE else end
        _open(
            case,
            actor,
            service.organisation_id,
            service.id,
            (audience,),
            Ground.AUTHORISATION,
            at,
            until=until,
            authorisation=authorisation,
        )
    events.record("sharing.authorised", case=case.id, subject=authorisation.id, changes={"service": str(service.id)})
    return authorisation


def narrows_on(authorisation: SharingAuthorisation) -> date:
    """The last day on which a spoken authorisation opens more than the envelope."""
    spoken = authorisation.oral_at or clock.now()
    return (spoken + access.WRITTEN_WITHIN).astimezone(clock.PARIS).date()


def may_receive(actor: Actor) -> QuerySet[Service]:
    """The services a household may be asked to let follow its case: those of the partners that support or house.

    Never one that recovers debts: a party that sues the household may not read its file.
    """
    return partner_services(actor).exclude(id=actor.service).filter(kind__in=access.SUPPORTING)


def _recipient(actor: Actor, service: UUID) -> Service:
    found = may_receive(actor).filter(id=service).first()
    if found is None:
        raise Invalid(_("This service is not one of your partners."), fields={"authorised": ""})
    return found


@transaction.atomic
def confirm_in_writing(*, actor: Actor, case_id: UUID, authorisation: UUID, at: datetime) -> SharingAuthorisation:
    """The written word has come: what was to narrow stays open to the end of the authorisation.

    Where it had narrowed already, it opens again from now on.
    """
    case = get_case(actor, case_id, lock=True)
    require(policies.may_open_shares(actor, case), case=case.id)
    found = _authorisation(case, authorisation)
    if found.until < at.astimezone(clock.PARIS).date():
        raise Invalid(_("This authorisation has ended: ask the household for a new one."))
    found.written_on = at.astimezone(clock.PARIS).date()
    found.save(update_fields=["written_on"])
    found.shares.update(until=_end_of(found.until))
    events.record("sharing.confirmed", case=case.id, subject=found.id)
    return found


@transaction.atomic
def withdraw(*, actor: Actor, case_id: UUID, authorisation: UUID, at: datetime) -> SharingAuthorisation:
    """The household takes its authorisation back: what it opened closes the same second.

    What a contract, a decision or the law opened has another ground, and stays; of a support mandate the social part
    closes too, for the household may always stop telling its story.
    """
    case = get_case(actor, case_id, lock=True)
    require(policies.may_share(actor, case), case=case.id)
    found = _authorisation(case, authorisation)
    found.withdrawn_at = at
    found.save(update_fields=["withdrawn_at"])
    _end(found.shares.all(), at)
    _end(_mandate_shares(case, found.recipient).filter(audience__in=(Audience.SOCIAL, access.OWN_NOTES)), at)
    events.record("sharing.withdrawn", case=case.id, subject=found.id)
    return found


@transaction.atomic
def open_to_operator(*, actor: Actor, case_id: UUID, service: Service, at: datetime) -> None:
    """A support mandate was accepted: its operator's service reads the case as long as it runs. Once is enough.

    Social information needs the household's word on top of the mandate: withdrawn meanwhile, it stays closed. So does
    a case closed meanwhile, to everybody.
    """
    case = get_case(actor, case_id, lock=True)
    require(policies.may_share(actor, case), case=case.id)
    if case.state == CaseState.CLOSED or _running(_mandate_shares(case, service), at).exists():
        return
    opened: tuple[str, ...] = (Audience.ENVELOPE, Audience.FILE)
    if SharingAuthorisation.objects.filter(
        case=case, recipient=service, withdrawn_at=None, audiences__contains=[Audience.SOCIAL]
    ).exists():
        opened += (Audience.SOCIAL, access.OWN_NOTES)
    _open(case, actor, service.organisation_id, service.id, opened, Ground.MANDATE, at, until=None)


@transaction.atomic
def end_mandate(*, actor: Actor, case_id: UUID, service: Service, at: datetime) -> None:
    """The mandate ended: what it opened closes; an authorisation of the household goes on by itself."""
    case = get_case(actor, case_id, lock=True)
    require(policies.may_share(actor, case), case=case.id)
    _end(_mandate_shares(case, service), at)


def in_the_name_of_holder(case: Case) -> Actor:
    """What a signature writes and opens is the holder's to open, whoever of the parties records it."""
    return Actor(
        user=None,
        organisation=case.holder.organisation_id,
        service=case.holder_id,
        audiences=frozenset({*access.HOLDER_OPENS, access.CANDIDACIES}),
        system="tenancies",
    )


@transaction.atomic
def open_to_parties(*, case: Case, organisations: Iterable[UUID], at: datetime) -> None:
    """A contract was signed: who lets and who manages reads the tenancy and the envelope; a running share is enough."""
    holder = in_the_name_of_holder(case)
    with acting(holder):
        for organisation in organisations:
            mine = Share.objects.filter(case=case, organisation=organisation, ground=Ground.CONTRACT)
            running = set(_running(mine, at).values_list("audience", flat=True))
            _running(mine, at).update(until=None)
            wanted = [audience for audience in access.CONTRACT_OPENS if audience not in running]
            _open(case, holder, organisation, None, wanted, Ground.CONTRACT, at, until=None)


@transaction.atomic
def close_to_parties(*, case: Case, organisations: Iterable[UUID], ends_on: date, at: datetime) -> None:
    """The contract ended: its parties go on reading it for as long as one of them may still claim something."""
    until = _end_of(months_later(ends_on, access.TENANCY_KEPT_MONTHS))
    with acting(in_the_name_of_holder(case)):
        shares = Share.objects.filter(case=case, organisation__in=organisations, ground=Ground.CONTRACT, until=None)
        shares.update(until=max(until, at))


@transaction.atomic
def take_back_from_parties(*, case: Case, organisations: Iterable[UUID], at: datetime) -> None:
    """The contract never was: its parties read nothing of it from now on."""
    with acting(in_the_name_of_holder(case)):
        _end(Share.objects.filter(case=case, organisation__in=organisations, ground=Ground.CONTRACT), at)


@transaction.atomic
def share_candidacies(*, case: Case, service: Service, audiences: Iterable[str], at: datetime) -> None:
    """What the candidacies of a case open to a service that houses or designates, no more and no less; twice is once.

    A case closed meanwhile opens to nobody.
    """
    holder = in_the_name_of_holder(case)
    wanted = set() if case.state == CaseState.CLOSED else set(audiences)
    with acting(holder):
        running = _running(Share.objects.filter(case=case, service=service, ground=Ground.PUT_FORWARD), at)
        _end(running.exclude(audience__in=wanted), at)
        missing = sorted(wanted - set(running.values_list("audience", flat=True)))
        _open(case, holder, service.organisation_id, service.id, missing, Ground.PUT_FORWARD, at, until=None)


def _mandate_shares(case: Case, service: Service) -> QuerySet[Share]:
    return Share.objects.filter(case=case, service=service, ground=Ground.MANDATE)


def _running(shares: QuerySet[Share], at: datetime) -> QuerySet[Share]:
    return shares.filter(Q(until=None) | Q(until__gt=at))


def _end(shares: QuerySet[Share], at: datetime) -> None:
    """What is open closes at that instant."""
    _running(shares, at).update(until=at)


def _authorisation(case: Case, authorisation: UUID) -> SharingAuthorisation:
    found = SharingAuthorisation.objects.filter(case=case, id=authorisation, withdrawn_at=None).first()
    if found is None:
        raise Missing(case=case.id)
    return found


def _open(
    case: Case,
    actor: Actor,
    organisation: UUID | None,
    service: UUID | None,
    audiences: Iterable[str],
    ground: Ground,
    at: datetime,
    *,
    until: datetime | None,
    authorisation: SharingAuthorisation | None = None,
) -> None:
    Share.objects.bulk_create(
        [
            Share(
                case=case,
                organisation_id=organisation,
                service_id=service,
                audience=audience,
                purpose=SUPPORT,
                ground=ground,
                begins_at=at,
                until=until,
                granter_id=actor.service,
                authorisation=authorisation,
            )
            for audience in audiences
        ]
    )


def _end_of(day: date) -> datetime:
    """The first instant after a day in Paris."""
    return datetime.combine(day + timedelta(days=1), time(), clock.PARIS)
