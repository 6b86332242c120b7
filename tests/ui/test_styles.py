"""The look, measured: contrast of the tokens in light and dark, weight of the sheets, nothing inline."""

import gzip
import math
import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "palier"
SHEETS = SOURCE / "ui" / "static" / "ui"
TEMPLATES = sorted(path for path in SOURCE.rglob("*.html") if "templates" in path.parts)
COLOUR = re.compile(r"--([\w-]+):\s*oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)")


def _tokens(scheme: str) -> dict[str, tuple[float, float, float]]:
    light, dark = (SHEETS / "tokens.css").read_text().split("@media (prefers-color-scheme: dark)")
    found = COLOUR.findall(light) + (COLOUR.findall(dark) if scheme == "dark" else [])
    return {name: _linear(float(lightness), float(chroma), float(hue)) for name, lightness, chroma, hue in found}


def _linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """OKLCH to linear sRGB (Ottosson's matrices)."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _contrast(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """The ratio of WCAG 2."""
    light, dark = sorted((0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


GROUNDS = ("ground", "surface", "sunken")
TEXT = [(ink, ground) for ink in ("ink", "quiet", "yes", "no", "unknown", "info", "brick-deep") for ground in GROUNDS]
TEXT += [(state, f"{state}-tint") for state in ("yes", "no", "unknown", "info")]
TEXT += [("ink", f"{state}-tint") for state in ("yes", "no", "unknown", "info")]
TEXT += [("on-brick", "brick"), ("on-brick", "brick-deep"), ("on-green", "green")]
SHAPES = [(shape, ground) for shape in ("edge", "brick", "green", "focus") for ground in GROUNDS]
SHAPES += [("green", "yes-tint"), ("focus", "no-tint")]


def test_the_measure_is_right():
    assert _contrast(_linear(1, 0, 0), _linear(0, 0, 0)) == pytest.approx(21, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_shapes_stand_out(scheme):
    tokens = _tokens(scheme)
    faint = [(*pair, _contrast(tokens[pair[0]], tokens[pair[1]])) for pair in TEXT]
    faint = [row for row in faint if row[2] < 4.5]
    faint += [row for pair in SHAPES if (row := (*pair, _contrast(tokens[pair[0]], tokens[pair[1]])))[2] < 3]
    assert faint == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_colour_exists_on_every_screen(scheme):
    outside = {name for name, channels in _tokens(scheme).items() if min(channels) < -0.002 or max(channels) > 1.002}
    assert outside == set()


def test_the_sheets_are_few_and_light():
    sheets = sorted(SHEETS.glob("*.css"))
    assert len(sheets) <= 5
    assert sum(len(gzip.compress(sheet.read_bytes())) for sheet in sheets) <= 25_000
    assert not [
        sheet.name for sheet in sheets if re.search(r"@import|url\(|#[0-9a-f]{3,8}\b|rgba?\(", sheet.read_text())
    ]


def test_every_token_used_is_defined():
    defined = set(re.findall(r"(--[\w-]+):", "".join(sheet.read_text() for sheet in SHEETS.glob("*.css"))))
    used = set(re.findall(r"var\((--[\w-]+)", "".join(sheet.read_text() for sheet in SHEETS.glob("*.css"))))
    assert used - defined == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_nothing_is_inline(path):
    text = path.read_text()
    assert not re.search(r"<style\b|\sstyle\s*=|\son\w+\s*=|javascript:|hx-on|hx-vals=[\"']js:", text, re.IGNORECASE)
    assert not re.search(r"<script(?![^>]*(\bsrc=|type=\"application/json\"))", text, re.IGNORECASE)
