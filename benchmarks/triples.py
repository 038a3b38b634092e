"""Triples and bytes of N-Triples a letter, by what they tell: real letters (where there are any) and generated ones.

    python -m benchmarks.triples [--shared FOLDER] [--generated N]

FOLDER (default ``../shared``) holds the letters, which are not part of the project. A case of one letter is counted
as the build writes it; the triples of the vocabularies are not.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from benchmarks.generated import letters
from kg.build.batches import determinations, load_linker
from kg.documents import ReadingLimits, Source, find_sources
from kg.model import Determination, Rejection
from kg.namespaces import Iris
from kg.parse import parse_again
from kg.rdf import case_triples

PROJECT = Path(__file__).parents[1]
PARTS = (
    ("/citation/", "citations"),
    ("/mention/", "drugs that prose mentions"),
    ("/request", "requests and their drugs"),
    ("/decision/", "decisions"),
    ("/reviewer", "reviewers"),
    ("/diagnosis/", "diagnoses"),
    ("/finding/", "findings of the reading"),
)
"""What stands in the IRI of a subject, the narrower first, and what its triples are of."""


def read(folder: Path) -> Iterator[Determination]:
    """The letters of a folder, linked."""
    linker = load_linker()
    for source in find_sources([str(folder)], ReadingLimits()):
        if isinstance(source, Source):
            for each in determinations(source, ReadingLimits(), linker):
                if isinstance(each, Determination):
                    yield each


def made_up(number: int) -> Iterator[Determination]:
    """As many generated letters, linked."""
    linker = load_linker()
    for name, text in letters(number):
        letter = parse_again(text, name)
        if not isinstance(letter, Rejection):
            yield linker.link(letter)


def group(line: str) -> str:
    """What a triple tells of."""
    subject, predicate, _ = line.split(" ", 2)
    if predicate.endswith("oundAt>"):
        return "links to places"
    if predicate.endswith("#text>"):
        return "text of the letter"
    inside = subject.partition("/id/case/")[2]
    return next((words for mark, words in PARTS if mark in inside), "cases and letters")


def table(name: str, found: Iterable[Determination]) -> str:
    """Triples and KB a letter of each group, as text."""
    triples: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    cases = [case_triples([determination], Iris()) for determination in found]
    number = len(cases)
    for line in chain.from_iterable(cases):
        triples[group(line)] += 1
        sizes[group(line)] += len(line.encode()) + 1
    rows = [(each, triples[each] / number, sizes[each] / number / 1000) for each, _ in triples.most_common()]
    rows.append(("all", sum(triples.values()) / number, sum(sizes.values()) / number / 1000))
    return "\n".join([f"{number} {name} letters", *(f"{a:<28}{b:>8.1f} triples{c:>8.2f} KB" for a, b, c in rows)])


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=PROJECT.parent / "shared")
    parser.add_argument("--generated", type=int, default=1000)
    arguments = parser.parse_args()
    if (arguments.shared / "letters").is_dir():
        print(table("real", read(arguments.shared / "letters")))
    print(table("generated", made_up(arguments.generated)))


if __name__ == "__main__":
    main()
