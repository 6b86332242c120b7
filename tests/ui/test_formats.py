"""Figures and dates as they are written in each language."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from palier.ui import formats

CASES = [
    ("money", "412.5", "412,50\u00a0€", "€412.50"),
    ("money", Decimal("1234.5"), "1\u202f234,50\u00a0€", "€1,234.50"),
    ("money", Decimal("-0.005"), "−0,01\u00a0€", "−€0.01"),
    ("money", None, "", ""),
    ("number", 30000, "30\u202f000", "30,000"),
    ("number", 0, "0", "0"),
    ("percent", "0.283", "28,3\u00a0%", "28.3%"),
    ("percent", Decimal("0.5"), "50\u00a0%", "50%"),
    ("percent", "-0.042", "−4,2\u00a0%", "−4.2%"),
    ("day", date(2026, 3, 12), "12\u00a0mars 2026", "12\u00a0March 2026"),
    ("day", date(2026, 8, 1), "1er\u00a0août 2026", "1\u00a0August 2026"),
    ("moment", datetime(2026, 3, 12, 13, 32, tzinfo=UTC), "12\u00a0mars 2026, 14:32", "12\u00a0March 2026, 14:32"),
    ("clock", datetime(2026, 3, 12, 13, 32, tzinfo=UTC), "14:32", "14:32"),
    ("days", 0, "0\u00a0jour", "0\u00a0days"),
    ("days", 1, "1\u00a0jour", "1\u00a0day"),
    ("days", timedelta(days=3), "3\u00a0jours", "3\u00a0days"),
    ("day", None, "", ""),
]


@pytest.mark.parametrize(("name", "value", "french", "english"), CASES)
def test_a_value_is_written_in_both_languages(name, value, french, english):
    with override("fr"):
        assert getattr(formats, name)(value) == french
    with override("en"):
        assert getattr(formats, name)(value) == english


@pytest.mark.parametrize(
    ("shift", "french", "tone"),
    [
        (-3, "3 jours de retard", "late"),
        (-1, "1 jour de retard", "late"),
        (0, "aujourd’hui", "soon"),
        (1, "demain", "soon"),
        (7, "dans 7 jours", "soon"),
        (8, "dans 8 jours", "quiet"),
    ],
)
def test_a_date_to_keep_says_how_far_it_is(shift, french, tone):
    today = date(2026, 3, 12)
    with override("fr"):
        assert formats.due(today + timedelta(days=shift), today) == (tone, french)
