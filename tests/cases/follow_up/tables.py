"""Follow-up tables for the tests: a header, rows, and one way through the life of a table."""

from collections.abc import Sequence
from typing import Any

from palier.cases.follow_up import services
from palier.cases.follow_up.models import FollowUpFile
from palier.cases.follow_up.reading import Line, Plan, read_lines
from palier.cases.follow_up.table import Table, read_table
from palier.platform.actor import Actor
from tests.factories.world import AT, DAY, World
from tests.homes.files import csv_bytes

HEADER = ("Nom Prénom", "Téléphone", "Date de réception", "Situation logement", "Motif", "Commune", "Observations")
ROW = (
    "BENALI Nadia",
    "06 39 98 00 01",
    "12/03/2024",
    "hébergée chez ses parents",
    "séparation + impayés",
    "Villeurbanne",
    "dort dans le salon",
)


def table_bytes(*rows: Sequence[Any], header: Sequence[str] = HEADER, **how: Any) -> bytes:
    return csv_bytes([header, *rows], **how)


def row(number: int = 1, **changes: str) -> tuple[str, ...]:
    """Another household a number; `changes` by the place of the column: c0, c1 …"""
    usual = (f"MENAGE{number} Nadia", f"06 39 98 {number // 100:02d} {number % 100:02d}", *ROW[2:])
    return tuple(changes.get(f"c{place}", cell) for place, cell in enumerate(usual))


def table(*rows: Sequence[Any], header: Sequence[str] = HEADER) -> Table:
    return read_table(table_bytes(*rows, header=header))


def read(
    content: bytes | Table, targets: Sequence[str], meanings: dict[int, dict[str, str]] | None = None
) -> list[Line]:
    found = content if isinstance(content, Table) else read_table(content)
    return list(read_lines(found, Plan(targets, meanings or {}), DAY))


def receive(actor: Actor, content: bytes, name: str = "suivi.csv") -> FollowUpFile:
    return services.receive_table(actor=actor, file_name=name, content=content, at=AT)


def checked(world: World, actor: Actor, content: bytes, **changes: str) -> FollowUpFile:
    """Received, its columns and words taken as they are proposed but for `changes` of targets by place: c0="out"."""
    file = receive(actor, content)
    targets = [changes.get(f"c{place}", target) for place, target in enumerate(file.targets)]
    file = services.say_columns(
        actor=actor,
        file_id=file.id,
        targets=targets,
        agreement=world.agreement.id,
        origin="housing_body_detection",
        at=AT,
    )
    if file.state == "received":
        file = services.say_words(actor=actor, file_id=file.id, meanings=file.meanings_at(), at=AT)
    return file


def bring(actor: Actor, file: FollowUpFile, wanted: Sequence[int] = ()) -> FollowUpFile:
    """As the job does, without the job."""
    FollowUpFile.objects.filter(id=file.id).update(wanted=list(wanted))
    return services.bring_in(actor=actor, file_id=file.id, advance=lambda done, total: None, at=AT)
