"""After a lease: what the landlord promised to ready and slid households, and the news of three, six, twelve months."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from palier.cases.closing import close_case
from palier.cases.models import Case
from palier.platform import clock
from palier.platform.context import acting
from palier.platform.due import due_dates
from palier.platform.errors import Conflict, Invalid, Missing
from palier.tenancies import entries
from palier.tenancies.entries import Told, working_days_after
from palier.tenancies.models import EntryAct, EntrySupport, News, Tenancy
from palier.tenancies.terms import Where
from tests.factories.homes import a_home
from tests.factories.readiness import signed
from tests.factories.slides import ON, accepted, asked, reviewed
from tests.factories.slides import signed as slide_signed
from tests.factories.tenancies import a_lease, a_request, a_sublease, an_occupancy
from tests.factories.world import AT, DAY


@pytest.fixture(autouse=True)
def in_french():
    with translation.override("fr"):
        yield


@pytest.fixture
def case(world):
    return world.case(authorised=(world.services["support"].id,))


@pytest.fixture
def lease(world, case):
    """Of the landlord's home, signed by a ready household."""
    signed(world, case)
    return a_lease(world, case, where=Where(home_id=a_home(world).id))


def days(world, key, on, until=timedelta(days=400)) -> list[tuple[date, str]]:
    with clock.frozen(datetime.combine(on, AT.timetz())), acting(world.actor(key)) as actor:
        return [(due.on, due.kind) for due in due_dates(actor, on + until) if due.page == "case_tenancies"]


def test_a_ready_household_has_a_visit_within_thirty_days_and_a_call_within_ninety(world, lease):
    with acting(world.actor("landlord_adviser")):
        assert EntrySupport.objects.get().because == "ready"
        assert list(EntryAct.objects.values_list("kind", "since", "due_on")) == [
            ("welcome_visit", DAY, date(2026, 4, 11)),
            ("call", DAY, date(2026, 6, 10)),
        ]
    assert days(world, "landlord_adviser", DAY) == [
        (date(2026, 3, 19), "Un interlocuteur à désigner à une entrée"),
        (date(2026, 4, 11), "Une visite d’accueil"),
        (date(2026, 6, 10), "Un appel après une entrée"),
    ]


def test_nobody_else_is_promised_it(world, case):
    a_lease(world, case, where=Where(home_id=a_home(world).id))
    with acting(world.actor("adviser")):
        assert not EntrySupport.objects.exists()


def test_a_certificate_that_lapsed_the_day_before_promises_nothing(world, case):
    found = signed(world, case)
    day = found.valid_until + timedelta(days=1)
    a_lease(world, case, where=Where(home_id=a_home(world).id), signed_on=day, begins_on=day)
    with acting(world.actor("adviser")):
        assert not EntrySupport.objects.exists()


def test_a_slid_household_is_promised_it_from_its_lease_on(world, case):
    sublease = a_sublease(world, case)
    a_request(world, case, DAY)
    reviewed(world, sublease)
    candidacy = asked(world, sublease, case)
    accepted(world, candidacy)
    slide_signed(world, candidacy)
    with acting(world.actor("landlord_adviser")):
        assert EntrySupport.objects.get().because == "slid"
        assert EntryAct.objects.get(kind="welcome_visit").due_on == ON + timedelta(days=30)


def test_a_contact_is_somebody_of_the_landlord_and_a_payment_day_is_of_every_month(world, lease):
    adviser = world.actor("landlord_adviser")
    one = {"actor": adviser, "tenancy_id": lease.id, "at": AT}
    with acting(adviser, now=AT):
        for said, field in (
            ({"contact": world.people["social_worker"].id, "payment_day": 10}, "contact"),
            ({"contact": world.people["debt_recovery"].id, "payment_day": 10}, "contact"),
            ({"contact": world.people["landlord_adviser"].id, "payment_day": 29}, "payment_day"),
        ):
            with pytest.raises(Invalid) as refusal:
                entries.name_contact(**one, **said)
            assert set(refusal.value.fields) == {field}
        found = entries.name_contact(**one, contact=world.people["landlord_adviser"].id, payment_day=10)
        assert (found.contact_id, found.payment_day) == (world.people["landlord_adviser"].id, 10)
    assert [kind for _on, kind in days(world, "landlord_adviser", DAY)] == [
        "Une visite d’accueil",
        "Un appel après une entrée",
    ]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"done_on": None, "not_done": ""}, "done_on"),
        ({"done_on": DAY, "not_done": "staff"}, "done_on"),
        ({"done_on": DAY - timedelta(days=1), "not_done": ""}, "done_on"),
        ({"done_on": DAY + timedelta(days=21), "not_done": ""}, "done_on"),
        ({"done_on": DAY, "not_done": "", "kind": "missed_payment"}, "kind"),
    ],
)
def test_what_was_done_has_a_day_or_a_reason(world, lease, said, field):
    at = AT + timedelta(days=20)
    with acting(world.actor("landlord_adviser"), now=at) as actor, pytest.raises(Invalid) as refusal:
        entries.settle(actor=actor, tenancy_id=lease.id, at=at, **{"kind": "welcome_visit", "words": ""} | said)
    assert set(refusal.value.fields) == {field}


