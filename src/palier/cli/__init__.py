"""`palier …`: each command a thin call. docs/commands.md is the contract other people's checks rely on.

Commands that need no database load no Django and start in under half a second.
"""

import argparse
import os
import sys

from palier.cli import answering, filling, saving, serving
from palier.cli.around import Handler


def main(arguments: list[str] | None = None) -> int:
    """Exit 0 done · 1 refused, or a check failed · 2 usage, or not JSON."""
    chosen = _parser().parse_args(arguments)
    handler: Handler = chosen.handler
    try:
        return handler(chosen)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="palier", description="From the first call to a lease of one's own.")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, handler: Handler, about: str) -> argparse.ArgumentParser:
        found = commands.add_parser(name, help=about, description=about)
        found.set_defaults(handler=handler)
        return found

    for subject in (serving, saving, filling, answering):
        subject.add_to(command)
    return parser
