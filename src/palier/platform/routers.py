"""`aside` is a second connection to the same database, for what must not roll back with a request.

Rate limits (a rolled-back request must not un-count itself) and the progress of long work go there.
"""

from typing import Any

ASIDE = "aside"


class AsideRouter:
    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return ASIDE if model._meta.app_label == "django_cache" else None

    db_for_write = db_for_read

    def allow_relation(self, first: Any, second: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return False if db == ASIDE else None
