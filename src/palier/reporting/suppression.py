"""Which cells of a table of people stay blank: those under five, and as many more as hide them.

A cell is hidden when whoever has the rest of the table, and knows that a blank is at least one, is left with two
values or more. Zero is said: nobody is recognised in it. Where even blanks for all that is not zero give a cell away,
the whole table is blank, zeros too, and a blank says nothing any more.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

import numpy as np
from scipy.optimize import linprog

from palier.reporting.models import FEWEST

Key = TypeVar("Key", bound=Hashable)
# A total, and the cells it is the sum of.
Sum = tuple[Key, Sequence[Key]]


def small(value: int) -> bool:
    return 0 < value < FEWEST


def blanks(values: Mapping[Key, int], sums: Sequence[Sum[Key]], *, said: Iterable[Key]) -> set[Key]:
    """The cells to leave blank. `said`: totals of the path, known anyway, which are never hidden."""
    known = set(said)
    hidden = {key for key, value in values.items() if small(value) and key not in known}
    while True:
        bare = _computable(values, sums, hidden, least=1)
        if not bare:
            return hidden
        more = [key for key, value in values.items() if value and key not in hidden and key not in known]
        if not more:
            return set(values) - known
        # First where a line has one blank alone: a second one beside it hides both.
        lines = [{total, *parts} for total, parts in sums]
        near = {key for line in lines if len(line & hidden) == 1 for key in line} or set().union(
            *(line for line in lines if line & bare)
        )
        hidden.add(min(more, key=lambda key: (key not in near, values[key], str(key))))


def _computable(values: Mapping[Key, int], sums: Sequence[Sum[Key]], hidden: set[Key], *, least: int) -> set[Key]:
    """The hidden cells that the others give away: only one value is left for them.

    Sums of a table of rows and columns have whole solutions at their bounds, so that bounds in fractions are whole.
    """
    if not hidden:
        return set()
    cells = sorted(hidden, key=str)
    place = {key: number for number, key in enumerate(cells)}
    matrix, right = np.zeros((len(sums), len(cells))), np.zeros(len(sums))
    for row, (total, parts) in enumerate(sums):
        for key, sign in [(total, 1), *((part, -1) for part in parts)]:
            if key in place:
                matrix[row, place[key]] += sign
            else:
                right[row] -= sign * values[key]
    found = set()
    for key in cells:
        aim = np.zeros(len(cells))
        aim[place[key]] = 1
        low, high = (linprog(side * aim, A_eq=matrix, b_eq=right, bounds=(least, None)) for side in (1, -1))
        if high.status == 0 and low.status == 0 and round(low.fun) == round(-high.fun):
            found.add(key)
    return found


def blanks_of_several(values: Mapping[Key, int], total: int) -> set[Key]:
    """The same where a household may count in several cells: too few with it, or too few without."""
    hidden = {key for key, value in values.items() if small(value) or small(total - value)}
    others = [key for key, value in values.items() if value and key not in hidden]
    if len(hidden) == 1 and others:
        hidden.add(min(others, key=lambda key: (values[key], str(key))))
    return hidden
