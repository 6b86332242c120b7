"""Invented people and homes for the component page."""

from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from palier.ui.components import (
    Action,
    Cell,
    Column,
    Definition,
    Job,
    Link,
    ReasonRow,
    Reasons,
    Row,
    Status,
    Step,
    Tab,
    Table,
    TimelineItem,
    Unlock,
)
from palier.ui.formats import money, percent
from palier.ui.icons import ICONS
from palier.web.frame import NAVIGATION, OWN_NAMES, Entry, Frame, ServiceChoice

PARIS = ZoneInfo("Europe/Paris")
TODAY = date(2026, 3, 12)
NOW = datetime(2026, 3, 12, 14, 32, tzinfo=PARIS)
RENT = Decimal("412.50")


def both(french: str, english: str) -> str:
    """The words of this page only: they stay out of the catalogues."""
    return french if (get_language() or "fr").startswith("fr") else english


def frame(path: str) -> Frame:
    choices = (
        ServiceChoice(UUID(int=1), both("Habitat et Humanisme Rhône · Accompagnement", "H&H Rhône · Support"), True),
        ServiceChoice(UUID(int=2), both("Action Logement Services · Service social", "ALS · Social service"), False),
    )
    return Frame(
        navigation=tuple(Entry("#", place.label, place.icon, place.name == "cases") for place in NAVIGATION),
        account=(Entry("#", both("Mon compte", "My account"), "person", False),),
        footer=(Entry("#", both("Le droit en vigueur", "The law in force"), "", False),),
        services=choices,
        service=choices[0].label,
        organisation="Habitat et Humanisme Rhône",
        person="Claire Morel",
        signed_in=True,
        demo=True,
        language=get_language() or "fr",
        other_languages=tuple((code, OWN_NAMES[code]) for code, _n in settings.LANGUAGES if code != get_language()),
        path=path,
        links={
            "search": "#",
            "switch_service": "#",
            "set_language": "#",
            "account_logout": "#",
            "demo_reset": "#",
            "today": "#",
        },
        today=TODAY,
    )


def every() -> SimpleNamespace:
    return SimpleNamespace(
        tones=("yes", "no", "unknown", "info", "late", "soon", "done", "quiet"),
        icons=sorted(ICONS),
        dues=(date(2026, 3, 9), TODAY, date(2026, 3, 13), date(2026, 3, 17), date(2026, 6, 1)),
        path=path(),
        arrived=arrived(),
        funnel=funnel(),
        timeline=timeline(),
        fits=fits(),
        reasons=reasons(),
        table=table(),
        definitions=definitions(),
        tabs=tabs(),
        jobs=jobs(),
        primary=Action(both("Nouvelle demande", "New request"), "#", "plus", primary=True),
        second=Action(both("Imprimer", "Print"), "#", "print"),
        first_step=Action(both("Proposer un premier logement", "Put a first home forward"), "#", "plus"),
        facts_action=Action(both("Modifier", "Change"), "#"),
        now=NOW,
    )


def path() -> list[Step]:
    return [
        Step(both("Appel", "Call"), "reached", date(2026, 1, 14)),
        Step(both("Évaluation sociale", "Social assessment"), "reached", date(2026, 1, 29)),
        Step(both("Candidature", "Candidacy"), "current", date(2026, 2, 26), 14, both("Claire Morel", "Claire Morel")),
        Step(both("Proposition", "Offer")),
        Step(both("Place temporaire", "Temporary place"), "skipped"),
        Step(both("Sous-location", "Sub-lease")),
        Step(both("Bail à son nom", "Own lease")),
    ]


def arrived() -> list[Step]:
    steps = [Step(step.label, "reached", step.since) for step in path()[:3]]
    home = both("Logement adapté durable", "Lasting adapted home")
    return [*steps, Step(home, "current", date(2026, 3, 1), 11, both("Pension de famille", "Pension de famille"))]


