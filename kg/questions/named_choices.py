"""Concepts that a parameter is given by their names: which they are, and what was taken for which value.

A name may be that of several concepts (nine sections are called "Acupuncture"). Then nothing is guessed: all of them
are found, and whoever asked is asked which (`kg.errors.AmbiguousName`). So it is with names that people take for the
same one: "Epidural steroid injections (ESIs)" is called by what stands before the parentheses and by what stands in
them, too, and the plural of a name is that name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import pyoxigraph as ox

from kg.errors import AmbiguousName, ParameterError
from kg.questions.catalog import Query
from kg.sparql.answers import Bindings, Boolean
from kg.sparql.parameters import FindConcept, Parameter, Type
from kg.sparql.template import BindableTerm, Template
from kg.store.door import Door

__all__ = ["Homonym", "UsedValue", "concept_finder", "homonyms", "used_values"]

_BY_NAME = Template.read("""
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?concept ?shown WHERE {
  { ?concept skos:prefLabel ?name } UNION { ?concept skos:altLabel ?name }
  UNION { ?concept skos:hiddenLabel ?name } UNION { ?concept skos:notation ?name }
  FILTER(STRSTARTS(STR(?concept), ?scheme))
  BIND(REPLACE(LCASE(STR(?name)), "s$", "") AS ?whole)
  BIND(REPLACE(LCASE(STR(?name)), "s?[)]$", "") AS ?open)
  BIND(REPLACE(LCASE(?wanted), "s$", "") AS ?form)
  FILTER(?whole = ?form || (CONTAINS(?open, "(") && (STRAFTER(?open, "(") = ?form
    || REPLACE(REPLACE(STRBEFORE(?open, "("), " +$", ""), "s$", "") = ?form)))
  OPTIONAL { ?concept skos:prefLabel ?shown }
} ORDER BY ?shown STR(?concept)
""")
_WITHIN_NAMES = Template.read("""
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?concept ?shown WHERE {
  { ?concept skos:prefLabel ?name } UNION { ?concept skos:altLabel ?name }
  FILTER(STRSTARTS(STR(?concept), ?scheme) && CONTAINS(LCASE(STR(?name)), LCASE(?wanted)))
  OPTIONAL { ?concept skos:prefLabel ?shown }
} ORDER BY ?shown STR(?concept)
""")
_LABEL = Template.read("""
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?shown WHERE { ?concept skos:prefLabel ?shown } ORDER BY ?shown LIMIT 1
""")
_NAMES = Template.read("""
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?name WHERE {
  { ?concept skos:prefLabel ?name } UNION { ?concept skos:altLabel ?name } FILTER(STRSTARTS(STR(?concept), ?scheme))
} ORDER BY ?name
""")
_COUNTS = "reconcile_counts"
"""The question that counts the decisions on each concept: columns ``thing`` and ``decisions``."""
_KNOWN = Template.read("ASK { ?concept ?property ?value }")


@dataclass(frozen=True, slots=True)
class Homonym:
    """A concept that may have been meant, and how many decisions there are on it (citing it, for a section)."""

    iri: str
    label: str
    decisions: int

    @property
    def words(self) -> str:
        """``12 decisions``"""
        return f"{self.decisions:,} decision{'' if self.decisions == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class UsedValue:
    """What a question was asked with: a concept's `value` is its IRI and `label` its preferred one, `path` its address
    below the base (``id/section/odg-low-back-pt``). Of other values `label` and `path` are empty.
    """

    parameter: Parameter
    value: str
    label: str = ""
    path: str = ""

    @property
    def words(self) -> str:
        """``section: Physical therapy (PT) - ODG, Low Back (id/section/odg-low-back-pt)``"""
        exact = self.path or self.value
        shown = f"{self.label} ({exact})" if self.label else exact
        return f"{self.parameter.name}: {shown}"

    @property
    def facts(self) -> Mapping[str, str]:
        """The same for machines."""
        return {"value": self.value, **({"label": self.label} if self.label else {})}


def concept_finder(door: Door) -> FindConcept:
    """A lookup of concepts in `door`: by id if the graph has it, and by any name; case, a plural's s, and what
    a name has in parentheses at its end do not matter.

    An id with its kind before it (``section/odg-low-back-pt``) is that concept and no other.
    """

    def find(scheme: str, text: str) -> Sequence[tuple[str, str]]:
        text = " ".join(text.split())
        kind = scheme.rstrip("/").rpartition("/")[2]
        bare = text.removeprefix("id/")
        if bare.startswith(f"{kind}/") and (exact := _known(door, scheme, bare.removeprefix(f"{kind}/"))):
            return [(exact, label_of(door, exact))]
        found = {} if (known := _known(door, scheme, text)) is None else {known: label_of(door, known)}
        for concept, shown in _rows(door, _BY_NAME, {"wanted": text, "scheme": scheme}):
            found[concept] = shown or concept
        if not found:
            raise ParameterError(_unknown(door, scheme, text))
        return list(found.items())

    return find


def used_values(query: Query, terms: Mapping[str, BindableTerm], door: Door) -> tuple[UsedValue, ...]:
    """What `terms`, those that `query` is asked with, are called. Raises as `Door.run` does."""
    return tuple(
        _used(parameter, terms[parameter.name], door) for parameter in query.parameters if parameter.name in terms
    )


def homonyms(asked: AmbiguousName, catalog: Mapping[str, Query], door: Door) -> list[Homonym]:
    """The concepts that a name may mean, those with most decisions first. Raises as `Door.run` does.

    With them those that have decisions and whose names contain the words: nobody asks for nine sections called
    "Acupuncture" that no decision cites and means none of the "Acupuncture Medical Treatment Guidelines".
    """
    answer = catalog[_COUNTS].run(door, {}) if _COUNTS in catalog else None
    counts: dict[str, int] = {}
    if isinstance(answer, Bindings):
        thing, number = answer.variables.index("thing"), answer.variables.index("decisions")
        counts = {row[thing]: int(row[number] or 0) for row in _texts(answer)}
    within = _rows(door, _WITHIN_NAMES, {"wanted": asked.text, "scheme": asked.scheme})
    may = {iri: label or iri for iri, label in within if counts.get(iri)} | dict(asked.choices)
    found = [Homonym(iri, label, counts.get(iri, 0)) for iri, label in may.items()]
    return sorted(found, key=lambda each: (-each.decisions, each.label, each.iri))


def _used(parameter: Parameter, term: BindableTerm, door: Door) -> UsedValue:
    if parameter.type is not Type.CONCEPT:
        return UsedValue(parameter, term.value, parameter.choices.get(term.value, ""))
    base = parameter.scheme.rpartition("id/")[0]
    return UsedValue(parameter, term.value, label_of(door, term.value), term.value.removeprefix(base))


def label_of(door: Door, concept: str) -> str:
    """The preferred label of a concept; empty where it has none."""
    answer = door.run(_LABEL.bind({"concept": ox.NamedNode(concept)}))
    return next((shown for (shown,) in _texts(answer)), "")


def _known(door: Door, scheme: str, text: str) -> str | None:
    """The IRI that `text`, an id of `scheme`, stands for; ``None`` if the graph does not have it."""
    try:
        iri = ox.NamedNode(scheme + text)
    except ValueError:
        return None
    return iri.value if door.run(_KNOWN.bind({"concept": iri})) == Boolean(True) else None


def _unknown(door: Door, scheme: str, text: str) -> str:
    names = {shown.casefold(): shown for (shown,) in _rows(door, _NAMES, {"scheme": scheme})}
    near = [names[each] for each in get_close_matches(text.casefold(), names, 3)]
    hint = f"; did you mean {' or '.join(map(repr, near))}?" if near else "; give an id, a name or an IRI from the menu"
    return f"no concept {text!r} here{hint}"


def _rows(door: Door, template: Template, values: Mapping[str, str]) -> list[tuple[str, ...]]:
    return _texts(door.run(template.bind({name: ox.Literal(value) for name, value in values.items()})))


def _texts(answer: object) -> list[tuple[str, ...]]:
    rows = answer.rows if isinstance(answer, Bindings) else []
    return [tuple(str(getattr(term, "value", "")) for term in row) for row in rows]
