"""Words as they are searched: lower case, without accents or punctuation.

Stored beside the words, because a trigram `LIKE` on the words themselves is not leakproof and under row-level security
its index would not be used.
"""

import re
import unicodedata


def search_key(*words: str) -> str:
    """`Élodie Lefèvre-N'Diaye` → `elodie lefevre n diaye`."""
    bare = unicodedata.normalize("NFKD", " ".join(words).replace("œ", "oe").replace("Œ", "oe"))
    kept = "".join(letter for letter in bare if not unicodedata.combining(letter)).lower()
    return " ".join(re.findall(r"[a-z0-9]+", kept))


def digits(phone: str) -> str:
    """The figures of a phone number as one dials it in France: `+33 6 39 98 00 01` → `0639980001`."""
    figures = re.sub(r"\D", "", re.sub(r"^\s*(\+|00)33\s*(\(0\))?", "0", phone))
    return figures[:20]
