"""What the demo tells of candidacies and titles, and whom it leaves something to do today."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override
from procrastinate.contrib.django.models import ProcrastinateJob

from palier.accounts.models import User
from palier.candidacies.models import Candidacy, OutsideCandidate
from palier.candidacies.place_models import PlaceCandidacy
from palier.candidacies.queries import to_designate
from palier.homes.models import Home
from palier.organisations.models import Membership, Organisation
from palier.organisations.services import actor_of
from palier.platform import clock
from palier.platform.context import acting
from palier.platform.due import due_dates
from palier.tenancies.models import Readiness, Tenancy
from palier.web.demo.loading import Size, load
from palier.web.today.candidacies import officer_lines
from palier.web.today.line import Line
from tests import databases
from tests.conftest import connected_to

DAY = date(2026, 3, 12)
SMALL = Size(households=12, homes=80, places=30)


EVENING = datetime.combine(DAY, time(18), clock.PARIS)


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker) -> Iterator[str]:
    """The demo, told once, in a database of its own: its name."""
    name = databases.fresh()
    with django_db_blocker.unblock(), databases.cloned(name):
        with connected_to(name), clock.frozen(EVENING):
            assert load(size=SMALL, seed=1, as_of=DAY.isoformat(), only_if_empty=False, say=lambda words: None) == 0
        yield name


@pytest.fixture
def person(told, django_db_blocker):
    """`person("claire.morel")`: that person of the demo, on the evening of its day. What is written is rolled back."""

    def actor(name: str):
        member = Membership.objects.get(user__email=f"{name}@demo.palier.invalid")
        return actor_of(user=member.user_id, service=member.service_id)

    with django_db_blocker.unblock(), connected_to(told), clock.frozen(EVENING), transaction.atomic():
        yield actor
        transaction.set_rollback(True)


def days_due(actor) -> set[int]:
    """In how many days from the day of the demo something of candidacies or titles is due to her."""
    with acting(actor):
        found = due_dates(actor, DAY + timedelta(days=30))
    pages = {"candidacy", "place_candidacy", "case_tenancies"}
    return {(one.on - DAY).days for one in found if one.page in pages}


def test_every_step_to_a_home_is_shown_and_everybody_has_something_to_do(person):
    adviser = person("claire.morel")
    with acting(adviser):
        assert sorted(Candidacy.objects.values_list("state", "rank")) == [
            ("accepted", None),
            ("designated", None),
            ("file_complete", None),
            ("granted_ranked", 2),
            ("offered", None),
            ("put_forward", None),
            ("refused", None),
        ]
        assert sorted(PlaceCandidacy.objects.values_list("state", flat=True)) == [
            "arrived",
            "place_offered",
            "visited",
            "waiting_list",
        ]
        assert sorted(Tenancy.objects.values_list("kind", "ends_on")) == [
            ("lease", None),
            ("sublease", None),
            ("sublease", None),
            ("temporary_occupancy", None),
        ]
        slide = Candidacy.objects.get(kind="slide", state="accepted")
        assert list(slide.sublease.reviews.order_by("number").values_list("outcome", flat=True)) == [
            "next_period",
            "lease",
        ]
    officer = person("karim.benhamou")
    with acting(officer):
        assert list(OutsideCandidate.objects.values_list("rank", flat=True)) == [1]
    reserver = person("julie.faure")
    with acting(reserver):
        assert [one.state for one in to_designate(reserver)] == ["put_forward"]
        with override("en"):
            waits = ["Designate the household on your right, or tell its referent why not."]
            assert [line.what for line in officer_lines(reserver)] == waits
    # The last: what becomes of the household that signed a lease three months before.
    assert days_due(adviser) == {0, 1, 2, 4, 21, 30}
    assert days_due(officer) == {4}
    assert days_due(person("sophie.renaud")) == {0, 2, 21}
    assert days_due(person("mamadou.keita")) == {0, 1, 2, 21}


def test_the_association_has_a_household_in_force_and_one_that_lapsed(person):
    worker = person("ines.moulin")
    with acting(worker):
        found = Readiness.objects.order_by("valid_until").values_list("case__origin", "state", "valid_until")
        assert list(found) == [
            ("association_ready", "signed", date(2026, 2, 9)),
            ("association_ready", "signed", date(2026, 8, 20)),
        ]


# They look after people, words or money, and have no dates of their own in Palier.
WITHOUT_DATES = {
    *("sylvie.perrin", "denis.marchand", "olivier.blanc", "marc.lemoine", "philippe.arnaud"),
    *("bruno.leroy", "jeanne.aubert", "lucie.vidal"),
}


def test_each_person_has_something_due_today(person, client):
    everybody = set(User.objects.filter(email__endswith="@demo.palier.invalid").values_list("email", flat=True))
    assert {email.split("@")[0] for email in everybody} >= WITHOUT_DATES
    due = {}
    for email in sorted(everybody):
        client.force_login(User.objects.get(email=email))
        shown = client.get(reverse("today")).context
        lines = [line for line, _done in shown["tasks"]]
        for part in ("lines", "home_lines", "dates", "candidacy_lines"):
            lines += [line for line in shown.get(part) or [] if isinstance(line, Line) and not line.since]
        due[email.split("@")[0]] = DAY in {line.on for line in lines}
    assert {name for name, today in due.items() if not today} == WITHOUT_DATES


def test_figures_are_counted_and_mornings_written_before_anything_else(person):
    first = ProcrastinateJob.objects.filter(status="todo", scheduled_at=None).order_by("-priority", "id")[:2]
    assert [job.task_name for job in first] == ["reporting.count", "messaging.remind_all"]


def test_the_demo_never_mixes_with_real_organisations(world):
    said = []
    before = Organisation.objects.count(), User.objects.count(), Home.objects.count()
    assert load(size=SMALL, seed=1, as_of=DAY.isoformat(), only_if_empty=False, say=said.append) == 1
    assert said == ["palier demo: there are organisations in this database; the demo only goes into an empty one."]
    assert (Organisation.objects.count(), User.objects.count(), Home.objects.count()) == before
