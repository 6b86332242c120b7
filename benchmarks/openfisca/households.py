"""Invent households and write what openfisca-france computes for them, as one JSON document a line, a run each.

`make compare-amounts`, or `.venv-openfisca/bin/python benchmarks/openfisca/households.py [SIZE]` into benefits.py.

The first run has SIZE households (20,000 unless said), the others a tenth of it. The model is given what Palier is
given: couple or not, dependants, and the resources of the year, already rounded up to the next hundred as the text asks
(the model does it while it gathers them, a step that is left out here). Everybody lives alone in the model's world.
"""

import json
import random
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_france import CountryTaxBenefitSystem

MONTHS = ("2025-06", "2026-03")
# What each run asks, and how the model is told of it.
TENANT = {"kind": "rent", "scheme": "apl"}
RUNS: dict[str, dict[str, Any]] = {
    "HLM tenants": TENANT,
    "tenants, AL": {"kind": "rent", "scheme": "al"},
    "shared homes": {**TENANT, "shared_home": True},
    "single rooms": {**TENANT, "single_room": True},
    "residences": {"kind": "residence_type1"},
}
OCCUPATION = {"apl": "locataire_hlm", "al": "locataire_vide", None: "locataire_foyer"}
TENANT_AMOUNTS = (
    "aide_logement_montant_brut",
    "reduction_loyer_solidarite",
    "crds_logement",
    "aide_logement_montant",
    "aide_logement_loyer_plafond",
    "aide_logement_taux_loyer",
    "aide_logement_participation_minimale",
)
# The model's last steps for a residence are those of a tenant: only its formula is compared.
RESIDENCE_AMOUNTS = (
    "aides_logement_foyer_conventionne_plafond",
    "aides_logement_foyer_k_apl",
    "aides_logement_loyer_minimal_apl",
)


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    system = CountryTaxBenefitSystem()
    for name, asked in RUNS.items():
        for month in MONTHS:
            items = list(households(random.Random(f"{name} {month}"), size if asked is TENANT else size // 10, asked))
            print(json.dumps({"run": name, "month": month, "items": items, "theirs": computed(system, month, items)}))


def households(chance: random.Random, size: int, asked: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Cents for money; `reduced`: whether the landlord lowers the rent of who is poor enough (RLS)."""
    for _ in range(size):
        yield {
            **asked,
            "zone": chance.choice((1, 2, 3)),
            "couple": chance.random() < 0.4,
            "dependants": 0 if "single_room" in asked else chance.choice((0, 0, 1, 2, 3, 4, 5, 6)),
            "rent": chance.randint(15_000, 140_000),
            "resources": chance.randint(0, 3_000_000),
            "reduced": chance.random() < 0.5,
        }


def computed(system: CountryTaxBenefitSystem, month: str, items: list[dict[str, Any]]) -> dict[str, list[float]]:
    """The amounts of the model for each household, by the name the model gives them."""
    simulation = alone(system, len(items))

    def given(variable: str, values: list[Any]) -> None:
        simulation.set_input(variable, month, np.array(values))

    given("al_couple", [item["couple"] for item in items])
    given("al_nb_personnes_a_charge", [item["dependants"] for item in items])
    given("aide_logement_base_ressources", [-(-item["resources"] // 10_000) * 100 for item in items])
    given("loyer", [item["rent"] / 100 for item in items])
    given("zone_apl", [f"zone_{item['zone']}" for item in items])
    given("statut_occupation_logement", [OCCUPATION[item.get("scheme")] for item in items])
    given("logement_conventionne", [item.get("scheme") != "al" for item in items])
    given("coloc", ["shared_home" in item for item in items])
    given("logement_chambre", ["single_room" in item for item in items])
    reduction = simulation.calculate("reduction_loyer_solidarite", month)
    simulation.delete_arrays("reduction_loyer_solidarite", month)
    given("reduction_loyer_solidarite", np.where([item["reduced"] for item in items], reduction, 0))
    amounts = RESIDENCE_AMOUNTS if items[0]["kind"] != "rent" else TENANT_AMOUNTS
    return {name: simulation.calculate(name, month).tolist() for name in amounts}


def alone(system: CountryTaxBenefitSystem, size: int) -> Any:
    """A simulation of `size` persons, each the only one of her family, home and tax household."""
    builder = SimulationBuilder()
    builder.create_entities(system)
    ids = np.arange(size)
    builder.declare_person_entity("individu", ids)
    for entity, role in (("famille", "demandeur"), ("menage", "personne_de_reference"), ("foyer_fiscal", "declarant")):
        builder.join_with_persons(builder.declare_entity(entity, ids), ids, roles=np.repeat(role, size))
    return builder.build(system)


if __name__ == "__main__":
    main()
