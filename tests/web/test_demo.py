"""What the demo tells of candidacies and titles, and whom it leaves something to do today."""

from datetime import date, datetime, time, timedelta

import pytest

from palier.candidacies.models import Candidacy, OutsideCandidate
from palier.candidacies.place_models import PlaceCandidacy
from palier.candidacies.queries import to_designate
from palier.organisations.models import Membership
from palier.organisations.services import actor_of
from palier.platform import clock
from palier.platform.context import acting
from palier.platform.due import due_dates
from palier.tenancies.models import Tenancy
from palier.web.demo.loading import Size, load

DAY = date(2026, 3, 12)
SMALL = Size(households=12, homes=80, places=30)


@pytest.fixture
def person(db):
    """`person("claire.morel")`: that person of the demo, on the evening of its day."""
    with clock.frozen(datetime.combine(DAY, time(18), clock.PARIS)):
        assert load(size=SMALL, seed=1, as_of=DAY.isoformat(), only_if_empty=False, say=lambda words: None) == 0

        def actor(name: str):
            member = Membership.objects.get(user__email=f"{name}@demo.palier.invalid")
            return actor_of(user=member.user_id, service=member.service_id)

        yield actor


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
    assert days_due(adviser) == {1, 2, 4, 21}
    assert days_due(officer) == {4}
    assert days_due(person("sophie.renaud")) == {2, 21}
    assert days_due(person("mamadou.keita")) == {1, 2, 21}
