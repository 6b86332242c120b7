import pytest

from palier.territory.queries import search_communes

pytestmark = pytest.mark.usefixtures("db")


def names(text: str, limit: int = 10) -> list[str]:
    return [commune.name for commune in search_communes(text, limit)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("lyon", "Lyon"),
        ("Lyon 8", "Lyon 8e Arrondissement"),
        ("lyon 8eme", "Lyon 8e Arrondissement"),
        ("lyon 8ème", "Lyon 8e Arrondissement"),
        ("LYON 2nd", "Lyon 2e Arrondissement"),
        ("lyon 1er", "Lyon 1er Arrondissement"),
        ("villeurb", "Villeurbanne"),
        ("st etienne", "Saint-Étienne"),
        ("saint-étienne", "Saint-Étienne"),
        ("ste foy les l", "Sainte-Foy-lès-Lyon"),
        ("evian", "Évian-les-Bains"),
        ("courneuve", "La Courneuve"),
        ("La Courneuve", "La Courneuve"),
        ("isle d'abeau", "L'Isle-d'Abeau"),
        ("69008 lyon 8", "Lyon 8e Arrondissement"),
        ("69100", "Villeurbanne"),
    ],
)
def test_the_first_answer_is_the_one_meant(typed: str, first: str) -> None:
    assert names(typed)[0] == first


def test_the_most_populous_come_first() -> None:
    found = list(search_communes("saint"))
    assert [commune.population for commune in found] == sorted((c.population for c in found), reverse=True)
    assert len(found) == 10


def test_a_postcode_finds_every_commune_that_has_it() -> None:
    assert set(names("69008")) == {"Lyon", "Lyon 8e Arrondissement"}
    assert "Paris 16e Arrondissement" in names("75116")


def test_the_beginning_of_a_postcode_does_not_match_inside_another() -> None:
    assert all(
        any(postcode.startswith("0140") for postcode in commune.postcodes.split())
        for commune in search_communes("0140", 50)
    )


@pytest.mark.parametrize("typed", ["", "   ", "--", "%", "_"])
def test_nothing_typed_finds_nothing(typed: str) -> None:
    assert names(typed) == []


def test_limit_is_kept() -> None:
    assert len(names("s", 3)) == 3


def test_one_query(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        list(search_communes("69008 lyon"))
