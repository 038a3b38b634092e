"""Which page shows a thing: its letter for what belongs to a letter, its properties and panels for all else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyoxigraph as ox

from kg.namespaces import DCTERMS, RDF, RDFS, SKOS, Iris, Thing
from kg.query import Bindings
from web.pages.case import case_page
from web.pages.cells import local_name, show
from web.pages.contexts import CasePage, ThingPage
from web.pages.markup import defined_term
from web.pages.panels import ask, page_query, panels_of, source
from web.pages.pieces import Cell, Fact, Hyperlink, Panel
from web.state import state

__all__ = ["page_of"]

_TYPE = RDF + "type"
_LABELS = (SKOS + "prefLabel", RDFS + "label", DCTERMS + "title")
_TEXTS = ("caseNumber", "heading", "requestText", "mentionText", "citationText", "diagnosisText", "message")
_DEFINITIONS = (SKOS + "definition", SKOS + "scopeNote", RDFS + "comment")
_SPOKEN = frozenset({*_LABELS, *_DEFINITIONS, SKOS + "altLabel", SKOS + "hiddenLabel"})
_SHOWN_ELSEWHERE = frozenset({_TYPE, f"{SKOS}topConceptOf", f"{SKOS}hasTopConcept", f"{SKOS}narrower"})
_NOTICES = {
    "reviewer": "This is the profile of one letter's reviewer: licence states and specialties. It is not a person; "
    "names are confidential by Labor Code 4610.6(f), and profiles are never joined across letters.",
    "specialty": "Reviewers of different specialties are sent different cases, so their rates do not compare persons.",
    "state": "Reviewers licensed in different states are sent different cases, so their rates do not compare persons.",
    "category": "Letters carry no category: it is assigned by rules that are kept as data.",
}
_KIND_NAMES = {
    "section": "Guideline section",
    "drug": "Drug",
    "reviewer": "Reviewer profile",
    "scheme": "List of terms",
}
_WITHDRAWN = (
    "No longer sold in the United States under this name; it is kept because letters use it. "
    "Not a statement about the ingredient."
)
_CODES = ("rxcui", "unii", "mesh", "chebi")
"""Codes of other vocabularies: left out where a link to the same code is shown."""
_IN_PANELS = ("hasIngredient", "withdrawn")
_LONGEST_WORDS = 600

Values = Mapping[str, Sequence[tuple[ox.NamedNode | ox.Literal, str | None]]]


def page_of(iri: str, formats: Sequence[Hyperlink], arguments: Mapping[str, str]) -> tuple[str, CasePage | ThingPage]:
    """The template and the context for the page of `iri`."""
    thing = Iris(state().urls.base).parse(iri)
    if thing and thing.kind == "case":
        letters = _letters(iri)
        if letters:
            return "case.html", _case(iri, letters[0], letters, formats)
    if thing and thing.kind == "determination":
        return "case.html", _case(iri.rpartition("/")[0], iri, _letters(iri.rpartition("/")[0]), formats)
    return "thing.html", _generic(iri, thing, formats, _page_number(arguments))


# --- a case --------------------------------------------------------------------------------------------------------


def _letters(case: str) -> list[str]:
    """The letters of a case, the current one first."""
    answer = ask("case_letters", {"this": case})
    rows = answer.rows if isinstance(answer, Bindings) else []
    return list(dict.fromkeys(row[0].value for row in rows if isinstance(row[0], ox.NamedNode)))


def _case(case: str, letter: str, letters: Sequence[str], formats: Sequence[Hyperlink]) -> CasePage:
    urls = state().urls
    rows = ask("case_letter", {"this": letter})
    assert isinstance(rows, Bindings)
    current = letters[0] if letters else letter
    others = [
        Hyperlink(f"Letter of {local_name(other)}", urls.page(other), "current" if other == current else "")
        for other in letters
        if other != letter
    ]
    return case_page(rows, letter, urls, others, _sources(case, letter), formats)


def _sources(case: str, letter: str) -> list[Panel]:
    """The queries behind the page: only their links are shown."""
    named = (("case_letter", letter), ("case_decisions", letter), ("case_citations", letter), ("case_letters", case))
    return [source(name, {"this": this}) for name, this in named]


# --- anything else -------------------------------------------------------------------------------------------------


def _page_number(arguments: Mapping[str, str]) -> int:
    written = arguments.get("page", "1")
    return min(int(written), 100_000) if written.isascii() and written.isdecimal() and int(written) else 1


def _generic(iri: str, thing: Thing | None, formats: Sequence[Hyperlink], page: int) -> ThingPage:
    values = _values(iri)
    kind = thing.kind if thing else ""
    panels = panels_of(kind, iri, {"decisions": page}) if kind not in {"", "thing", "home", "search"} else []
    title, definition = _title(iri, values), _first(values, _DEFINITIONS)
    other_names = [term.value for term, _ in values.get(SKOS + "altLabel", ())]
    return ThingPage(
        iri=iri,
        kind=_kind_name(kind, values),
        title=title,
        definition=definition,
        other_names=other_names,
        crumbs=_crumbs(iri, values),
        about=_about(iri, values),
        panels=panels,
        inward=_inward(iri) if not panels else [],
        formats=formats,
        markup=defined_term(iri, title, definition, other_names, _scheme(values)),
        notice=_WITHDRAWN if _is_true(values, "withdrawn") else _NOTICES.get(kind, ""),
    )


def _is_true(values: Values, name: str) -> bool:
    """Whether the thing has the own property `name` with the value true."""
    terms = values.get(f"{state().urls.base}ontology#{name}", ())
    return any(isinstance(term, ox.Literal) and term.value == "true" for term, _ in terms)


def _scheme(values: Values) -> str | None:
    return next((term.value for term, _ in values.get(SKOS + "inScheme", ())), None)


def _values(iri: str) -> Values:
    answer = ask("thing_properties", {"this": iri})
    found: dict[str, dict[ox.NamedNode | ox.Literal, str | None]] = {}
    for predicate, value, label in answer.rows if isinstance(answer, Bindings) else []:
        if isinstance(predicate, ox.NamedNode) and isinstance(value, ox.NamedNode | ox.Literal):
            known = found.setdefault(predicate.value, {})
            known[value] = known.get(value) or (label.value if isinstance(label, ox.Literal) else None)
    return {name: tuple(terms.items()) for name, terms in found.items()}


def _first(values: Values, names: Sequence[str]) -> str:
    return next((term.value for name in names for term, _ in values.get(name, ()) if isinstance(term, ox.Literal)), "")


def _title(iri: str, values: Values) -> str:
    own = [f"{state().urls.base}ontology#{name}" for name in _TEXTS]
    title = _first(values, [*_LABELS, *own])
    specialties = [label for _, label in values.get(f"{state().urls.base}ontology#specialty", ()) if label]
    if title or specialties:
        return title or ", ".join(specialties)
    parts = (state().urls.path(iri) or local_name(iri)).split("/")
    return " ".join(parts[3:]) or parts[-1]


def _kind_name(kind: str, values: Values) -> str:
    if kind in _KIND_NAMES:
        return _KIND_NAMES[kind]
    if kind:
        return kind.replace("-", " ").capitalize()
    types = [term.value for term, _ in values.get(_TYPE, ())]
    return state().ontology.label(types[0]) if types else "Thing"


def _crumbs(iri: str, values: Values) -> list[Hyperlink]:
    """The way up: broader concepts to the top; for a part of a letter, the letter and its case."""
    current = state()
    case = Iris(current.urls.base).case_of(iri)
    if case:
        letter = "/".join(iri[len(case) + 1 :].split("/")[:1])
        href = current.urls.link(iri) or ""
        target = href if "#" in href else current.urls.page(f"{case}/{letter}")
        return [Hyperlink(local_name(case), current.urls.page(case)), Hyperlink(f"Letter of {letter}", target)]
    chain: list[Hyperlink] = []
    seen = {iri}
    above = values.get(SKOS + "broader", ())
    while above and len(chain) < 8:
        term, label = above[0]
        if term.value in seen:
            break
        seen.add(term.value)
        chain.append(Hyperlink(label or local_name(term.value), current.urls.link(term.value)))
        above = _values(term.value).get(SKOS + "broader", ())
    return chain[::-1]


def _about(iri: str, values: Values) -> list[Fact]:
    current = state()
    facts = []
    for name, terms in values.items():
        if name in _SPOKEN or name in _SHOWN_ELSEWHERE or _is_way_up(name, values) or _is_said_better(name, values):
            continue
        found = name.endswith(("#foundAt", "FoundAt"))
        named = [(term, _words_at(term.value) if found else label or _part(iri, term)) for term, label in terms]
        cells = [_short(show(term, current.urls, label)) for term, label in named]
        facts.append(Fact(_capital(current.ontology.label(name)), cells, name, current.urls.link(name)))
    rank = current.ontology.rank
    return sorted(facts, key=lambda fact: (fact.hint.endswith("oundAt"), rank(fact.hint), fact.label))


def _part(iri: str, term: ox.NamedNode | ox.Literal) -> str | None:
    """What a part of the thing is called on its page: its path from there."""
    inside = isinstance(term, ox.NamedNode) and term.value.startswith(f"{iri}/")
    return term.value[len(iri) + 1 :].replace("/", " ") if inside else None


def _is_way_up(name: str, values: Values) -> bool:
    """Whether the way up (the crumbs) already shows this property."""
    above = values.get(SKOS + "broader", ())
    return name in {SKOS + "broader", DCTERMS + "isPartOf"} and len(above) == 1 and values[name] == above


def _is_said_better(name: str, values: Values) -> bool:
    """Whether a panel, the notice or a link to another vocabulary says the same."""
    own = name.removeprefix(f"{state().urls.base}ontology#")
    if own in _IN_PANELS:
        return True
    linked = [term.value for match in ("exactMatch", "closeMatch") for term, _ in values.get(SKOS + match, ())]
    codes = [term.value.rpartition(":")[2] for term, _ in values[name]] if own in _CODES else []
    return bool(codes) and all(any(iri.endswith(code) for iri in linked) for code in codes)


def _words_at(selector: str) -> str:
    return f"characters {local_name(selector).replace('-', ' to ')} of the letter"


def _short(cell: Cell) -> Cell:
    return cell if len(cell.text) <= _LONGEST_WORDS else Cell(cell.text[:_LONGEST_WORDS] + " …", cell.href, cell.kind)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _inward(iri: str) -> list[Hyperlink]:
    """Properties that lead here with counts; each leads to the query that lists what is behind it."""
    current = state()
    answer = ask("thing_inward", {"this": iri})
    links = []
    for predicate, count in answer.rows if isinstance(answer, Bindings) else []:
        if isinstance(predicate, ox.NamedNode) and isinstance(count, ox.Literal):
            words = _capital(current.ontology.label(predicate.value))
            text = page_query("thing_subjects").bind({"this": iri, "property": predicate.value})
            links.append(Hyperlink(words, current.urls.sparql(text), f"{int(count.value):,}"))
    return links
