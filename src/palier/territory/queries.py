"""Find a commune as people type it."""

import re
from collections.abc import Mapping

from django.db.models import F, Q, QuerySet

from palier.platform.text import search_key
from palier.territory.models import Commune

# Articles are left out as often as they are typed: `courneuve` is La Courneuve.
ARTICLES = ("", "l ", "la ", "le ", "les ")
SHORT = {"st": "saint", "ste": "sainte"}
RANK = re.compile(r"(\d+)(?:i?eme|nde?|re)")


def search_communes(text: str, limit: int = 10) -> QuerySet[Commune]:
    """Communes whose name or postcode begins with `text`, the most populous first; none for an empty one.

    Case, accents and hyphens aside; `st` is `saint`; `lyon 8` is Lyon 8e Arrondissement; `69008 lyon` narrows by both.
    """
    postcode, name = _read(text)
    if not postcode and not name:
        return Commune.objects.none()
    found = Commune.objects.all()
    if name:
        begins = Q()
        for article in ARTICLES:
            begins |= Q(search_key__startswith=article + name)
        found = found.filter(begins)
    if postcode:
        found = found.filter(Q(postcodes__startswith=postcode) | Q(postcodes__contains=f" {postcode}"))
    return found.order_by(F("population").desc(nulls_last=True), "insee")[:limit]


def _read(text: str) -> tuple[str, str]:
    """What was typed, as the beginning of a postcode and the beginning of a name; either may be empty."""
    words = [SHORT.get(word, _rank(word)) for word in search_key(text).split()]
    postcode = words.pop(0) if words and words[0].isdigit() else ""
    return postcode, " ".join(words)


def _rank(word: str) -> str:
    match = RANK.fullmatch(word)
    return f"{match[1]}e" if match else word


NAMED = re.compile(r"(?P<name>.+?)\s*\((?P<department>[0-9AB]{2,3})\)\s*")


def named_communes(text: str) -> list[Commune]:
    """The communes a name means, the most populous first: by INSEE code, by whole name, else by its beginning.

    `Saint-Denis (93)`, as `str(commune)` writes it, means one; `Saint-Denis` means several.
    """
    said, department = _apart(text)
    within = Commune.objects.filter(department=department) if department else Commune.objects.all()
    _, name = _read(said)
    exact = list(within.filter(Q(insee=text.strip().upper()) | Q(search_key=name)).order_by("-population", "insee"))
    return exact or list(search_communes(text))


def communes_by_name(names: Mapping[str, str]) -> dict[str, Commune]:
    """By key, the one commune each text means, as `named_communes` reads it; one question for all of them.

    A text that could mean several communes means none.
    """
    begins = {name for text in names.values() if (name := _read(_apart(text)[0])[1])}
    wanted = Q(insee__in={text.strip().upper() for text in names.values()})
    for name in begins:
        for article in ARTICLES:
            wanted |= Q(search_key__startswith=article + name)
    communes = list(Commune.objects.filter(wanted)) if names else []
    found = {key: _only(communes, text) for key, text in names.items()}
    return {key: commune for key, commune in found.items() if commune}


def _apart(text: str) -> tuple[str, str]:
    """`Saint-Denis (93)` → the name, and its department or nothing."""
    match = NAMED.fullmatch(text)
    return (match["name"], match["department"]) if match else (text, "")


def _only(communes: list[Commune], text: str) -> Commune | None:
    said, department = _apart(text)
    name, code = _read(said)[1], text.strip().upper()
    within = [one for one in communes if not department or one.department == department]
    whole = [one for one in within if one.insee == code or (name and one.search_key == name)]
    begun = tuple(article + name for article in ARTICLES)
    meant = whole or [one for one in within if name and one.search_key.startswith(begun)]
    return meant[0] if len(meant) == 1 else None
