"""A follow-up table on PostgreSQL: looked at, brought in once, never halfway, walled."""

import json
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from palier.cases.enums import Means
from palier.cases.facts import Identifier
from palier.cases.follow_up import services
from palier.cases.follow_up.models import FollowUpFile, FollowUpMapping
from palier.cases.follow_up.queries import files_visible_to
from palier.cases.informing import inform, is_informed
from palier.cases.jobs import forget_follow_up
from palier.cases.models import Case, Contact, CurrentHousing, Information, Note, Person, Situation, Wish
from palier.platform import clock
from palier.platform.context import acting
from palier.platform.errors import Conflict, Invalid, Missing, Refused
from palier.platform.models import Event
from tests.cases.follow_up.tables import HEADER, ROW, bring, checked, receive, row, table_bytes
from tests.factories.world import AT, DAY
from tests.queries import asked


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def adviser(world):
    actor = world.actor("adviser")
    with acting(actor):
        yield actor


def counts(actor, file) -> dict[str, int]:
    found = services.look(actor=actor, file=file, today=DAY).counts
    return {name: count for name, count in found.items() if count and name != "rows"}


def test_a_household_of_the_table_becomes_a_case(world, adviser):
    file = bring(adviser, checked(world, adviser, table_bytes(ROW)))
    case = Case.objects.get()
    person = Person.objects.get(case=case)
    assert (file.state, file.counts) == (
        "applied",
        {"rows": 1, "new": 1, "already": 0, "suspected": 0, "refused": 0, "brought": 1},
    )
    assert (case.received_on, case.state, case.holder_id, case.referent_id, case.waiting_since) == (
        date(2024, 3, 12),
        "open",
        adviser.service,
        adviser.user,
        DAY,
    )
    assert (person.last_name, person.first_name, person.kind) == ("BENALI", "Nadia", "applicant")
    assert Contact.objects.values_list("digits", "may_leave_message").get() == ("0639980001", False)
    assert CurrentHousing.objects.values_list("kind", "until").get() == ("hosted_by_family", None)
    assert Situation.objects.get().causes == ["separation", "rent_arrears"]
    assert list(Wish.objects.values_list("commune_id", flat=True)) == ["69266"]
    assert Note.objects.values_list("audience", "body").get() == (
        "social",
        "From the follow-up table, row 2:\nObservations: dort dans le salon",
    )
    assert list(Event.objects.filter(case_id=case.id).values_list("kind", flat=True).order_by("kind")) == [
        "case.imported",
        "case.moved",
        "note.written",
    ]


def test_nobody_is_said_to_have_been_informed_before_somebody_is(world, adviser):
    bring(adviser, checked(world, adviser, table_bytes(ROW)))
    case = Case.objects.get()
    assert not is_informed(adviser, case)
    for means in (Means.WRITTEN, Means.ORAL):
        inform(actor=adviser, case_id=case.id, means=means, at=AT)
    assert Information.objects.values_list("case_id", "given_at", "means").get() == (case.id, AT, "written")
    assert Event.objects.filter(kind="information.given").count() == 1


def test_the_notice_is_the_holders_to_give(world):
    case = world.case(authorised=(world.services["support"].id,))
    for key, refusal in (("coordinator", Refused), ("social_worker", Refused), ("stranger", Missing)):
        with acting(world.actor(key)) as actor, pytest.raises(refusal):
            inform(actor=actor, case_id=case.id, means=Means.ORAL, at=AT)


def test_looking_writes_nothing(world, adviser):
    file = checked(world, adviser, table_bytes(ROW))
    before = Event.objects.count()
    assert counts(adviser, file) == {"new": 1}
    assert (Case.objects.count(), Event.objects.count()) == (0, before)


def test_the_same_table_twice_writes_nothing_the_second_time(world, adviser):
    content = table_bytes(row(1), row(2))
    bring(adviser, checked(world, adviser, content))
    again = checked(world, adviser, content)
    assert counts(adviser, again) == {"already": 2}
    done = bring(adviser, again)
    assert (done.counts["brought"], Case.objects.count()) == (0, 2)


def test_next_months_table_is_recognised_and_brings_only_what_is_new(world, adviser):
    bring(adviser, checked(world, adviser, table_bytes(row(1))))
    shouted = tuple(header.upper() for header in HEADER)
    file = receive(adviser, table_bytes(row(1), row(2), header=shouted))
    assert (file.state, file.agreement_id, file.origin) == ("checked", world.agreement.id, "housing_body_detection")
    assert counts(adviser, file) == {"already": 1, "new": 1}


