"""Every URL × every persona: no mark where it may not be, no act where it may not be, no route unlisted."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from zlib import crc32

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from palier.cases.models import Case, CaseBound
from tests.access.personas import MARKS, MAY_MEET, PERSONAS, Scene, build_scene
from tests.access.rules import RULES, Rule

READERS = int(os.environ.get("PALIER_PROOF_READERS", "6"))
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# Asked of everybody, and only if the rule says that nobody reads it.
REFUSED = {403, 404}
WRITTEN = """SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables
  WHERE relname = ANY(%s) ORDER BY relname"""
SIGN_IN = re.compile(r"/account/login/|/join/$")


def routes(resolver: URLResolver | None = None) -> Iterator[tuple[str, URLPattern]]:
    for found in (resolver or get_resolver()).url_patterns:
        if isinstance(found, URLResolver):
            yield from routes(found)
        else:
            yield found.name, found


def test_every_route_has_a_rule():
    names = {name for name, _ in routes()}
    assert None not in names
    assert names - set(RULES) == set(), "say in tests/access/rules.py who may open them"
    assert set(RULES) - names == set(), "these routes are gone"


@pytest.fixture
def scene(world) -> Scene:
    return build_scene(world)


@pytest.fixture
def knock(scene):
    """`knock(persona, method, route)`: her answer, in her own browser."""
    clients = {persona: Client(raise_request_exception=False) for persona in PERSONAS}
    for persona, client in clients.items():
        if user := scene.user(persona):
            client.force_login(user)

    def ask(persona: str, method: str, route: str):
        pattern = dict(routes())[route]
        ids = {name: scene.ids[name] for name in pattern.pattern.converters}
        ids |= {name: scene.ids[name] for name in getattr(pattern.pattern.regex, "groupindex", {}) if name in scene.ids}
        client = clients[persona]
        jar = deepcopy(client.cookies)
        answer = client.generic(method, reverse(route, kwargs=ids))
        # Signing out is a door too; the next one finds her signed in.
        client.cookies = jar
        ask.answers += 1
        return answer

    ask.answers = 0
    return ask


def granted(answer) -> bool:
    """More than a refusal, a missing page, or being sent to sign in or to join."""
    if answer.status_code in {301, 302} and SIGN_IN.search(answer.url):
        return False
    return answer.status_code not in REFUSED


def marks_in(answer) -> set[str]:
    seen = answer.content.decode(errors="replace") + str(dict(answer.headers))
    return {mark for mark in MARKS if mark in seen}


def written() -> list[tuple[str, int]]:
    """Rows of each case-bound table written so far in this transaction, by whomever, those undone since included."""
    tables = [model._meta.db_table for model in apps.get_models() if model is Case or issubclass(model, CaseBound)]
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN, [tables])
        return cursor.fetchall()


GROUPS = [sorted(RULES)[start::6] for start in range(6)]


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: f"{group[0]} and {len(group) - 1} more")
def test_every_door(group, knock, proof):
    """Several doors a test: making the scene costs more than knocking. Each finds it as it was made."""
    for route in group:
        with undone():
            check_door(route, knock)
    proof(1, routes=len(group), personas=len(PERSONAS), answers=knock.answers, leaks=0, unlisted=0)


def check_door(route: str, knock) -> None:
    rule = RULES[route]
    if rule.own:
        check_own(route, knock)
        return
    for method in METHODS:
        expected = {"GET": rule.reads, "POST": rule.acts}.get(method)
        if expected is None:
            check_not_offered(route, method, knock, some=None if method in {"GET", "POST"} else opened_by(rule))
        else:
            check_offered(route, method, expected, knock)


def opened_by(rule: Rule) -> list[str]:
    """A visitor, and one for whom there is a door at all: a method that no page of ours offers is tried by them."""
    return ["anonymous", *sorted((rule.reads or set()) | (rule.acts or set()))[:1]]


def check_own(route: str, knock) -> None:
    for method in ("GET", "POST"):
        for persona in PERSONAS:
            with undone():
                answer = knock(persona, method, route)
            assert answer.status_code < 500, (route, method, persona, answer.status_code)
            assert marks_in(answer) == set(), (route, method, persona)


@contextmanager
def undone() -> Iterator[None]:
    """Each finds the world as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def check_not_offered(route: str, method: str, knock, some: list[str] | None) -> None:
    for persona in some or PERSONAS:
        answer = knock(persona, method, route)
        assert answer.status_code in {405, *REFUSED} or not granted(answer), (
            route,
            method,
            persona,
            answer.status_code,
        )
        assert marks_in(answer) == set()


def check_offered(route: str, method: str, expected: frozenset[str], knock) -> None:
    before = written()
    for persona in sorted(set(PERSONAS) - expected):
        answer = knock(persona, method, route)
        assert not granted(answer), (route, method, persona, answer.status_code)
        assert marks_in(answer) == set(), (route, method, persona)
    assert written() == before, "a denied act wrote something"
    for persona in in_turn(route, expected):
        with undone():
            answer = knock(persona, method, route)
        assert answer.status_code < 500, (route, method, persona, answer.status_code)
        assert granted(answer), (route, method, persona, answer.status_code)
        assert marks_in(answer) <= MAY_MEET.get(persona, set()), (route, method, persona)


def in_turn(route: str, personas: frozenset[str]) -> list[str]:
    """Of those who may come in, some, others at each door: a page takes longer than a refusal. All in `make proofs`."""
    ordered = sorted(personas)
    first = crc32(route.encode()) % max(1, len(ordered))
    return (ordered * 2)[first : first + min(READERS, len(ordered))]


def test_the_marks_are_there_for_those_who_may(scene, knock):
    """A sweep that finds no mark anywhere would prove nothing."""
    from tests.access.personas import FILE, INTERNAL, PARTNER, SOCIAL, STRANGER

    assert marks_in(knock("adviser", "GET", "case")) == {FILE, SOCIAL, INTERNAL}
    assert marks_in(knock("social_worker", "GET", "case")) == {FILE, SOCIAL, PARTNER}
    assert marks_in(knock("coordinator", "GET", "case")) == set()
    assert marks_in(knock("stranger", "GET", "cases")) == {STRANGER}


def test_a_write_is_noticed_even_undone(world):
    before = written()
    with undone():
        world.case()
    assert written() != before


def test_a_route_without_a_rule_fails():
    assert Rule() == Rule(None, None)
    names = {name for name, _ in routes()}
    assert (names | {"new_route"}) - set(RULES) == {"new_route"}
