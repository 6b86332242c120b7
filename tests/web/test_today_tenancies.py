"""What sub-leases and temporary homes put under Today, for whom, and what they never nag about."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from palier.homes.models import Residence
from palier.platform import clock
from palier.platform.context import acting
from palier.platform.due import due_dates
from palier.tenancies import keeping
from palier.tenancies.models import Tenancy
from palier.tenancies.terms import Where
from tests.factories.places import a_place
from tests.factories.tenancies import a_request, a_review, a_sublease, an_occupancy
from tests.factories.world import DAY
from tests.queries import asked


@pytest.fixture
def case(world):
    return world.case()


def said(world, key, on: date, days: int = 30):
    """What the titles make due to her within so many days."""
    actor = world.actor(key)
    at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    with override("en"), clock.frozen(at), acting(actor, now=at):
        return [
            (due.on, due.kind) for due in due_dates(actor, on + timedelta(days=days)) if due.page == "case_tenancies"
        ]


def test_a_sublease_asks_for_its_review_then_for_the_statement_to_the_prefet(world, case):
    a_request(world, case, DAY)
    tenancy = a_sublease(world, case)
    told, reviewed = "The préfet to be told of a sub-lease", "The review of a sub-lease"
    assert said(world, "rental_manager", date(2026, 6, 11)) == []
    assert said(world, "rental_manager", date(2026, 6, 12)) == [(date(2026, 7, 12), told)]
    # It stays until it is done, whatever the next period brings.
    late = [(date(2026, 7, 12), told), (date(2026, 9, 12), reviewed)]
    assert said(world, "rental_manager", date(2026, 10, 1)) == late
    a_review(world, tenancy, date(2026, 6, 25))
    assert said(world, "landlord_adviser", date(2026, 7, 1)) == [(date(2026, 7, 12), told)]


def test_an_insurance_that_ends_and_a_notice_are_said_a_month_before(world, case):
    a_request(world, case, DAY)
    tenancy, manager = a_sublease(world, case, insured_until=date(2026, 5, 10)), world.actor("rental_manager")
    with acting(manager):
        keeping.give_notice(actor=manager, tenancy_id=tenancy.id, notice_on=DAY, leaves_on=date(2026, 5, 11))
    assert said(world, "rental_manager", date(2026, 4, 11)) == [
        (date(2026, 5, 10), "An insurance that ends"),
        (date(2026, 5, 11), "A home that is left"),
    ]


def test_without_a_living_request_the_referent_is_told_and_who_reads_no_file_is_not(world, case):
    a_sublease(world, case)
    assert said(world, "adviser", DAY) == [(DAY, "No living HLM request (NUR)")]
    assert said(world, "rental_manager", DAY) == []
    a_request(world, case, DAY)
    assert said(world, "adviser", DAY) == []


def test_a_temporary_home_past_its_residence_s_own_project_is_said_and_a_lasting_one_never(world, case):
    a_request(world, case, DAY)
    stay = an_occupancy(world, case)
    lasting = a_place(world, residence="Le Grand Noyer", kind="pension_de_famille")
    arrived = world.case()
    an_occupancy(world, arrived, where=Where(place_id=lasting.id), planned_until=date(2026, 4, 1))
    late = date(2026, 9, 13)
    assert said(world, "residence_manager", late) == []
    assert said(world, "adviser", late) == []
    Residence.objects.update(months=6)
    assert said(world, "residence_manager", late) == [(date(2026, 9, 12), "The planned end of a stay")]
    assert said(world, "residence_manager", date(2026, 8, 12)) == []
    # The number of a place says nothing without its residence.
    with override("en"), acting(world.actor("residence_manager")) as actor:
        assert [due.why for due in due_dates(actor, late) if due.page == "case_tenancies"] == [
            f"The planned end of a stay · Les Tilleuls / {stay.place}"
        ]
    with acting(world.actor("adviser")):
        assert Tenancy.objects.count() == 2


def test_today_asks_as_much_for_three_subleases_as_for_one(world, signed_in):
    manager, counts = signed_in("rental_manager"), []
    for number in (1, 2):
        for _each in range(number):
            a_sublease(world, world.case())
        with CaptureQueriesContext(connection) as captured:
            assert manager.get(reverse("today")).status_code == 200
        counts.append(asked(captured))
    assert counts[0] == counts[1]
