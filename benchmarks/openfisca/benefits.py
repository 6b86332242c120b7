"""Compare our housing benefit with the one openfisca-france computed for the same households (households.py).

Reads what households.py writes and prints one JSON line a run. Of tenants:

- `amounts`: households whose benefit after degressivity and the flat reduction, before the contribution and the
  solidarity reduction, agrees within a cent; `amounts_apart`: the others, by cause. They do not round P0 and Pp to the
  cent (`cents`), floating point rounds down some halves of TL and of the bounds of the degressivity (`halves`), they
  take three quarters of the whole ceiling of a shared home where the text prints three quarters of each of its lines
  (`shared_ceiling`).
- `in_their_order`: households to whom we would pay what they do, were the last steps theirs: the solidarity reduction
  before the contribution, the contribution cut to the cent, the threshold of an AL on the formula.
  `in_their_order_apart`: the others, by cause; `cent`: the amount before is apart, if only by a cent.
- `paid_otherwise`: households to whom we pay another amount, by what accounts for it: D823-16 takes the reduction off
  last (`order`), the contribution is to the nearest cent (`rounding`), the threshold is tested last (`threshold`);
  `cent`: none of these, and the amount before is apart.

Of residences the model has no last steps of its own, and its K is neither cut to two places nor held under 0.95: the
ceilings, E0 and K so held are compared. Of more than four dependants its ceiling forgets all but those beyond the
fourth (`beyond_four`); `explained` are those of explained.yaml. Exit 1 when a difference has no cause.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import yaml

from palier.eligibility.documents import answer
from palier.rules.figures import one
from palier.rules.law import Law, law_on

CENT, EURO, FINEST = Decimal("0.01"), Decimal(1), Decimal("0.00001")
CONTRIBUTION, SOLIDARITY_SHARE, LEAST_AL = Decimal("0.005"), Decimal("0.98"), Decimal(10)
HIGHEST_COVERAGE = Decimal("0.95")
# What half a cent of P0 and half a cent of Pp may become once the degressivity is rounded in its turn.
CENTS_APART = 2 * CENT
DEPENDANTS_COUNTED = 4


def main() -> int:
    wrong = 0
    for text in sys.stdin:
        run = json.loads(text)
        ours = answer("benefit", list(asked(run)))
        compare = residences if run["items"][0]["kind"] != "rent" else tenants
        counts = compare(run, ours)
        print(json.dumps({"run": run["run"], "month": run["month"], "households": len(ours), **counts}), flush=True)
        wrong += counts["unexplained"]
    return 1 if wrong else 0


def asked(run: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The items as `palier benefit` reads them, with the solidarity reduction the model gave."""
    reductions = run["theirs"].get("reduction_loyer_solidarite")
    for number, item in enumerate(run["items"]):
        question = {name: value for name, value in item.items() if name != "reduced"}
        question |= {"id": str(number), "date": f"{run['month']}-01"}
        question |= {name: Decimal(item[name]) * CENT for name in ("rent", "resources")}
        if reductions:
            question["hlm_solidarity_reduction"] = money(reductions[number])
        yield question


def side_by_side(
    run: dict[str, Any], ours: list[dict[str, Any]]
) -> Iterator[tuple[dict[str, Any], dict[str, Any], dict[str, float]]]:
    """The item, our answer and the model's amounts, household by household."""
    for number, (item, mine) in enumerate(zip(run["items"], ours, strict=True)):
        yield item, mine, {name: values[number] for name, values in run["theirs"].items()}


def tenants(run: dict[str, Any], ours: list[dict[str, Any]]) -> dict[str, Any]:
    law = law_on(date.fromisoformat(f"{run['month']}-01"))
    apart: Counter[str] = Counter()
    out_of_order: Counter[str] = Counter()
    otherwise: Counter[str] = Counter()
    for item, mine, model in side_by_side(run, ours):
        after, formula = (Decimal(mine["detail"][name]) for name in ("after_reduction", "formula"))
        reduction = money(model["reduction_loyer_solidarite"]) * SOLIDARITY_SHARE
        least = LEAST_AL if item["scheme"] == "al" else Decimal(0)
        paid = money(model["aide_logement_montant"])
        # Under the threshold they stop before the amount that is compared.
        distance = abs(after - money(model["aide_logement_montant_brut"])) if formula >= least else Decimal(0)
        if distance > CENT:
            apart[why_apart(item, mine["detail"], model, distance, law)] += 1
        if paid != (their_order(after, reduction, ROUND_DOWN) if formula >= least else 0):
            out_of_order["cent" if distance else "unexplained"] += 1
        if Decimal(mine["paid"]) != paid:
            why = "threshold" if formula >= least > 0 == Decimal(mine["paid"]) else why_paid(after, reduction, paid)
            otherwise["cent" if why == "unexplained" and distance else why] += 1
    return {
        "amounts": len(ours) - apart.total(),
        "in_their_order": len(ours) - out_of_order.total(),
        "amounts_apart": dict(apart),
        "in_their_order_apart": dict(out_of_order),
        "paid_otherwise": dict(otherwise),
        "unexplained": sum(causes["unexplained"] for causes in (apart, out_of_order, otherwise)),
    }


