"""Writes concept schemes as Turtle that is easy to read and to compare.

Pure and deterministic: the same tables give the same text, concepts in the table's order, objects sorted. Syntax:
https://www.w3.org/TR/turtle/; what a SKOS concept must keep to: https://www.w3.org/TR/skos-reference/.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from kg.ntriples import iri, string, text

__all__ = ["Node", "SchemeHeader", "date", "decimal", "document", "integer", "scheme_node"]

LICENSE: Final = "https://creativecommons.org/licenses/by/4.0/"
VERSION: Final = "0.1.0"

# PN_LOCAL without escapes: what may follow a prefix as it stands (no slash, no dot at the end).
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_PREFIX = re.compile(r"(?<![\w<\"/])([a-z]+):(?=[A-Za-z0-9_])")


@dataclass(slots=True)
class Node:
    """A subject with its statements, predicates in the order of their first mention.

    Terms are Turtle text: those of `kg.ntriples`, or shorter ones.
    """

    subject: str
    statements: dict[str, list[str]] = field(default_factory=dict)

    def add(self, predicate: str, *objects: str) -> Node:
        """Add objects, each once; nothing happens without any."""
        if objects:
            held = self.statements.setdefault(predicate, [])
            held += [each for each in dict.fromkeys(objects) if each not in held]
        return self


@dataclass(frozen=True, slots=True)
class SchemeHeader:
    """What a scheme says of itself; `source` is an address or empty."""

    iri: str
    title: str
    description: str
    source: str = ""


def integer(value: int) -> str:
    """An ``xsd:integer``."""
    return str(value)


def decimal(value: float) -> str:
    """An ``xsd:decimal`` in its canonical form, in which the query engine gives it back; ``5.0`` would not be.

    >>> decimal(1.5), decimal(5)
    ('1.5', '"5"^^xsd:decimal')
    """
    written = format(Decimal(repr(float(value))).normalize(), "f")
    return written if "." in written else f'"{written}"^^xsd:decimal'


def date(value: object) -> str:
    """An ``xsd:date``; `value` prints as ISO 8601."""
    return f'"{value}"^^xsd:date'


def scheme_node(header: SchemeHeader, top: Iterable[str]) -> Node:
    """The scheme itself: title, licence, version and its top concepts."""
    node = Node(iri(header.iri))
    node.add("a", "skos:ConceptScheme").add("dcterms:title", text(header.title)).add(
        "skos:prefLabel", text(header.title)
    )
    node.add("dcterms:description", text(header.description + "."))
    node.add("dcterms:license", iri(LICENSE)).add("dcterms:creator", string("The imr-kg contributors"))
    node.add("owl:versionInfo", string(VERSION))
    if header.source:
        node.add("dcterms:source", iri(header.source))
    return node.add("skos:hasTopConcept", *top)


def document(comment: str, nodes: Sequence[Node], prefixes: Mapping[str, str]) -> str:
    """A Turtle document: a comment, the prefixes that are used, a block for each node."""
    names = {namespace: name for name, namespace in prefixes.items()}
    blocks = [_block(node, names) for node in nodes]
    used = {match for block in blocks for line in block for match in _PREFIX.findall(_without_strings(line))}
    lines = [f"# {line}" for line in comment.splitlines()]
    lines += [f"@prefix {name}: <{prefixes[name]}> ." for name in sorted(used & prefixes.keys())]
    for block in blocks:
        lines += ["", *block]
    return "\n".join(lines) + "\n"


def _block(node: Node, names: Mapping[str, str]) -> list[str]:
    lines: list[str] = []
    for predicate, objects in node.statements.items():
        terms = ", ".join(_compact(each, names) for each in sorted(objects, key=str.casefold))
        lines.append(f"    {predicate} {terms} ;")
    head = _compact(node.subject, names)
    lines[0] = f"{head} {lines[0].strip()}"
    lines[-1] = lines[-1][:-1] + "."
    return lines


def _compact(term: str, names: Mapping[str, str]) -> str:
    """``<https://.../id/drug/norco>`` as ``drug:norco`` where a prefix and a plain local name allow it."""
    if not term.startswith("<"):
        return term
    whole = term[1:-1]
    cut = max(whole.rfind("/"), whole.rfind("#")) + 1
    name = names.get(whole[:cut])
    return f"{name}:{whole[cut:]}" if name and _LOCAL.fullmatch(whole[cut:]) else term


def _without_strings(line: str) -> str:
    return re.sub(r'"(?:[^"\\]|\\.)*"', '""', line)
