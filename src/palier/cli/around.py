"""What every command does around its own work: say, read, write, find the database, set Django up."""

import argparse
import json
import sys
from collections.abc import Callable
from typing import Any

Handler = Callable[[argparse.Namespace], int]
Command = Callable[[str, Handler, str], argparse.ArgumentParser]


def say(text: str) -> None:
    print(text, file=sys.stderr)


def read_input() -> str:
    return sys.stdin.buffer.read().decode("utf-8")


def write_answer(answer: Any) -> None:
    """At once, and as UTF-8 whatever the locale: no half answer."""
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False, indent=1).encode() + b"\n")


def with_database(role: str, work: Callable[[bool], int]) -> int:
    """Find or start the database, then work; yields 1 with the reason where that fails."""
    from palier.platform import launch

    try:
        with launch.database(role) as private:
            return work(private)
    except launch.LaunchError as error:
        say(f"palier: {error}")
        return 1


def with_django(role: str, work: Callable[[], int]) -> int:
    def prepared(private: bool) -> int:
        import django
        from django.core.exceptions import ImproperlyConfigured
        from django.db import OperationalError

        try:
            django.setup()
            return work()
        except ImproperlyConfigured as error:
            say(str(error))
        except OperationalError as error:
            say(f"palier: the database does not answer as {role}: {str(error).splitlines()[0]}")
        return 1

    return with_database(role, prepared)
