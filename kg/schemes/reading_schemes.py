"""Readings of citations and of drug names as two closed schemes, made from the lists of what can occur."""

from __future__ import annotations

from collections.abc import Iterable

from kg.model.enumerations import DrugStatus, Side
from kg.model.readings import CitationReading, DrugReading, citation_readings, drug_readings
from kg.namespaces import Iris
from kg.ntriples import iri, string, text
from kg.schemes.turtle import Node, SchemeHeader, document, scheme_node

__all__ = ["citation_readings_turtle", "drug_readings_turtle"]

_MADE = "Made by `imr vocab generate` from the lists of kg/model/readings.py; edit those, not this file."
_CITATIONS = (
    "Readings of citations",
    "Who cites a guideline, where in a letter, and how this project resolved the citation: all combinations",
)
_DRUGS = (
    "Readings of drug names",
    "What a letter says of a drug that it names, and how this project linked the name: all combinations",
)
_SIDES = {Side.REVIEWER: "Expert reviewer", Side.CLAIMS_ADMINISTRATOR: "Claims administrator"}


def citation_readings_turtle(iris: Iris) -> str:
    """The concepts that `imr:reading` leads to from a citation."""
    return _scheme((_citation(each, iris) for each in citation_readings()), "citation-readings", _CITATIONS, iris)


def drug_readings_turtle(iris: Iris) -> str:
    """The concepts that `imr:reading` leads to from a drug mention or a drug request."""
    return _scheme((_drug(each, iris) for each in drug_readings()), "drug-readings", _DRUGS, iris)


def _scheme(nodes: Iterable[Node], name: str, words: tuple[str, str], iris: Iris) -> str:
    header = SchemeHeader(iris.scheme(name), *words)
    made = list(nodes)
    for node in made:
        node.add("skos:inScheme", iri(header.iri)).add("skos:topConceptOf", iri(header.iri))
    return document(_MADE, [scheme_node(header, [node.subject for node in made]), *made], iris.prefixes)


def _citation(reading: CitationReading, iris: Iris) -> Node:
    node = Node(iri(iris.citation_reading(reading.id))).add("a", iri(iris.term("CitationReading")), "skos:Concept")
    words = [_SIDES[reading.by], f"in the {reading.place}", _words(reading.resolution), _sure(reading.confidence)]
    node.add("imr:citedBy", iri(iris.side(reading.by))).add("imr:place", string(reading.place))
    node.add("imr:resolution", iri(iris.coded("resolution", reading.resolution)))
    node.add("imr:confidence", iri(iris.coded("confidence", reading.confidence)))
    if reading.mtus is not None:
        node.add("imr:withinMTUS", str(reading.mtus).lower())
        words.append("MTUS" if reading.mtus else "not MTUS")
    node.add("imr:editionInferred", str(reading.inferred).lower())
    if reading.inferred:
        words.append("edition inferred")
    by, place = words[0].lower(), reading.place
    node.add("skos:definition", text(f"What the {by} cites in the {place}: {', '.join(words[2:])}."))
    return node.add("skos:prefLabel", text(", ".join(words)))


def _drug(reading: DrugReading, iris: Iris) -> Node:
    node = Node(iri(iris.drug_reading(reading.id))).add("a", iri(iris.term("DrugReading")), "skos:Concept")
    if reading.status:
        node.add("imr:drugStatus", iri(iris.drug_status(reading.status)))
    node.add("imr:linkMethod", string(reading.method))
    node.add("imr:linkConfidence", iri(iris.coded("confidence", reading.confidence)))
    words = (_status(reading.status), _words(reading.method), _sure(reading.confidence))
    said = f"of which prose says: {words[0].lower()}" if reading.status else "that a title asks for"
    node.add("skos:definition", text(f"A drug {said}; its name is linked by the step {words[1]}, {words[2]}."))
    return node.add("skos:prefLabel", text(", ".join(words)))


def _status(status: DrugStatus | None) -> str:
    return _words(status).capitalize() if status else "In a title"


def _sure(confidence: str) -> str:
    return "no link" if confidence == "none" else confidence


def _words(code: str) -> str:
    return "unmatched" if code == "none" else code.replace("_", " ")
