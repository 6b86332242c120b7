import pytest

from tests.accounts.conftest import _plain  # noqa: F401 — pages here are drawn the same way

TOKEN = "the secret of a link"


@pytest.fixture
def administrator(world):
    """The actor of the housing body's only administrator, in whose name the test runs."""
    from palier.platform.context import acting

    with acting(world.actor("administrator")) as actor:
        yield actor
