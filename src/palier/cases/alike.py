"""Cases that may be of the same household, told before a call is logged twice.

Only among those the actor may open. That another service follows somebody like this is itself a secret of that service
(a shelter, a debt adviser, a service for threatened women): neither she nor that service is told. What is not shared
is not found, and two services that each follow a household find each other when the household lets them.
"""

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from palier.cases.models import Case, Contact, Person
from palier.cases.queries import rows_visible_to, visible_to
from palier.platform.actor import Actor
from palier.platform.text import digits, search_key

MOST = 5


def alike(
    actor: Actor,
    *,
    last_name: str,
    first_name: str,
    born_on: date | None,
    phone: str = "",
    besides: UUID | None = None,
) -> QuerySet[Case]:
    """Visible cases with somebody of this name and birth date, or with this phone, the latest first: one query.

    A name alone is no sign: there are many Benali. `besides`: the case one is in.
    """
    match = Q()
    key = search_key(last_name, first_name)
    if key and born_on:
        people = rows_visible_to(actor, Person).filter(case_id=OuterRef("id"), search_key=key, born_on=born_on)
        match |= Q(Exists(people))
    if phone:
        match |= Q(Exists(rows_visible_to(actor, Contact).filter(case_id=OuterRef("id"), digits=digits(phone))))
    if not match:
        return Case.objects.none()
    found = visible_to(actor).filter(match).exclude(id=besides)
    return found.select_related("holder__organisation", "referent").order_by("-received_on", "id")[:MOST]
