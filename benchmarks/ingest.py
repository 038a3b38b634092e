"""Letters per second and peak memory of each step from a file to a release, and of the whole.

    python -m benchmarks.ingest [--letters FOLDER] [--generated N] [--repeat N]

Each figure is one run in a fresh process: wall seconds, letters a second, peak resident memory of the largest process.
Steps are measured on one core; the whole, `build`, with one and with two workers. Real letters are read where a
folder of them is at hand (default ``../shared/letters``) and said to be missing where not.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.generated import letters
from kg.documents import Document, Limits, Source, find_sources, read_source
from kg.letter_json import as_reading
from kg.model import Determination, Letter, Rejection
from kg.namespaces import Iris
from kg.parse import parse
from kg.pipeline import build
from kg.rdf import case_triples
from kg.reading import Settings, admit, load_linker, spooled
from kg.report import Report
from kg.store.releases import new_release
from kg.validate import Gate

REAL = Path(__file__).parents[2] / "shared" / "letters"


def main() -> None:
    """Print the table."""
    arguments = _arguments()
    print(f"{os.cpu_count()} cores; Python {sys.version.split()[0]}")
    print(f"{'letters':28}{'step':34}{'n':>7}{'seconds':>9}{'letters/s':>11}{'peak MiB':>10}")
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "letters.jsonl"
        with made.open("w", encoding="utf-8") as file:
            file.writelines(
                json.dumps({"id": case, "text": text}) + "\n" for case, text in letters(arguments.generated)
            )
        if arguments.letters.is_dir():
            _measure(f"real, {arguments.repeat} times", str(arguments.letters), arguments.repeat, Path(folder))
        else:
            print(f"real letters: skipped, no folder {arguments.letters}")
        _measure("generated", str(made), 1, Path(folder))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--letters", type=Path, default=REAL)
    parser.add_argument("--generated", type=int, default=5000)
    parser.add_argument("--repeat", type=int, default=10, help="how often the real letters are read in each step")
    return parser.parse_args()


def _measure(name: str, path: str, repeat: int, folder: Path) -> None:
    steps: list[tuple[str, Callable[..., int], tuple[object, ...]]] = [
        ("read (PDF or text)", read_step, (path, repeat)),
        ("parse", parse_step, (path, repeat)),
        ("parse + link", link_step, (path, repeat)),
        ("parse + link + JSON", json_step, (path, repeat)),
        ("triples", triples_step, (path, repeat)),
        ("triples + validation", validate_step, (path, repeat)),
        ("load and publish", load_step, (path, folder / "load")),
        ("build, 1 worker", build_step, ([path] * repeat, folder / "one", 1)),
        ("build, 2 workers", build_step, ([path] * repeat, folder / "two", 2)),
    ]
    for label, step, given in steps:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            count, seconds, mebibytes = pool.apply(_run, (step, given))
        print(f"{name:28}{label:34}{count:7,}{seconds:9.2f}{count / seconds:11.0f}{mebibytes:10.0f}", flush=True)


def _run(step: Callable[..., tuple[int, float]], given: Sequence[object]) -> tuple[int, float, float]:
    count, seconds = step(*given)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return count, seconds, max(own, workers) / 1024


def _timed(work: Callable[[], int]) -> tuple[int, float]:
    begin = time.perf_counter()
    count = work()
    return count, time.perf_counter() - begin


def _sources(path: str) -> list[Source]:
    return [each for each in find_sources([path], Limits()) if isinstance(each, Source)]


def _texts(path: str) -> list[Document]:
    found = (each for source in _sources(path) for each in read_source(source, Limits()))
    return [each for each in found if isinstance(each, Document)]


def _letters(path: str) -> list[Letter]:
    found = (each for document in _texts(path) for each in parse(document.text, document.source))
    return [each for each in found if not isinstance(each, Rejection)]


def _determinations(path: str) -> list[Determination]:
    linker = load_linker()
    return [linker.link(letter) for letter in _letters(path)]


def read_step(path: str, repeat: int) -> tuple[int, float]:
    sources = _sources(path) * repeat
    return _timed(lambda: sum(isinstance(each, Document) for s in sources for each in read_source(s, Limits())))


def parse_step(path: str, repeat: int) -> tuple[int, float]:
    texts = _texts(path) * repeat
    return _timed(lambda: sum(len(parse(each.text, each.source)) for each in texts))


def link_step(path: str, repeat: int) -> tuple[int, float]:
    texts, linker = _texts(path) * repeat, load_linker()

    def linked() -> Iterator[Determination]:
        for text in texts:
            for letter in parse(text.text, text.source):
                if not isinstance(letter, Rejection):
                    yield linker.link(letter)

    return _timed(lambda: sum(1 for _ in linked()))


def json_step(path: str, repeat: int) -> tuple[int, float]:
    texts, linker = _texts(path) * repeat, load_linker()

    def lines() -> Iterator[str]:
        for text in texts:
            for letter in parse(text.text, text.source):
                if not isinstance(letter, Rejection):
                    yield json.dumps(as_reading(linker.link(letter)))

    return _timed(lambda: sum(1 for _ in lines()))


def triples_step(path: str, repeat: int) -> tuple[int, float]:
    read, iris = _determinations(path) * repeat, Iris()
    return _timed(lambda: sum(bool(case_triples([each], iris)) for each in read))


def validate_step(path: str, repeat: int) -> tuple[int, float]:
    read, iris, gate = _determinations(path) * repeat, Iris(), Gate.load()

    def work() -> int:
        admitted = 0
        for start in range(0, len(read), 16):
            batch = [spooled(each, iris) for each in read[start : start + 16]]
            admitted += len(admit(batch, gate, [], Counter()))
        return admitted

    return _timed(work)


def load_step(path: str, store: Path) -> tuple[int, float]:
    iris = Iris()
    blocks = [case_triples([each], iris) for each in _determinations(path)]

    def work() -> int:
        with new_release(store, "benchmark") as draft:
            draft.load(blocks)
            draft.publish()
        return len(blocks)

    return _timed(work)


def build_step(paths: list[str], store: Path, workers: int) -> tuple[int, float]:
    def work() -> int:
        report = Report()
        build(store, paths, Settings(jobs=workers), report, lambda _: None)
        return report.letters

    return _timed(work)


if __name__ == "__main__":
    main()
