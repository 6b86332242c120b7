"""Rows of a file, written as the screens write them."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from palier.cases.filing import add_fact
from palier.cases.models import Case, Fact, Person
from palier.platform.context import acting
from tests.factories.world import AT, World

USUAL = {
    "person": {"kind": "child", "last_name": "Benali", "first_name": "Lina", "born_on": date(2020, 5, 2)},
    "income": {"kind": "salary", "monthly": Decimal("1480.00"), "source": "payslip"},
    "debt": {"creditor": "Crédit Ancien", "kind": "credit", "balance": Decimal("2400.00"), "monthly_payment": None},
    "aid": {
        "kind": "hotel_nights",
        "answer": "granted",
        "giver": "Fonds d’urgence",
        "decided_on": date(2026, 3, 10),
        "amount": Decimal("320.00"),
        "nights": 5,
    },
    "identifier": {"system": "nur", "number": "069 2026 0001", "obtained_on": date(2025, 4, 20)},
    "paper": {"destination": "caleol", "kind": "tax_notice", "asked_on": date(2026, 3, 10)},
}


def a_fact(world: World, case: Case, word: str, *, holder: str = "adviser", at=AT, **values) -> Fact:
    """One row of `word`, of the applicant where it is somebody's; what is not said is usual."""
    actor = world.actor(holder)
    with acting(actor):
        if word == "income" and "person" not in values:
            values["person"] = Person.objects.get(case=case, kind="applicant")
        said = USUAL[word] | values
        return add_fact(actor=actor, case_id=case.id, word=word, fact_id=uuid4(), values=said, at=at)


def a_full_file(world: World, case: Case, *, holder: str = "adviser", at=AT, mark: str = "") -> dict[str, Fact]:
    """One row of each kind; `mark` stands in what is social."""
    social = {"debt": {"creditor": f"{mark} bank"}, "aid": {"giver": f"{mark} fund"}} if mark else {}
    return {word: a_fact(world, case, word, holder=holder, at=at, **social.get(word, {})) for word in USUAL}
