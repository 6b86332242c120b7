"""Drawings of figures, made here and without a script. The figure itself always stands beside, in words.

Colours come from the sheet: `.bar` has a track and a value.
"""

from django.utils.html import format_html
from django.utils.safestring import SafeString

WIDTH, HEIGHT = 100, 8


def bar(value: int | None, most: int | None) -> SafeString:
    """How much `value` is of `most`, for a cell beside the figure; nothing for what is not known."""
    if value is None or not most:
        return SafeString("")
    part = min(WIDTH, round(WIDTH * value / most))
    return format_html(
        '<svg class="bar" viewBox="0 0 {0} {1}" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="bar-track" width="{0}" height="{1}"/><rect class="bar-value" width="{2}" height="{1}"/></svg>',
        WIDTH,
        HEIGHT,
        part,
    )
