"""YAML without surprises: what is read, and where a mistake is."""

from datetime import date
from decimal import Decimal

import pytest

from palier.rules.strict_yaml import YamlError, parse_yaml


def test_numbers_are_exact_and_words_stay_words():
    text = "rate: 0.10\nyes: no\non: off\nflag: true\nother: False\nday: 2026-03-12\ncode: '01001'\nmany: 12"
    assert parse_yaml(text, "a.yaml") == {
        "rate": Decimal("0.10"), "yes": "no", "on": "off", "flag": True, "other": False, "day": date(2026, 3, 12),
        "code": "01001", "many": 12,
    }  # fmt: skip
    assert isinstance(parse_yaml(text, "a.yaml")["rate"], Decimal)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\nb: 2\na: 3", "a.yaml: line 3: the key 'a' is written twice"),
        ("a: 1\n? [b]\n: 2", "a.yaml: line 2: a key is a word, a number or a date"),
        ("a: 1\nb:\n  c: .inf", "a.yaml: line 3: .inf is not a decimal number"),
        ("- a", "a.yaml: a mapping is expected"),
        ("", "a.yaml: a mapping is expected"),
    ],
)
def test_a_mistake_is_said_with_its_line(text, said):
    with pytest.raises(YamlError) as refused:
        parse_yaml(text, "a.yaml")
    assert str(refused.value) == said
