"""The gate: cases whose triples break a SHACL shape are kept out of a release, with the shape's own words.

Shapes are in ``ontology/shapes.ttl`` (https://www.w3.org/TR/shacl/). pySHACL is the reference engine; the default is
shacl-rust, some twenty times as fast, and tests hold both to the same verdicts. Some engines say that anything conforms
when they can't do a shape, so the gate first tests itself on a case that is known to be bad.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

import shacl_rust
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from kg.build.places_in_text import PlacesInText
from kg.build.predicate_lines import predicate_lines
from kg.build.sparql_constraints import SparqlConstraint, asked, left_out, sparql_constraints
from kg.build.violation import Engine, Violation
from kg.errors import ValidationError
from kg.namespaces import DEFAULT_BASE, SKOS, Iris, prefixes
from kg.resources import read_resource, resource

__all__ = ["ENGINES", "Case", "Gate", "Violation", "by_case", "violations"]

Case = tuple[str, str | Sequence[str]]

_BATCH = 200


# --- engines -------------------------------------------------------------------------------------------------------


def _shacl_rust(shapes: str) -> Engine:
    places, constraints = PlacesInText.of(shapes), sparql_constraints(shapes)
    core = left_out(places.left_out(shapes) if places else shapes, constraints)
    return partial(_run_shacl_rust, core, places, constraints)


def _run_shacl_rust(
    shapes: str, places: PlacesInText | None, constraints: Sequence[SparqlConstraint], triples: str
) -> list[Violation]:
    try:
        report = shacl_rust.validate(triples, shapes, data_format="nt", experimental_index=True)
    except (ValueError, RuntimeError) as error:
        raise ValidationError(f"the shapes could not be applied: {error}") from error
    found = [_from_shacl_rust(result) for result in report["results"]]
    lines = predicate_lines(triples)
    return found + (places.judge(lines) if places else []) + asked(constraints, lines)


def _from_shacl_rust(result: Mapping[str, str | list[str]]) -> Violation:
    # The engine puts its own words before those of the shape.
    term = {name: _plain(value) for name, value in result.items() if isinstance(value, str)}
    severity = term["severity"].rpartition("#")[2].lower()
    message = result["messages"][-1] if result.get("messages") else ""
    return Violation(
        term["focusNode"], term["sourceShape"], severity, message, term.get("resultPath"), term.get("value")
    )


def _plain(term: str) -> str:
    """An N-Triples term without its brackets or quotes; a property path as it is written."""
    if re.fullmatch(r"<[^<>]*>", term):
        return term[1:-1]
    if term.startswith('"'):
        (quad,) = parse(f"<x:> <x:> {term} .", RdfFormat.N_TRIPLES)
        assert isinstance(quad.object, Literal)
        return quad.object.value
    return term


def _pyshacl(shapes: str) -> Engine:
    # With rdflib it takes 0.3 s to import, which each worker process would pay.
    from kg.build.pyshacl_engine import engine  # noqa: PLC0415

    return engine(shapes)


ENGINES: Mapping[str, Callable[[str], Engine]] = {"shacl-rust": _shacl_rust, "pyshacl": _pyshacl}


# --- the gate ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Gate:
    """Judges cases by the shapes. `concepts` is what the shapes need to know of each concept, as N-Triples."""

    iris: Iris
    engine: Engine
    concepts: Mapping[str, str]

    @classmethod
    def load(cls, base: str = DEFAULT_BASE, engine: str = "shacl-rust") -> Gate:
        """The gate of this installation's shapes and schemes, under `base`. `engine` is one of `ENGINES`.

        Raises `VocabularyError` if a file is missing and `ValidationError` if a file is broken or the engine lets a bad
        case through.
        """
        shapes = read_resource("ontology/shapes.ttl").replace(DEFAULT_BASE, base)
        schemes = (file.read_text("utf-8") for file in sorted(resource("ontology/schemes").glob("*.ttl")))
        concepts: dict[str, str] = {}
        for text in schemes:
            concepts |= concept_facts(text.replace(DEFAULT_BASE, base), base)
        gate = cls(Iris(base), ENGINES[engine](shapes), concepts)
        gate._try_itself()
        return gate

    def check(self, cases: Iterable[Case]) -> dict[str, list[Violation]]:
        """Judge cases, each an IRI and its N-Triples (text, or lines without line ends), in one run of the engine.

        Returns sorted results by case, for those that have any; a case may come once only. Raises `ValidationError` if
        a line is no triple or a result belongs to no case.
        """
        triples = "\n".join([lines if isinstance(lines, str) else "\n".join(lines) for _, lines in cases])
        found: dict[str, list[Violation]] = {}
        for violation in sorted(set(self.engine(f"{triples}\n{self._facts(triples)}")), key=_order):
            case = self.iris.case_of(violation.focus)
            if case is None:
                raise ValidationError(f"{violation.focus}: breaks {violation.shape}, but is no node of a case")
            found.setdefault(case, []).append(violation)
        return found

    def _facts(self, triples: str) -> str:
        """What is known of the concepts that `triples` point to: all schemes would slow each run down."""
        ids = f"<{self.iris.base}id/"
        # Splitting finds the few objects that are no part of a case several times as fast as a pattern does.
        pointed = {rest[: rest.find(">") + 1] for rest in triples.split(f"> {ids}") if not rest.startswith("case/")}
        concepts = [ids + each for each in sorted(pointed)]
        return "\n".join(self.concepts[concept] for concept in concepts if concept in self.concepts)

    def _try_itself(self) -> None:
        case = self.iris.case("0", "")
        bad = f"<{case}> <{self.iris.prefixes['rdf']}type> <{self.iris.term('Case')}> ."
        if not any(violation.severity == "violation" for violation in self.check([(case, [bad])]).get(case, [])):
            raise ValidationError("the SHACL engine lets a case without letters through; install the version pinned")


def _order(violation: Violation) -> tuple[str, ...]:
    return (
        violation.focus,
        violation.shape,
        violation.severity,
        violation.message,
        violation.path or "",
        violation.value or "",
    )


_ASKED = ("imr:citedBy", "imr:place", "imr:resolution", "imr:linkConfidence")
"""What shapes ask of the reading that a citation or a drug's name has."""


