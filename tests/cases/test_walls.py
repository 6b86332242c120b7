"""The two walls say the same: what the queryset admits is what PostgreSQL admits, and nothing else."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from palier.cases.access import OPENS
from palier.cases.enums import Audience, Means
from palier.cases.models import (
    Case,
    CaseBound,
    Contact,
    Household,
    Note,
    Person,
    Share,
    SharingAuthorisation,
    Situation,
)
from palier.cases.queries import rows_visible_to, visible_to
from palier.cases.services import write_note
from palier.cases.sharing import authorise, confirm_in_writing, may_receive, withdraw
from palier.organisations.enums import Role
from palier.platform import clock
from palier.platform.context import acting
from palier.platform.errors import Invalid
from tests.factories.facts import a_full_file
from tests.factories.world import AT, PEOPLE

BOUND = [model for model in apps.get_models() if issubclass(model, CaseBound) and model is not Share]


def seen(model) -> set:
    """What PostgreSQL alone admits: no filter of ours."""
    return set(model.objects.values_list("id", flat=True))


def test_tests_run_as_the_application_role(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("palier_app", False)


def test_every_role_says_what_it_opens():
    assert set(OPENS) == set(Role)


def test_every_case_bound_table_is_walled(db):
    """A table with a case and without the forced wall fails, whatever app it is in."""
    bound = {
        model._meta.db_table for model in apps.get_models() if any(f.column == "case_id" for f in model._meta.fields)
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        walled = {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT tablename, array_agg(policyname::text) FROM pg_policies GROUP BY 1")
        policies = dict(cursor.fetchall())
    assert bound | {"case"} <= walled
    assert all({"owner", "shared", "system"} <= set(policies[table]) for table in walled)


def test_without_a_context_nothing_is_there(world):
    world.case()
    for model in [Case, Share, *BOUND]:
        assert seen(model) == set(), model


@pytest.mark.parametrize("key", PEOPLE)
def test_both_walls_admit_the_same_rows(world, key):
    """Three cases in three hands; one shared by word of mouth; each person, each table."""
    support = world.services["support"].id
    a_full_file(world, world.case(authorised=(support,), note="Lives on a friend's sofa."))
    a_full_file(world, world.case())
    a_full_file(world, world.case("stranger"), holder="stranger")
    actor = world.actor(key)
    with acting(actor):
        assert seen(Case) == set(visible_to(actor).values_list("id", flat=True))
        for model in BOUND:
            assert seen(model) == set(rows_visible_to(actor, model).values_list("id", flat=True)), model


def test_a_colleague_opens_what_her_service_holds_and_a_stranger_nothing(world):
    case = world.case()
    with acting(world.actor("colleague")):
        assert seen(Case) == {case.id}
        assert len(seen(Person)) == 3
        assert len(seen(Contact)) == 1
    for key in ("stranger", "allocation_officer", "administrator", "debt_recovery", "dpo", "social_worker"):
        with acting(world.actor(key)):
            assert seen(Case) == set(), key
            assert seen(Person) == set(), key
    with acting(world.actor("coordinator")):
        assert seen(Case) == {case.id}
        assert seen(Person) == seen(Contact) == seen(Situation) == set()


def test_a_spoken_authorisation_opens_at_once_and_narrows_after_fifteen_days(world):
    support = world.services["support"].id
    case = world.case(authorised=(support,))
    worker = world.actor("social_worker")
    with acting(worker, now=AT):
        assert seen(Case) == {case.id}
        assert len(seen(Contact)) == 1
    last = AT + timedelta(days=15)
    with acting(worker, now=last):
        assert len(seen(Contact)) == 1
    with acting(worker, now=last + timedelta(days=1)):
        assert seen(Contact) == seen(Household) == set()
        assert seen(Case) == {case.id}


def test_a_written_word_keeps_it_open_and_a_withdrawal_closes_it_the_same_second(world):
    support = world.services["support"].id
    case = world.case(authorised=(support,))
    adviser, worker = world.actor("adviser"), world.actor("social_worker")
    with acting(adviser):
        authorisation = Share.objects.filter(case=case).exclude(authorisation=None).first().authorisation_id
        confirm_in_writing(actor=adviser, case_id=case.id, authorisation=authorisation, at=AT)
    with acting(worker, now=AT + timedelta(days=100)):
        assert len(seen(Contact)) == 1
    later = AT + timedelta(days=20)
    with clock.frozen(later):
        with acting(adviser):
            withdraw(actor=adviser, case_id=case.id, authorisation=authorisation, at=later)
        with acting(worker):
            assert seen(Case) == seen(Contact) == set()


def test_internal_notes_stay_in_the_service_that_wrote_them(world):
    support = world.services["support"].id
    case = world.case(authorised=(support,))
    adviser, worker = world.actor("adviser"), world.actor("social_worker")
    with acting(adviser):
        write_note(actor=adviser, case_id=case.id, audience="internal", body="Call back before noon.", at=AT)
        write_note(actor=adviser, case_id=case.id, audience="social", body="Sleeps badly.", at=AT)
    with acting(worker):
        write_note(actor=worker, case_id=case.id, audience="internal", body="Visit on Friday.", at=AT)
        assert set(Note.objects.values_list("body", flat=True)) == {"Sleeps badly.", "Visit on Friday."}
    with acting(adviser):
        assert set(Note.objects.values_list("body", flat=True)) == {"Call back before noon.", "Sleeps badly."}


def test_nobody_shares_a_case_with_himself(world):
    """The second wall alone: a service that does not hold the case cannot open it, whatever the code above does."""
    case = world.case()
    stranger = world.actor("stranger")
    with acting(stranger), pytest.raises(DatabaseError), transaction.atomic():
        Share.objects.create(
            case=case,
            organisation_id=stranger.organisation,
            service_id=stranger.service,
            audience=Audience.SOCIAL,
            purpose="support",
            ground="holder",
            begins_at=AT,
            granter_id=stranger.service,
        )
    with acting(stranger):
        assert seen(Case) == set()


def test_who_follows_a_case_cannot_take_it_over(world):
    """PostgreSQL alone: she reads the envelope, and neither holds the case by writing so nor ends a share."""
    support = world.services["support"]
    case = world.case(authorised=(support.id,))
    with acting(world.actor("social_worker")):
        assert Case.objects.filter(id=case.id).update(holder=support) == 0
        assert Share.objects.filter(case=case).update(until=None) == 0
        assert Share.objects.filter(case=case)._raw_delete("default") == 0
    with acting(world.actor("coordinator")):
        assert Case.objects.filter(id=case.id).count() == 1


def test_an_authorisation_given_twice_is_one_and_taking_it_back_closes_it(world):
    support = world.services["support"].id
    case = world.case(authorised=(support,))
    adviser = world.actor("adviser")
    with acting(adviser):
        (first,) = SharingAuthorisation.objects.filter(case=case)
        for means in ("oral", "written", "written"):
            again = authorise(
                actor=adviser, case=case, person=first.person_id, recipient=support, at=AT, means=Means(means)
            )
            assert again.id == first.id
        assert again.written_on == AT.date()
        withdraw(actor=adviser, case_id=case.id, authorisation=first.id, at=AT)
    with acting(world.actor("social_worker")):
        assert seen(Case) == set()


def test_an_authorisation_that_has_ended_is_not_confirmed(world):
    case = world.case(authorised=(world.services["support"].id,))
    adviser, late = world.actor("adviser"), AT + timedelta(days=400)
    with clock.frozen(late), acting(adviser):
        (given,) = SharingAuthorisation.objects.filter(case=case)
        with pytest.raises(Invalid):
            confirm_in_writing(actor=adviser, case_id=case.id, authorisation=given.id, at=late)


def test_a_share_of_secrets_names_a_service(world):
    case = world.case()
    adviser = world.actor("adviser")
    with acting(adviser), pytest.raises(DatabaseError, match="secrecy_stops_at_the_service"), transaction.atomic():
        Share.objects.create(
            case=case,
            organisation=world.organisations["association"],
            audience=Audience.SOCIAL,
            purpose="support",
            ground="mandate",
            begins_at=AT,
            granter_id=adviser.service,
        )


def test_writes_across_the_wall_change_nothing(world):
    """Update, delete and insert, as PostgreSQL sees them, from a service the case is not shared with."""
    case = world.case()
    a_full_file(world, case)
    with acting(world.actor("stranger")):
        for model in BOUND:
            assert model.objects.all().delete()[0] == 0, model
        assert Case.objects.update(state="open") == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            Note.objects.create(
                case=case,
                audience="social",
                service=world.services["elsewhere"],
                author=world.people["stranger"],
                written_at=AT,
                body="x",
            )


def test_the_context_does_not_survive_its_block(world):
    case = world.case()
    with acting(world.actor("adviser")):
        with acting(world.actor("stranger")):
            assert seen(Case) == set()
        assert seen(Case) == {case.id}
    assert seen(Case) == set()


def test_a_service_that_recovers_debts_is_never_offered_nor_accepted(world):
    """The party that sues the household does not read its file, whatever anybody ticks."""
    case, adviser, recovery = world.case(), world.actor("adviser"), world.services["recovery"]
    with acting(adviser):
        assert recovery not in set(may_receive(adviser))
        with pytest.raises(Invalid):
            authorise(actor=adviser, case=case, person=case.id, recipient=recovery.id, at=AT, means="oral")


def test_authorising_a_service_that_is_no_partner_is_refused(world):
    case = world.case()
    adviser = world.actor("adviser")
    with acting(adviser), pytest.raises(Invalid) as caught:
        authorise(
            actor=adviser,
            case=case,
            person=case.id,
            recipient=world.services["elsewhere"].id,
            at=AT,
            means="oral",
        )
    assert set(caught.value.fields) == {"authorised"}
