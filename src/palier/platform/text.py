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
