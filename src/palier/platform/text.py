"""Words as they are searched: lower case, without accents or punctuation.

Stored beside the words, because a trigram `LIKE` on the words themselves is not leakproof and under row-level security
its index would not be used.
"""

import re
import unicodedata

KEPT = re.compile(r"[a-z0-9]+")


def search_key(*words: str) -> str:
    """`Élodie Lefèvre-N'Diaye` → `elodie lefevre n diaye`."""
    said = " ".join(words)
    # Most words of a large file are plain: they have nothing to lose.
    if not said.isascii():
        bare = unicodedata.normalize("NFKD", said.replace("œ", "oe").replace("Œ", "oe"))
        said = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return " ".join(KEPT.findall(said.lower()))


def digits(phone: str) -> str:
    """The figures of a phone number as one dials it in France: `+33 6 39 98 00 01` → `0639980001`."""
    figures = re.sub(r"\D", "", re.sub(r"^\s*(\+|00)33\s*(\(0\))?", "0", phone))
    return figures[:20]
