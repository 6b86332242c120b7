"""What a service says of its columns and words: proposed by likeness, kept for its next table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.crypto import salted_hmac

from palier.cases.follow_up.fields import BY_CODE, CODED, NOTE, propose
from palier.cases.follow_up.models import FollowUpFile, FollowUpMapping
from palier.cases.follow_up.reading import LONGEST_CELL, plain
from palier.cases.follow_up.table import Table
from palier.cases.follow_up.words import MOST_WORDS, choices_of, likely, words_in
from palier.cases.handover import colleagues
from palier.platform.actor import Actor
from palier.platform.text import search_key
from palier.territory.queries import communes_by_name


@dataclass(frozen=True)
class CodedColumn:
    """A column whose words mean codes: its distinct words as first written, by search key, and what they may mean."""

    place: int
    header: str
    field: str
    words: Mapping[str, str]
    choices: Sequence[tuple[str, str]]


def coded_columns(actor: Actor, file: FollowUpFile, table: Table, *, on: date) -> list[CodedColumn]:
    """Those of the table, without the words beyond MOST_WORDS: they stay in the note."""
    found = []
    for place, target in enumerate(file.targets):
        if target not in BY_CODE or BY_CODE[target].kind not in CODED:
            continue
        several = BY_CODE[target].kind != "word"
        words: dict[str, str] = {}
        for cell in (plain(row.cells[place]) for row in table.rows):
            for word in words_in(cell, several=several) if len(cell) <= LONGEST_CELL else ():
                words.setdefault(search_key(word), word)
        kept = dict(list(words.items())[:MOST_WORDS])
        choices = [] if target == "communes" else _choices(actor, target, on)
        found.append(CodedColumn(place, table.name(place), target, kept, choices))
    return found


def _choices(actor: Actor, field: str, on: date) -> Sequence[tuple[str, str]]:
    if field != "referent":
        return choices_of(field)
    return [(str(user.id), user.get_full_name()) for user in colleagues(actor, on=on)]


def targets_of(table: Table, mapping: FollowUpMapping | None, *, same: bool) -> list[str]:
    """Where each column goes: as the service said of this very header row, place by place; else as it said of such a
    header in another table, and by likeness."""
    said = mapping.targets if mapping else []
    if not same:
        return propose(table.headers, {header: target for header, target in reversed(said) if header})
    targets = [target for _header, target in said][: len(table.headers)]
    return targets + [NOTE] * (len(table.headers) - len(targets))


def meanings_of(
    actor: Actor, file: FollowUpFile, table: Table, mapping: FollowUpMapping | None, *, on: date
) -> tuple[dict[str, dict[str, str]], bool]:
    """By place, what each word means: as the service said before, else by likeness, else nothing; and whether the
    service has said it of every word."""
    proposed: dict[str, dict[str, str]] = {}
    decided = True
    for column in coded_columns(actor, file, table, on=on):
        before = _said_before(file.service_id, column, mapping)
        decided = decided and len(before) == len(column.words)
        others = {key: word for key, word in column.words.items() if key not in before}
        if column.field == "communes":
            likeness = {key: str(found.insee) for key, found in communes_by_name(others).items()}
        else:
            likeness = {key: likely(column.field, word, column.choices) for key, word in others.items()}
        proposed[str(column.place)] = {key: before.get(key, likeness.get(key, "")) for key in column.words}
    return proposed, decided


def _said_before(service: UUID, column: CodedColumn, mapping: FollowUpMapping | None) -> dict[str, str]:
    """The words of the column of which the service has said what they mean, or that they mean nothing; a code that is
    one no more, as that of a referent who left, is asked again."""
    said = mapping.meanings.get(column.field, {}) if mapping else {}
    codes = {"", *(code for code, _label in column.choices)}
    found = {key: said.get(mark_of(service, key)) for key in column.words}
    return {
        key: code for key, code in found.items() if code is not None and (column.field == "communes" or code in codes)
    }


def mark_of(service: UUID, word: str) -> str:
    """How a word is remembered: recognised when it comes again, and told to nobody, since it may be a sentence."""
    return salted_hmac("palier.cases.follow_up.word", f"{service} {word}", algorithm="sha256").hexdigest()[:32]


def remember(file: FollowUpFile, table: Table, at: datetime, *, words: bool = False) -> None:
    """For next month's table of the same header: its columns and, once somebody has said them, its words."""
    mapping, _new = FollowUpMapping.objects.get_or_create(
        service_id=file.service_id,
        header_digest=table.digest,
        defaults={"agreement_id": file.agreement_id, "origin": file.origin, "kept_at": at},
    )
    mapping.targets = [[search_key(header), target] for header, target in zip(table.headers, file.targets, strict=True)]
    for place, found in file.meanings_at().items() if words else ():
        said = {mark_of(file.service_id, key): code for key, code in found.items()}
        mapping.meanings[file.targets[place]] = mapping.meanings.get(file.targets[place], {}) | said
    mapping.agreement_id, mapping.origin, mapping.kept_at = file.agreement_id, file.origin, at
    mapping.save()
