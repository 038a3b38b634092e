"""One result of validation, and the form of an engine that gives such."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Engine", "Violation"]


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One result of validation: `focus` is the node that was judged, `shape` the IRI of the shape that it breaks.

    `severity` is ``violation`` (the case is kept out), ``warning`` or ``info``; `path` the property, `value` the value
    that is wrong, where there is one. IRIs are plain, literals their lexical form.
    """

    focus: str
    shape: str
    severity: str
    message: str
    path: str | None = None
    value: str | None = None


Engine = Callable[[str], list[Violation]]
"""Judges N-Triples by the shapes it was made with."""
