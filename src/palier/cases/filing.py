"""Add, correct, take out and bring back the rows of a file: people, incomes, debts, aids, numbers elsewhere, papers.

One way for all of them; what is particular to a kind is said in `KINDS`. An event says which fields changed, never
what they hold.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from palier.cases import aids, elsewhere, papers, people, policies, resources
from palier.cases.facts import Aid, Debt, Identifier, Income, Paper
from palier.cases.models import Case, Fact, Person
from palier.cases.queries import get_case, rows_visible_to
from palier.platform import events
from palier.platform.actor import Actor
from palier.platform.errors import Conflict, Missing
from palier.platform.policy import require

# What was taken out can be brought back for so long; then it is erased with the next thing taken out.
UNDO_FOR = timedelta(days=1)


@dataclass(frozen=True)
class FactKind:
    """`check` completes a row about to be written and raises Invalid; `check_all` looks at the file afterwards."""

    model: type[Fact]
    fields: tuple[str, ...]
    check: Callable[[Actor, Any, datetime], None]
    check_all: Callable[[Case], None] = lambda _case: None


KINDS: Mapping[str, FactKind] = {
    "person": FactKind(
        Person,
        ("kind", "last_name", "first_name", "born_on", "alternating"),
        people.check_person,
        people.check_household,
    ),
    "income": FactKind(
        Income,
        ("person", "kind", "monthly", "begins_on", "until", "source", "seen_on"),
        resources.check_income,
    ),
    "debt": FactKind(Debt, ("creditor", "kind", "balance", "monthly_payment"), resources.check_debt),
    "aid": FactKind(
        Aid,
        (
            *("kind", "answer", "giver", "asked_on", "decided_on"),
            *("amount", "nights", "first_night_on", "refusal"),
        ),
        aids.check_aid,
    ),
    "identifier": FactKind(
        Identifier,
        ("system", "number", "obtained_on", "renewed_on", "last_checked_on", "struck_on", "struck_for"),
        elsewhere.check_identifier,
    ),
    "paper": FactKind(
        Paper,
        ("destination", "kind", "asked_on", "seen_on", "expires_on", "not_conforming"),
        papers.check_paper,
    ),
}


def kind_of(word: str) -> FactKind:
    """Raises Missing for a word that is no kind of fact: it comes from an address."""
    if word not in KINDS:
        raise Missing
    return KINDS[word]


@transaction.atomic
def add_fact(*, actor: Actor, case_id: UUID, word: str, fact_id: UUID, values: Mapping[str, Any], at: datetime) -> Fact:
    """Write a new row of the file. `fact_id` is made when the form is opened: sent twice, it is written once."""
    kind, case = kind_of(word), _case(actor, case_id)
    if existing := kind.model.everything.filter(id=fact_id, case=case).first():
        return existing
    fact = kind.model(id=fact_id, case=case, **{name: values[name] for name in kind.fields if name in values})
    kind.check(actor, fact, at)
    fact.save(force_insert=True)
    _finish(kind, word, case, fact, "added", tuple(values))
    return fact


@transaction.atomic
def correct_fact(
    *, actor: Actor, case_id: UUID, word: str, fact_id: UUID, version: int, values: Mapping[str, Any], at: datetime
) -> Fact:
    """Correct a row. Raises Conflict, with both values of what differs, when `version` is no longer in force."""
    kind, case = kind_of(word), _case(actor, case_id)
    fact = _locked(actor, kind, case, fact_id)
    before = {name: getattr(fact, name) for name in kind.fields}
    changed = tuple(name for name in kind.fields if name in values and values[name] != before[name])
    if fact.version != version and changed:
        raise Conflict(current=before, typed=dict(values))
    if not changed:
        return fact
    for name in changed:
        setattr(fact, name, values[name])
    kind.check(actor, fact, at)
    fact.version += 1
    fact.save()
    _finish(kind, word, case, fact, "corrected", changed)
    return fact


@transaction.atomic
def remove_fact(*, actor: Actor, case_id: UUID, word: str, fact_id: UUID, at: datetime) -> Fact:
    """Take a row out of the file. For a day it can be brought back."""
    kind, case = kind_of(word), _case(actor, case_id)
    fact = _locked(actor, kind, case, fact_id)
    kind.model.everything.filter(case=case, removed_at__lt=at - UNDO_FOR).delete()
    fact.removed_at = at
    fact.version += 1
    fact.save(update_fields=["removed_at", "version"])
    if isinstance(fact, Person):
        Income.objects.filter(case=case, person=fact).update(removed_at=at)
    _finish(kind, word, case, fact, "removed")
    return fact


@transaction.atomic
def restore_fact(*, actor: Actor, case_id: UUID, word: str, fact_id: UUID, at: datetime) -> Fact:
    """Bring back what was taken out less than a day ago, a person with her incomes. Raises Missing once it is gone."""
    kind, case = kind_of(word), _case(actor, case_id)
    fact = kind.model.everything.filter(id=fact_id, case=case).select_for_update(of=("self",)).first()
    if fact is None:
        raise Missing(case=case.id)
    if fact.removed_at is None:
        return fact
    removed_at, fact.removed_at = fact.removed_at, None
    kind.check(actor, fact, at)
    fact.version += 1
    fact.save()
    if isinstance(fact, Person):
        Income.everything.filter(case=case, person_id=fact.id, removed_at=removed_at).update(removed_at=None)
    _finish(kind, word, case, fact, "restored")
    return fact


def _case(actor: Actor, case_id: UUID) -> Case:
    """Its lock puts the changes of a file one after the other: what `check` saw is still so when the row is written."""
    case = get_case(actor, case_id, lock=True)
    require(policies.may_write_file(actor, case), case=case.id)
    return case


def _locked(actor: Actor, kind: FactKind, case: Case, fact_id: UUID) -> Any:
    fact = rows_visible_to(actor, kind.model).filter(case=case, id=fact_id).select_for_update(of=("self",)).first()
    if fact is None:
        raise Missing(case=case.id)
    return fact


def _finish(kind: FactKind, word: str, case: Case, fact: Fact, act: str, fields: tuple[str, ...] = ()) -> None:
    kind.check_all(case)
    events.record(
        f"{word}.changed",
        case=case.id,
        subject=fact.id,
        audience=str(kind.model.AUDIENCE),
        to_state=act,
        changes={"fields": list(fields)} if fields else None,
    )
