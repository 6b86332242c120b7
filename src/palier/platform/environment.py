"""Read the environment once and say everything that is missing in one message."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

# One process has one role; `palier` picks it. The variable holds the URL of that role's account.
ROLE_URLS = {
    "app": "DATABASE_URL",
    "owner": "DATABASE_OWNER_URL",
    "worker": "DATABASE_WORKER_URL",
    "backup": "DATABASE_BACKUP_URL",
}


@dataclass
class Environment:
    """Values by name, `NAME_FILE` read where `NAME` is absent; problems are gathered, then raised together."""

    values: Mapping[str, str] = field(default_factory=lambda: os.environ)
    problems: list[str] = field(default_factory=list)

    def get(self, name: str, default: str = "") -> str:
        if name in self.values:
            return self.values[name]
        if path := self.values.get(f"{name}_FILE"):
            try:
                return Path(path).read_text(encoding="utf-8").strip()
            except OSError as error:
                self.problems.append(f"{name}_FILE: {path} cannot be read ({error.strerror})")
        return default

    def required(self, name: str, what: str) -> str:
        value = self.get(name)
        if not value:
            self.problems.append(f"{name} is missing: {what}")
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.get(name, "1" if default else "0").lower()
        if value not in {"0", "1"}:
            self.problems.append(f"{name} must be 0 or 1, not {value!r}")
        return value == "1"

    def number(self, name: str, default: int) -> int:
        value = self.get(name, str(default))
        if not value.isdecimal():
            self.problems.append(f"{name} must be a whole number, not {value!r}")
            return default
        return int(value)

    def words(self, name: str, default: str = "") -> list[str]:
        return [word for word in self.get(name, default).replace(",", " ").split() if word]

    def database(self, role: str) -> dict[str, Any]:
        """Django's settings of the database as this role."""
        name = ROLE_URLS.get(role, "DATABASE_URL")
        url = self.required(
            name, f"the address of PostgreSQL as {role}; `palier provision` prints it, `make run` needs none"
        )
        try:
            parts = conninfo_to_dict(url) if url else {}
        except ProgrammingError:
            self.problems.append(f"{name} is not an address of PostgreSQL (postgresql://user:password@host/database)")
            parts = {}
        known = {"user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT", "dbname": "NAME"}
        options = {key: value for key, value in parts.items() if key not in known}
        return {
            "ENGINE": "django.db.backends.postgresql",
            **{setting: str(parts.get(key) or "") for key, setting in known.items()},
            "OPTIONS": options,
        }

    def check(self) -> None:
        """Raise ImproperlyConfigured naming every problem at once."""
        if self.problems:
            raise ImproperlyConfigured("Palier cannot start:\n" + "\n".join(f"  - {text}" for text in self.problems))
