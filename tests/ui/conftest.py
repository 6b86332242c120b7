import pytest
from django.conf import settings
from django.test import override_settings

from palier.platform import messages

PLAIN = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


@pytest.fixture(scope="session", autouse=True)
def _words_and_sheets():
    """Both languages as they stand in the catalogues; the sheets under their own names, nothing collected."""
    messages.compile_catalogues()
    with override_settings(STORAGES=settings.STORAGES | {"staticfiles": PLAIN}):
        yield
