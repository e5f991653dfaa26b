"""How much of the machine is ours, and work spread over it."""

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


def count_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_in_order(
    task: Callable[[_Item], _Result],
    items: Iterable[_Item],
    workers: int,
    start: Callable[[], None] | None = None,
) -> Iterator[_Result]:
    """Run `task` on every item in `workers` processes; yield results in the order of the items.

    `start` is called once in every process before. Holds few items in memory at a time. Processes are started afresh: a fork would copy locks and database handles.
    """
    context = multiprocessing.get_context("forkserver" if hasattr(os, "fork") else "spawn")
    with ProcessPoolExecutor(workers, context, start) as pool:
        waiting: deque[Future[_Result]] = deque()
        for item in items:
            waiting.append(pool.submit(task, item))
            if len(waiting) >= 4 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
