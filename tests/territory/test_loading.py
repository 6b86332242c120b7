"""The communes are loaded by the owner, once, and again only where something changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from palier.territory.loading import SOURCE, load_communes
from palier.territory.models import Commune


@contextmanager
def as_owner() -> Iterator[None]:
    from django.db import connection

    connection.close()
    former = connection.settings_dict["USER"]
    connection.settings_dict["USER"] = "palier_owner"
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["USER"] = former


@pytest.fixture
def source(tmp_path: Path) -> Path:
    copy = tmp_path / "communes.csv"
    copy.write_bytes(SOURCE.read_bytes())
    return copy


def test_every_commune_is_there(db) -> None:
    assert Commune.objects.count() == 35014
    assert Commune.objects.filter(parent=None).count() == 35014 - 45


@pytest.mark.parametrize(
    ("insee", "zone"),
    [
        ("75056", "paris"),
        ("75108", "paris"),
        ("93001", "paris"),
        ("78646", "idf"),
        ("77288", "idf"),
        ("69388", "other"),
        ("2A004", "other"),
        ("97411", "other"),
    ],
)
def test_ceiling_zone(db, insee: str, zone: str) -> None:
    assert Commune.objects.get(insee=insee).ceiling_zone == zone


def test_paris_and_the_communes_adjoining_it(db) -> None:
    assert Commune.objects.filter(ceiling_zone="paris").count() == 1 + 20 + 29
    assert Commune.objects.filter(region="11").exclude(ceiling_zone="paris").exclude(ceiling_zone="idf").count() == 0
    assert Commune.objects.exclude(region="11").exclude(ceiling_zone="other").count() == 0


def test_benefit_zone_is_null_where_no_list_gives_one(db) -> None:
    zones = dict(
        Commune.objects.filter(insee__in=["75108", "69123", "01001", "55138"]).values_list("insee", "benefit_zone")
    )
    assert zones == {"75108": 1, "69123": 2, "01001": 3, "55138": None}
    assert Commune.objects.filter(benefit_zone=None).count() == 96


def test_an_arrondissement_has_its_commune(db) -> None:
    assert Commune.objects.get(insee="69388").parent_id == "69123"


def test_what_is_loaded_already_is_left_alone(committing_db) -> None:
    with as_owner():
        assert load_communes() == 0


def test_what_changed_is_changed_and_nothing_is_deleted(committing_db, source: Path) -> None:
    text = source.read_text(encoding="utf-8")
    gone = next(line for line in text.splitlines() if line.startswith("01002,"))
    text = text.replace(gone + "\n", "").replace("01001,L'Abergement-Clémenciat,", "01001,Le Nouveau Nom,")
    source.write_text(text + "99901,Ville Nouvelle,,99,84,,,69999,12,\n", encoding="utf-8")
    with as_owner():
        assert load_communes(source) == 2
        assert load_communes(source) == 0
        changed = Commune.objects.get(insee="01001")
        assert (changed.name, changed.search_key) == ("Le Nouveau Nom", "le nouveau nom")
        assert Commune.objects.filter(insee="01002").exists()
        assert Commune.objects.get(insee="99901").benefit_zone is None


def test_a_file_that_breaks_changes_nothing(committing_db, source: Path) -> None:
    with source.open("a", encoding="utf-8") as file:
        file.write("99901,Ville Nouvelle,,99,84,,,69999,many,\n")
    with as_owner():
        with pytest.raises(ValueError, match="many"):
            load_communes(source)
        assert load_communes() == 0
