"""The highest rent a household can bear, what it receives towards that rent taken into account."""

from collections.abc import Callable

import numpy as np

from palier.rules.columns import Column, Ints

# Step of the first look at the rents, in cents; a matter of speed only.
STEP = 1 << 8

Benefit = Callable[[Ints], Ints]


def bearable_rent(budget: Column, charges: Column, benefit: Benefit, *, most: int, jump: int) -> Column:
    """The highest monthly rent, in cents, whose cost (rent + charges - benefit) stays within the budget.

    `benefit`: what is paid for rents of shape (rows, many), in cents; nowhere more than `most`. Known where the budget
    and the charges are, and the charges alone are within the budget.

    Exact to the cent, although a rent one cent higher may cost less: a benefit is paid in whole euros, from a least
    amount on. `jump` is the most by which a benefit may rise beyond what the rent has risen; a rent that costs so much
    too much has no higher one within the budget. So a look at every STEP-th rent leaves a short stretch to search.
    """
    (rows,) = np.broadcast_shapes(budget.shape, charges.shape)
    room = np.broadcast_to(budget.values - charges.values, (rows,))
    known = np.broadcast_to(budget.known & charges.known, (rows,)) & (room >= 0)
    # A rent equal to the room fits whatever is received; one that exceeds it by more than the benefit never does.
    base = np.maximum(room, 0)[:, np.newaxis]
    coarse = base + np.arange(0, most + 2 * STEP, STEP, dtype=np.int64)
    excess = coarse - benefit(coarse) - base
    fits, may_fit = _last(excess <= 0), _last(excess <= jump) + 1
    start = base[:, 0] + fits * STEP
    width = int(((may_fit - fits) * STEP).max(initial=0)) + 1
    fine = start[:, np.newaxis] + np.arange(width, dtype=np.int64)
    found = _last(fine - benefit(fine) - base <= 0)
    return Column(np.where(known, start + found, 0), known)


def _last(holds: np.typing.NDArray[np.bool_]) -> Ints:
    """The last position of each row where it holds; the first column always does."""
    width = holds.shape[1]
    last: Ints = width - 1 - np.argmax(holds[:, ::-1], axis=1)
    return last