def test_two_columns_of_one_header_are_recognised_each_in_its_place(world, adviser):
    header = ("Nom", "Tél", "Tél")
    checked(world, adviser, table_bytes(("A", "06 39 98 00 01", "07 00 00 00 00"), header=header))
    wider = receive(adviser, table_bytes(("B", "06 39 98 00 02", "", "beyond"), header=header))
    assert (wider.state, wider.targets) == ("checked", ["last_name", "phone", "note", "note"])


def test_a_table_that_is_being_brought_in_is_left_alone(world, adviser):
    file = checked(world, adviser, table_bytes(ROW))
    services.ask_to_bring_in(actor=adviser, file_id=file.id, wanted=[])
    with pytest.raises(Conflict) as refusal:
        services.drop_table(actor=adviser, file_id=file.id, at=AT)
    assert "being brought in" in str(refusal.value)


def test_a_recognised_table_asks_about_new_words_only(world, adviser):
    checked(world, adviser, table_bytes(row(1, c3="xyz")))
    assert receive(adviser, table_bytes(row(2, c3="XYZ"))).state == "checked"
    assert receive(adviser, table_bytes(row(2, c3="uvw"))).state == "received"


def test_a_corrected_word_is_kept_for_the_next_table_and_nobody_can_read_it_there(world, adviser):
    file = receive(adviser, table_bytes(row(1, c3="tente")))
    services.say_columns(
        actor=adviser, file_id=file.id, targets=file.targets, agreement=world.agreement.id, origin="self", at=AT
    )
    words = {3: {"tente": "makeshift"}, 4: {"separation": "separation", "impayes": ""}, 5: {"villeurbanne": "69266"}}
    services.say_words(actor=adviser, file_id=file.id, meanings=words, at=AT)
    kept = FollowUpMapping.objects.get().meanings
    assert {field: sorted(found.values()) for field, found in kept.items()} == {
        "housing": ["makeshift"],
        "causes": ["", "separation"],
        "communes": ["69266"],
    }
    assert "tente" not in str(kept)
    again = receive(adviser, table_bytes(row(2, c3="TENTE")))
    assert (again.meanings["3"], again.meanings["4"]["impayes"]) == ({"tente": "makeshift"}, "")


def test_a_household_of_the_caseload_is_suspected_by_name_or_phone_and_left_out_unless_ticked(world, adviser):
    named = world.case(last_name="Nadia", first_name="Menage1", phone="04 00 00 00 00")
    called = world.case(last_name="Other", phone="06 39 98 00 02")
    file = checked(world, adviser, table_bytes(row(1), row(2), row(3)))
    comparison = services.look(actor=adviser, file=file, today=DAY)
    assert [(one.line.row, one.kind, [like.case for like in one.like]) for one in comparison.outcomes] == [
        (2, "suspected", [named.id]),
        (3, "suspected", [called.id]),
        (4, "new", []),
    ]
    done = bring(adviser, file, wanted=[3])
    assert (done.counts["suspected"], done.counts["brought"], Case.objects.count()) == (2, 2, 4)
    assert [line[:2] for line in done.report["rows"]] == [[2, "suspected"], [3, "brought"], [4, "brought"]]


def test_a_household_that_the_actor_may_not_open_is_not_told(world, adviser):
    world.case("stranger", last_name="Menage1", first_name="Nadia", phone="06 39 98 00 01")
    assert counts(adviser, checked(world, adviser, table_bytes(row(1)))) == {"new": 1}


def test_two_birth_dates_are_two_people(world, adviser):
    header = ("Nom", "Prénom", "Né le", "Tél")
    first = ("Benali", "Nadia", "01/02/1980", "06 39 98 00 01")
    bring(adviser, checked(world, adviser, table_bytes(first, header=header)))
    other = ("Benali", "Nadia", "03/04/1990", "06 39 98 00 02")
    assert counts(adviser, checked(world, adviser, table_bytes(other, header=header))) == {"new": 1}


def test_the_same_line_twice_in_a_table_is_one_household(world, adviser):
    others = (row(1, c1="06 11 22 33 44"), row(2, c1="06.39.98.00.01"))
    file = checked(world, adviser, table_bytes(row(1), row(1), *others))
    comparison = services.look(actor=adviser, file=file, today=DAY)
    assert [(one.line.row, one.kind, one.like_row) for one in comparison.outcomes] == [
        (2, "new", 0),
        (3, "refused", 0),
        (4, "suspected", 2),
        (5, "suspected", 2),
    ]
    assert bring(adviser, file).report["refused"] == {"3": [list(one) for one in zip(HEADER, row(1), strict=True)]}


