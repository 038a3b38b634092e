"""How long each question of the library takes on a graph of generated decisions: within a second or not.

    python -m benchmarks.queries [--decisions 100000] [--store FOLDER] [--larger FOLDER] [--jobs 2] [NAME...]

Makes a release of about that many decisions first, unless FOLDER (default ``build/benchmark-DECISIONS``) has one:
100,000 take some ten minutes and 5 GB of disk. Then asks every question (or those named) through a door with one
worker: with its defaults, and *narrowed*, with a value for each parameter that has none (the first of its menu). Each
figure is the median of three; the first run, which may find the disk's pages cold, is shown apart. Exit status 1 where
a question takes longer than a second and its header does not say that it is slow.

With `--larger`, the store of a larger release, each question (and the list of each kind of page) is asked of both in
turn, the best of five, and the ratio of the times is printed: what does not grow stays below 1.3 at four times as many
letters.
"""

from __future__ import annotations

import argparse
import itertools
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from benchmarks.generated import letters
from kg.build.build_settings import Settings
from kg.build.pipeline import build
from kg.build.report import Report
from kg.documents import ReadingLimits
from kg.errors import LimitExceeded
from kg.namespaces import DEFAULT_BASE
from kg.query import Bindings, Door, QueryLimits, Window, open_door
from kg.questions.asking import ask
from kg.questions.catalog import Catalog, Query, menu
from kg.questions.named_choices import concept_finder
from kg.questions.newest import newest_days

ITEMS_A_LETTER = 2.418  # decisions of the generated letters, on the average
LIMIT = 1.0
PATIENCE = QueryLimits(seconds=60.0, rows=1_000_000, memory=8 << 30)


def main() -> int:
    """Print the table."""
    arguments = _arguments()
    store = arguments.store or Path("build") / f"benchmark-{arguments.decisions}"
    if not (store / "current").exists():
        _make(store, arguments.decisions, arguments.jobs)
    if arguments.larger:
        return _growth(store, arguments.larger, arguments.names)
    slow = 0
    with open_door(store, PATIENCE, 1) as door:
        counts = door.release.counts
        print(f"{counts['decisions']:,} decisions of {counts['cases']:,} cases, {counts['triples']:,} triples")
        print(f"{'question':56}{'rows':>6}{'first':>8}{'median':>8}{'narrowed':>10}  within {LIMIT:g} s")
        for query in _chosen(arguments.names):
            slow += _report(query, door)
    print(f"{slow} slower than {LIMIT:g} s without saying so")
    return 1 if slow else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="questions to ask; default: all of the library")
    parser.add_argument("--decisions", type=int, default=100_000)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--larger", type=Path, help="a second release, to compare with")
    parser.add_argument("--jobs", type=int, default=2, help="processes that make the release")
    return parser.parse_args()


def _make(store: Path, decisions: int, jobs: int) -> None:
    store.mkdir(parents=True, exist_ok=True)
    source = store / "letters.jsonl"
    with source.open("w", encoding="utf-8") as file:
        for case, text in letters(round(decisions / ITEMS_A_LETTER)):
            file.write(json.dumps({"id": case, "text": text}) + "\n")
    start = time.perf_counter()
    build(store, [str(source)], Settings(DEFAULT_BASE, ReadingLimits(), jobs, False), Report(), lambda _: None)
    print(f"{store}: made in {time.perf_counter() - start:.0f} s")


def _chosen(names: list[str]) -> list[Query]:
    catalog = Catalog.load()
    if names:
        return [catalog.find(name) for name in names]
    # Panels of pages are asked with the thing that the page shows; SERVICE measures somebody else's endpoint.
    asked = (query for query in catalog.values() if query.group != "pages" and "SERVICE" not in query.body)
    return sorted(asked, key=lambda query: (query.group, query.name))


