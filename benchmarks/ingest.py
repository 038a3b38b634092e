"""Letters per second, processor time and peak memory of each step from a file to a release, and of the whole.

    python -m benchmarks.ingest [--letters FOLDER] [--generated N] [--repeat N]

Each figure is one run in a fresh process: wall seconds, letters a second, milliseconds of processor time a letter (of
all processes together: it says the same on a busy machine), peak resident memory of the main process and of the largest
worker. Steps are measured on one core; the whole, `build`, with one and with two workers. A step has those before it
behind it: what it costs alone is the difference. What does not grow with the letters, loading the vocabularies in each
process and adding them to the graph, is the build of one letter.

Real letters are read where a folder of them is at hand (default ``../shared/letters``) and said to be missing where
not. Repeated, they are the same cases; so that a build has as many cases as letters it reads their texts, with new case
numbers.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from benchmarks.generated import letters
from kg.build.batches import admit, as_bytes, load_linker, read_letter
from kg.build.build_settings import Settings
from kg.build.gate import Gate
from kg.build.letter_json import as_reading
from kg.build.pipeline import build
from kg.build.report import Report
from kg.documents import Document, ReadingLimits, Source, find_sources, read_source
from kg.model import Determination, Letter, Rejection
from kg.namespaces import Iris
from kg.parse import parse
from kg.rdf import case_iri, case_triples
from kg.store.releases import new_release
from kg.store.segments import Part

REAL = Path(__file__).parents[2] / "shared" / "letters"
_CASE_NUMBER = re.compile(r"\bCM\d\d-\d{7}\b")


@dataclass(frozen=True, slots=True)
class Cost:
    """What so many letters took: wall seconds, and processor seconds of this process and of those it waited for."""

    letters: int
    wall: float
    processor: float


def main() -> None:
    """Print the table."""
    arguments = _arguments()
    print(f"{os.cpu_count()} cores; Python {sys.version.split()[0]}")
    heads = f"{'n':>7}{'seconds':>9}{'letters/s':>11}{'CPU ms':>9}{'MiB':>7}{'worker':>8}"
    print(f"{'letters':20}{'step':32}{heads}")
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "letters.jsonl"
        with made.open("w", encoding="utf-8") as file:
            file.writelines(
                json.dumps({"id": case, "text": text}) + "\n" for case, text in letters(arguments.generated)
            )
        if arguments.letters.is_dir():
            renumbered = Path(folder) / "renumbered.jsonl"
            renumber(str(arguments.letters), arguments.repeat, renumbered)
            name = f"real, {arguments.repeat} times"
            _measure(name, str(arguments.letters), arguments.repeat, renumbered, Path(folder))
        else:
            print(f"real letters: skipped, no folder {arguments.letters}")
        _measure("generated", str(made), 1, made, Path(folder))
        one = Path(folder) / "one.jsonl"
        one.write_text(made.read_text(encoding="utf-8").partition("\n")[0], encoding="utf-8")
        _print("one", "build, 2 workers", build_step, ([str(one)], Path(folder) / "one", 2))


def renumber(letters_path: str, repeat: int, path: Path) -> None:
    """The texts of the letters, repeated, each time as another case."""
    numbers = count(1)
    with path.open("w", encoding="utf-8") as file:
        for document in texts_of(letters_path) * repeat:
            text = _CASE_NUMBER.sub(f"CM16-{next(numbers):07}", document.text)
            file.write(json.dumps({"text": text}) + "\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--letters", type=Path, default=REAL)
    parser.add_argument("--generated", type=int, default=5000)
    parser.add_argument("--repeat", type=int, default=10, help="how often the real letters are read in each step")
    return parser.parse_args()


def _measure(name: str, path: str, repeat: int, whole: Path, folder: Path) -> None:
    steps: list[tuple[str, Callable[..., Cost], tuple[object, ...]]] = [
        ("read (PDF or text)", read_step, (path, repeat)),
        ("parse", parse_step, (path, repeat)),
        ("parse + link", link_step, (path, repeat)),
        ("parse + link + JSON", json_step, (path, repeat)),
        ("triples", triples_step, (path, repeat)),
        ("triples + validation", validate_step, (path, repeat)),
        ("sort, load and publish", load_step, (str(whole), folder / "load")),
        ("build from text, 1 worker", build_step, ([str(whole)], folder / "one", 1)),
        ("build from text, 2 workers", build_step, ([str(whole)], folder / "two", 2)),
    ]
    for label, step, given in steps:
        _print(name, label, step, given)


def _print(name: str, label: str, step: Callable[..., Cost], given: tuple[object, ...]) -> None:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        cost, own, worker = pool.submit(_run, step, given).result()
    times = f"{cost.wall:9.2f}{cost.letters / cost.wall:11.0f}{1000 * cost.processor / cost.letters:9.2f}"
    print(f"{name:20}{label:32}{cost.letters:7,}{times}{own:7,.0f}{worker:8,.0f}", flush=True)


def _run(step: Callable[..., Cost], given: Sequence[object]) -> tuple[Cost, float, float]:
    """The cost, and the peak memory of this process and of its largest child, in MiB."""
    cost = step(*given)
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    own, workers = (resource.getrusage(each).ru_maxrss / 1024 for each in whose)
    return cost, own, workers


def _processor() -> float:
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def timed(work: Callable[[], int]) -> Cost:
    processor, begin = _processor(), time.perf_counter()
    letters_done = work()
    return Cost(letters_done, time.perf_counter() - begin, _processor() - processor)


def _sources(path: str) -> list[Source]:
    return [each for each in find_sources([path], ReadingLimits()) if isinstance(each, Source)]


def texts_of(path: str) -> list[Document]:
    found = (each for source in _sources(path) for each in read_source(source, ReadingLimits()))
    return [each for each in found if isinstance(each, Document)]


def _letters(path: str) -> list[Letter]:
    found = (each for document in texts_of(path) for each in parse(document.text, document.source))
    return [each for each in found if not isinstance(each, Rejection)]


def _determinations(path: str) -> list[Determination]:
    linker = load_linker()
    return [linker.link(letter) for letter in _letters(path)]


def read_step(path: str, repeat: int) -> Cost:
    sources = _sources(path) * repeat
    return timed(lambda: sum(isinstance(each, Document) for s in sources for each in read_source(s, ReadingLimits())))


def parse_step(path: str, repeat: int) -> Cost:
    texts = texts_of(path) * repeat
    return timed(lambda: sum(len(parse(each.text, each.source)) for each in texts))


def link_step(path: str, repeat: int) -> Cost:
    texts, linker = texts_of(path) * repeat, load_linker()

    def linked() -> Iterator[Determination]:
        for text in texts:
            for letter in parse(text.text, text.source):
                if not isinstance(letter, Rejection):
                    yield linker.link(letter)

    return timed(lambda: sum(1 for _ in linked()))


def json_step(path: str, repeat: int) -> Cost:
    texts, linker = texts_of(path) * repeat, load_linker()

    def lines() -> Iterator[str]:
        for text in texts:
            for letter in parse(text.text, text.source):
                if not isinstance(letter, Rejection):
                    yield json.dumps(as_reading(linker.link(letter)))

    return timed(lambda: sum(1 for _ in lines()))


def triples_step(path: str, repeat: int) -> Cost:
    read, iris = _determinations(path) * repeat, Iris()
    return timed(lambda: sum(bool(case_triples([each], iris)) for each in read))


def validate_step(path: str, repeat: int) -> Cost:
    read, iris, gate = _determinations(path) * repeat, Iris(), Gate.load()

    def work() -> int:
        admitted = 0
        for start in range(0, len(read), 96):
            batch = [read_letter(each, iris) for each in read[start : start + 96]]
            admitted += len(admit(batch, gate, []))
        return admitted

    return timed(work)


def load_step(path: str, store: Path) -> Cost:
    iris = Iris()
    cases = {case_iri(each, iris): as_bytes(case_triples([each], iris)) for each in _determinations(path)}
    parts = [Part(case, lines) for case, lines in sorted(cases.items())]

    def work() -> int:
        with new_release(store, "benchmark") as draft:
            draft.load(parts)
            draft.publish()
        return len(parts)

    return timed(work)


def build_step(paths: list[str], store: Path, workers: int) -> Cost:
    def work() -> int:
        report = Report()
        build(store, paths, Settings(jobs=workers), report, lambda _: None)
        return report.letters

    return timed(work)


if __name__ == "__main__":
    main()
