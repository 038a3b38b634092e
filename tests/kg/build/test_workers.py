"""Work spread over processes keeps its order and survives what kills a process."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Sequence

import pytest

from kg.build.workers import Allowance, batched, ordered


def doubler() -> Callable[[Sequence[int]], list[int]]:
    return lambda batch: [2 * item for item in batch]


def killer() -> Callable[[Sequence[int]], list[int]]:
    def work(batch: Sequence[int]) -> list[int]:
        if 7 in batch:
            os.kill(os.getpid(), signal.SIGKILL)
        return [2 * item for item in batch]

    return work


def sleeper() -> Callable[[Sequence[int]], list[int]]:
    def work(batch: Sequence[int]) -> list[int]:
        if 7 in batch:
            time.sleep(60)
        return [2 * item for item in batch]

    return work


def flatten(pairs: list[tuple[Sequence[int], list[int] | None]]) -> list[int]:
    return [number for _, result in pairs for number in result or []]


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_results_come_in_the_order_of_the_input(workers: int) -> None:
    pairs = list(ordered(doubler, batched(range(100), 7), workers=workers))
    assert flatten(pairs) == [2 * n for n in range(100)]


def test_no_input_gives_no_result() -> None:
    assert list(ordered(doubler, iter([]), workers=2)) == []


def test_an_item_that_kills_its_worker_is_named_and_all_others_are_done() -> None:
    pairs = list(ordered(killer, batched(range(20), 5), workers=2))
    assert flatten(pairs) == [2 * n for n in range(20) if n != 7]
    assert [list(batch) for batch, result in pairs if result is None] == [[7]]


def test_an_item_that_never_ends_is_stopped_and_named() -> None:
    pairs = list(ordered(sleeper, batched(range(10), 5), workers=2, allowance=Allowance(1.5, 1.5)))
    assert [list(batch) for batch, result in pairs if result is None] == [[7]]
    assert flatten(pairs) == [2 * n for n in range(10) if n != 7]


def test_a_consumer_that_stops_early_leaves_no_process_behind() -> None:
    results = ordered(doubler, batched(range(1000), 1), workers=2)
    next(results)
    results.close()
