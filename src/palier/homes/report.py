"""What a file would change, or has changed, and what is wrong with it: what the command prints and the page shows."""

from dataclasses import dataclass, field
from typing import Any

from palier.homes.faults import Fault

LISTED = 1000


@dataclass
class Report:
    """Counts of rows and homes; `faults` lists the first thousand, in the order of the file.

    `refused` counts rows. `gone` are the homes newly missing, `stock` those there before. `whole`: read to its end,
    hence to be mended row by row.
    """

    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    missing: int = 0
    refused: int = 0
    errors_total: int = 0
    faults: list[Fault] = field(default_factory=list)
    ignored: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    gone: int = 0
    stock: int = 0
    whole: bool = True

    def add(self, *faults: Fault) -> None:
        self.errors_total += len(faults)
        self.faults.extend(faults[: LISTED - len(self.faults)])

    def add_late(self, faults: list[Fault], *, total: int, rows: int) -> None:
        """Faults found once the file was read, on so many rows not refused before: they take their place."""
        self.errors_total += total
        self.refused += rows
        self.faults = sorted([*self.faults, *faults], key=lambda fault: fault.row or 0)[:LISTED]

    @property
    def counts(self) -> dict[str, int]:
        names = ("rows", "new", "changed", "unchanged", "missing", "refused", "errors_total")
        return {name: getattr(self, name) for name in names}

    @property
    def kept(self) -> dict[str, Any]:
        """As it is stored with the import."""
        return {
            "faults": [
                [fault.row, fault.column, fault.value, fault.code, fault.meant, fault.detail] for fault in self.faults
            ],
            "ignored": list(self.ignored),
            "absent": list(self.absent),
            "gone": self.gone,
            "stock": self.stock,
        }


def faults_of(kept: dict[str, Any]) -> list[Fault]:
    """The faults of a report as it is stored."""
    return [Fault(*fields) for fields in kept.get("faults", ())]
