"""Columns: what rules read. Whole numbers with what is known, one row a household, one row a home.

Shapes broadcast as NumPy arrays do: one household and many homes, many households and one home, or pair by pair. For
every household with every home, give `households.down()` (shape (H, 1)) and homes of shape (M,).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Index = int | slice | Ints | Bools

# A set's number and a code share one 64-bit key: codes below this span, at most 2**31 sets.
BITS = 32
SPAN = 1 << BITS
# Up to so many keys a row, one code is looked for in all keys at once: faster than a search a row.
FEW = 32


@dataclass(frozen=True, eq=False, slots=True)
class Column:
    """Values (int64: cents, days since 1970, codes, 0 or 1; never float) and whether each is known."""

    values: Ints
    known: Bools

    @classmethod
    def of(cls, values: ArrayLike, known: ArrayLike = True) -> Self:
        """Column of whole numbers; `known` broadcasts. TypeError when a value is not a whole number."""
        array = np.asarray(values)
        if array.size and array.dtype.kind not in "iub":
            raise TypeError(f"a column holds whole numbers, not {array.dtype}")
        whole = np.atleast_1d(array.astype(np.int64))
        return cls(whole, np.broadcast_to(np.asarray(known, dtype=np.bool_), whole.shape))

    @classmethod
    def given(cls, values: Sequence[int | None]) -> Self:
        """Column of values of which some, None, are not known."""
        known = np.array([value is not None for value in values], dtype=np.bool_)
        return cls(np.array([0 if value is None else int(value) for value in values], dtype=np.int64), known)

    @classmethod
    def unknown(cls, shape: tuple[int, ...]) -> Self:
        """Column of which nothing is known."""
        return cls(np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.bool_))

    @property
    def shape(self) -> tuple[int, ...]:
        return self.values.shape

    def __getitem__(self, index: Index) -> "Column":
        values, known = self.values[index], self.known[index]
        return Column(values, known) if values.ndim else Column(values.reshape(1), known.reshape(1))

    def down(self) -> "Column":
        """The same rows as shape (n, 1)."""
        return Column(self.values[:, np.newaxis], self.known[:, np.newaxis])

    def broadcast(self, shape: tuple[int, ...]) -> "Column":
        if self.shape == shape:
            return self
        return Column(np.broadcast_to(self.values, shape), np.broadcast_to(self.known, shape))

    def where(self, condition: Bools) -> "Column":
        """Known only where the condition holds as well."""
        return Column(self.values, self.known & condition)

    def __add__(self, other: "Column") -> "Column":
        return Column(self.values + other.values, self.known & other.known)

    def __sub__(self, other: "Column") -> "Column":
        return Column(self.values - other.values, self.known & other.known)

    def is_true(self) -> Bools:
        truth: Bools = self.known & (self.values != 0)
        return truth

    def is_false(self) -> Bools:
        falsehood: Bools = self.known & (self.values == 0)
        return falsehood

    def item(self, position: tuple[int, ...]) -> int | None:
        """The value at one position of the column, or None when it is not known."""
        return int(self.values[position]) if self.known[position] else None


@dataclass(frozen=True, eq=False, slots=True)
class Sets:
    """A set of codes a row, as one sorted array of keys (number of the set × SPAN + code).

    `row` (shape of the column) says which set a row has; a set that is known and empty restricts nothing.
    """

    keys: Ints
    row: Ints
    known: Bools

    @classmethod
    def given(cls, sets: Sequence[Iterable[int] | None]) -> Self:
        """One set a row; None where it is not known."""
        pairs = [(row, code) for row, codes in enumerate(sets) for code in (codes or ())]
        rows = np.array([row for row, _ in pairs], dtype=np.int64)
        codes = np.array([code for _, code in pairs], dtype=np.int64)
        return cls.of(rows, codes, np.array([codes is not None for codes in sets], dtype=np.bool_))

    @classmethod
    def of(cls, rows: Ints, codes: Ints, known: Bools) -> Self:
        """Sets from (row, code) pairs in any order, for `len(known)` rows. ValueError outside the span of codes."""
        if codes.size and (int(codes.min()) < 0 or int(codes.max()) >= SPAN):
            raise ValueError("a code of a set must be at least 0 and below 2**32")
        return cls(np.unique(rows * SPAN + codes), np.arange(len(known), dtype=np.int64), known)

    @classmethod
    def unknown(cls, shape: tuple[int, ...]) -> Self:
        nothing = np.zeros(0, dtype=np.int64)
        return cls(nothing, np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.bool_))

    @property
    def shape(self) -> tuple[int, ...]:
        return self.row.shape

    def __getitem__(self, index: Index) -> "Sets":
        row = np.atleast_1d(self.row[index])
        return Sets(_between(self.keys, row), row, np.atleast_1d(self.known[index]))

    def broadcast(self, shape: tuple[int, ...]) -> "Sets":
        return Sets(self.keys, np.broadcast_to(self.row, shape), np.broadcast_to(self.known, shape))

    def down(self) -> "Sets":
        return Sets(self.keys, self.row[:, np.newaxis], self.known[:, np.newaxis])

    def holds(self, codes: Ints) -> Bools:
        """Whether each row's set holds the code (broadcast); False for a set that is not known."""
        if codes.size == 1 and codes.ndim <= self.row.ndim and self._has_few():
            return self.known & self._among(self.keys[self.keys & (SPAN - 1) == codes.item()])
        wanted = self.row * SPAN + codes
        if not self.keys.size:
            return np.zeros(wanted.shape, dtype=np.bool_)
        found = np.minimum(np.searchsorted(self.keys, wanted), self.keys.size - 1)
        return np.asarray(self.known & (self.keys[found] == wanted), dtype=np.bool_)

    def empty(self) -> Bools:
        """Rows whose set is known and holds nothing."""
        if self._has_few():
            return self.known & ~self._among(self.keys)
        begin = np.searchsorted(self.keys, self.row * SPAN)
        end = np.searchsorted(self.keys, (self.row + 1) * SPAN)
        return np.asarray(self.known & (begin == end), dtype=np.bool_)

    def _has_few(self) -> bool:
        return 0 < self.keys.size <= FEW * self.row.size

    def _among(self, keys: Ints) -> Bools:
        """Rows whose set has one of these keys, sorted ones of our own."""
        first = int(self.row.min())
        there = np.zeros(int(self.row.max()) - first + 1, dtype=np.bool_)
        there[(_between(keys, self.row) >> np.int64(BITS)) - first] = True
        return there[self.row - first]

    def codes(self, position: tuple[int, ...]) -> list[int] | None:
        """The codes of one row in ascending order, or None when the set is not known."""
        if not self.known[position]:
            return None
        start = int(self.row[position]) * SPAN
        begin, end = np.searchsorted(self.keys, (start, start + SPAN))
        return [int(key) - start for key in self.keys[begin:end]]


