"""A second reading of the housing benefit, one household at a time, in Decimal euros; no code of the columns.

The figures are the parameters as written; how they are used is read from the articles again.
"""

from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from palier.rules.law import book

CENT = Decimal("0.01")
ZERO = Decimal(0)


@lru_cache(maxsize=4096)
def value(name: str, day: date, line: int | None = None) -> Decimal:
    """A figure on a day; of a ladder, its line, with the step for each line beyond the last."""
    dated = book().parameters[name].at(day)
    assert dated is not None
    if isinstance(dated.value, Decimal):
        return dated.value
    steps = dated.ladder().steps
    if line in steps:
        return steps[line]
    top = max(steps)
    return steps[top] + (line - top) * dated.ladder().extra


def to(number: Decimal, place: Decimal | str, rounding: str = ROUND_HALF_UP) -> Decimal:
    return number.quantize(Decimal(place), rounding)


def line_of(couple: bool, dependants: int) -> int:
    return dependants + 2 if dependants else 1 + couple


def whole_hundreds(resources: Decimal) -> Decimal:
    return to(resources / 100, "1", ROUND_CEILING) * 100


def contribution(amount: Decimal, day: date) -> Decimal:
    return to(amount * value("housing_benefit.social_contribution", day), CENT)


def tenant(
    day: date,
    zone: int,
    couple: bool,
    dependants: int,
    rent: Decimal,
    resources: Decimal,
    scheme: str = "apl",
    shared: bool = False,
    room: bool = False,
    disability: bool = False,
    reduction: Decimal = ZERO,
) -> dict[str, Decimal]:
    """Articles D823-16 and D823-17; arrêté du 27 septembre 2019, articles 7 to 16."""

    def of(name: str, line: int | None = None) -> Decimal:
        return value(f"housing_benefit.{name}", day, line)

    line, home = line_of(couple, dependants), "shared" if shared else "ordinary"
    ceiling = of(f"rent_ceiling.room.{zone}", 1) if room else of(f"rent_ceiling.{home}.{zone}", line)
    eligible = min(rent, ceiling)
    charges = of(f"charges.{home}", 1 + couple) + dependants * of(f"charges_dependant.{home}")
    p0 = max(to((eligible + charges) * of("least_participation_rate"), CENT), of("least_participation"))
    rl = to(eligible / of("reference_rent", line), "0.0001")
    low, high = of("rent_rate_from", 1), of("rent_rate_from", 2)
    if rl < low:
        tl = ZERO
    elif rl < high:
        tl = of("rent_rate", 1) * (rl - low)
    else:
        tl = of("rent_rate", 1) * (high - low) + of("rent_rate", 2) * (rl - high)
    tl = to(tl, "0.00001")
    tp = of("family_rate", line) + tl
    r = whole_hundreds(resources)
    pp = p0 + max(to((r - of("income_allowance", line)) * tp, CENT), ZERO)
    formula = max(eligible + charges - pp, ZERO)
    start, end = (to(ceiling * of(f"{name}.{zone}"), CENT) for name in ("reduced_above", "none_above"))
    reduced = formula
    if not disability and rent > end:
        reduced = ZERO
    elif not disability and rent > start:
        reduced = formula - to(formula * (rent - start) / (end - start), CENT)
    after = max(reduced - of("flat_reduction"), ZERO)
    crds = contribution(after, day)
    net = to(after - crds, "1", ROUND_FLOOR)
    less = net - reduction * of("solidarity_share")
    if max(less + crds, ZERO) < of(f"least_payment.{scheme}"):
        return {"gross": ZERO, "paid": ZERO, "pp": pp, "tl": tl, "after": after}
    return {
        "gross": net + crds, "paid": max(to(less, "1", ROUND_FLOOR), ZERO), "pp": pp, "tl": tl, "after": after
    }  # fmt: skip


def resident(
    day: date, kind: str, zone: int, couple: bool, dependants: int, fee: Decimal, resources: Decimal
) -> dict[str, Decimal]:
    """Articles D832-24 to D832-27; arrêté du 27 septembre 2019, articles 27 to 32."""

    def of(name: str, line: int | None = None) -> Decimal:
        return value(f"residence_benefit.{name}", day, line)

    line, r = line_of(couple, dependants), whole_hundreds(resources)
    n = of(f"parts.{kind}", line)
    eligible = min(fee, of(f"fee_ceiling.{zone}", line))
    freed = of("coverage_allowance.type1") * n if kind == "type1" else ZERO
    highest = of(f"coverage.{kind}")
    k = min(to(highest - max(r - freed, ZERO) / (of(f"coverage_divisor.{kind}") * n), CENT, ROUND_FLOOR), highest)
    bounds = book().parameters[f"residence_benefit.bracket_from.{kind}"].at(day).ladder().steps
    total = ZERO
    for bracket, bound in bounds.items():
        upper = bounds.get(bracket + 1)
        inside = (r if upper is None else min(r, upper * n)) - bound * n
        total += max(inside, ZERO) * of(f"bracket_rate.{kind}", bracket)
    flat = of(f"least_rent.{kind}")
    e0 = to((total + (flat * n if kind == "type1" else flat)) / 12, CENT)
    formula = to(max(eligible - e0, ZERO) * max(k, ZERO), CENT)
    after = max(formula - of("flat_reduction"), ZERO)
    cost = eligible - after
    if cost <= of(f"least_cost.{kind}"):
        after = max(after - (of(f"least_cost.{kind}") - cost), ZERO)
    crds = contribution(after, day)
    net = to(after - crds, "1", ROUND_FLOOR)
    if net + crds < of("least_payment"):
        return {"gross": ZERO, "paid": ZERO, "k": k, "e0": e0}
    return {"gross": net + crds, "paid": net, "k": k, "e0": e0}


def of_item(item: dict[str, Any]) -> dict[str, Decimal]:
    """The same for an item of `palier benefit`."""
    day = date.fromisoformat(item["date"])
    same = (
        item["zone"],
        bool(item.get("couple")),
        item["dependants"],
        Decimal(item["rent"]),
        Decimal(item["resources"]),
    )
    if item["kind"] != "rent":
        return resident(day, item["kind"].removeprefix("residence_"), *same)
    return tenant(
        day,
        *same,
        scheme=item["scheme"],
        shared=bool(item.get("shared_home")),
        room=bool(item.get("single_room")),
        disability=bool(item.get("disability_benefit")),
        reduction=Decimal(item.get("hlm_solidarity_reduction") or 0),
    )
