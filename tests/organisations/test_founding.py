"""The first organisation: opened by the operator, its administrator invited by a link."""

import pytest

from palier.organisations import memberships
from palier.organisations.founding import found
from palier.organisations.models import Organisation
from palier.organisations.queries import held_memberships
from palier.platform.errors import Invalid
from tests.accounts.people import make_person
from tests.factories.world import AT, DAY

FIRST = {"name": "Toit", "kind": "association", "slug": "toit", "admin_email": "Boss@tests.invalid", "at": AT}


def test_it_gives_a_link_that_makes_an_administrator(db, mailoutbox):
    link = found(**FIRST, token="secret")
    assert link.endswith("/invitation/secret/")
    user = make_person("boss@tests.invalid")
    membership = memberships.accept_invitation(user=user, token="secret", at=AT)
    assert membership.service.organisation == Organisation.objects.get(slug="toit")
    assert [row.role for row in held_memberships(user.id, on=DAY)] == ["administrator"]
    assert mailoutbox == []


def test_a_short_name_is_taken_once(db):
    found(**FIRST, token="one")
    with pytest.raises(Invalid):
        found(**FIRST, token="two")


def test_an_unknown_kind_is_said(db):
    with pytest.raises(Invalid):
        found(**FIRST | {"kind": "employer"}, token="one")
