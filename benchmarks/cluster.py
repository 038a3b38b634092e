"""What a cluster costs beside local processes: the same letters, two workers each, on this machine.

    python -m benchmarks.cluster [--letters N] [--rounds N]

Reads, links and validates generated letters with two local processes and with a dask scheduler and two workers, in
turn. Printed are, for each, the least of all rounds: milliseconds of wall time a letter, and of processor time of all
processes together and of those that only pass letters on (this one; on a cluster also the scheduler, and the workers
without the processes that read). Measured is from the tenth batch on, when all vocabularies are loaded. No release is
made, for that part is the same.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import psutil
from distributed import Client

from benchmarks.generated import letters
from kg.build.batches import triple_reader
from kg.build.build_settings import Settings
from kg.build.workers import Allowance, batched
from kg.build.workforce import workforce
from kg.documents import Source, find_sources

DASK = Path(sys.executable).with_name("dask")
SKIPPED, BATCH = 10, 96


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--letters", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "letters.jsonl"
        with made.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps({"text": text}) + "\n" for _, text in letters(arguments.letters))
        sources = [each for each in find_sources([made]) if isinstance(each, Source)]
        with two_workers(Path(folder)) as (address, servers):
            ways = {"two local processes": Settings(jobs=2), "a cluster of two": Settings(cluster=address)}
            rounds = [
                {name: measured(way, sources, servers) for name, way in ways.items()} for _ in range(arguments.rounds)
            ]
    print(f"{len(sources):,} letters, least of {arguments.rounds} rounds; milliseconds a letter")
    print(f"{'':22}{'wall':>8}{'processor':>11}{'passing on':>12}")
    best = {name: [min(column) for column in zip(*(each[name] for each in rounds), strict=True)] for name in ways}
    for name, (wall, processor, passing) in best.items():
        print(f"{name:22}{wall:8.2f}{processor:11.2f}{passing:12.2f}")
    local, cluster = best.values()
    print(f"{'ratio':22}{cluster[0] / local[0]:8.2f}{cluster[1] / local[1]:11.2f}")


@contextmanager
def two_workers(folder: Path) -> Iterator[tuple[str, list[psutil.Process]]]:
    """The address of a scheduler, and its process with those of its two workers."""
    file = folder / "scheduler.json"
    commands = [[DASK, "scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", file]]
    commands += [[DASK, "worker", "--scheduler-file", file, "--nthreads", "1", "--no-nanny"]] * 2
    running: list[psutil.Popen] = []
    try:
        for command in commands:
            running.append(psutil.Popen([*command, "--no-dashboard"], cwd=folder, stderr=subprocess.DEVNULL))
            while not file.exists():
                time.sleep(0.1)
        address = json.loads(file.read_text())["address"]
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=120)
        yield address, running
    finally:
        for process in running:
            process.terminate()
            process.wait(30)


def measured(way: Settings, sources: list[Source], servers: list[psutil.Process]) -> list[float]:
    """Milliseconds a letter: wall time, processor time of all, and of those that do not read."""
    processes = [psutil.Process(), *servers]
    with workforce(way) as workers:
        results = workers.ordered(triple_reader(way), batched(sources, BATCH), Allowance())
        assert all(read for _, read in islice(results, SKIPPED))
        before = spent(processes)
        read = [len(batch) for batch, _ in results]
        after = spent(processes)
    return [1000 * (late - early) / sum(read) for early, late in zip(before, after, strict=True)]


def spent(processes: list[psutil.Process]) -> tuple[float, float, float]:
    """The clock, and processor seconds of the processes with all that they started, and without."""
    own = [each.cpu_times() for each in processes]
    passing = sum(each.user + each.system for each in own)
    ended = sum(each.children_user + each.children_system for each in own)
    started = {child for each in processes for child in each.children(recursive=True)} - set(processes)
    times = [child.cpu_times() for child in started]
    return time.monotonic(), passing + ended + sum(each.user + each.system for each in times), passing


if __name__ == "__main__":
    main()
