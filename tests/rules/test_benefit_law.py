"""The figures of the housing benefit: a second transcription, from the public model, not from the text."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import pytest

from palier.rules.law import book
from palier.rules.parameter import Ladder

# As openfisca-france 176.1.8 has them, but for the one line on which it and the text differ, checked apart.
# Alone, couple, one dependant, each further one.
RENT_CEILINGS = {
    "1": {
        "2020-10-01": "296.82 357.99 404.60 58.70",
        "2021-10-01": "298.07 359.49 406.30 58.95",
        "2022-07-01": "308.50 372.07 420.52 61.01",
        "2023-10-01": "319.30 385.09 435.24 63.15",
        "2024-10-01": "329.71 397.64 449.43 65.21",
        "2025-10-01": "333.14 401.78 454.10 65.89",
        "2026-10-01": "336.97 406.40 459.32 66.65",
    },
    "2": {
        "2020-10-01": "258.69 316.64 356.30 51.86",
        "2021-10-01": "259.78 317.97 357.80 52.08",
        "2022-07-01": "268.87 329.10 370.32 53.90",
        "2023-10-01": "278.28 340.62 383.28 55.79",
        "2024-10-01": "287.35 351.72 395.77 57.61",
        "2025-10-01": "290.34 355.38 399.89 58.21",
        "2026-10-01": "293.68 359.47 404.49 58.88",
    },
    "3": {
        "2020-10-01": "242.46 293.92 329.56 47.23",
        "2021-10-01": "243.48 295.15 330.94 47.43",
        "2022-07-01": "252.00 305.48 342.52 49.09",
        "2023-10-01": "260.82 316.17 354.51 50.81",
        "2024-10-01": "269.32 326.48 366.07 52.47",
        "2025-10-01": "272.12 329.88 369.88 53.01",
        "2026-10-01": "275.25 333.67 374.13 53.62",
    },
}
# Alone, couple, one to four dependants, each further one.
FEE_CEILINGS = {
    "1": {
        "2020-10-01": "444.43 521.02 555.55 594.54 633.69 683.50 70.89",
        "2021-10-01": "446.30 523.21 557.88 597.04 636.35 686.37 71.19",
        "2022-07-01": "461.92 541.52 577.41 617.94 658.62 710.39 73.68",
        "2023-10-01": "478.09 560.47 597.62 639.57 681.67 735.25 76.26",
        "2024-10-01": "493.68 578.74 617.10 660.42 703.89 759.22 78.75",
        "2025-10-01": "498.81 584.76 623.52 667.29 711.21 767.12 79.57",
        "2026-10-01": "504.55 591.48 630.69 674.96 719.39 775.94 80.49",
    },
    "2": {
        "2020-10-01": "406.43 474.33 505.75 541.38 576.87 614.69 64.07",
        "2021-10-01": "408.14 476.32 507.87 543.65 579.29 617.27 64.34",
        "2022-07-01": "422.42 492.99 525.65 562.68 599.57 638.87 66.59",
        "2023-10-01": "437.20 510.24 544.05 582.37 620.55 661.23 68.92",
        "2024-10-01": "451.45 526.87 561.79 601.36 640.78 682.79 71.17",
        "2025-10-01": "456.15 532.35 567.63 607.61 647.44 689.89 71.91",
        "2026-10-01": "461.40 538.47 574.16 614.60 654.89 697.82 72.74",
    },
    "3": {
        "2020-10-01": "385.78 448.69 476.02 507.44 538.84 574.16 59.46",
        "2021-10-01": "387.40 450.57 478.02 509.57 541.10 576.57 59.71",
        "2022-07-01": "400.96 466.34 494.75 527.40 560.04 596.75 61.80",
        "2023-10-01": "414.99 482.66 512.07 545.86 579.64 617.64 63.96",
        "2024-10-01": "428.52 498.39 528.76 563.55 598.54 637.78 66.05",
        "2025-10-01": "432.98 503.57 534.26 569.52 604.76 644.41 66.74",
        "2026-10-01": "437.96 509.36 540.40 576.07 611.71 651.82 67.51",
    },
}
# Charges: alone and couple, each dependant; in a shared home: alone, couple, each dependant; then the least P0.
CHARGES_AND_P0 = {
    "2020-10-01": "53.99 12.24 26.99 53.99 12.24 35.24",
    "2021-10-01": "54.22 12.29 27.10 54.22 12.29 35.39",
    "2022-07-01": "56.12 12.72 28.05 56.12 12.72 36.63",
    "2023-10-01": "58.08 13.17 29.03 58.08 13.17 37.91",
    "2024-10-01": "59.97 13.60 29.98 59.97 13.60 39.15",
    "2025-10-01": "60.59 13.74 30.29 60.59 13.74 39.56",
    "2026-10-01": "61.29 13.90 30.64 61.29 13.90 40.01",
}
# Alone, couple, one to six dependants, each further one.
INCOME_ALLOWANCE = {
    "2020-01-01": "4588 6572 7839 8015 8322 8631 8938 9246 305",
    "2022-01-01": "4683 6709 8002 8182 8495 8811 9124 9439 311",
    "2022-07-01": "4870 6977 8322 8509 8834 9163 9488 9816 323",
    "2023-01-01": "4949 7090 8456 8646 8977 9311 9642 9975 328",
    "2024-01-01": "5186 7430 8862 9061 9408 9758 10105 10454 343",
    "2025-01-01": "5235 7501 8947 9148 9498 9851 10202 10554 346",
}
# What never changed since the text of 2019.
CONSTANTS = {
    "housing_benefit.least_participation_rate": "0.085",
    "housing_benefit.family_rate": "0.0283 0.0315 0.0270 0.0238 0.0201 0.0185 0.0179 0.0173 -0.0006",
    "housing_benefit.reduced_above.1": "3.4",
    "housing_benefit.reduced_above.2": "2.5",
    "housing_benefit.reduced_above.3": "2.5",
    "housing_benefit.none_above.1": "4",
    "housing_benefit.none_above.2": "3.1",
    "housing_benefit.none_above.3": "3.1",
    "housing_benefit.flat_reduction": "5",
    "housing_benefit.least_payment.apl": "0",
    "housing_benefit.least_payment.al": "10",
    "housing_benefit.social_contribution": "0.005",
    "housing_benefit.solidarity_share": "0.98",
    "housing_benefit.resources_step": "100",
    "residence_benefit.parts.type1": "1.4 1.8 2.5 3 3.7 4.3 0.5",
    "residence_benefit.parts.type2": "1.2 1.5 2.5 3 3.7 4.3 0.5",
    "residence_benefit.coverage.type1": "0.95",
    "residence_benefit.coverage.type2": "0.9",
    "residence_benefit.coverage_allowance.type1": "1217.26",
    "residence_benefit.coverage_divisor.type1": "13393.40",
    "residence_benefit.coverage_divisor.type2": "21420.91",
    "residence_benefit.least_rent.type1": "45.57",
    "residence_benefit.least_rent.type2": "76.32",
    "residence_benefit.flat_reduction": "5",
    "residence_benefit.least_payment": "10",
    "residence_benefit.least_cost.type1": "26.68",
    "residence_benefit.least_cost.type2": "15",
}
# Their ladders have no line beyond the last.
BRACKETS = {
    "housing_benefit.rent_rate_from": "0.45 0.75",
    "housing_benefit.rent_rate": "0.0045 0.0068",
    "residence_benefit.bracket_from.type1": "0 1948.10 2678.71 3896.18 5357.44 6331.29",
    "residence_benefit.bracket_from.type2": "0 1423.03 2047.61 2629.85 4095.05",
    "residence_benefit.bracket_rate.type1": "0.04 0.104 0.216 0.264 0.32 0.48",
    "residence_benefit.bracket_rate.type2": "0 0.024 0.208 0.232 0.328",
}
# The solidarity reduction in zone 2, where most of its homes are, and the monthly resources it is under.
REDUCTION = {"2025-06-01": "34.83 42.53 47.49 6.90", "2026-06-01": "31.58 38.56 43.06 6.26"}
REDUCTION_CEILING = {"2026-01-01": "905 1104 1408 1677 2059 2377 2646 2929 282"}
# What each set is times the one before: the change of the rent index of the second quarter, as announced.
REVISIONS = {
    "2021-10-01": "1.0042",
    "2022-07-01": "1.035",
    "2023-10-01": "1.035",
    "2024-10-01": "1.0326",
    "2025-10-01": "1.0104",
    "2026-10-01": "1.0115",
}
# (parameter, date, line): what is read does not follow the revision.
ASTRAY = {
    ("housing_benefit.rent_ceiling.ordinary.3", "2025-10-01", 4): Decimal("53.01"),
    ("residence_benefit.fee_ceiling.3", "2024-10-01", 4): Decimal("563.55"),
    ("residence_benefit.fee_ceiling.3", "2025-10-01", 4): Decimal("569.52"),
}
YEARLY = (
    "housing_benefit.rent_ceiling.",
    "housing_benefit.charges",
    "housing_benefit.reference_rent",
    "residence_benefit.fee_ceiling.",
)


def cents(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.01"), ROUND_HALF_UP)


def read(text: str, *, beyond: bool) -> Ladder:
    numbers = [Decimal(number) for number in text.split()]
    extra = numbers.pop() if beyond else None
    return Ladder(dict(enumerate(numbers, start=1)), extra)


def written(name: str) -> dict[str, Ladder]:
    return {str(dated.since): dated.ladder() for dated in book().parameters[name].values}


def row(ladder: Ladder) -> list[Decimal]:
    lines = [ladder.steps[line] for line in sorted(ladder.steps)]
    return lines if ladder.extra is None else [*lines, ladder.extra]


@pytest.mark.parametrize("zone", "123")
def test_every_published_ceiling_is_loaded_at_every_date(zone):
    for name, published in (
        (f"housing_benefit.rent_ceiling.ordinary.{zone}", RENT_CEILINGS),
        (f"residence_benefit.fee_ceiling.{zone}", FEE_CEILINGS),
    ):
        assert written(name) == {day: read(line, beyond=True) for day, line in published[zone].items()}


def test_every_published_charge_and_least_participation_is_loaded_at_every_date():
    names = {
        "housing_benefit.charges.ordinary": (0, 0),
        "housing_benefit.charges_dependant.ordinary": (1,),
        "housing_benefit.charges.shared": (2, 3),
        "housing_benefit.charges_dependant.shared": (4,),
        "housing_benefit.least_participation": (5,),
    }
    for name, columns in names.items():
        expected = {day: [Decimal(line.split()[column]) for column in columns] for day, line in CHARGES_AND_P0.items()}
        assert {day: row(ladder) for day, ladder in written(name).items()} == expected


def test_every_published_income_allowance_is_loaded_at_every_date():
    expected = {day: read(line, beyond=True) for day, line in INCOME_ALLOWANCE.items()}
    assert written("housing_benefit.income_allowance") == expected


@pytest.mark.parametrize(("name", "line"), [*CONSTANTS.items(), *BRACKETS.items()])
def test_constants_have_one_value_since_the_text_of_2019(name, line):
    (only,) = book().parameters[name].values
    assert row(only.ladder()) == [Decimal(number) for number in line.split()]
    assert (only.ladder().extra is None) == (name in BRACKETS or " " not in line)
    assert only.since <= date(2020, 1, 1)


def test_the_solidarity_reduction_of_zone_2():
    amounts, ceilings = (written(f"solidarity_reduction.{name}.2") for name in ("amount", "income_ceiling"))
    for day, line in REDUCTION.items():
        assert amounts[day] == read(line, beyond=True)
    for day, line in REDUCTION_CEILING.items():
        assert ceilings[day] == read(line, beyond=True)


def test_the_solidarity_reduction_falls_with_the_zone_and_rises_with_the_family():
    for name in ("amount", "income_ceiling"):
        zones = [written(f"solidarity_reduction.{name}.{zone}") for zone in "123"]
        assert zones[0].keys() == zones[1].keys() == zones[2].keys()
        for first, second, third in zip(*(zone.values() for zone in zones), strict=True):
            assert all(a > b > c for a, b, c in zip(row(first), row(second), row(third), strict=True))
            lines = row(first)[:-1]
            assert lines == sorted(lines)


@pytest.mark.parametrize("zone", "123")
def test_shared_and_single_room_ceilings_are_three_quarters_and_nine_tenths_to_the_cent(zone):
    ordinary, shared, room = (
        written(f"housing_benefit.rent_ceiling.{home}.{zone}") for home in ("ordinary", "shared", "room")
    )
    three_quarters, nine_tenths = Decimal("0.75"), Decimal("0.9")
    assert {day: row(ladder) for day, ladder in shared.items()} == {
        day: [cents(line * three_quarters) for line in row(ladder)] for day, ladder in ordinary.items()
    }
    assert {day: row(ladder) for day, ladder in room.items()} == {
        day: [cents(row(ladder)[0] * nine_tenths)] for day, ladder in ordinary.items()
    }


def test_the_reference_rent_is_the_ceiling_of_zone_2_at_every_date():
    assert written("housing_benefit.reference_rent") == written("housing_benefit.rent_ceiling.ordinary.2")


def test_every_set_is_the_one_before_raised_by_the_rent_index_but_for_three_lines():
    """Two of the three are one misprint, of the text or of its transcription: 563.55 for 563.66."""
    astray = {}
    for name in (name for name in book().parameters if name.startswith(YEARLY)):
        if ".shared" in name or ".room." in name:
            continue  # Shares of the others, to the cent: the change of a rounded share is not that of the index.
        sets = written(name)
        for (_, before), (day, after) in pairwise(sets.items()):
            for line, (old, new) in enumerate(zip(row(before), row(after), strict=True), start=1):
                if cents(old * Decimal(REVISIONS[day])) != new:
                    astray[name, day, line] = new
    assert astray == ASTRAY


def test_the_amounts_of_october_lapse_the_next_october_and_the_constants_with_the_year():
    for name, parameter in book().parameters.items():
        if not name.startswith(("housing_benefit.", "residence_benefit.", "solidarity_reduction.")):
            continue
        october = parameter.values[-1].since == date(2026, 10, 1)
        assert parameter.checked_until == (date(2027, 9, 30) if october else date(2026, 12, 31))
        assert october == (name.startswith(YEARLY) or name == "housing_benefit.least_participation")


def test_a_set_holds_from_its_day_on_and_the_day_before_has_the_one_before():
    name = "housing_benefit.rent_ceiling.ordinary.2"
    days = [date.fromisoformat(day) for day in RENT_CEILINGS["2"]]
    assert book().at(days[0] - timedelta(days=1)).source(name) is None
    for before, day in pairwise(days):
        eve, same_day = (book().at(when).source(name).since for when in (day - timedelta(days=1), day))
        assert (eve, same_day) == (before, day)


def test_only_what_was_not_read_for_october_2026_is_derived():
    derived = {
        (name, dated.since)
        for name, parameter in book().parameters.items()
        if name.startswith(("housing_benefit.", "residence_benefit.", "solidarity_reduction."))
        for dated in parameter.values
        if dated.confidence != "verified"
    }
    ceilings = {f"housing_benefit.rent_ceiling.{home}.{zone}" for home in ("shared", "room") for zone in "123"}
    assert derived == {(name, date(2026, 10, 1)) for name in ceilings | {"housing_benefit.reference_rent"}}
