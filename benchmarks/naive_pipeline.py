"""How many times as fast the build is as the pipeline that one would write first, in one run over the same letters.

    python -m benchmarks.naive_pipeline [--letters FOLDER] [--naive N] [--repeat N]

The plain way: read a letter as `imr parse` does, make an rdflib graph of its triples and of the concepts that it points
to, validate it with pySHACL by the same shapes, add it to one graph, and write that graph to a file. Ours: `imr build`
of the texts of the same letters, with one worker. Costs are milliseconds of processor time a letter, of all processes.

The plain way is measured on some letters only, spread evenly over all; its start is left out: imports, vocabularies,
shapes. Ours is all of a build, its start too, of the letters repeated as other cases: the ratio is the least there is.
Generated letters are taken where real ones are missing.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from pyshacl import validate
from rdflib import Graph

from benchmarks.generated import letters
from benchmarks.ingest import REAL, Cost, build_step, renumber, texts_of, timed
from kg.build.batches import load_linker
from kg.build.gate import memberships
from kg.link.letter_linker import LetterLinker
from kg.model import Rejection
from kg.namespaces import Iris
from kg.parse import parse
from kg.rdf import case_triples
from kg.resources import read_resource, resource


def main() -> None:
    """Print what a letter costs either way, and the ratio."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source, repeat = (arguments.letters, arguments.repeat) if arguments.letters.is_dir() else (folder / "made", 1)
        if repeat == 1:
            source.mkdir(exist_ok=True)
            made = [json.dumps({"id": case, "text": text}) for case, text in letters(70 * arguments.repeat)]
            (source / "letters.jsonl").write_text("\n".join(made), encoding="utf-8")
        renumber(str(source), repeat, folder / "letters.jsonl")
        plain = _alone(naive_step, str(folder / "letters.jsonl"), arguments.naive, folder / "naive.nt")
        ours = _alone(build_step, [str(folder / "letters.jsonl")], folder / "store", 1)
    for label, cost in (("rdflib and pySHACL, a letter at a time", plain), ("imr build, one worker", ours)):
        print(f"{label:42}{cost.letters:7,} letters{_each(cost):10.2f} ms of processor time a letter")
    print(f"ratio: {_each(plain) / _each(ours):.0f}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--letters", type=Path, default=REAL)
    parser.add_argument("--naive", type=int, default=10, help="how many letters go the plain way")
    parser.add_argument("--repeat", type=int, default=15, help="how often the real letters are built")
    return parser.parse_args()


def _each(cost: Cost) -> float:
    return 1000 * cost.processor / cost.letters


def _alone(step: Callable[..., Cost], *given: object) -> Cost:
    """A step in a process of its own."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(step, *given).result()


def naive_step(path: str, number: int, written: Path) -> Cost:
    """`number` letters of those at `path`, spread evenly over them, through rdflib and pySHACL."""
    found = [each.text for each in texts_of(path)]
    chosen = found[:: max(1, len(found) // number)][:number]
    linker, shapes, concepts = load_linker(), Graph().parse(data=read_resource("ontology/shapes.ttl")), _concepts()

    def work() -> int:
        whole, kept = Graph(), 0
        for text in chosen:
            for graph in _graphs(text, linker, concepts):
                kept += bool(validate(graph, shacl_graph=shapes, inference="none", allow_warnings=True)[0])
                whole += graph
        whole.serialize(written, format="nt", encoding="utf-8")
        return kept

    return timed(work)


def _graphs(text: str, linker: LetterLinker, concepts: dict[str, str]) -> list[Graph]:
    """A graph for each letter of a text."""
    found = [linker.link(letter) for letter in parse(text, "naive") if not isinstance(letter, Rejection)]
    return [_graph(case_triples([each], Iris()), concepts) for each in found]


def _graph(lines: Sequence[str], concepts: dict[str, str]) -> Graph:
    graph = Graph().parse(data="\n".join(lines), format="nt")
    known = [concepts[node.n3()] for node in set(graph.objects()) if node.n3() in concepts]
    return graph.parse(data="\n".join(known), format="nt")


def _concepts() -> dict[str, str]:
    """For each concept of the vocabularies the triples that tell its scheme."""
    found: dict[str, str] = {}
    for file in sorted(resource("ontology/schemes").glob("*.ttl")):
        found |= memberships(file.read_text("utf-8"))
    return found


if __name__ == "__main__":
    main()
