"""IRIs as people read them: prefixed names, for the prefixes that an answer uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pyoxigraph as ox

__all__ = ["shorten", "used_prefixes"]


def used_prefixes(triples: Iterable[ox.Triple], prefixes: Mapping[str, str]) -> dict[str, str]:
    """The part of `prefixes` that the IRIs of `triples` begin with, in alphabetical order."""
    starts = {iri[: max(iri.rfind("#"), iri.rfind("/"), iri.rfind(":")) + 1] for iri in _iris(triples)}
    return {prefix: iri for prefix, iri in sorted(prefixes.items()) if any(start.startswith(iri) for start in starts)}


def _iris(triples: Iterable[ox.Triple]) -> Iterable[str]:
    for triple in triples:
        for term in (triple.subject, triple.predicate, triple.object):
            if isinstance(term, ox.NamedNode):
                yield term.value
            elif isinstance(term, ox.Literal):
                yield term.datatype.value


def shorten(iri: str, prefixes: Mapping[str, str]) -> str:
    """`iri` as a prefixed name where one of `prefixes` allows a plain one, else as it is."""
    best = max(
        (item for item in prefixes.items() if iri.startswith(item[1])), key=lambda item: len(item[1]), default=None
    )
    if best is None:
        return iri
    local = iri[len(best[1]) :]
    return f"{best[0]}:{local}" if re.fullmatch(r"[\w-][\w.-]*(?<!\.)|", local) else iri
