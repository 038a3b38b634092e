"""Which changes of a query its expected rows notice. ``python -m tests.queries.mutation`` prints the figures.

A mutant is killed where any of its query's files is no longer what it answers: over the invented graph, then over the
one where everything is wrong, then over the example letters. An answer that a limit stops, or a query whose header no
longer fits, is killed, too, and a LIMIT that ``limits.tsv`` does not know. One that survives all files either names a
hole in the net or changes nothing (an *equivalent*): those stand in ``survivors.tsv`` with the reason.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from kg.errors import ImrError
from kg.query import Door, QueryLimits, open_door
from kg.questions.catalog import read_query
from kg.resources import resource
from tests.queries.graphs import build_examples, build_flawed, build_invented
from tests.queries.query_mutants import Mutant, mutants
from tests.queries.rows import Expected, asked, expected, known_limits, limits

HERE = Path(__file__).parent
QUERIES = resource("queries")
FOLDERS = {"invented": build_invented, "flawed": build_flawed, "expected": build_examples}
HURRIED = QueryLimits(seconds=2.0, rows=20_000)
"""A mutant that joins all with all is stopped soon."""


def files_of(folder: str) -> dict[str, list[Expected]]:
    """The files with expected rows of one graph, by the name of the question."""
    files: dict[str, list[Expected]] = {}
    for path in sorted((HERE / folder).rglob("*.csv")):
        each = expected(path)
        files.setdefault(each.name, []).append(each)
    return files


def answers(text: str, place: str, door: Door, wanted: Expected) -> str:
    """What `text` answers, written as in a file; an error by its name."""
    try:
        return asked(read_query(text, place), wanted, door)
    except ImrError as error:
        return type(error).__name__


def survivors(
    path: Path, graphs: Sequence[tuple[Door, Mapping[str, Sequence[Expected]]]]
) -> Iterator[tuple[Mutant, bool]]:
    """Each mutant of the query at `path`, and whether it survives all files of all `graphs`."""
    place = path.relative_to(QUERIES).as_posix()
    for mutant in mutants(path.read_text(encoding="utf-8")):
        killed = limits(mutant.text) != known_limits().get(path.stem, []) or any(
            answers(mutant.text, place, door, wanted) != wanted.text
            for door, files in graphs
            for wanted in files.get(path.stem, ())
        )
        yield mutant, not killed


def explained() -> set[tuple[str, str, str]]:
    """The survivors of ``survivors.tsv``: question, kind of change, words."""
    lines = (HERE / "survivors.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")][1:]
    return {(query, kind, words) for query, kind, words, _ in rows}


def main(names: Iterable[str]) -> int:
    """Try the questions called `names`, or all. The exit status is 1 where a survivor is not explained."""
    chosen, known = set(names), explained()
    paths = [path for path in sorted(QUERIES.rglob("*.rq")) if not chosen or path.stem in chosen]
    made: Counter[str] = Counter()
    alive: Counter[str] = Counter()
    holes = 0
    with tempfile.TemporaryDirectory() as top, ExitStack() as doors:
        graphs = []
        for folder, build in FOLDERS.items():
            build(Path(top) / folder)
            door = doors.enter_context(open_door(Path(top) / folder, HURRIED, workers=1))
            graphs.append((door, files_of(folder)))
        for path in paths:
            for mutant, survived in survivors(path, graphs):
                made[mutant.kind] += 1
                alive[mutant.kind] += survived
                if survived and (path.stem, mutant.kind, mutant.words) not in known:
                    holes += 1
                    print(f"{path.stem}\t{mutant.kind}\t{mutant.words}\t(line {mutant.line})", flush=True)
    for kind in sorted(made):
        print(f"# {kind}: {made[kind] - alive[kind]} of {made[kind]} noticed")
    lived, tried = alive.total(), max(1, made.total())
    print(f"# all: {tried - lived} of {tried} noticed, {1 - lived / tried:.1%}; {lived - holes} of the rest explained")
    return 1 if holes else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