def why_apart(
    item: dict[str, Any], detail: dict[str, str], model: dict[str, float], distance: Decimal, law: Law
) -> str:
    """The first line of the calculation on which the two differ."""
    ceiling, rate = Decimal(detail["ceiling"]), Decimal(detail["tl"])
    if ceiling != money(model["aide_logement_loyer_plafond"]):
        return "shared_ceiling"
    if rate != Decimal(str(model["aide_logement_taux_loyer"])).quantize(FINEST):
        return "halves"
    start, end = (ceiling * coefficient(law, f"{name}.{item['zone']}") for name in ("reduced_above", "none_above"))
    if item["rent"] * CENT > start and CENT / 2 in (start % CENT, end % CENT):
        return "halves"
    return "cents" if distance <= CENTS_APART else "unexplained"


def coefficient(law: Law, name: str) -> Decimal:
    return Decimal(int(law.figure(f"housing_benefit.{name}").values[0])) / one("multiple")


def their_order(after: Decimal, reduction: Decimal, rounding: str) -> Decimal:
    left = max(after - reduction, Decimal(0))
    return (left - (left * CONTRIBUTION).quantize(CENT, rounding)).quantize(EURO, ROUND_FLOOR)


def order_of_the_text(after: Decimal, reduction: Decimal, rounding: str) -> Decimal:
    net = (after - (after * CONTRIBUTION).quantize(CENT, rounding)).quantize(EURO, ROUND_FLOOR)
    return max((net - reduction).quantize(EURO, ROUND_FLOOR), Decimal(0))


def why_paid(after: Decimal, reduction: Decimal, paid: Decimal) -> str:
    """The one change that turns our amount into theirs, or both."""
    if their_order(after, reduction, ROUND_HALF_UP) == paid:
        return "order"
    if order_of_the_text(after, reduction, ROUND_DOWN) == paid:
        return "rounding"
    return "order_and_rounding" if their_order(after, reduction, ROUND_DOWN) == paid else "unexplained"


def residences(run: dict[str, Any], ours: list[dict[str, Any]]) -> dict[str, Any]:
    counts: Counter[str] = Counter(ceilings=0, coverages=0, least_rents=0, beyond_four=0, explained=0, unexplained=0)
    known = set(explained_ceilings())
    for item, mine, model in side_by_side(run, ours):
        ceiling, coverage, least_rent = (Decimal(mine["detail"][name]) for name in ("ceiling", "k", "e0"))
        their_ceiling = money(model["aides_logement_foyer_conventionne_plafond"])
        their_coverage = Decimal(str(model["aides_logement_foyer_k_apl"])).quantize(CENT, ROUND_FLOOR)
        agree = {
            "ceilings": ceiling == their_ceiling,
            "coverages": coverage == min(their_coverage, HIGHEST_COVERAGE),
            "least_rents": abs(least_rent - money(model["aides_logement_loyer_minimal_apl"])) <= CENT,
        }
        counts.update(agree)
        if not agree["ceilings"]:
            beyond = item["dependants"] > DEPENDANTS_COUNTED
            why = "explained" if (ceiling, their_ceiling) in known else "beyond_four" if beyond else "unexplained"
            counts[why] += 1
        counts["unexplained"] += not (agree["coverages"] and agree["least_rents"])
    return dict(counts)


def explained_ceilings() -> Iterator[tuple[Decimal, Decimal]]:
    for found in yaml.safe_load(Path(__file__).with_name("explained.yaml").read_text(encoding="utf-8")):
        if found["parameter"].startswith("residence_benefit.fee_ceiling."):
            yield money(found["ours"]), money(found["theirs"])


def money(amount: float) -> Decimal:
    """An amount of theirs to the cent: they compute in floating point."""
    return Decimal(str(amount)).quantize(CENT, ROUND_HALF_UP)


if __name__ == "__main__":
    sys.exit(main())