def test_done_or_not_it_is_due_no_more(world, lease):
    at = AT + timedelta(days=20)
    with acting(world.actor("landlord_adviser"), now=at) as actor:
        one = {"actor": actor, "tenancy_id": lease.id, "at": at, "words": ""}
        entries.settle(**one, kind="welcome_visit", done_on=at.date(), not_done="")
        entries.settle(**one, kind="call", done_on=None, not_done="declined")
    assert [kind for _on, kind in days(world, "landlord_adviser", at.date())] == [
        "Un interlocuteur à désigner à une entrée"
    ]


def test_a_first_missed_payment_is_a_phone_call_within_five_working_days(world, lease):
    at = datetime(2026, 5, 6, 9, tzinfo=UTC)
    with acting(world.actor("landlord_adviser"), now=at) as actor:
        one = {"actor": actor, "tenancy_id": lease.id, "at": at}
        for wrong in (DAY - timedelta(days=1), date(2026, 5, 7)):
            with pytest.raises(Invalid):
                entries.miss_payment(noticed_on=wrong, **one)
        # From Wednesday 6 May: Friday 8 and Ascension Thursday 14 are holidays.
        assert entries.miss_payment(noticed_on=date(2026, 5, 6), **one).due_on == date(2026, 5, 15)
        with pytest.raises(Conflict):
            entries.miss_payment(noticed_on=date(2026, 5, 6), **one)


def test_working_days_leave_out_weekends_and_holidays():
    assert working_days_after(date(2026, 3, 12), 5) == date(2026, 3, 19)
    assert working_days_after(date(2026, 4, 30), 1) == date(2026, 5, 4)


def test_recovery_and_strangers_promise_nothing(world, lease):
    for key in ("debt_recovery", "stranger", "allocation_officer"):
        with acting(world.actor(key), now=AT) as actor, pytest.raises(Missing):
            entries.miss_payment(actor=actor, tenancy_id=lease.id, noticed_on=DAY, at=AT)


@pytest.mark.parametrize(
    "wrong",
    [{"due_on": DAY}, {"done_on": DAY - timedelta(days=1)}, {"kind": "dinner"}, {"done_on": DAY, "not_done": "paid"}],
)
def test_the_database_holds_an_act_to_its_days(world, lease, wrong):
    with acting(world.actor("landlord_adviser")), pytest.raises(IntegrityError), transaction.atomic():
        EntryAct.objects.filter(kind="call").update(**wrong)


# --- news


def news(world, case, since, months=3, *, on=None, by="adviser", **said) -> News:
    day = on or date(2026, 6, 20)
    at = datetime.combine(day, AT.timetz())
    told = Told(**{"since": since, "months": months, "told_on": day, "situation": "there", "pays": True} | said)
    with acting(world.actor(by), now=at) as actor:
        return entries.record_news(actor=actor, case_id=case.id, said=told, at=at)


def asked_of(world, on, key="adviser") -> list[tuple[date, str]]:
    return [(day, kind) for day, kind in days(world, key, on) if kind.startswith("Des nouvelles")]


def test_news_are_asked_at_three_six_and_twelve_months_of_a_lease(world, case, lease):
    three, six, twelve = date(2026, 6, 12), date(2026, 9, 12), date(2027, 3, 12)
    assert [day for day, _kind in asked_of(world, DAY)] == [three]
    assert [day for day, _kind in asked_of(world, date(2026, 10, 1))] == [six, twelve]
    news(world, case, DAY)
    assert [day for day, _kind in asked_of(world, date(2026, 6, 21))] == [six]
    assert asked_of(world, DAY, key="landlord_adviser") == []


def test_once_moved_or_lost_nothing_more_is_asked(world, case, lease):
    news(world, case, DAY, situation="lost_touch", pays=None)
    assert asked_of(world, date(2027, 4, 1)) == []
    assert news(world, case, DAY, situation="there").situation == "there"
    with acting(world.actor("adviser")):
        assert News.objects.count() == 1


def test_nobody_is_asked_for_news_of_a_temporary_or_lasting_home(world, case):
    an_occupancy(world, case)
    assert asked_of(world, date(2027, 4, 1)) == []


def test_a_home_that_was_kept_has_its_news_too_on_a_closed_case(world):
    case = world.case()
    with acting(world.actor("adviser"), now=AT) as adviser:
        version = Case.objects.get(id=case.id).version
        said = {"outcome": "kept", "reason": "Six payments in a row.", "sent_to": "", "at": AT}
        close_case(actor=adviser, case_id=case.id, version=version, **said)
    assert [day for day, _kind in asked_of(world, DAY)] == [date(2026, 6, 12)]
    assert news(world, case, DAY, asks_help=True).asks_help


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"since": DAY + timedelta(days=1)}, "months"),
        ({"months": 4}, "months"),
        ({"told_on": DAY - timedelta(days=1)}, "told_on"),
        ({"told_on": date(2026, 6, 21)}, "told_on"),
        ({"situation": "fine"}, "situation"),
        ({"situation": "moved", "pays": True}, "pays"),
    ],
)
def test_news_that_cannot_be_are_refused_by_their_field(world, case, lease, said, field):
    with pytest.raises(Invalid) as refusal:
        news(world, case, **{"since": DAY} | said)
    assert set(refusal.value.fields) == {field}
    with acting(world.actor("adviser")):
        assert not News.objects.exists()
        assert Tenancy.objects.count() == 1
