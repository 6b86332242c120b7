"""A world with a report."""

import pytest
from django.db import transaction


@pytest.fixture
def counted(committed_world, as_worker):
    from tests.factories.reports import a_count, a_little

    a_little(committed_world)
    a_count(committed_world, as_worker)
    return committed_world


@pytest.fixture
def report(counted):
    """That of the year that runs."""
    from palier.platform.context import acting
    from palier.reporting.queries import reports_of
    from tests.factories.world import AT

    coordinator = counted.actor("coordinator")
    with transaction.atomic(), acting(coordinator, now=AT):
        return reports_of(coordinator, counted.agreement.id).first()


@pytest.fixture
def browser_of(counted, client):
    """`browser_of("steering")`: a client of that person."""

    def sign_in(key: str):
        client.force_login(counted.people[key])
        return client

    return sign_in
