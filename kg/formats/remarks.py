"""What is said beside an answer: that it was cut, and what was asked. Each format takes it where it can.

SPARQL JSON takes members of ``head`` (https://www.w3.org/TR/sparql11-results-json/#select-head); after ``results``
strict parsers refuse them. XML, RDF/XML, Turtle and N-Triples take comments, plain text takes lines at its end. CSV,
TSV and JSON-LD have no place for it: there the header ``X-Truncated`` tells.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.formats.media import Format
from kg.sparql.answers import Cut

__all__ = ["Remarks", "remarked"]


@dataclass(frozen=True, slots=True)
class Remarks:
    """Remarks on one answer: `lines` for people, `members` for machines. Both may be empty."""

    lines: tuple[str, ...] = ()
    members: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, cut: Cut | None, parameters: Mapping[str, Mapping[str, str]] | None = None) -> Remarks:
        """What to say of an answer that was `cut`, or not, and of the `parameters` that it was asked with."""
        lines = (f"Cut by a limit: {cut.words} only.",) if cut else ()
        members = {"truncated": cut.facts} if cut else {}
        return cls(lines, {**members, **({"parameters": parameters} if parameters else {})})


def remarked(body: bytes, written: Format, remarks: Remarks) -> bytes:
    """The document `body` with what its format can say of `remarks`."""
    lines = [" ".join(line.split()) for line in remarks.lines]
    match written.name:
        case "json" if remarks.members:
            return _with_members(body, remarks.members)
        case "xml" | "rdf" if lines:
            return _with_comment(body, " ".join(lines))
        case "ttl" | "nt" if lines:
            return "".join(f"# {line}\n" for line in lines).encode() + body
        case "txt":
            return body + "".join(f"{line}\n" for line in lines).encode()
        case _:
            return body


def _with_members(body: bytes, members: Mapping[str, object]) -> bytes:
    """Before the other members of ``head``, which begins the document."""
    start = b'{"head":{'
    added = json.dumps(members, ensure_ascii=False, separators=(",", ":")).encode()[1:-1]
    rest = body.removeprefix(start)
    return start + added + (b"" if rest.startswith(b"}") else b",") + rest


def _with_comment(body: bytes, words: str) -> bytes:
    """After the XML declaration. A comment must not hold two hyphens: https://www.w3.org/TR/xml/#sec-comments"""
    declaration, mark, rest = body.partition(b"?>")
    return declaration + mark + f"\n<!-- {words.replace('--', '- -')} -->".encode() + rest
