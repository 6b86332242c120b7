"""The JSON documents of the commands, one module a question: strict in, exact out. No Django.

`fields.load` reads the text (numbers as Decimal), `answer` answers. A document that cannot be answered at all raises
`fields.DocumentRefused`; an item that cannot gives `{"id", "error"}` among the answers.
"""

from importlib import import_module
from typing import Any

from palier.rules.sentences import Language

# A question imports what it needs when it is asked: each command starts in under half a second.
QUESTIONS = {
    "benefit": "benefits",
    "ceiling": "ceilings",
    "deadline": "deadlines",
    "explain": "explanations",
    "rank": "rankings",
}


def answer(question: str, document: Any, lang: Language = "en") -> list[dict[str, Any]]:
    """The answers to the document of one of QUESTIONS; DocumentRefused when it cannot be answered as a whole."""
    answers: list[dict[str, Any]] = import_module(f"{__name__}.{QUESTIONS[question]}").answer(document, lang)
    return answers
