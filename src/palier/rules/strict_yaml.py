"""YAML read without surprises: no duplicate key, no float, no `no` that means False."""

from collections.abc import Hashable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml

_Parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class YamlError(ValueError):
    """A file is not the YAML we accept; the message says where."""


class _StrictLoader(_Parser):  # type: ignore[misc]
    """Refuses a key written twice; reads numbers as Decimal and only `true` and `false` as booleans."""


def _mapping(loader: Any, node: yaml.MappingNode) -> dict[Any, Any]:
    built: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, Hashable):
            raise YamlError(f"line {key_node.start_mark.line + 1}: a key is a word, a number or a date")
        if key in built:
            raise YamlError(f"line {key_node.start_mark.line + 1}: the key {key!r} is written twice")
        built[key] = loader.construct_object(value_node, deep=True)
    return built


def _decimal(loader: Any, node: yaml.ScalarNode) -> Decimal:
    try:
        return Decimal(loader.construct_scalar(node))
    except InvalidOperation as error:
        raise YamlError(f"line {node.start_mark.line + 1}: {node.value} is not a decimal number") from error


_StrictLoader.add_constructor("tag:yaml.org,2002:map", _mapping)
_StrictLoader.add_constructor("tag:yaml.org,2002:float", _decimal)
# YAML 1.1 reads yes, no, on and off as booleans: here they are words, verdicts among them.
_StrictLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
    for first, resolvers in _Parser.yaml_implicit_resolvers.items()
}


def read_yaml(path: Path) -> dict[str, Any]:
    """The mapping written in a file; YamlError when it is not YAML, not a mapping or has a key twice."""
    return parse_yaml(path.read_text(encoding="utf-8"), path.name)


def parse_yaml(text: str, name: str) -> dict[str, Any]:
    """The mapping written in a text; `name` is said in the errors."""
    try:
        # Safe: the loader derives from PyYAML's safe one and adds mappings and decimals only.
        document = yaml.load(text, Loader=_StrictLoader)  # noqa: S506
    except (yaml.YAMLError, YamlError) as error:
        raise YamlError(f"{name}: {error}") from error
    if not isinstance(document, dict):
        raise YamlError(f"{name}: a mapping is expected")
    return document
