"""Who is told by e-mail, by the events alone; no mail holds anything about anybody."""

import pytest

from palier.organisations import jobs, memberships
from palier.organisations.models import Membership
from palier.platform.models import Event
from tests.accounts.people import make_person
from tests.factories.world import AT


@pytest.fixture
def asked(world):
    return memberships.ask_to_join(
        user=make_person("new@tests.invalid"),
        organisation=world.organisations["housing_body"].id,
        message="I am Nour",
        at=AT,
    )


def test_the_administrators_of_that_organisation_are_told_of_a_request(world, asked, administrator, mailoutbox):
    jobs.tell_administrators(Event.objects.get(kind="membership.asked"))
    assert [mail.to for mail in mailoutbox] == [[world.people["administrator"].email]]
    assert "Nour" not in mailoutbox[0].body
    assert "/members/" in mailoutbox[0].body


@pytest.mark.parametrize(("answer", "words"), [("accepted", "accepted"), ("refused", "not accepted")])
def test_the_applicant_is_told_of_the_answer(world, asked, administrator, mailoutbox, answer, words):
    if answer == "accepted":
        service = world.services["social"].id
        memberships.accept_join_request(actor=administrator, asked=asked.id, service=service, role="adviser", at=AT)
    else:
        memberships.refuse_join_request(actor=administrator, asked=asked.id, at=AT)
    jobs.tell_applicant(Event.objects.get(kind=f"membership.request_{answer}"))
    assert mailoutbox[0].to == ["new@tests.invalid"]
    assert words in mailoutbox[0].body


def test_whose_second_factor_is_removed_is_told(world, administrator, mailoutbox):
    from allauth.mfa.totp.internal.auth import TOTP

    user = world.people["adviser"]
    TOTP.activate(user, "SECRET")
    row = Membership.objects.get(user=user)
    memberships.remove_second_factor(actor=administrator, membership=row.id)
    jobs.tell_whose_factor(Event.objects.get(kind="membership.second_factor_removed"))
    assert mailoutbox[0].to == [user.email]


def test_the_events_reach_their_handlers_in_the_worker(committed_world, as_worker, mailoutbox):
    """From the request to the mail, with commits and under the worker's own role."""
    from django.db import transaction
    from procrastinate.contrib.django.models import ProcrastinateJob

    from palier.platform.delivery import deliver

    with transaction.atomic():
        memberships.ask_to_join(
            user=make_person("new@tests.invalid"),
            organisation=committed_world.organisations["housing_body"].id,
            message="",
            at=AT,
        )
    job = ProcrastinateJob.objects.get(task_name="platform.deliver")
    with as_worker():
        deliver(job.args["event"])
        deliver(job.args["event"])
    assert [mail.to for mail in mailoutbox] == [[committed_world.people["administrator"].email]]
