"""Which lines each test executes, and how long it takes: a pytest plugin and what it found out."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import pytest

__all__ = ["Watched", "Watcher", "read_watched"]

_AT_IMPORT = ""


@dataclass(frozen=True, slots=True)
class Watched:
    """`lines`: for each test and file the lines that the test executed; `seconds`: CPU time of each test."""

    lines: dict[str, dict[str, set[int]]]
    seconds: dict[str, float]

    def tests_of(self, place: str, wanted: range) -> dict[str, float]:
        """The tests that execute a line of `wanted` in the file `place`.

        For a line that importing the file executes, such as a table, those that execute anything in the file, or all
        where none does.
        """
        if self.lines.get(_AT_IMPORT, {}).get(place, set()).isdisjoint(wanted):
            return self._of(place, lambda lines: not lines.isdisjoint(wanted))
        return self._of(place, bool) or self.seconds

    def _of(self, place: str, chosen: Callable[[set[int]], bool]) -> dict[str, float]:
        tests = (test for test, files in self.lines.items() if test != _AT_IMPORT and chosen(files.get(place, set())))
        return {test: self.seconds[test] for test in tests}


class Watcher:
    """A plugin that follows the interpreter through the watched files, test by test."""

    def __init__(self, root: Path, places: Sequence[str], report: Path) -> None:
        self._names = {str(root / place): place for place in places}
        self._report = report
        self._lines: dict[str, dict[str, set[int]]] = {}
        self._seconds: dict[str, float] = {}
        self._test = _AT_IMPORT
        sys.settrace(self._called)

    def _called(self, frame: FrameType, _: str, __: object) -> Callable[..., object] | None:
        place = self._names.get(frame.f_code.co_filename)
        if place is None:
            return None
        seen = self._lines.setdefault(self._test, {}).setdefault(place, set())
        seen.add(frame.f_lineno)

        def step(frame: FrameType, _: str, __: object) -> Callable[..., object]:
            seen.add(frame.f_lineno)
            return step

        return step

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Name the test that runs."""
        self._test = item.nodeid
        start = time.process_time()
        sys.settrace(self._called)
        yield
        self._seconds[item.nodeid] = time.process_time() - start
        self._test = _AT_IMPORT

    def pytest_sessionfinish(self) -> None:
        """Write down what was seen."""
        sys.settrace(None)
        lines = {test: {place: sorted(found) for place, found in files.items()} for test, files in self._lines.items()}
        self._report.write_text(json.dumps({"lines": lines, "seconds": self._seconds}), encoding="utf-8")


def read_watched(report: Path) -> Watched:
    """What a `Watcher` wrote down."""
    found = json.loads(report.read_text(encoding="utf-8"))
    lines = {test: {place: set(numbers) for place, numbers in files.items()} for test, files in found["lines"].items()}
    return Watched(lines, found["seconds"])
