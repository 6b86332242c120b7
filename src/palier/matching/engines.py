"""Where the shards of a computation are worked: here, or in processes. Either way the same answers in the same order.

A kernel is a pure function of a shard, both of which pickle reads by name: doing a shard twice does no harm, so what a
lost process left undone is done again by another. Nothing is written by a kernel; whoever reads the answers keeps them
once they are all there. A distributed engine would be one more function of this shape.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import TypeVar

Shard = TypeVar("Shard")
Answer = TypeVar("Answer")

# A shard whose process ends so often is what ends it.
ATTEMPTS = 3


class WorkerLost(RuntimeError):
    """A process ended before it had answered, and so did those that took its place."""


def serial(kernel: Callable[[Shard], Answer], shards: Sequence[Shard]) -> Iterator[Answer]:
    """One after the other, in this process."""
    yield from map(kernel, shards)


def processes(kernel: Callable[[Shard], Answer], shards: Sequence[Shard], *, workers: int) -> Iterator[Answer]:
    """In processes of their own, which end with this one. WorkerLost when ATTEMPTS in a row bring no shard further."""
    done, lost = 0, 0
    while done < len(shards):
        before = done
        # Forked from a process that never had a thread or a database.
        pool = ProcessPoolExecutor(workers, mp_context=get_context("forkserver"), initializer=_end_with_parent)
        try:
            for future in [pool.submit(kernel, shard) for shard in shards[done:]]:
                answer = future.result()
                done += 1
                yield answer
        except BrokenProcessPool as broken:
            lost = 1 if done > before else lost + 1
            if lost == ATTEMPTS:
                raise WorkerLost(f"shard {done + 1} of {len(shards)} ended its process {lost} times") from broken
        finally:
            pool.shutdown(cancel_futures=True)


def _end_with_parent() -> None:
    """A parent that is killed leaves nobody behind."""
    Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)
