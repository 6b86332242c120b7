"""Candidates that are due for the homes of the actor's organisation."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from palier.homes.queries import vacancies_visible_to
from palier.homes.states import LIVE, SHOWN
from palier.organisations.enums import Role
from palier.platform.actor import Actor
from palier.platform.due import ALL, Among, Due

OFFICERS = (Role.ALLOCATION_OFFICER, Role.COMMITTEE_SECRETARY)

ASKS = ()


def due(actor: Actor, until: date, among: Among = ALL) -> Iterable[Due]:
    if among.case or not actor.has(*OFFICERS):
        return
    waiting = vacancies_visible_to(actor).filter(
        home__landlord_id=actor.organisation, state__in=LIVE, candidates_due_on__lte=until
    )
    for vacancy in waiting.select_related("home__commune").order_by("candidates_due_on", "free_on", "id"):
        shown = vacancy.state in SHOWN
        yield Due(
            on=vacancy.candidates_due_on,
            kind=_("Candidates are due"),
            why=_("Candidates are due"),
            what=_("Look at the households it fits.")
            if shown
            else _("Open it to the agreement, or wait for the reserver."),
            reference=f"{vacancy.home} · {vacancy.home.commune}",
            page="shortlist" if shown else "home",
            key=vacancy.id if shown else vacancy.home_id,
        )
