"""Cases a jurist can read: a mapping from what is tried to its facts, one a line, and what is expected."""

from pathlib import Path
from typing import Any

import pytest

from palier.rules.strict_yaml import read_yaml


def cases(name: str) -> list[Any]:
    """The cases of a file beside this one, as parameters of a test named after what is tried."""
    return [pytest.param(facts, id=title) for title, facts in read_yaml(Path(__file__).with_name(name)).items()]
