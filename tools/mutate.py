"""How many small changes of the code its tests notice: ``python tools/mutate.py [--sample N] [--seed N] [ROOM ...]``.

For each room (a package and the tests that should hold it) the tests run once, watched: which lines does each
execute? Then N changes, drawn by the seed, are made one at a time in a scratch copy of the checkout, and only the
tests that execute the changed line run, until one fails. A change that no test executes survives. Each runs in a
process of its own under a limit of CPU time, so that an endless loop counts as noticed; the checkout itself is never
touched.

The tests see what CI sees: letters beside the checkout are not in the scratch copy.
"""

from __future__ import annotations

import argparse
import importlib
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from code_mutants import CodeMutant, mutants_of
from watched import Watched, Watcher, read_watched

for name in ("flask", "pyoxigraph", "rapidfuzz", "yaml"):  # imported once, before the runs fork
    importlib.import_module(name)

ROOT = Path(__file__).resolve().parents[1]
ROOMS = {
    "kg/rdf": ("tests/kg/rdf",),
    "kg/sparql": ("tests/kg/sparql", "tests/kg/questions", "tests/kg/formats"),
    "web": ("tests/web",),
    "kg/parse": ("tests/kg/parse", "tests/letters"),
    "kg/link": ("tests/kg/link", "tests/letters"),
}
KILLED, STOPPED, SURVIVED, UNSEEN = "killed", "stopped by a limit", "survived", "executed by no test"
_BROKEN = 70
SECONDS = 20.0
"""CPU time that a run may take beyond one and a half times that of its tests when they were watched, which is slow."""

MOST_SECONDS = 60.0
"""Of the tests that execute a line only the quickest run, as many as took this long when they were watched."""


@dataclass
class Tally:
    """What became of a room's changes."""

    room: str
    possible: int
    became: Counter[str] = field(default_factory=Counter)

    def line(self) -> str:
        """The figures in words, with a 95 % interval of the share."""
        from kg.questions.rates import wilson  # noqa: PLC0415 - before this, runs import the changed `kg`

        n = self.became.total()
        lived = self.became[SURVIVED] + self.became[UNSEEN]
        low, high = wilson(lived, n) if n else (0.0, 1.0)
        return (
            f"{self.room}: {lived} of {n} survived, {lived / max(n, 1):.0%} ({low:.0%} to {high:.0%});"
            f" {self.became[UNSEEN]} of them executed by no test, {self.became[STOPPED]} stopped by a limit;"
            f" {self.possible} changes possible"
        )


def copy_of(checkout: Path, scratch: Path) -> None:
    """The files that git knows, as they are now."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - whichever git is there
        cwd=checkout,
        check=True,
        capture_output=True,
    )
    for name in listed.stdout.decode().split("\0"):
        if name and (checkout / name).is_file():
            target = scratch / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(checkout / name, target)


def forked(work: Callable[[], int], seconds: float, said: Path) -> int | None:
    """The exit status of `work()` in a child of this process; ``None`` where a limit or a signal ended it.

    What it prints goes into the file `said`.
    """
    child = os.fork()
    if child == 0:
        os.setsid()
        cpu = int(seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 5))
        os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
        os.dup2(1, 2)
        status = _BROKEN
        try:
            status = work()
        finally:
            if status == _BROKEN:
                traceback.print_exc()
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
    end = time.monotonic() + 10 * seconds
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.WEXITSTATUS(status) if os.WIFEXITED(status) else None
        time.sleep(0.02)
    os.killpg(child, 9)
    os.waitpid(child, 0)
    return None


def run_tests(scratch: Path, tests: Sequence[str], plugin: object) -> int:
    """pytest's exit status for `tests`, run in `scratch` until the first failure."""
    os.chdir(scratch)
    sys.path.insert(0, str(scratch))
    options = ["-x", "-q", "--tb=line", "-p", "no:cacheprovider", "-p", "no:xdist", "--hypothesis-seed=0", *tests]
    return int(pytest.main(options, plugins=[plugin]))


class Chosen:
    """A pytest plugin that keeps only some tests, the quickest first."""

    def __init__(self, seconds: dict[str, float]) -> None:
        self.seconds = seconds

    def pytest_collection_modifyitems(self, items: list[object]) -> None:
        """Leave out the others."""
        kept = [item for item in items if item.nodeid in self.seconds]  # type: ignore[attr-defined]
        items[:] = sorted(kept, key=lambda item: self.seconds[item.nodeid])  # type: ignore[attr-defined]


def quickest(seconds: dict[str, float]) -> dict[str, float]:
    """The quickest of the tests that take `MOST_SECONDS` together, one at least."""
    chosen: dict[str, float] = {}
    for test, each in sorted(seconds.items(), key=lambda pair: pair[1]):
        if chosen and sum(chosen.values()) + each > MOST_SECONDS:
            break
        chosen[test] = each
    return chosen


def outcome(scratch: Path, place: str, mutant: CodeMutant, seen: Watched) -> str:
    """What became of one change."""
    seconds = quickest(seen.tests_of(place, range(mutant.first, mutant.last + 1)))
    if not seconds:
        return UNSEEN
    file = scratch / place
    whole = file.read_text(encoding="utf-8")
    file.write_text(mutant.text, encoding="utf-8")
    files = sorted({test.partition("::")[0] for test in seconds})
    limit = SECONDS + 1.5 * sum(seconds.values())
    try:
        status = forked(lambda: run_tests(scratch, files, Chosen(seconds)), limit, scratch.parent / "said")
    finally:
        file.write_text(whole, encoding="utf-8")
    return STOPPED if status is None else SURVIVED if status == 0 else KILLED


def mutate(room: str, scratch: Path, sample: int, seed: int) -> Tally:
    """Watch the tests of `room`, then try `sample` changes; the survivors are printed as they are found."""
    places = sorted(path.relative_to(scratch).as_posix() for path in (scratch / room).rglob("*.py"))
    changes = [(place, each) for place in places for each in mutants_of((scratch / place).read_text("utf-8"))]
    drawn = random.Random(seed).sample(changes, min(sample, len(changes)))  # noqa: S311 - a sample, no secret
    tally = Tally(room, len(changes))
    if not drawn:
        return tally
    report, said = scratch.parent / "watched.json", scratch.parent / "said"
    status = forked(lambda: run_tests(scratch, ROOMS[room], Watcher(scratch, places, report)), 3600, said)
    if status != 0:
        sys.exit(f"{said.read_text()}\nthe tests of {room} don't pass as they are (status {status}); fix them first")
    seen = read_watched(report)
    for place, mutant in sorted(drawn, key=lambda pair: (pair[0], pair[1].line)):
        became = outcome(scratch, place, mutant, seen)
        tally.became[became] += 1
        if became in {SURVIVED, UNSEEN}:
            print(f"{place}:{mutant.line}: {mutant.before}  ->  {mutant.after}  ({became})", flush=True)
    return tally


def main() -> None:
    """Read the arguments, try the changes, print the figures."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("rooms", nargs="*", default=list(ROOMS), metavar="ROOM", help=", ".join(ROOMS))
    arguments.add_argument("--sample", type=int, default=100, help="changes tried in each room")
    arguments.add_argument("--seed", type=int, default=1, help="of the draw")
    given = arguments.parse_args()
    for room in given.rooms:
        if room not in ROOMS:
            arguments.error(f"{room!r} is no room; there are {', '.join(ROOMS)}")
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        scratch = Path(folder) / "checkout"
        copy_of(ROOT, scratch)
        sys.path[:] = [path for path in sys.path if Path(path or ".").resolve() != ROOT]
        tallies = [mutate(room, scratch, given.sample, given.seed) for room in given.rooms]
    sys.path.insert(0, str(ROOT))
    print(*(tally.line() for tally in tallies), sep="\n")


if __name__ == "__main__":
    main()