def _between(keys: Ints, row: Ints) -> Ints:
    """The keys that sets of these rows may have: a block of rows carries its own, not those of all."""
    if not row.size:
        return keys[:0]
    begin, end = np.searchsorted(keys, (int(row.min()) * SPAN, (int(row.max()) + 1) * SPAN))
    return keys[begin:end]


@dataclass(frozen=True, eq=False)
class Rows:
    """A table: every field is a column of one and the same shape."""

    def __post_init__(self) -> None:
        shapes = {getattr(self, name).shape for name in self.__dataclass_fields__}
        if len(shapes) != 1:
            raise ValueError(f"{type(self).__name__}: columns of one shape are expected, not {sorted(shapes)}")

    @classmethod
    def of(cls, rows: int, **columns: Column | Sets) -> Self:
        """The given columns, each of shape (rows,); every other one is not known. TypeError for another name."""
        blank: dict[str, Any] = {
            field.name: (Sets if field.type is Sets else Column).unknown((rows,)) for field in fields(cls)
        }
        return cls(**{**blank, **columns})

    @property
    def shape(self) -> tuple[int, ...]:
        shape: tuple[int, ...] = getattr(self, next(iter(self.__dataclass_fields__))).shape
        return shape

    def __getitem__(self, index: Index) -> Self:
        return type(self)(*(getattr(self, name)[index] for name in self.__dataclass_fields__))

    def broadcast(self, shape: tuple[int, ...]) -> Self:
        return type(self)(*(getattr(self, name).broadcast(shape) for name in self.__dataclass_fields__))

    def down(self) -> Self:
        """The same rows as shape (n, 1), to be judged against homes of shape (m,)."""
        return type(self)(*(getattr(self, name).down() for name in self.__dataclass_fields__))


@dataclass(frozen=True, eq=False)
class HouseholdColumns(Rows):
    """One row a household. Money in cents, ages in years, dates in days since 1970, yes as 1 and no as 0.

    `persons` counts everybody, dependants included; `disabled`: at least one holds the mobility card marked
    *invalidité*. `max_rent` is what the household says it can pay a month, charges included. `wished_communes` holds
    INSEE codes (`territory.insee_number`); a set that is known and empty means any commune. `resources` are those of a
    year from which the housing benefit is computed; `housing_benefit` is one notified, a month, for the home of the
    pair. `disability_benefit`: AAH or AEEH. Ages are those of the persons who are not dependants.
    """

    persons: Column
    dependants: Column
    couple: Column
    single_parent: Column
    young_couple: Column
    disabled: Column
    youngest_age: Column
    oldest_age: Column
    reference_tax_income: Column
    resources: Column
    monthly_resources: Column
    housing_benefit: Column
    disability_benefit: Column
    max_rent: Column
    wished_communes: Sets
    wished_kinds: Sets
    needs_accessible: Column
    tier: Column
    registered_on: Column


@dataclass(frozen=True, eq=False)
class HomeColumns(Rows):
    """One row a home. Rent and charges in cents a month, surface in hundredths of a square metre.

    `financing`: code of the ceiling that applies (`financing.FINANCINGS`). `ceiling_zone`: `territory.CEILING_ZONES`.
    `residence_type` is known for a residence only, whose benefit has a formula of its own (`residence_benefit.TYPES`).
    `parent_commune` is the commune itself save for a municipal arrondissement. `min_age` and `max_age` are the
    provider's limits, and `min_persons`, `max_persons` (for these rooms) and `max_effort_rate` (ten-thousandths) the
    landlord's own settings on the day; where not known, nothing is asked.
    """

    financing: Column
    ceiling_zone: Column
    benefit_zone: Column
    commune: Column
    parent_commune: Column
    kind: Column
    residence_type: Column
    rooms: Column
    surface: Column
    rent: Column
    charges: Column
    accessible: Column
    min_age: Column
    max_age: Column
    min_persons: Column
    max_persons: Column
    max_effort_rate: Column
