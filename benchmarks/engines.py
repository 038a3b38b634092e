"""The two engines of a release side by side: what their files cost, and what questions take.

    python -m benchmarks.engines [--letters N] [--store FOLDER] [--repeat N]

Builds N generated letters for sparq (such a release has Oxigraph's files too), or takes the store that is given, and
prints one table. Loading is measured in a process of its own for each engine, from the release's triples: wall seconds,
processor seconds, peak memory. Questions go through the workers of a door; the least of `--repeat` runs is shown, and
for the library p50 and p95 over all questions that ask nothing of elsewhere. Rows are compared as well.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from benchmarks.generated import letters
from kg.build.build_settings import Settings
from kg.build.pipeline import build
from kg.build.report import Report
from kg.errors import LimitExceeded
from kg.query import QueryLimits, open_door, outline_of
from kg.questions.catalog import Catalog
from kg.questions.named_choices import concept_finder
from kg.sparql.answers import Wire
from kg.store.dump import graph_blocks
from kg.store.engine import ENGINE, load_engine
from kg.store.pool import Pool
from kg.store.reading_files import ENGINES, READING
from kg.store.sparq_files import write_files

PREFIX = "PREFIX imr: <https://w3id.org/imr-kg/ontology#> PREFIX class: <https://w3id.org/imr-kg/id/drug-class/>\n"
QUESTIONS = {
    "count by outcome": "SELECT ?o (COUNT(*) AS ?n) { ?d a imr:Decision ; imr:outcome ?o } GROUP BY ?o ORDER BY ?o",
    "section x specialty x outcome": """SELECT ?s ?p ?o (COUNT(*) AS ?n) {
        ?d imr:reviewerCites ?s ; imr:specialty ?p ; imr:outcome ?o } GROUP BY ?s ?p ?o ORDER BY ?s ?p ?o""",
    "opioid with benzodiazepine": """SELECT ?o (COUNT(DISTINCT ?l) AS ?n) {
        ?l imr:hasDecision ?a , ?b . ?a imr:drugClass class:opioids ; imr:outcome ?o .
        ?b imr:drugClass class:benzodiazepines } GROUP BY ?o ORDER BY ?o""",
    "CONTAINS in rationales": """SELECT (COUNT(*) AS ?n) {
        ?d imr:rationale ?t FILTER(CONTAINS(LCASE(STR(?t)), "chronic")) }""",
}
LIMITS = QueryLimits(seconds=120, memory=12 << 30)
FOLDERS = {"oxigraph": ENGINE, "sparq": READING}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--letters", type=int, default=20_000)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--load", nargs=2, metavar=("ENGINE", "RELEASE"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.load:
        load(arguments.load[0], Path(arguments.load[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        store = arguments.store or made(Path(folder), arguments.letters)
        compare((store / "current").resolve(), arguments.repeat)


def made(folder: Path, count: int) -> Path:
    source = folder / "letters.jsonl"
    with source.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps({"id": case, "text": text}) + "\n" for case, text in letters(count))
    build(folder / "store", [str(source)], Settings(answers="sparq"), Report(), lambda _: None)
    return folder / "store"


def told(release: Path) -> Iterator[bytes]:
    return chain(graph_blocks(release), [(release / "about.nt").read_bytes()])


def load(engine: str, release: Path) -> None:
    """In a process of its own: load, and print seconds, processor seconds and the peak of memory."""
    lines = size = 0
    for block in told(release):
        lines, size = lines + block.count(b"\n"), size + len(block)
    start = time.perf_counter()
    with tempfile.TemporaryDirectory(dir=release.parents[1]) as folder:
        if engine == "sparq":
            write_files(Path(folder) / READING, told(release), lines, size)
        else:
            load_engine(Path(folder), told(release))
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    processor = sum(each.ru_utime + each.ru_stime for each in used)
    peak = max(each.ru_maxrss for each in used) << 10
    print(time.perf_counter() - start, processor, peak, lines, size)


def compare(release: Path, repeat: int) -> None:
    rows: dict[str, list[str]] = {}
    for engine in ENGINES:
        command = [sys.executable, "-m", "benchmarks.engines", "--load", engine, str(release)]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
        wall, processor, peak, triples, size = map(float, said)
        disk = sum(path.stat().st_size for path in (release / FOLDERS[engine]).iterdir())
        note(rows, "triples", f"{triples:,.0f}")
        note(rows, "their N-Triples, MB", f"{size / 1e6:,.0f}")
        note(rows, "load, s", f"{wall:.1f}")
        note(rows, "load, processor s (with reading the dump twice)", f"{processor:.1f}")
        note(rows, "load, peak memory, MB", f"{peak / 1e6:,.0f}")
        note(rows, "load, memory a triple beside its text, bytes", f"{max(0, peak - size) / triples:.0f}")
        note(rows, "disk, MB", f"{disk / 1e6:,.0f}")
    answers: list[dict[str, Wire]] = []
    for engine in ENGINES:
        answers.append(asked(engine, release, repeat, rows))
    differing = [
        name for name, one in answers[0].items() if name not in answers[1] or lines(one) != lines(answers[1][name])
    ]
    print(f"| {'':48} | {' | '.join(f'{engine:>10}' for engine in ENGINES)} |")
    for what, figures in rows.items():
        print(f"| {what:48} | {' | '.join(f'{figure:>10}' for figure in figures)} |")
    print(f"{len(answers[0]) - len(differing)} of {len(answers[0])} answers have the same rows; not {differing}")


def lines(answer: Wire) -> list[bytes]:
    return sorted(answer.body.splitlines())


def asked(engine: str, release: Path, repeat: int, rows: dict[str, list[str]]) -> dict[str, Wire]:
    start = time.perf_counter()
    pool = Pool(engine, release / FOLDERS[engine], LIMITS, 1)
    try:
        pool.ask("ASK { ?s ?p ?o }", "ASK")
        note(rows, "start of a worker, first answer, ms", f"{1000 * (time.perf_counter() - start):.0f}")
        answers: dict[str, Wire] = {}
        for what, query in QUESTIONS.items():
            took, answers[what] = least(pool, PREFIX + query, repeat)
            note(rows, f"{what}, ms", f"{took:.1f}")
        library = {}
        for name, query in library_queries(release).items():
            try:
                library[name], answers[name] = least(pool, query, repeat)
            except LimitExceeded as error:
                library[name] = 1000 * LIMITS.seconds
                print(f"{engine}: {name}: {error}")
    finally:
        pool.close()
    taken = sorted(library.values())
    note(rows, "library, questions", str(len(taken)))
    note(rows, "library, p50, ms", f"{statistics.median(taken):.1f}")
    note(rows, "library, p95, ms", f"{taken[int(len(taken) * 0.95)]:.1f}")
    note(rows, "library, slowest, ms", f"{taken[-1]:.0f}")
    return answers


def least(pool: Pool, query: str, repeat: int) -> tuple[float, Wire]:
    """Milliseconds of the fastest of some runs, and the answer."""
    taken = []
    for _ in range(repeat):
        start = time.perf_counter()
        answer = pool.ask(query, outline_of(query, LIMITS).form)
        taken.append(1000 * (time.perf_counter() - start))
    return min(taken), answer


def library_queries(release: Path) -> dict[str, str]:
    """The questions, each with its default values; what asks elsewhere, or needs a value, is left out."""
    found = {}
    with open_door(release.parents[1], LIMITS, workers=1) as door:
        for query in Catalog.load().values():
            if query.answers_by_itself and query.group != "pages":  # panels are asked with the thing of the page
                found[query.name] = str(query.bind({}, concept_finder(door)))
    return found


def note(rows: dict[str, list[str]], what: str, figure: str) -> None:
    rows.setdefault(what, []).append(figure)


if __name__ == "__main__":
    main()
