"""Markup made comparable: one line, icons named."""

import re

from django.template import engines

from palier.ui.icons import ICONS

NAMES = {drawing: name for name, drawing in ICONS.items()}
ICON = re.compile(
    r'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="([^"]*)"/></svg>'
)


def flat(markup: str) -> str:
    markup = ICON.sub(lambda drawn: f"[{NAMES[drawn[1]]}]", str(markup))
    return re.sub(r"\s+", " ", re.sub(r"\]\s+", "]", markup)).strip()


def draw(template: str, **context: object) -> str:
    return flat(engines["django"].from_string("{% load ui %}" + template).render(context))


def words(markup: str) -> str:
    """What is left when the tags are taken away: what a screen reader is given."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>|\[\w+\]", " ", flat(markup))).strip()
