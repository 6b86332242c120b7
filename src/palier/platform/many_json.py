"""A JSON column of a table that is filled by thousands of rows."""

from typing import Any

from django.db import models
from django.db.models.sql.compiler import SQLCompiler


class ManyJsonField(models.JSONField):
    """A JSON column whose value is a parameter of its own in each row that is inserted.

    Django inserts many rows as one array a column; in an array, psycopg escapes a JSON text quote by quote, in Python:
    half the time of a night's ranks.
    """

    def get_placeholder(self, value: Any, compiler: SQLCompiler, connection: Any) -> str:
        return "%s"

    def deconstruct(self) -> Any:
        """The same column for migrations."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs
