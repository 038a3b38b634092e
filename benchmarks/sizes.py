"""What a release costs as letters become more: time, processor, memory and disk of a build, and of an addition to it.

    python -m benchmarks.sizes [--letters 1000,10000] [--added 600] [--dir FOLDER] [--jobs 2]

For each number of generated letters: a build (wall seconds, milliseconds of processor a letter; peak resident memory of
the main process, before and while the engine loads, and of the largest worker; peak disk of the store's folder; the
release's bytes a letter by part), then an addition of so many more (seconds, bytes that the disk was given, memory,
disk). Each runs as `imr` does, in a process of its own. Processor time is of all processes together, so it says the
same on a busy machine; wall time does not.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from benchmarks.generated import letters

_MIB = 1 << 20
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Cost:
    """What a run took. Bytes are MiB; `early` is the main process's peak before the engine loads."""

    wall: float = 0
    processor: float = 0
    main: float = 0
    early: float = 0
    worker: float = 0
    disk: float = 0
    written: float = 0


class Watch:
    """Looks at a process, its children, and a folder ten times a second."""

    def __init__(self, run: subprocess.Popen[bytes], store: Path) -> None:
        self.cost = Cost()
        self._run, self._store = run, store
        self._loading = False
        self._written: dict[int, int] = {}
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join()
        self.cost.written = sum(self._written.values()) / _MIB

    def _watch(self) -> None:
        cost = self.cost
        while self._run.poll() is None:
            cost.disk = max(cost.disk, size(self._store) / _MIB)
            for process in [self._run.pid, *children(self._run.pid)]:
                peak = of(process, "status", "VmHWM") / 1024
                self._written[process] = max(self._written.get(process, 0), of(process, "io", "write_bytes"))
                if process != self._run.pid:
                    cost.worker = max(cost.worker, peak)
                    continue
                cost.main = max(cost.main, peak)
                self._loading = self._loading or any(self._store.glob("drafts/*/engine"))
                cost.early = cost.early if self._loading else max(cost.early, peak)
            time.sleep(0.1)


def of(process: int, name: str, key: str) -> int:
    """A number that the system tells of a process; 0 when that is gone."""
    try:
        lines = Path(f"/proc/{process}/{name}").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{key}:")), 0)


def children(process: int) -> list[int]:
    """The processes that a process started."""
    try:
        threads = Path(f"/proc/{process}/task").iterdir()
        return [int(each) for thread in threads for each in (thread / "children").read_text().split()]
    except OSError:
        return []


def size(folder: Path) -> int:
    """Bytes on disk of all files of a folder, those that are linked twice once."""
    seen: dict[int, int] = {}
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                told = os.lstat(Path(parent, name))
            except OSError:
                continue
            seen[told.st_ino] = told.st_blocks * 512
    return sum(seen.values())


def run(verb: str, store: Path, file: Path, jobs: int) -> Cost:
    """What `imr VERB` costs."""
    command = [sys.executable, "-m", "kg", verb, "--quiet", "--jobs", str(jobs), "--store", str(store), str(file)]
    before, start = os.times(), time.monotonic()
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process, Watch(process, store) as watch:
        if process.wait():
            raise SystemExit(f"imr {verb} ended with {process.returncode}")
    watch.cost.wall = time.monotonic() - start
    after = os.times()
    watch.cost.processor = after.children_user + after.children_system - before.children_user - before.children_system
    return watch.cost


def write(path: Path, found: Iterator[tuple[str, str]], count: int) -> Path:
    """A file of so many letters."""
    with path.open("w", encoding="utf-8") as file:
        for case, text in islice(found, count):
            file.write(json.dumps({"id": case, "text": text}) + "\n")
    return path


def by_part(release: Path) -> dict[str, int]:
    """Bytes of a release by what they are for."""
    sizes = {name: size(release / name) for name in ("graph", "segments")}
    sizes |= {name: (release / name).stat().st_size for name in ("about.nt", "cubes.json")}
    return sizes | {"the rest": size(release) - sum(sizes.values())}


def measure(count: int, added: int, folder: Path, jobs: int) -> None:
    """Print what a build of `count` letters costs, and an addition of `added`."""
    found, store = letters(count + added), folder / "store"
    file = write(folder / "letters.jsonl", found, count)
    cost = run("build", store, file, jobs)
    file.unlink()
    release = (store / "current").resolve()
    held = size(release)
    triples = json.loads((release / "manifest.json").read_text())["counts"]["triples"]
    _row(f"{count:,}", "build", count, cost, f"{cost.disk:.0f}", f"{cost.disk * _MIB / held:.2f}")
    parts = ", ".join(f"{name} {each / count / 1000:.1f}" for name, each in by_part(release).items())
    print(f"{'':16}  {triples / count:.0f} triples, {held / count / 1000:.1f} kB a letter: {parts}")
    more = run("add", store, write(folder / "more.jsonl", found, added), jobs)
    _row("", f"+{added}", added, more, f"{more.disk - held / _MIB:+.0f}", "")
    shutil.rmtree(store)


def _row(letters_: str, what: str, count: int, cost: Cost, disk: str, times: str) -> None:
    processor = 1000 * cost.processor / count
    memory = f"{cost.early:>8.0f}{cost.main:>8.0f}{cost.worker:>8.0f}"
    print(
        f"{letters_:>9}{what:>7}{cost.wall:>9.1f}{processor:>9.2f}{memory}{disk:>9}{times:>7}{cost.written:>9.0f}",
        flush=True,
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--letters", default="1000,10000", help="how many, by commas: 1000,10000,100000,400000")
    parser.add_argument("--added", type=int, default=600)
    parser.add_argument("--dir", type=Path, help="where the stores are made; on the disk to be measured")
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args(arguments)
    print("MiB of memory: process before the engine loads, at most, of a worker; peak disk, over the result")
    heads = f"{'seconds':>9}{'CPU ms':>9}{'early':>8}{'main':>8}{'worker':>8}{'disk':>9}{'times':>7}{'written':>9}"
    print(f"{'letters':>9}{'':>7}{heads}")
    for count in map(int, given.letters.split(",")):
        with tempfile.TemporaryDirectory(dir=given.dir) as folder:
            measure(count, given.added, Path(folder), given.jobs)


if __name__ == "__main__":
    main()
