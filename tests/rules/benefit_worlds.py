"""Random tenants and residents, near every threshold of the text: as items of `palier benefit` and as columns."""

from decimal import Decimal
from random import Random
from typing import Any

from palier.rules.columns import Column
from palier.rules.housing_benefit import SCHEMES, TenantColumns
from palier.rules.residence_benefit import TYPES, ResidentColumns

# A day of each dated set, and the days around a revision.
DAYS = (
    "2021-07-01", "2021-09-30", "2021-10-01", "2022-01-01", "2022-06-30", "2022-07-01", "2023-01-01", "2023-09-30",
    "2023-10-01", "2024-09-30", "2024-10-01", "2025-01-01", "2025-09-30", "2025-10-01", "2026-03-12",
    "2026-10-01",
)  # fmt: skip


def tenants(random: Random, many: int) -> list[dict[str, Any]]:
    """Items of kind rent; many low incomes, rents up to where nothing is left, some amounts to the cent."""
    return [_tenant(random, number) for number in range(many)]


def _tenant(random: Random, number: int) -> dict[str, Any]:
    room = random.random() < 0.1
    return {
        "id": str(number),
        "kind": "rent",
        "scheme": random.choice(SCHEMES),
        "zone": random.randint(1, 3),
        "couple": random.random() < 0.4,
        "dependants": 0 if room else random.choice((0, 0, 0, 1, 1, 2, 2, 3, 4, 5, 6, 7, 9)),
        "rent": str(Decimal(random.randint(0, 160_000 if random.random() < 0.2 else 80_000)) / 100),
        "resources": str(Decimal(random.choice((random.randint(0, 1_500_000), random.randint(0, 4_000_000)))) / 100),
        "shared_home": not room and random.random() < 0.15,
        "single_room": room,
        "disability_benefit": random.random() < 0.1,
        "hlm_solidarity_reduction": str(random.choice((0, 0, Decimal(random.randint(0, 6_000)) / 100))),
    }


def residents(random: Random, many: int) -> list[dict[str, Any]]:
    return [
        {
            "id": str(number),
            "kind": f"residence_{random.choice(TYPES)}",
            "zone": random.randint(1, 3),
            "couple": random.random() < 0.4,
            "dependants": random.choice((0, 0, 0, 1, 2, 3, 4, 5, 7)),
            "rent": str(Decimal(random.randint(0, 90_000)) / 100),
            "resources": str(Decimal(random.randint(0, 3_000_000)) / 100),
        }
        for number in range(many)
    ]


def cents(amount: str) -> int:
    return int(Decimal(amount) * 100)


def tenant_columns(items: list[dict[str, Any]]) -> TenantColumns:
    def column(name: str, read: Any = int) -> Column:
        return Column.of([read(item[name]) for item in items])

    return TenantColumns(
        rent=column("rent", cents),
        resources=column("resources", cents),
        scheme=column("scheme", SCHEMES.index),
        solidarity_reduction=column("hlm_solidarity_reduction", cents),
        **{name: column(name) for name in ("zone", "couple", "dependants", "shared_home", "single_room")},
        disability_benefit=column("disability_benefit"),
    )


def resident_columns(items: list[dict[str, Any]]) -> ResidentColumns:
    def column(name: str, read: Any = int) -> Column:
        return Column.of([read(item[name]) for item in items])

    return ResidentColumns(
        type=column("kind", lambda kind: TYPES.index(kind.removeprefix("residence_"))),
        fee=column("rent", cents),
        resources=column("resources", cents),
        **{name: column(name) for name in ("zone", "couple", "dependants")},
    )
