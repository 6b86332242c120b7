"""Fields of the JSON documents: what each takes, and how an item that cannot be read is answered."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from palier.rules.sentences import Sentences
from palier.rules.territory import insee_number

# Far above any real amount, and far below what a column of cents holds once multiplied by a rate.
LARGEST = 10**12
PLACES = 2
_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Reader = Callable[[Any, str], Any]


class DocumentRefused(ValueError):
    """The document as a whole cannot be answered; `code` names the reason."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class ItemError(Exception):
    """One item cannot be answered because of one field."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__(f"{field}: {code}")
        self.field = field
        self.code = code


@dataclass(frozen=True)
class Field:
    """How a field is read; absent or null is None, and an error where the field is required."""

    read: Reader
    required: bool = False


@dataclass(frozen=True)
class Item:
    """One item as written, with its id."""

    id: str
    written: Mapping[str, Any]


def load(source: str) -> Any:
    """A JSON document with its numbers as Decimal.

    ValueError when it is not JSON, has a key twice, or escapes half a character, which no answer could repeat.
    """
    try:
        if "\\ud" in source.lower():
            json.dumps(json.loads(source), ensure_ascii=False).encode()
        return json.loads(source, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_no_key_twice)
    except RecursionError as error:
        raise ValueError("the document is nested too deep") from error


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number")


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    built = dict(pairs)
    if len(built) != len(pairs):
        twice = next(key for position, (key, _) in enumerate(pairs) if key in dict(pairs[:position]))
        raise ValueError(f"the key {twice!r} is written twice")
    return built


def items(document: Any, name: str) -> list[Item]:
    """The items of a list, each with an id of its own. DocumentRefused when it is not such a list."""
    if not isinstance(document, list):
        raise DocumentRefused("not_a_list", f"{name}: a list is expected")
    read: dict[str, Item] = {}
    for position, written in enumerate(document):
        if not isinstance(written, dict):
            raise DocumentRefused("not_an_object", f"{name}[{position}]: an object is expected")
        own = written.get("id")
        if not isinstance(own, str) or not own:
            raise DocumentRefused("bad_id", f"{name}[{position}]: the id must be a non-empty text")
        if own in read:
            raise DocumentRefused("duplicate_id", f"{name}[{position}]: the id {own!r} is given twice")
        read[own] = Item(own, written)
    return list(read.values())


def read_fields(written: Mapping[str, Any], fields: Mapping[str, Field], path: str = "") -> dict[str, Any]:
    """Every field by name, None where not given. ItemError for a field that is not known, not readable or missing."""
    for name in written:
        if name not in fields and (path or name != "id"):
            raise ItemError(path + name, "unknown_field")
    read = {}
    for name, field in fields.items():
        value = written.get(name)
        if value is None and field.required:
            raise ItemError(path + name, "required")
        read[name] = None if value is None else field.read(value, path + name)
    return read


def answers(
    document: Any, words: Sentences, answer: Callable[[Mapping[str, Any], Sentences], dict[str, Any]]
) -> list[dict[str, Any]]:
    """A row an item of a document that is a list: what `answer` says of what is written, or the error it raises.

    DocumentRefused when the document is no such list.
    """
    rows = []
    for item in items(document, "the document"):
        try:
            rows.append({"id": item.id, **answer(item.written, words)})
        except ItemError as error:
            rows.append(error_row(item.id, error, words))
    return rows


def error_row(own: str, error: ItemError, words: Sentences) -> dict[str, Any]:
    """The answer of an item in error."""
    message = words.say(f"errors.{error.code}", field=error.field)
    return {"id": own, "error": {"field": error.field, "code": error.code, "message": message}}


def text(value: Any, field: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ItemError(field, "not_text")
    return value


def flag(value: Any, field: str) -> bool:
    if not isinstance(value, bool):
        raise ItemError(field, "not_a_flag")
    return value


def day(value: Any, field: str) -> date:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise ItemError(field, "not_a_date")
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ItemError(field, "not_a_date") from error


def measure(value: Any, field: str) -> int:
    """An amount or a surface, at least 0 and with two decimals at most, as hundredths."""
    decimal = _decimal(value, field)
    if not 0 <= decimal <= LARGEST:
        raise ItemError(field, "out_of_range")
    hundredths = decimal.scaleb(PLACES)
    if hundredths != int(hundredths):
        raise ItemError(field, "too_precise")
    return int(hundredths)


def number(least: int, most: int = 10**6) -> Reader:
    """A whole number within limits, both included."""

    def read(value: Any, field: str) -> int:
        if isinstance(value, str):
            raise ItemError(field, "not_a_number")
        decimal = _decimal(value, field)
        if not least <= decimal <= most:
            raise ItemError(field, "out_of_range")
        if decimal != int(decimal):
            raise ItemError(field, "not_whole")
        return int(decimal)

    return read


def choice(values: Sequence[str]) -> Reader:
    """One of some texts."""

    def read(value: Any, field: str) -> str:
        if not isinstance(value, str) or value not in values:
            raise ItemError(field, "not_a_choice")
        return value

    return read


def commune(value: Any, field: str) -> int:
    """An INSEE code, as its number in the columns."""
    try:
        return insee_number(value if isinstance(value, str) else "")
    except ValueError as error:
        raise ItemError(field, "not_a_commune") from error


def list_of(read_one: Reader) -> Reader:
    """A list, each of its values read alike."""

    def read(value: Any, field: str) -> list[Any]:
        if not isinstance(value, list):
            raise ItemError(field, "not_a_list")
        return [read_one(one, f"{field}[{position}]") for position, one in enumerate(value)]

    return read


def objects(fields: Mapping[str, Field]) -> Reader:
    """A list of objects, at least one."""

    def read_one(value: Any, field: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise ItemError(field, "not_an_object")
        return read_fields(value, fields, f"{field}.")

    def read(value: Any, field: str) -> list[dict[str, Any]]:
        if value == []:
            raise ItemError(field, "empty")
        listed: list[dict[str, Any]] = list_of(read_one)(value, field)
        return listed

    return read


def _decimal(value: Any, field: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str | float):
        raise ItemError(field, "not_a_number")
    if isinstance(value, str) and not _DECIMAL.fullmatch(value):
        raise ItemError(field, "not_a_number")
    # A float comes only from a caller that did not use `load`; its shortest digits are those that were typed.
    decimal = Decimal(str(value) if isinstance(value, float) else value)
    if not decimal.is_finite():
        raise ItemError(field, "not_a_number")
    return decimal
