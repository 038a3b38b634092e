"""The types a query's parameters may have, and how text from a form or a command line becomes an RDF term."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import pyoxigraph as ox

from kg.errors import AmbiguousName, ParameterError

__all__ = ["FindConcept", "Parameter", "Type", "term_of"]

_XSD = "http://www.w3.org/2001/XMLSchema#"
_LONGEST = 1000
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^<>\"{}|^`\\\x00-\x20\x7f-\x9f]+")
_ADDRESSES = ("http://", "https://", "urn:")
_ID = re.compile(r"[a-z0-9][a-z0-9._-]*(?:/[a-z0-9][a-z0-9._-]*)*")

FindConcept = Callable[[str, str], Sequence[tuple[str, str]]]
"""Finds concepts: (IRI that they begin with, id or name) -> IRI and label of each that is called so.

May raise `ParameterError` where none is, with what comes near."""


class Type(StrEnum):
    """What a parameter takes."""

    IRI = "iri"
    STRING = "string"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    YEAR = "year"
    CONCEPT = "concept"
    BOOLEAN = "boolean"
    ENUM = "enum"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable of a query that its user sets.

    `label` names it on a form, `summary` helps to fill it in. `scheme` is, for a concept, what the IRIs of its scheme
    begin with. `choices` maps the values of an enum to what they are called. `menu` is a query that gives ``?value``
    and ``?label`` of values to choose from. Without `default` the variable stays free, which most queries read as
    *any*, unless `required`.
    """

    name: str
    type: Type
    label: str
    summary: str = ""
    default: str | None = None
    required: bool = False
    scheme: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    menu: str = ""

    @property
    def options(self) -> tuple[str, ...]:
        """The values of an enum; empty for other types."""
        return tuple(self.choices)

    @property
    def exact_default(self) -> str:
        """The default; of a concept with its kind before the id, so that nobody looks for it among names."""
        if self.type is not Type.CONCEPT or not self.default or self.default.startswith(_ADDRESSES):
            return self.default or ""
        return f"{self.scheme.rstrip('/').rpartition('/')[2]}/{self.default}"


def term_of(parameter: Parameter, text: str, find: FindConcept | None = None) -> ox.NamedNode | ox.Literal:
    """The term that `text` means for `parameter`.

    A concept of another kind does not fit: a treatment is no drug.

    Raises `ParameterError` saying what would fit, `AmbiguousName` where several concepts are called `text`.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        raise ParameterError(f"{parameter.name}: longer than {_LONGEST} characters")
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise ParameterError(f"{parameter.name}: holds half of a character; is it UTF-8?")
    if parameter.type is Type.ENUM and text not in parameter.choices:
        raise ParameterError(f"{parameter.name}: {text!r} is none of {', '.join(parameter.choices)}")
    if parameter.type is Type.CONCEPT and not text.startswith(_ADDRESSES):
        return _concept(parameter, text, find)
    if parameter.type is Type.CONCEPT and not text.startswith(parameter.scheme):
        raise ParameterError(f"{parameter.name}: {text!r} is no IRI that begins with {parameter.scheme}")
    reader = _READERS[parameter.type]
    try:
        return reader(text)
    except ValueError as error:
        raise ParameterError(f"{parameter.name}: {text!r} is not {_WANTED[parameter.type]}") from error


def _concept(parameter: Parameter, text: str, find: FindConcept | None) -> ox.NamedNode:
    if find is None and _ID.fullmatch(text):
        kind = parameter.scheme.rstrip("/").rpartition("/")[2]
        return ox.NamedNode(parameter.scheme + text.removeprefix(f"{kind}/"))
    try:
        found = tuple(find(parameter.scheme, text)) if find else ()
    except ParameterError as unknown:
        raise ParameterError(f"{parameter.name}: {unknown}") from unknown
    if len(found) > 1:
        raise AmbiguousName(parameter.name, text, found, parameter.scheme)
    if not found:
        raise ParameterError(f"{parameter.name}: no concept {text!r} here; give an id, a name or an IRI from the menu")
    return ox.NamedNode(found[0][0])


def _enum(text: str) -> ox.NamedNode | ox.Literal:
    return _iri(text) if text.startswith(_ADDRESSES) else ox.Literal(text)


def _iri(text: str) -> ox.NamedNode:
    if not _IRI.fullmatch(text):
        raise ValueError(text)
    return ox.NamedNode(text)


def _typed(name: str, pattern: str) -> Callable[[str], ox.Literal]:
    grammar = re.compile(pattern)

    def read(text: str) -> ox.Literal:
        if not grammar.fullmatch(text):
            raise ValueError(text)
        return ox.Literal(text, datatype=ox.NamedNode(_XSD + name))

    return read


def _date(text: str) -> ox.Literal:
    return ox.Literal(dt.date.fromisoformat(text).isoformat(), datatype=ox.NamedNode(f"{_XSD}date"))


def _boolean(text: str) -> ox.Literal:
    words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    if text.lower() not in words:
        raise ValueError(text)
    return ox.Literal(words[text.lower()])


_READERS: Mapping[Type, Callable[[str], ox.NamedNode | ox.Literal]] = {
    Type.IRI: _iri,
    Type.CONCEPT: _iri,
    Type.ENUM: _enum,
    Type.STRING: ox.Literal,
    Type.INTEGER: _typed("integer", r"-?(?:0|[1-9][0-9]{0,17})"),
    Type.DECIMAL: _typed("decimal", r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,9})?"),
    Type.DATE: _date,
    Type.YEAR: _typed("integer", r"(?:19|20)[0-9]{2}"),  # years are integers in the graph
    Type.BOOLEAN: _boolean,
}
_WANTED: Mapping[Type, str] = {
    Type.IRI: "an IRI (https://...)",
    Type.CONCEPT: "a concept's IRI, id or name",
    Type.ENUM: "an IRI",
    Type.STRING: "text",
    Type.INTEGER: "a whole number",
    Type.DECIMAL: "a number such as 2.5",
    Type.DATE: "a date such as 2016-03-31",
    Type.YEAR: "a year such as 2016",
    Type.BOOLEAN: "yes or no",
}
