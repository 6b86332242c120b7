"""Bring in people, homes, notices."""

import argparse
import secrets

from palier.cli.around import Command, say, with_django

# How much the demo tells by itself, and what `palier run` shows: one agreement in a town as large as Lyon.
SMALL = {"households": 12, "homes": 300, "places": 62}
LARGE = {"households": 150, "homes": 30_000, "places": 6_000}


def add_to(command: Command) -> None:
    found = command("found", _found, "open an organisation and print the invitation of its first administrator")
    found.add_argument("--name", required=True)
    found.add_argument("--slug", required=True, help="its short name, such as rives-habitat")
    found.add_argument("--kind", required=True, choices=["housing_body", "landlord", "association"])
    found.add_argument("--admin-email", required=True)
    demo = command("demo", _demo, "load invented people and homes into an empty database")
    sized(demo, SMALL)
    demo.add_argument("--seed", type=int, default=1)
    demo.add_argument("--as-of", help="the day the demo is told on (today by default)")
    demo.add_argument("--if-empty", action="store_true", help="do nothing where there are organisations already")
    stock = command("import-stock", _import_stock, "bring in a landlord's yearly file, all or nothing")
    stock.add_argument("file", metavar="FILE")
    stock.add_argument("--landlord", required=True, metavar="SLUG", help="made if it is new")
    stock.add_argument("--layout", choices=["rpls", "places"], default="rpls")
    stock.add_argument("--dry-run", action="store_true", help="say what would change, write nothing")
    stock.add_argument("--accept-large-change", action="store_true", help="even if more than a fifth changes")
    stock.add_argument("--json", action="store_true", dest="as_json")
    notices = command("import-notices", _import_notices, "bring in a landlord's list of notices, all or nothing")
    notices.add_argument("file", metavar="FILE")
    notices.add_argument("--landlord", required=True, metavar="SLUG")
    notices.add_argument("--dry-run", action="store_true", help="say what would be announced, write nothing")
    notices.add_argument("--json", action="store_true", dest="as_json")


def sized(command: argparse.ArgumentParser, size: dict[str, int]) -> None:
    """How much the demo tells."""
    for name, usual in size.items():
        command.add_argument(f"--{name}", type=int, default=usual)


def _found(chosen: argparse.Namespace) -> int:
    def work() -> int:
        from palier.organisations.founding import found
        from palier.platform import clock
        from palier.platform.errors import DomainError

        try:
            link = found(
                name=chosen.name,
                slug=chosen.slug,
                kind=chosen.kind,
                admin_email=chosen.admin_email,
                at=clock.now(),
                token=secrets.token_urlsafe(32),
            )
        except DomainError as error:
            say(f"palier found: {error}")
            return 1
        print(link)
        return 0

    return with_django("app", work)


def _demo(chosen: argparse.Namespace) -> int:
    def work() -> int:
        from palier.web.demo.loading import Size, load

        size = Size(households=chosen.households, homes=chosen.homes, places=chosen.places)
        return load(size=size, seed=chosen.seed, as_of=chosen.as_of, only_if_empty=chosen.if_empty, say=say)

    return with_django("app", work)


def _import_stock(chosen: argparse.Namespace) -> int:
    def work() -> int:
        from palier.homes.command import import_stock

        return import_stock(
            chosen.file,
            landlord=chosen.landlord,
            layout=chosen.layout,
            dry_run=chosen.dry_run,
            accept_large_change=chosen.accept_large_change,
            as_json=chosen.as_json,
        )

    return with_django("app", work)


def _import_notices(chosen: argparse.Namespace) -> int:
    def work() -> int:
        from palier.homes.notices.command import import_notices

        return import_notices(chosen.file, landlord=chosen.landlord, dry_run=chosen.dry_run, as_json=chosen.as_json)

    return with_django("app", work)
