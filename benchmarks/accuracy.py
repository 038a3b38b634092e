"""Accuracy of reading, field by field, against letters that people read by hand.

    python -m benchmarks.accuracy [--shared FOLDER] [--write]

FOLDER (default ``../shared``) holds the letters, the readings (`gold/letters.json`) and the scorer (`tools/score.py`);
none of them is part of the project. The letters were at hand while the reader was written: the figures say how well it
does on letters like those, and the intervals how little so few letters can say. ``--write`` keeps the table in
`ontology/accuracy.tsv`, from where pages show it.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from kg.build.batches import determinations, load_linker
from kg.build.letter_json import as_reading
from kg.documents import ReadingLimits, Source, find_sources
from kg.model import Determination
from kg.questions.rates import wilson

PROJECT = Path(__file__).parents[1]
COLUMNS = ("field", "right", "read", "in_letters", "precision", "recall", "recall_low", "recall_high", "f1")

_CAPTION = "# How well letters are read: 25 letters read by hand, all at hand while the reader was written."


@dataclass(frozen=True, slots=True)
class Score:
    """Facts of one field: read rightly, read at all, and there to be read."""

    right: int
    read: int
    there: int

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.read + self.there)

    def row(self, field: str) -> tuple[str, ...]:
        """The field's line of the table; the interval of the recall is Wilson's at 95 %."""
        precision, recall = self.right / max(self.read, 1), self.right / max(self.there, 1)
        figures = (precision, recall, *wilson(self.right, self.there), self.f1)
        return (field, str(self.right), str(self.read), str(self.there), *(f"{figure:.3f}" for figure in figures))


def scores(shared: Path) -> dict[str, Score]:
    """Every field's score over the letters that were read by hand."""
    score = _scorer(shared)
    predicted = {score.key(reading): reading for reading in readings(shared / "letters")}
    right: dict[str, int] = defaultdict(int)
    read: dict[str, int] = defaultdict(int)
    there: dict[str, int] = defaultdict(int)
    for letter in json.loads((shared / "gold" / "letters.json").read_text(encoding="utf-8")):
        gold, ours = _facts(score, letter), _facts(score, predicted.get(score.key(letter), {}))
        for field in {*gold, *ours}:
            right[field] += len(gold[field] & ours[field])
            read[field] += len(ours[field])
            there[field] += len(gold[field])
    return {field: Score(right[field], read[field], there[field]) for field in sorted(right)}


def _facts(score: ModuleType, letter: Mapping[str, object]) -> dict[str, set[object]]:
    facts: dict[str, set[object]] = defaultdict(set)
    for field, fact in score.facts(letter):
        facts[field].add(fact)
    return facts


def _scorer(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", shared / "tools" / "score.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(shared / "tools" / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def readings(folder: Path) -> Iterator[dict[str, object]]:
    """The readings of all letters in a folder, as `imr parse` prints them."""
    linker = load_linker()
    for source in find_sources([str(folder)], ReadingLimits()):
        if isinstance(source, Source):
            for each in determinations(source, ReadingLimits(), linker):
                if isinstance(each, Determination):
                    yield json.loads(json.dumps(as_reading(each)))


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=PROJECT.parent / "shared")
    parser.add_argument("--write", action="store_true", help="keep the table in ontology/accuracy.tsv")
    arguments = parser.parse_args()
    if not (arguments.shared / "gold").is_dir():
        print(f"skipped: no readings in {arguments.shared}")
        return 0
    rows = [COLUMNS, *(score.row(field) for field, score in scores(arguments.shared).items())]
    for row in rows:
        print(f"{row[0]:28}" + "".join(f"{cell:>11}" for cell in row[1:]))
    if arguments.write:
        text = "\n".join([_CAPTION, *("\t".join(row) for row in rows)]) + "\n"
        (PROJECT / "ontology" / "accuracy.tsv").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
