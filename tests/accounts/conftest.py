import pytest


@pytest.fixture(autouse=True)
def _plain(settings, tmp_path):
    """Static files without their manifest, and a hasher that takes no time."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    settings.STATIC_ROOT = str(tmp_path)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def person(db):
    """Somebody with a password and a confirmed address, and no role anywhere."""
    from tests.accounts.people import make_person

    return make_person("noor@tests.invalid")
