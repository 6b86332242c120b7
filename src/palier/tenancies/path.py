"""The landing that a title stands on: one definition for the steps of a case and for the path of a report. Pure."""

from palier.cases.path import Landing
from palier.homes.enums import LASTING_KINDS
from palier.tenancies.enums import TenancyKind

OF_TITLE = {TenancyKind.SUBLEASE: Landing.SUBLEASE, TenancyKind.LEASE: Landing.LEASE}


def landing_of(kind: str, residence: str | None) -> Landing:
    """`residence`: its kind, where the title is of a place of one. A lasting adapted home is no stage."""
    if kind == TenancyKind.TEMPORARY_OCCUPANCY:
        return Landing.LASTING if residence in LASTING_KINDS else Landing.TEMPORARY
    return OF_TITLE[TenancyKind(kind)]