def funnel() -> list[Step]:
    counts = (1520, 1204, 611, 388, 240, 151, 96)
    notes = (None, 6, 21, 34, 18, 190, 402)
    return [Step(step.label, count=count, days=days) for step, count, days in zip(path(), counts, notes, strict=True)]


def timeline() -> list[TimelineItem]:
    return [
        TimelineItem(
            "visit",
            "Claire Morel",
            NOW,
            both(
                "Nous avons visité le T3 de la rue Garibaldi avec madame Benali et sa fille. La chambre donne sur la "
                "cour, l’école est à cinq minutes.\nElle souhaite réfléchir jusqu’à vendredi.",
                "We visited the two-bedroom flat in rue Garibaldi with Ms Benali and her daughter. The bedroom looks "
                "on the courtyard, school is five minutes away.\nShe would like to think until Friday.",
            ),
            both("Visite d’un logement", "Visit of a home"),
            both("Accompagnement", "Support"),
            links=(Link(both("Photos de la visite", "Photographs of the visit"), "#"),),
        ),
        TimelineItem(
            "decision",
            "Karim Haddad",
            datetime(2026, 2, 26, 9, 5, tzinfo=PARIS),
            both("Désignée au titre du droit d’Action Logement.", "Designated on the right of Action Logement."),
            both("Candidature désignée", "Candidacy designated"),
            both("Réservations", "Reservations"),
        ),
        TimelineItem(
            "comment",
            "Jeanne Roux",
            datetime(2026, 1, 29, 17, 40, tzinfo=PARIS),
            both("Il manque l’avis d’imposition ; elle l’apporte lundi.", "The tax notice is missing; she brings it."),
            service=both("Service social", "Social service"),
            audience=both("votre service seulement", "your service only"),
        ),
        TimelineItem("call", "Jeanne Roux", datetime(2026, 1, 14, 10, 12, tzinfo=PARIS), title=both("Appel", "Call")),
    ]


def reasons() -> Reasons:
    checked, derived = both("vérifié", "verified"), both("calculé", "derived")
    return Reasons(
        both("Deux choses font obstacle ; un papier manque.", "Two things stand in the way; one paper is missing."),
        "no",
        [
            ReasonRow(
                both("Plafond de ressources", "Income ceiling"),
                "unknown",
                threshold=money("35055"),
                law="arrêté du 29 juillet 1987",
                confidence=derived,
            ),
            ReasonRow(
                both("Taux d’effort", "Effort rate"),
                "no",
                percent("0.372"),
                percent("0.33"),
                percent("-0.042"),
                both("engagement de la convention", "commitment of the agreement"),
                checked,
            ),
            ReasonRow(both("Taille du logement", "Size of the home"), "yes", "T3", "T2–T4", "", "CCH L441-2", checked),
            ReasonRow(
                both("Commune souhaitée", "Wished commune"), "no", "Bron", "Lyon 3e, Lyon 8e", "", both("vœu", "wish")
            ),
        ],
        [
            Unlock(
                both("Demander l’avis d’imposition 2025", "Ask for the 2025 tax notice"),
                Action(both("Demander", "Ask"), "#", "letter"),
            ),
            Unlock(
                both(f"Chercher un loyer jusqu’à {money(452)}", f"Look for a rent up to {money(452)}"),
                Action(both("Chercher", "Search"), "#", "search"),
            ),
        ],
        both(
            "Plafonds de 2026 calculés d’après l’indice : à confirmer par l’arrêté.",
            "Ceilings of 2026 derived from the index: to be confirmed by the order.",
        ),
        Link(both("Le droit en vigueur", "The law in force"), "#"),
    )


def fits() -> Reasons:
    rows = [ReasonRow(both("Plafond de ressources", "Income ceiling"), "yes", money(21400), money(35055), money(13655))]
    return Reasons(both("Ce logement convient.", "This home fits."), "yes", rows)