def test_a_refused_row_leaves_the_others_in(world, adviser):
    file = bring(adviser, checked(world, adviser, table_bytes(row(1, c0=""), row(2))))
    assert (file.counts["refused"], file.counts["brought"], Case.objects.count()) == (1, 1, 1)
    assert file.report["findings"] == [[2, "Nom Prénom", None, "no_name", "", "", "refused"]]


def test_what_breaks_halfway_brings_nothing_in(world, adviser, monkeypatch):
    file = checked(world, adviser, table_bytes(row(1), row(2)))
    said = iter([None])

    def stop(done, total):
        next(said)

    monkeypatch.setattr(services, "SAID_EVERY", 1)
    with pytest.raises(StopIteration), transaction.atomic():
        services.bring_in(actor=adviser, file_id=file.id, advance=stop, at=AT)
    assert (Case.objects.count(), FollowUpFile.objects.get().state) == (0, "checked")


def test_a_case_closed_in_the_table_is_closed_on_its_day(world, adviser):
    header = (*HEADER, "État", "Clos le", "En attente de")
    rows = [
        (*row(1), "injoignable", "01/09/2024", ""),
        (*row(2), "suspendu", "", "CAF"),
        (*row(3), "nouveau", "", ""),
    ]
    bring(adviser, checked(world, adviser, table_bytes(*rows, header=header)))
    found = Case.objects.order_by("state").values_list("state", "outcome", "closed_on", "waiting_on")
    assert list(found) == [
        ("closed", "unreachable", date(2024, 9, 1), "holder"),
        ("received", "", None, "holder"),
        ("suspended", "", None, "caf"),
    ]


def test_a_colleague_named_in_the_table_becomes_the_referent(world, adviser):
    header = (*HEADER, "Référent")
    rows = [(*row(1), "colleague PERSON"), (*row(2), "Somebody Gone")]
    bring(adviser, checked(world, adviser, table_bytes(*rows, header=header)))
    referents = {case.referent_id for case in Case.objects.all()}
    assert referents == {world.people["colleague"].id, adviser.user}
    assert Note.objects.filter(body__contains="Référent: Somebody Gone").count() == 1


def test_an_agreement_that_does_not_run_today_takes_no_household(world, adviser):
    file = checked(world, adviser, table_bytes(ROW))
    world.agreement.ends_on = date(2026, 1, 1)
    world.agreement.save()
    with pytest.raises(Invalid), transaction.atomic():
        bring(adviser, file)
    assert Case.objects.count() == 0


@pytest.mark.parametrize("key", ["coordinator", "administrator", "dpo", "allocation_officer", "landlord_adviser"])
def test_those_who_log_no_calls_bring_nothing_in(world, key):
    actor = world.actor(key)
    with acting(actor), pytest.raises(Refused):
        receive(actor, table_bytes(ROW))


def test_a_table_is_its_services_own(world, adviser):
    file = receive(adviser, table_bytes(ROW))
    with acting(world.actor("colleague")) as colleague:
        assert [one.id for one in files_visible_to(colleague)] == [file.id]
    for key in ("coordinator", "stranger", "social_worker", "administrator"):
        with acting(world.actor(key)) as actor:
            assert list(FollowUpFile.objects.all()) == [], key
            with pytest.raises(Missing):
                services.drop_table(actor=actor, file_id=file.id, at=AT)


def test_nobody_writes_a_table_of_another_service(world, adviser):
    with acting(world.actor("stranger")), pytest.raises(DatabaseError), transaction.atomic():
        FollowUpFile.objects.create(
            service_id=adviser.service,
            asked_by_id=adviser.user,
            asked_at=AT,
            file_name="theirs.csv",
            content=b"a",
            digest="0" * 64,
            header_digest="0" * 64,
        )


def test_the_content_is_forgotten_when_it_is_brought_in_and_when_it_is_given_up(world, adviser):
    applied = bring(adviser, checked(world, adviser, table_bytes(row(1))))
    dropped = services.drop_table(actor=adviser, file_id=receive(adviser, table_bytes(row(2))).id, at=AT)
    assert (applied.content, dropped.content, dropped.state) == (None, None, "dropped")
    with pytest.raises(Conflict):
        services.drop_table(actor=adviser, file_id=applied.id, at=AT)


