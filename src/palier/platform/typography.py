"""French as it is printed."""

import re

NO_BREAK, NARROW = "\u00a0", "\u202f"
TYPOGRAPHY = (
    (re.compile(r"(?<=\w)'(?=[\w%{])"), "’"),
    (re.compile(r"(?<=\S) (?=[;?!])"), NARROW),
    (re.compile(r"(?<=\S) (?=[:»€])"), NO_BREAK),
    (re.compile(r"(?<=\S) (?=%%?(?![\w(%]))"), NO_BREAK),
    (re.compile(r"(?<=«) "), NO_BREAK),
    (re.compile(r"\.\.\."), "…"),
)


def typeset(text: str) -> str:
    """French typography: the curved apostrophe, and no line broken before : ; ? ! % € or inside « »."""
    for pattern, mark in TYPOGRAPHY:
        text = pattern.sub(mark, text)
    return text