def concept_facts(turtle: str, base: str = DEFAULT_BASE) -> dict[str, str]:
    """What shapes ask of the concepts of a scheme, its membership first, as N-Triples by the IRI in brackets.

    Raises `ValidationError` where `turtle` is none.
    """
    imr = prefixes(base)["imr"]
    asked = {NamedNode(SKOS + "inScheme"), *(NamedNode(each.replace("imr:", imr)) for each in _ASKED)}
    facts: dict[str, list[str]] = {}
    try:
        for quad in parse(turtle, RdfFormat.TURTLE):
            if quad.predicate in asked:
                facts.setdefault(str(quad.subject), []).append(f"{quad.triple} .")
    except SyntaxError as error:
        raise ValidationError(f"a concept scheme is no Turtle: {error}") from error
    return {concept: "\n".join(lines) for concept, lines in facts.items()}


# --- whole releases ------------------------------------------------------------------------------------------------


def violations(gate: Gate, cases: Iterable[Case], batch: int = _BATCH) -> Iterator[tuple[str, list[Violation]]]:
    """Validate any number of cases in bounded memory; yields each case that has results, with them."""
    remaining = iter(cases)
    while chunk := list(islice(remaining, batch)):
        yield from gate.check(chunk).items()


def by_case(lines: Iterable[str], iris: Iris) -> Iterator[tuple[str, list[str]]]:
    """Group a release's sorted N-Triples lines by case; lines of the vocabularies are left out.

    Sorting puts ``case/1/..`` before ``case/10`` before ``case/1>``, so a case is open until one comes that does not
    begin with its IRI.
    """
    waiting: dict[str, list[str]] = {}
    for line in lines:
        case = iris.case_of(line[1 : line.find(">")])
        if case is None:
            continue
        if case not in waiting:
            for closed in [known for known in waiting if not case.startswith(known)]:
                yield closed, waiting.pop(closed)
        waiting.setdefault(case, []).append(line.rstrip("\n"))
    yield from waiting.items()
