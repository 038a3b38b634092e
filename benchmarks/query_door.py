"""What a query costs on its way through the door, and how fast a limit ends it.

    python benchmarks/query_door.py [--subjects N] [--store FOLDER]

Makes a release of N invented subjects of ten triples each (or takes the store that is given); prints one line a figure.
On two shared cores, 1,000,000 triples: 118,000 triples/s to sort, load and optimize in 800 MiB; 0.5 s to replace 100
subjects; one hop 0.10 ms in the process and 0.33 ms through the door (p99 0.5), as JSON 0.27 ms; a description 1.8 ms;
100,000 rows as JSON 0.6 s; 2,700 hops/s by two workers; a limit of 1 s ends its query after 1.01 to 1.04 s, and the
next query is answered 70 to 100 ms later.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox

from kg.descriptions.one_thing import describe
from kg.errors import LimitExceeded
from kg.query import Door, QueryLimits, open_door
from kg.store.releases import new_release
from kg.store.segments import Part

EX = "https://example.org/"
NUMBERS = " ".join(map(str, range(3000)))
ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ VALUES ?a {{ {NUMBERS} }} VALUES ?b {{ {NUMBERS} }} VALUES ?c {{ {NUMBERS} }} }}"


def subject(number: int) -> Part:
    iri = f"<{EX}id/{number:08}>"
    lines = [f'{iri} <{EX}p{each}> "value {each} of {number}" .' for each in range(8)]
    return Part.of(
        iri[1:-1],
        [*lines, f"{iri} <{EX}next> <{EX}id/{number + 1:08}> .", f"{iri} <{EX}kind> <{EX}kind/{number % 100}> ."],
    )


def timed(what: str, work: Callable[[int], object], times: int) -> None:
    taken = []
    for number in range(times):
        start = time.perf_counter()
        work(number)
        taken.append((time.perf_counter() - start) * 1000)
    taken.sort()
    print(f"{what:42} median {statistics.median(taken):8.3f} ms   p99 {taken[int(len(taken) * 0.99)]:8.3f} ms")


def make(store: Path, subjects: int) -> None:
    start = time.perf_counter()
    with new_release(store, "benchmark") as draft:
        draft.load(map(subject, range(subjects)))
        loaded = time.perf_counter()
        release = draft.publish()
    triples = release.counts["triples"]
    print(f"{'build: load, optimize':42} {triples / (loaded - start):10,.0f} triples/s ({triples:,})")
    print(f"{'publish: sync, rename, link':42} {time.perf_counter() - loaded:10.3f} s")
    start = time.perf_counter()
    changed = [f"{EX}id/{number:08}" for number in range(0, subjects, max(1, subjects // 100))]
    with new_release(store, "benchmark") as draft:
        draft.change(Part.of(each, [f'<{each}> <{EX}p0> "changed" .']) for each in changed)
        draft.publish()
    print(f"{'replace 100 subjects, publish':42} {time.perf_counter() - start:10.3f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'peak memory of the build':42} {peak:10,.0f} MiB")


def hops(store: Path, subjects: int) -> None:
    def hop(number: int) -> str:
        return f"SELECT ?p ?o {{ <{EX}id/{number * 7919 % subjects:08}> ?p ?o }}"

    direct = ox.Store.read_only(str(store / "current" / "graph"))
    timed("one hop, in this process", lambda n: list(direct.query(hop(n))), 2000)  # type: ignore[arg-type]
    with open_door(store, workers=2) as door:
        timed("one hop, through the door", lambda n: door.run(hop(n)), 2000)
        timed("ASK {}, through the door", lambda _: door.run("ASK {}"), 2000)
        timed("the same hop as JSON", lambda n: door.serialize(hop(n), "application/sparql-results+json"), 2000)
        timed("description of a thing", lambda n: describe(door, f"{EX}id/{n:08}"), 300)
        large = f"SELECT ?s ?o {{ ?s <{EX}p1> ?o }} LIMIT 100000"
        timed("100,000 rows as JSON", lambda _: door.serialize(large, "application/sparql-results+json"), 3)
        print(f"{'hops a second, 4 threads, 2 workers':42} {side_by_side(door, hop):10,.0f}")


def side_by_side(door: Door, hop: Callable[[int], str]) -> float:
    def work() -> None:
        for number in range(1000):
            door.run(hop(number))

    threads = [threading.Thread(target=work) for _ in range(4)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return 4000 / (time.perf_counter() - start)


def stops(store: Path) -> None:
    with open_door(store, QueryLimits(seconds=1.0), workers=1) as door:
        door.run("ASK {}")
        start = time.perf_counter()
        try:
            door.run(ENDLESS)
        except LimitExceeded:
            stopped = time.perf_counter()
            door.run("ASK {}")
            print(f"{'a limit of 1 s ends a query after':42} {stopped - start:10.3f} s")
            print(f"{'its worker is replaced within':42} {(time.perf_counter() - stopped) * 1000:10.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--subjects", type=int, default=100_000)
    parser.add_argument("--store", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = options.store or Path(folder)
        if options.store is None:
            make(store, options.subjects)
        hops(store, options.subjects)
        stops(store)


if __name__ == "__main__":
    main()
