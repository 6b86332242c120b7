"""What has been kept long enough goes whole, and nothing else; the record says so without a word about anybody."""

import json
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction

from palier.accounts.models import User
from palier.cases.closing import close_case
from palier.cases.models import Case, Person
from palier.cases.services import write_note
from palier.messaging.letters.services import make_letter
from palier.organisations.models import Invitation, Membership
from palier.platform import clock, seals
from palier.platform.actor import system_actor
from palier.platform.context import acting
from palier.platform.models import Event
from palier.retention.cases import bound_models, erase_case
from palier.retention.command import household, retain
from palier.rules.days import months_later
from palier.tenancies.models import Tenancy
from tests.access.personas import MARKS, build_scene
from tests.factories.facts import a_full_file
from tests.factories.tenancies import an_occupancy
from tests.factories.world import AT, DAY, World

OWNER = "palier_owner"
KEPT = 24
TITLED = 36


@contextmanager
def as_owner():
    """The block runs as the owner of the tables, as the command does."""
    former = {alias: connections[alias].settings_dict["USER"] for alias in connections}
    connections.close_all()
    for alias in connections:
        connections[alias].settings_dict["USER"] = OWNER
    try:
        yield
    finally:
        connections.close_all()
        for alias, user in former.items():
            connections[alias].settings_dict["USER"] = user


@pytest.fixture
def world(committed_world) -> World:
    return committed_world


def closed(world, **said) -> Case:
    """A full file, closed on the day of the world."""
    with transaction.atomic():
        case = world.case(**said)
        a_full_file(world, case)
    with transaction.atomic(), acting(world.actor("adviser"), now=AT) as actor:
        write_note(actor=actor, case_id=case.id, audience="social", body="Nadia cried on the phone.", at=AT)
        found = Case.objects.get(id=case.id)
        return close_case(
            actor=actor, case_id=case.id, version=found.version, outcome="advice_given", reason="r", sent_to="", at=AT
        )


def due(capsys, on, *, apply=False) -> dict[str, list[dict]]:
    """By kind, what the command says on a day."""
    with as_owner(), clock.frozen(AT + (on - DAY)):
        assert retain(apply=apply, as_of=None, as_json=True, say=lambda words: None) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["applied"] is apply
    return {kind["kind"]: kind["due"] for kind in told["kinds"]}


def rows_of(case_id) -> dict[str, int]:
    """Every row of the case that the database still holds."""
    with as_owner(), transaction.atomic(), acting(system_actor("retention")):
        found = {model._meta.db_table: model._base_manager.filter(case=case_id).count() for model in bound_models()}
    return {table: number for table, number in found.items() if number}


def test_a_closed_case_is_due_two_years_after_the_last_contact_and_not_a_day_before(world, capsys):
    case, running = closed(world), None
    with transaction.atomic():
        running = world.case()
    last = months_later(DAY, KEPT)
    assert due(capsys, last - timedelta(days=1))["case"] == []
    assert due(capsys, last)["case"] == [{"name": case.reference, "since": DAY.isoformat()}]
    assert due(capsys, last + timedelta(days=4000))["case"] == [{"name": case.reference, "since": DAY.isoformat()}]
    assert running.reference not in json.dumps(due(capsys, last))


def test_a_letter_after_it_was_closed_is_a_contact(world, capsys):
    case = closed(world)
    later = AT + timedelta(days=40)
    with clock.frozen(later), transaction.atomic(), acting(world.actor("adviser"), now=later) as actor:
        make_letter(actor=actor, case_id=case.id, kind="closing", about=case.id, at=later)
    assert due(capsys, months_later(DAY, KEPT))["case"] == []
    assert len(due(capsys, months_later(DAY + timedelta(days=40), KEPT))["case"]) == 1


def test_a_title_keeps_the_case_three_years_after_it_ended(world, capsys):
    with transaction.atomic():
        case = world.case()
        a_full_file(world, case)
        title = an_occupancy(world, case)
    with transaction.atomic(), acting(world.actor("adviser"), now=AT) as actor:
        found = Case.objects.get(id=case.id)
        close_case(
            actor=actor, case_id=case.id, version=found.version, outcome="advice_given", reason="r", sent_to="", at=AT
        )
    left = DAY + timedelta(days=10)
    far = months_later(DAY, TITLED) + timedelta(days=400)
    assert due(capsys, far)["case"] == []
    with as_owner(), transaction.atomic(), acting(system_actor("retention")):
        Tenancy.objects.filter(id=title.id).update(ends_on=left, ending="left", next_home="unknown")
    assert due(capsys, months_later(left, TITLED) - timedelta(days=1))["case"] == []
    assert len(due(capsys, months_later(left, TITLED))["case"]) == 1


