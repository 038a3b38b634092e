"""How much one query may take."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from kg.errors import InputError

__all__ = ["PUBLIC", "UNHURRIED", "QueryLimits", "allowing"]

_MIB = 1 << 20
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`/?#@]+(?:[/?][^\s<>\"{}|\\^`#]*)?")


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """Bounds of one query, each of which really stops it.

    `seconds` is wall time from the moment a worker takes the query, waiting for a free worker counts apart and is
    bounded by the same figure; `rows` solutions or triples, `size` bytes of the answer (as SPARQL TSV or N-Triples),
    `memory` bytes of address space of the process that evaluates it. `services` are the only addresses that
    ``SERVICE`` may name. An answer cut by `rows` or `size` is marked as truncated, the other two raise `LimitExceeded`.
    """

    seconds: float = 10.0
    rows: int = 100_000
    size: int = 64 * _MIB
    memory: int = 4096 * _MIB
    services: frozenset[str] = frozenset()


PUBLIC = QueryLimits()
"""For strangers on the web."""

UNHURRIED = QueryLimits(seconds=600.0, rows=10_000_000, size=2048 * _MIB, memory=16384 * _MIB)
"""For a person at their own command line."""


def allowing(limits: QueryLimits, addresses: Iterable[str]) -> QueryLimits:
    """`limits` under which ``SERVICE`` may name `addresses`, character for character, beside those that it may already.

    Raises `InputError` on an address that is no http(s) URL, or has a user's name or a fragment in it.
    """
    listed = frozenset(addresses)
    for address in sorted(listed):
        if not _ADDRESS.fullmatch(address):
            raise InputError(f"{address!r}: no address of an endpoint; give one such as https://example.org/sparql")
    return replace(limits, services=limits.services | listed)