def _report(query: Query, door: Door) -> bool:
    """Print the line of one question; whether it is slow without saying so."""
    times, rows = _timed(query, door, {})
    narrowed = _narrowed(query, door)
    again = [statistics.median(_timed(query, door, narrowed)[0])] if narrowed else []
    worst = max(statistics.median(times), *again, 0.0)
    told = "yes" if worst < LIMIT else f"no: {query.header.slow or 'the header does not say so'}"
    shown = f"{again[0]:10.3f}" if again else f"{'':10}"
    name = f"{query.group}/{query.name}"
    print(f"{name:56}{rows:6}{times[0]:8.3f}{statistics.median(times):8.3f}{shown}  {told}", flush=True)
    return worst >= LIMIT and not query.header.slow


LISTS = {
    "outcome_decisions": "outcome/upheld",
    "finding_decisions": "finding/not-necessary",
    "category_decisions": "category/pharmaceuticals",
    "treatment_decisions": "treatment/physical-therapy",
    "specialty_decisions": "specialty/pain-management",
    "state_decisions": "state/california",
    "body-region_decisions": "body-region/low-back",
    "drug_decisions": "drug/hydrocodone",
    "drug-class_decisions": "drug-class/opioids",
    "section_decisions": "section/cpmtg09",
}
"""A thing that many decisions have, for the list of each kind of page."""
GROWS = 1.3
FIRST_PAGE = Window(26, 0)


def _growth(store: Path, larger: Path, names: list[str]) -> int:
    """Print each question's time over two releases, and the ratio; 1 where one grows beyond the noise."""
    growing = 0
    with open_door(store, PATIENCE, 1) as small, open_door(larger, PATIENCE, 1) as large:
        sizes = [door.release.counts["decisions"] for door in (small, large)]
        print(f"{sizes[0]:,} and {sizes[1]:,} decisions ({sizes[1] / sizes[0]:.1f} times as many)")
        print(f"{'question':56}{'ms':>9}{'ms':>9}{'ratio':>7}")
        for name, ask in _asked(names):
            times = [_best(ask, door) for door in (small, large)]
            ratio = times[1] / times[0]
            grows = ratio > GROWS and times[1] > 0.02  # a few milliseconds are noise
            growing += grows
            print(f"{name:56}{1000 * times[0]:9.1f}{1000 * times[1]:9.1f}{ratio:7.2f}{'  grows' * grows}", flush=True)
    print(f"{growing} grow")
    return 1 if growing else 0


def _asked(names: list[str]) -> Iterator[tuple[str, Callable[[Door], object]]]:
    catalog = Catalog.load()
    for query in _chosen([name for name in names if name not in LISTS]) if names != list(LISTS) else ():
        yield f"{query.group}/{query.name}", partial(_ask_whole, query)
    for name, thing in LISTS.items():
        if not names or name in names:
            yield f"pages/{name}", partial(_ask_first_page, catalog[name], f"{DEFAULT_BASE}id/{thing}")


def _ask_whole(query: Query, door: Door) -> object:
    return ask(query, {}, door, concept_finder(door))


def _ask_first_page(query: Query, thing: str, door: Door) -> object:
    terms = query.terms({"this": thing})
    days = newest_days(query, terms, FIRST_PAGE.limit, door, door.run)
    return door.run(query.template.bind(terms, days, FIRST_PAGE))


def _best(ask_: Callable[[Door], object], door: Door) -> float:
    times = []
    for _ in range(5):
        start = time.perf_counter()
        ask_(door)
        times.append(time.perf_counter() - start)
    return min(times)


def _narrowed(query: Query, door: Door) -> Mapping[str, str]:
    """A value for each parameter that has no default but a menu."""
    return {
        parameter.name: choices[0][0]
        for parameter in query.parameters
        if not parameter.default and (choices := menu(query, parameter, door))
    }


def _timed(query: Query, door: Door, values: Mapping[str, str]) -> tuple[list[float], int]:
    """Seconds of three runs, and the number of rows."""
    text = query.bind(values, concept_finder(door))
    times, rows = [], 0
    for _ in itertools.repeat(None, 3):
        start = time.perf_counter()
        try:
            answer = query.finish(door.run(text))
            rows = len(answer.rows) if isinstance(answer, Bindings) else 0
        except LimitExceeded:
            rows = -1
        times.append(time.perf_counter() - start)
    return times, rows


if __name__ == "__main__":
    sys.exit(main())