def test_after_thirty_days_the_content_and_every_name_are_forgotten(world, adviser):
    waiting = receive(adviser, table_bytes(row(1)))
    done = bring(adviser, checked(world, adviser, table_bytes(row(2))))
    with clock.frozen(AT + services.KEPT_FOR):
        for file in (waiting, done):
            forget_follow_up(file=str(file.id), service=str(adviser.service), organisation=str(adviser.organisation))
    found = {one.id: one for one in FollowUpFile.objects.all()}
    assert (found[waiting.id].state, found[waiting.id].content, found[waiting.id].meanings) == ("dropped", None, {})
    assert (found[done.id].report, found[done.id].counts["brought"], Case.objects.count()) == ({}, 1, 1)


def test_forgetting_is_enqueued_for_the_thirtieth_day_with_ids_only(world, adviser):
    file = receive(adviser, table_bytes(ROW))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT scheduled_at, args FROM procrastinate_jobs WHERE task_name = %s", ["cases.forget_follow_up"]
        )
        ((scheduled_at, arguments),) = cursor.fetchall()
    expected = {"file": str(file.id), "service": str(adviser.service), "organisation": str(adviser.organisation)}
    assert (scheduled_at, json.loads(arguments)) == (AT + timedelta(days=30), expected)


def test_the_id_of_a_case_tells_nothing_without_the_key(world, adviser, settings):
    file = bring(adviser, checked(world, adviser, table_bytes(ROW)))
    settings.SECRET_KEY = "another key"
    again = checked(world, adviser, table_bytes(ROW, row(2)))
    comparison = services.look(actor=adviser, file=again, today=DAY)
    assert file.report["rows"][0][2] != str(comparison.outcomes[0].case)
    assert comparison.outcomes[0].kind == "suspected"


@pytest.mark.parametrize(
    ("targets", "field"),
    [
        (["note"] * 7, "column_0"),
        (["name", "note", "note", "note", "note", "note", "note"], "column_0"),
        (["name", "phone", "phone", "note", "note", "note", "note"], "column_2"),
    ],
)
def test_columns_that_name_nobody_or_say_a_thing_twice_are_refused(world, adviser, targets, field):
    file = receive(adviser, table_bytes(ROW))
    with pytest.raises(Invalid) as refusal:
        services.say_columns(
            actor=adviser, file_id=file.id, targets=targets, agreement=world.agreement.id, origin="self", at=AT
        )
    assert list(refusal.value.fields) == [field]


@pytest.mark.parametrize("content", [b"", b"just a sentence", b"Nom;T\xc3\xa9l\n"])
def test_what_is_no_table_is_refused_by_name(adviser, content):
    with pytest.raises(Invalid) as refusal:
        receive(adviser, content)
    assert list(refusal.value.fields) == ["file"]


def test_looking_asks_as_much_for_one_line_as_for_a_hundred(world, adviser):
    questions = set()
    for size in (1, 10, 100):
        file = checked(world, adviser, table_bytes(*(row(number) for number in range(size))))
        with CaptureQueriesContext(connection) as captured:
            services.look(actor=adviser, file=file, today=DAY)
        questions.add(asked(captured))
    assert questions == {3}


@contextmanager
def counting():
    """How many questions the block asks: the log of the connection holds 9,000 only."""
    found = {"questions": 0}

    def count(execute, sql, params, many, context):
        found["questions"] += not sql.startswith(("SAVEPOINT", "RELEASE"))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield found


def test_each_household_costs_the_same_number_of_questions(world, adviser):
    costs = []
    for start, size in ((0, 1), (10, 2), (20, 5)):
        file = checked(world, adviser, table_bytes(*(row(start + number) for number in range(size))))
        with counting() as found:
            assert bring(adviser, file).counts["brought"] == size
        costs.append((size, found["questions"]))
    (_one, first), (_two, second), (_five, fifth) = costs
    assert fifth - second == 3 * (second - first)
    assert second - first <= 18


def test_the_hlm_request_goes_to_the_numbers_elsewhere_with_its_day(world, adviser):
    """From it months are counted; a day without a number, and what is no number, stay in the note."""
    header = (*HEADER, "NUR", "Date NUR")
    numbers = (("069 0221 004512", "03/02/2025"), ("", "04/02/2025"), ("en cours", ""))
    rows = [(*row(place), *pair) for place, pair in enumerate(numbers, start=1)]
    bring(adviser, checked(world, adviser, table_bytes(*rows, header=header)))
    found = Identifier.objects.values_list("system", "number", "obtained_on")
    assert list(found) == [("nur", "069 0221 004512", date(2025, 2, 3))]
    notes = " ".join(Note.objects.values_list("body", flat=True))
    assert "Date NUR: 04/02/2025" in notes
    assert "NUR: en cours" in notes
