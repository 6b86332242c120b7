"""What surrounds every page, for each role."""

from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.template import engines
from django.test import RequestFactory, override_settings
from django.urls import path
from django.utils.translation import override

from palier.organisations.enums import Role
from palier.platform import clock
from palier.web.frame import NAVIGATION, frame

HERE = UUID(int=1)
urlpatterns = [
    *[
        path(f"{place.name}/", lambda _request: None, name=place.name)
        for place in NAVIGATION
        if place.name != "meetings"
    ],
    path("search/", lambda _request: None, name="search"),
    path("service/", lambda _request: None, name="switch_service"),
    path("language/", lambda _request: None, name="set_language"),
]
pytestmark = pytest.mark.usefixtures("_routes")


@pytest.fixture
def _routes():
    with override_settings(ROOT_URLCONF=__name__), override("en"):
        yield


def request_of(*roles, where="/cases/", services=1):
    request = RequestFactory().get(where)
    request.user = SimpleNamespace(is_authenticated=True, __str__=lambda: "Claire")
    request.actor = SimpleNamespace(service=HERE, roles=frozenset(roles))
    request.memberships = [
        SimpleNamespace(service_id=UUID(int=number), service_name=f"Service {number}", organisation_name="H&H")
        for number in range(1, services + 1)
    ]
    return request


def shown(*roles):
    return [str(entry.label) for entry in frame(request_of(*roles))["frame"].navigation]


def test_only_pages_that_exist_are_shown():
    assert shown("adviser") == ["Today", "Cases", "Homes", "Candidacies", "Occupancies and leases", "Agreement"]


@pytest.mark.parametrize(
    ("role", "entries"),
    [
        ("debt_recovery", ["Today", "Occupancies and leases"]),
        ("steering", ["Today", "Agreement"]),
        ("volunteer", ["Today"]),
        ("administrator", ["Today", "Agreement", "Members"]),
        ("support", ["Today"]),
        ("dpo", ["Today"]),
        ("rental_manager", ["Today", "Cases", "Homes", "Occupancies and leases", "Agreement"]),
        ("allocation_officer", ["Today", "Cases", "Homes", "Candidacies", "Agreement"]),
    ],
)
def test_each_role_goes_where_it_works(role, entries):
    assert shown(role) == entries


def test_every_role_named_is_a_role():
    named = set().union(*(place.roles for place in NAVIGATION)) - {"*"}
    assert named <= set(Role.values)


def test_where_one_is_is_said():
    current = [
        entry.label for entry in frame(request_of("adviser", where="/cases/12/"))["frame"].navigation if entry.current
    ]
    assert current == ["Cases"]


def test_a_stranger_sees_the_name_and_the_language_only():
    request = RequestFactory().get("/")
    drawn = page(request)
    assert '<nav class="nav"' not in drawn
    assert 'name="language" value="fr"' in drawn
    assert "switch" not in drawn


def page(request):
    template = engines["django"].from_string('{% extends "ui/layout.html" %}{% block heading %}Cases{% endblock %}')
    return template.render({}, request)


def test_the_switcher_names_each_service_and_the_one_in_force():
    built = frame(request_of("adviser", services=2))["frame"]
    assert [(choice.label, choice.current) for choice in built.services] == [
        ("H&H · Service 1", True),
        ("H&H · Service 2", False),
    ]
    assert built.service == "H&H · Service 1"
    drawn = page(request_of("adviser", services=2))
    assert 'action="/service/"' in drawn
    assert 'name="service" value="00000000-0000-0000-0000-000000000001" aria-current="true"' in drawn
    assert 'action="/service/"' not in page(request_of("adviser"))


def test_a_page_has_its_landmarks_and_one_title():
    drawn = page(request_of("adviser"))
    assert drawn.count("<h1>") == drawn.count("<main ") == drawn.count("<header ") == drawn.count("<footer ") == 1
    assert drawn.index('href="#main"') < drawn.index("<header")
    assert '<form class="search" method="post" action="/search/" role="search">' in drawn
    assert drawn.count('rel="stylesheet"') == 5
    assert drawn.count("<script ") == 2


def test_paper_says_who_printed_it_and_on_which_day():
    with clock.frozen(datetime(2026, 3, 12, 9, tzinfo=UTC)):
        drawn = page(request_of("adviser"))
    assert "Printed on 12\N{NO-BREAK SPACE}March 2026 by " in drawn
    assert ", H&amp;H · Service 1</p>" in drawn
    assert "Printed on" not in page(RequestFactory().get("/"))


def test_a_fragment_draws_no_frame():
    request = request_of("adviser")
    del request.memberships
    request.actor = None
    assert frame(request)["frame"].services == ()
