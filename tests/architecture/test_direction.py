"""A foreign key is an import, also when it is written as a string: none points up the layers."""

import tomllib
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]


def layers() -> list[set[str]]:
    """From pyproject.toml, top to bottom: the one list that the import linter reads too."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    lines = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return [{name.strip(" ()") for name in line.split("|")} for line in lines]


def height(module: str) -> int:
    """The layer of a module, 0 at the bottom."""
    package = ".".join(module.split(".")[:2])
    return next(place for place, names in enumerate(reversed(layers())) if package in names)


def upward(models) -> list[str]:
    found = []
    for model in models:
        for field in model._meta.get_fields():
            target = field.related_model if field.concrete and field.is_relation else None
            ours = target is not None and target.__module__.startswith("palier.")
            if ours and (height(target.__module__) > height(model.__module__)):
                found.append(f"{model._meta.label}.{field.name} -> {target._meta.label}")
            siblings = ours and height(target.__module__) == height(model.__module__)
            if siblings and target._meta.app_label != model._meta.app_label:
                found.append(f"{model._meta.label}.{field.name} -> its sibling {target._meta.label}")
    return found


def test_no_foreign_key_points_up():
    ours = [model for model in apps.get_models() if model.__module__.startswith("palier.")]
    assert ours
    assert upward(ours) == []


def test_a_foreign_key_that_points_up_would_be_seen():
    """The check itself: an organisation that knew a case would be refused."""
    from palier.cases.models import Case

    class Below:
        class _meta:  # noqa: N801
            label = "organisations.Below"
            app_label = "organisations"

            @staticmethod
            def get_fields():
                from types import SimpleNamespace

                return [SimpleNamespace(concrete=True, is_relation=True, related_model=Case, name="case")]

    Below.__module__ = "palier.organisations.models"
    assert upward([Below]) == ["organisations.Below.case -> cases.Case"]


def test_every_package_stands_in_a_layer():
    packages = {f"palier.{path.parent.name}" for path in (ROOT / "src/palier").glob("*/__init__.py")}
    packages -= {"palier.locale"}
    assert packages <= set().union(*layers())


def test_every_app_says_what_it_owns():
    for path in (ROOT / "src/palier").glob("*/__init__.py"):
        assert path.read_text().startswith('"""'), path