def table() -> Table:
    return Table(
        both("Dossiers en cours", "Open cases"),
        [
            Column("name", both("Ménage", "Household"), sortable=True),
            Column("state", both("État", "State"), "status"),
            Column("since", both("Depuis", "Since"), "day", sortable=True),
            Column("wait", both("Attente", "Waiting"), "days", sortable=True),
            Column("rent", both("Loyer", "Rent"), "money"),
            Column("effort", both("Effort", "Effort"), "percent"),
        ],
        [
            Row(
                [
                    Cell("Amel Benali", "#", note=both("2 adultes, 1 enfant", "2 adults, 1 child")),
                    Status("late", both("réponse attendue", "answer due")),
                    date(2026, 2, 26),
                    14,
                    RENT,
                    "0.283",
                ],
                "1",
            ),
            Row(
                [
                    Cell("D-2026-0118", "#"),
                    Status("unknown"),
                    date(2026, 1, 14),
                    57,
                    Decimal("1234.5"),
                    None,
                ],
                "2",
            ),
            Row(
                [
                    Cell("Paul Nguyen", "#"),
                    Status("done", both("bail signé", "lease signed")),
                    date(2026, 3, 1),
                    11,
                    None,
                    "0.3",
                ],
                "3",
                both("déjà clos", "already closed"),
            ),
        ],
        both("3 dossiers, le plus ancien d’abord", "3 cases, oldest first"),
        [both("Total", "Total"), None, None, 82, Decimal("1647.00"), None],
        "-wait",
        "case",
    )


def definitions() -> list[Definition]:
    return [
        Definition(both("Composition", "Composition"), both("2 adultes, 1 enfant", "2 adults, 1 child")),
        Definition(
            both("Revenu fiscal de référence", "Reference tax income"),
            note=both("avis d’imposition demandé le 3 mars", "tax notice asked on 3 March"),
        ),
        Definition(both("Loyer et charges", "Rent and charges"), RENT, kind="money"),
        Definition(both("Doit partir le", "Must leave by"), date(2026, 4, 3), kind="day"),
        Definition(both("Porteur", "Holder"), "Claire Morel", url="#"),
    ]


def tabs() -> list[Tab]:
    names = (
        (both("Histoire", "Story"), None),
        (both("Ménage", "Household"), None),
        (both("Candidatures", "Candidacies"), 3),
        (both("Documents", "Documents"), 12),
        (both("Partage", "Sharing"), None),
    )
    return [Tab(label, "#", position == 0, count) for position, (label, count) in enumerate(names)]


def jobs() -> list[Job]:
    label, who = both("Import du parc d’Alliade Habitat", "Import of the stock of Alliade Habitat"), "Nadia Faure"
    url = reverse("components_job")
    asked, started = datetime(2026, 3, 12, 14, 2, tzinfo=PARIS), datetime(2026, 3, 12, 14, 3, tzinfo=PARIS)
    errors = (
        both("Ligne 812, « surface » : « 5O » n’est pas un nombre.", "Row 812, “surface”: “5O” is not a number."),
    )
    return [
        Job(label, "waiting", who, asked, url),
        Job(label, "running", who, asked, url, started, done=12400, total=30112, errors=errors, stop_url="#"),
        Job(
            label,
            "done",
            who,
            asked,
            url,
            started,
            NOW,
            30112,
            30112,
            result=[
                Definition(both("Nouveaux logements", "New homes"), 214, kind="number"),
                Definition(both("Modifiés", "Changed"), 1820, kind="number"),
            ],
            next=Action(both("Voir les logements", "See the homes"), "#", "home"),
        ),
        Job(
            label,
            "failed",
            who,
            asked,
            url,
            started,
            NOW,
            812,
            30112,
            both(
                "Rien n’a été changé. Corrigez le fichier, puis recommencez.",
                "Nothing was changed. Correct the file, then start again.",
            ),
            errors,
        ),
    ]
