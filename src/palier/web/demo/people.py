"""The invented organisations and the one person a role."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from palier.accounts.models import User
from palier.organisations.enums import AgreementStatus, OrganisationKind, Role, ServiceKind
from palier.organisations.grids import begin_grid
from palier.organisations.models import Agreement, Commitment, Letterhead, Membership, Organisation, Party, Service
from palier.platform import clock

DOMAIN = "demo.palier.invalid"
COLLEAGUE = "samir.haddad"
# Ids drawn from names: the same seed and day give the same bytes.
NAMESPACE = UUID("6f1d3a52-2c1e-5d0f-9f57-2f0c6f7f1a10")

ORGANISATIONS = {
    "toit-et-travail": (OrganisationKind.HOUSING_BODY, "Toit et Travail"),
    "rives-habitat": (OrganisationKind.LANDLORD, "Rives Habitat"),
    "passerelles": (OrganisationKind.ASSOCIATION, "Passerelles"),
}
LETTERHEADS = {
    "toit-et-travail": (
        "12 place des Rives\n69003 Lyon",
        "04 00 00 00 11",
        "Toit et Travail, société par actions simplifiée",
    ),
    "rives-habitat": ("3 quai des Brotteaux\n69006 Lyon", "04 00 00 00 22", "Rives Habitat, société anonyme d’HLM"),
    "passerelles": (
        "27 rue des Passerelles\n69100 Villeurbanne",
        "04 00 00 00 33",
        "Passerelles, association loi 1901, agréée pour l’intermédiation locative (CCH L365-4)",
    ),
}
SERVICES = {
    "social": ("toit-et-travail", ServiceKind.SOCIAL, "Service social"),
    "reservations": ("toit-et-travail", ServiceKind.RESERVATION, "Réservations"),
    "allocations": ("rives-habitat", ServiceKind.ALLOCATION, "Attributions"),
    "tenants": ("rives-habitat", ServiceKind.SOCIAL, "Conseil social"),
    "recovery": ("rives-habitat", ServiceKind.RECOVERY, "Recouvrement"),
    "support": ("passerelles", ServiceKind.SOCIAL, "Accompagnement"),
    "rental": ("passerelles", ServiceKind.RENTAL, "Gestion locative"),
    "residence": ("passerelles", ServiceKind.RESIDENCE, "Résidence des Quais"),
}
PEOPLE = (
    ("social", Role.ADVISER, "Claire", "Morel"),
    ("social", Role.ADVISER, "Samir", "Haddad"),
    ("social", Role.TEAM_LEAD, "Hélène", "Garnier"),
    ("social", Role.COORDINATOR, "Antoine", "Roux"),
    ("social", Role.ADMINISTRATOR, "Sylvie", "Perrin"),
    ("social", Role.DPO, "Marc", "Lemoine"),
    ("reservations", Role.RESERVATION_OFFICER, "Julie", "Faure"),
    ("reservations", Role.STEERING, "Philippe", "Arnaud"),
    ("allocations", Role.ALLOCATION_OFFICER, "Karim", "Benhamou"),
    ("allocations", Role.COMMITTEE_SECRETARY, "Nathalie", "Colin"),
    ("allocations", Role.ADMINISTRATOR, "Denis", "Marchand"),
    ("tenants", Role.LANDLORD_ADVISER, "Aïcha", "Diallo"),
    ("recovery", Role.DEBT_RECOVERY, "Bruno", "Leroy"),
    ("support", Role.SOCIAL_WORKER, "Inès", "Moulin"),
    ("support", Role.VOLUNTEER, "Jeanne", "Aubert"),
    ("support", Role.ADMINISTRATOR, "Olivier", "Blanc"),
    ("rental", Role.RENTAL_MANAGER, "Sophie", "Renaud"),
    ("residence", Role.RESIDENCE_MANAGER, "Mamadou", "Keita"),
    ("residence", Role.SUPPORT, "Lucie", "Vidal"),
)
COMMITMENTS = (
    ("toit-et-travail", "requests_received", "Recevoir les demandes de 400 ménages", 400),
    ("toit-et-travail", "support_mandates", "Prescrire 120 accompagnements", 120),
    ("rives-habitat", "homes_opened", "Ouvrir 90 logements à la convention", 90),
    ("rives-habitat", "subleases", "Signer 30 sous-locations en vue d’un glissement", 30),
    ("rives-habitat", "slides", "Faire glisser 15 baux", 15),
    ("passerelles", "assessments_signed", "Signer 100 évaluations sociales partagées", 100),
    ("passerelles", "temporary_entries", "Accueillir 75 ménages en logement temporaire", 75),
    ("passerelles", "lasting_entries", "Accueillir 12 ménages en pension de famille", 12),
)


@dataclass
class Cast:
    agreement: Agreement
    services: dict[str, Service]
    people: dict[Role, User]


def demo_id(*words: object) -> UUID:
    return uuid5(NAMESPACE, "/".join(str(word) for word in words))


def install(as_of: date) -> Cast:
    """Organisations, services, people and an agreement that began ten months before `as_of`."""
    organisations = {
        slug: Organisation.objects.create(id=demo_id(slug), slug=slug, kind=kind, name=name)
        for slug, (kind, name) in ORGANISATIONS.items()
    }
    for slug, (address, phone, footer) in LETTERHEADS.items():
        said = {"name": ORGANISATIONS[slug][1], "address": address, "phone": phone, "footer": footer}
        Letterhead.objects.create(id=demo_id("letterhead", slug), organisation=organisations[slug], **said)
    services = {
        key: Service.objects.create(id=demo_id(key), organisation=organisations[slug], kind=kind, name=name)
        for key, (slug, kind, name) in SERVICES.items()
    }
    starts = (as_of - timedelta(days=300)).replace(day=1)
    return Cast(_agreement(organisations, starts), services, _people(services, starts))


def _people(services: dict[str, Service], since: date) -> dict[Role, User]:
    people: dict[Role, User] = {}
    for service, role, first, last in PEOPLE:
        email = f"{first}.{last}@{DOMAIN}".lower().replace("é", "e").replace("è", "e").replace("ï", "i")
        user = User(id=demo_id(email), email=email, first_name=first, last_name=last)
        # As `set_unusable_password` does, whose salt would be another each time.
        user.password = f"{UNUSABLE_PASSWORD_PREFIX}{user.id.hex}"
        user.save()
        Membership.objects.create(
            id=demo_id(email, role), user=user, service=services[service], role=role, started_on=since
        )
        people.setdefault(role, user)
    User.objects.update(joined_at=datetime.combine(since, time(8), clock.PARIS))
    return people


def _agreement(organisations: dict[str, Organisation], starts: date) -> Agreement:
    ends = starts.replace(year=starts.year + 3) - timedelta(days=1)
    agreement = Agreement.objects.create(
        id=demo_id("agreement"),
        name="Convention des Rives",
        territory="Métropole de Lyon",
        status=AgreementStatus.SIGNED,
        signed_on=starts - timedelta(days=10),
        starts_on=starts,
        ends_on=ends,
    )
    begin_grid(agreement)
    for slug, organisation in organisations.items():
        Party.objects.create(id=demo_id("party", slug), agreement=agreement, organisation=organisation)
    for slug, indicator, title, target in COMMITMENTS:
        Commitment.objects.create(
            id=demo_id("commitment", indicator),
            agreement=agreement,
            owner=organisations[slug],
            indicator=indicator,
            title=title,
            target=target,
            starts_on=starts,
            ends_on=ends,
        )
    return agreement
