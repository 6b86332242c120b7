import pytest

from palier.platform import messages


@pytest.fixture(scope="session", autouse=True)
def _words():
    """Both languages as they stand in the catalogues."""
    messages.compile_catalogues()