def test_a_dry_run_erases_nothing_and_applying_erases_every_row(world, capsys):
    case, other = closed(world), closed(world)
    day = months_later(DAY, KEPT)
    before = rows_of(case.id)
    assert {"person", "note", "contact", "closing", "share", "income", "debt", "aid", "household"} <= set(before)
    due(capsys, day)
    assert rows_of(case.id) == before
    gone = due(capsys, day, apply=True)["case"]
    assert [row["rows"] for row in gone] == [sum(before.values()) + 1] * 2
    assert rows_of(case.id) == rows_of(other.id) == {}
    with as_owner():
        assert not Case.objects.filter(id__in=[case.id, other.id]).exists()


def test_the_record_says_it_was_erased_and_its_seals_still_hold(world, capsys, committing_db, as_worker):
    case = closed(world)
    with as_worker(), transaction.atomic(), acting(system_actor("record")):
        seals.seal(AT)
    heads, faults = seals.verify(committing_db["DATABASE_BACKUP_URL"], at=AT)
    assert faults == []
    due(capsys, months_later(DAY, KEPT), apply=True)
    later = AT + timedelta(days=800)
    with as_worker(), transaction.atomic(), acting(system_actor("record")):
        seals.seal(later)
    assert seals.verify(committing_db["DATABASE_BACKUP_URL"], at=later, kept=heads)[1] == []
    with as_owner(), transaction.atomic(), acting(system_actor("retention")):
        said = Event.objects.get(kind="case.erased")
        assert (said.subject_id, said.case_id, said.system) == (case.id, None, "retention")
        assert list(said.changes) == ["rows"]
        # What happened is still counted, by codes and ids.
        assert Event.objects.filter(case_id=case.id, kind="case.received").count() == 1


def test_the_words_of_a_whole_world_go_with_its_cases(committed_world):
    """Every table that any page can fill, each text marked: none is left, and the record never had one."""
    with transaction.atomic():
        scene = build_scene(committed_world)
    with as_owner(), transaction.atomic(), acting(system_actor("retention")):
        cases = list(Case.objects.values_list("id", flat=True))
        assert scene.case.id in cases
        for case in cases:
            erase_case(case)
        assert Case.objects.count() == 0
        assert {
            model.__name__: model._base_manager.count() for model in bound_models() if model._base_manager.count()
        } == {}
        for table in ("event", "access"):
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT coalesce(string_agg({table}::text, ' '), '') FROM {table}")
                (said,) = cursor.fetchone()
            assert [mark for mark in MARKS if mark in said] == [], table
            assert [name for name in ("Nadia", "Benali", "06 00 00 00 01") if name in said] == [], table


def test_an_account_without_a_role_for_three_years_loses_its_name(world, capsys):
    user = world.people["colleague"]
    Membership.objects.filter(user=user).update(ended_on=DAY)
    day = months_later(DAY, 36)
    assert due(capsys, day - timedelta(days=1))["user"] == []
    assert [row["name"] for row in due(capsys, day, apply=True)["user"]] == [str(user.id)]
    row = User.objects.get(id=user.id)
    assert (row.email, row.get_full_name(), row.is_active, row.has_usable_password()) == (
        f"{user.id}@erased.palier.invalid",
        "–",
        False,
        False,
    )
    assert due(capsys, day)["user"] == []


def test_an_invitation_goes_a_year_after_it_lapsed(world, capsys):
    Invitation.objects.create(
        service=world.services["social"],
        role="adviser",
        email="somebody@tests.invalid",
        digest="0" * 64,
        invited_at=AT,
        expires_at=AT,
    )
    day = months_later(DAY, 12)
    assert due(capsys, day)["invitation"] == []
    assert len(due(capsys, day + timedelta(days=1), apply=True)["invitation"]) == 1
    assert Invitation.objects.count() == 0


def test_a_day_to_come_is_only_looked_at(world, capsys):
    closed(world)
    said = []
    with as_owner(), clock.frozen(AT):
        assert retain(apply=True, as_of="2030-01-01", as_json=True, say=said.append) == 1
        assert retain(apply=False, as_of="1st of May", as_json=True, say=said.append) == 2
    assert len(said) == 2
    with as_owner(), transaction.atomic(), acting(system_actor("retention")):
        assert Person.objects.count() > 0


def test_a_household_is_given_whole_and_erased_when_asked(world, capsys):
    case = closed(world)
    said = []
    with as_owner(), clock.frozen(AT):
        assert household(act="export", reference=case.reference, apply=False, say=said.append) == 0
        told = json.loads(capsys.readouterr().out)
        assert {row["first_name"] for row in told["person"]} >= {"Nadia"}
        assert [row["body"] for row in told["note"]] == ["Nadia cried on the phone."]
        assert "case.received" in {row["kind"] for row in told["event"]}
        assert household(act="erase", reference=case.reference, apply=False, say=said.append) == 0
        assert Case.objects.filter(id=case.id).count() == 1
    with as_owner(), clock.frozen(AT):
        assert household(act="erase", reference=case.reference, apply=True, say=said.append) == 0
        assert household(act="export", reference=case.reference, apply=False, say=said.append) == 1
    assert rows_of(case.id) == {}
