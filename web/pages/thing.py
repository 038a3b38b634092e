"""Which page shows a thing: its letter for what belongs to a letter, its properties and panels for all else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pyoxigraph as ox

from kg.namespaces import DCTERMS, RDF, SKOS, Iris, Thing
from kg.query import Bindings
from web.pages.case import case_page
from web.pages.cells import local_name, show
from web.pages.contexts import CasePage, ThingPage
from web.pages.markup import defined_term
from web.pages.panels import Panels
from web.pages.pieces import Cell, Fact, Hyperlink, Panel
from web.pages.statements import DEFINITIONS, LABELS, Statements, read_statements
from web.pages.terms import Ontology
from web.word_tables import own_table

__all__ = ["ThingPages"]

_TYPE = RDF + "type"
_SPOKEN = frozenset({*LABELS, *DEFINITIONS, SKOS + "altLabel", SKOS + "hiddenLabel"})
_SHOWN_ELSEWHERE = frozenset({_TYPE, f"{SKOS}topConceptOf", f"{SKOS}hasTopConcept", f"{SKOS}narrower"})
_KINDS = {row["kind"]: row for row in own_table("kinds")}
_WITHDRAWN = (
    "No longer sold in the United States under this name; it is kept because letters use it. "
    "Not a statement about the ingredient."
)
_CODES = ("rxcui", "unii", "mesh", "chebi")
"""Codes of other vocabularies: left out where a link to the same code is shown."""
_SAID_ELSEWHERE = ("hasIngredient", "withdrawn", "shortLabel", "guideline")
_WORDED = frozenset({"request", "drug-request", "citation", "mention"})
_LONGEST_WORDS = 600
_HIGHEST = 8
_MOST_LINKS = 1000
"""As many links to a thing as ``thing_inward`` looks at."""


@dataclass(frozen=True, slots=True)
class ThingPages:
    """Pages of things, made of `panels` and of the words of the `ontology`."""

    panels: Panels
    ontology: Ontology

    def page_of(self, iri: str, formats: Sequence[Hyperlink], page: int = 1) -> tuple[str, CasePage | ThingPage]:
        """The template and the context for the page of `iri`; `page` of its long panel is shown."""
        thing = Iris(self.panels.urls.base).parse(iri)
        if thing and thing.kind == "case":
            letters = self._letters(iri)
            if letters:
                return "case.html", self._case(iri, letters[0], letters, formats)
        if thing and thing.kind == "determination":
            case = iri.rpartition("/")[0]
            return "case.html", self._case(case, iri, self._letters(case), formats)
        return "thing.html", self._any(iri, thing, formats, page)

    # --- a case ---

    def _letters(self, case: str) -> list[str]:
        """The letters of a case, the current one first."""
        answer = self.panels.queries.ask("case_letters", {"this": case})
        rows = answer.rows if isinstance(answer, Bindings) else []
        return list(dict.fromkeys(row[0].value for row in rows if isinstance(row[0], ox.NamedNode)))

    def _case(self, case: str, letter: str, letters: Sequence[str], formats: Sequence[Hyperlink]) -> CasePage:
        urls = self.panels.urls
        rows = self.panels.queries.ask("case_letter", {"this": letter})
        assert isinstance(rows, Bindings)
        current = letters[0] if letters else letter
        others = [
            Hyperlink(f"Letter of {local_name(other)}", urls.page(other), "current" if other == current else "")
            for other in letters
            if other != letter
        ]
        return case_page(rows, letter, urls, others, self._sources(case, letter), formats)

    def _sources(self, case: str, letter: str) -> list[Panel]:
        """The queries behind the page: only their links are shown."""
        of_letter = ("case_letter", "case_decisions", "case_citations")
        named = [*((name, letter) for name in of_letter), ("case_letters", case)]
        return [self.panels.source(self.panels.queries.find(name), {"this": this}) for name, this in named]

    # --- anything else ---

    def _any(self, iri: str, thing: Thing | None, formats: Sequence[Hyperlink], page: int) -> ThingPage:
        kind = thing.kind if thing else ""
        said = self._with_reading(self._said(iri)) if kind in _WORDED else self._said(iri)
        panels = self.panels.of(kind, iri, page) if kind else []
        title = said.title() or self._words(iri, kind) or self._name_by_path(iri)
        definition = said.first_text(DEFINITIONS)
        short = {term.value for term, _ in said.all(f"{said.ontology}shortLabel")}
        other_names = [term.value for term, _ in said.all(SKOS + "altLabel") if term.value not in short]
        scheme = next((term.value for term, _ in said.all(SKOS + "inScheme")), None)
        return ThingPage(
            iri=iri,
            kind=self._kind_name(kind, said),
            title=title,
            heading=said.first_text([f"{said.ontology}shortLabel"]) or title,
            definition=definition,
            other_names=other_names,
            crumbs=self._crumbs(said),
            about=self._about(said),
            panels=panels,
            inward=self._inward(iri) if not panels else [],
            formats=formats,
            markup=defined_term(iri, title, definition, other_names, scheme),
            notice=_WITHDRAWN if said.is_true("withdrawn") else _KINDS.get(kind, {}).get("notice", ""),
        )

    def _said(self, iri: str) -> Statements:
        return read_statements(self.panels.queries, iri, f"{self.panels.urls.base}ontology#")

    def _with_reading(self, said: Statements) -> Statements:
        """What is said of a citation or a drug and of its reading: who cites, how the words were resolved ..."""
        name = f"{said.ontology}reading"
        read = [self._said(term.value).values for term, _ in said.all(name)]
        told = {each: terms for values in read for each, terms in values.items() if each.startswith(said.ontology)}
        return replace(said, values={**told, **{each: said.all(each) for each in said.values if each != name}})

    def _words(self, iri: str, kind: str) -> str:
        """The words of a part of a letter that has none of its own: those at its place."""
        answer = self.panels.queries.ask("thing_words", {"this": iri}) if kind in _WORDED else None
        return getattr(answer.rows[0][0], "value", "") if isinstance(answer, Bindings) and answer.rows else ""

    def _name_by_path(self, iri: str) -> str:
        parts = (self.panels.urls.path(iri) or local_name(iri)).split("/")
        return " ".join(parts[3:]) or parts[-1]

    def _kind_name(self, kind: str, said: Statements) -> str:
        if kind:
            return _KINDS.get(kind, {}).get("name") or kind.replace("-", " ").capitalize()
        types = [term.value for term, _ in said.all(_TYPE)]
        return self.ontology.label(types[0]) if types else "Thing"

    def _crumbs(self, said: Statements) -> list[Hyperlink]:
        """The way up: broader concepts to the top; for a part of a letter, the letter and its case."""
        urls = self.panels.urls
        case = Iris(urls.base).case_of(said.iri)
        if case:
            letter = "/".join(said.iri[len(case) + 1 :].split("/")[:1])
            href = urls.link(said.iri) or ""
            target = href if "#" in href else urls.page(f"{case}/{letter}")
            return [Hyperlink(local_name(case), urls.page(case)), Hyperlink(f"Letter of {letter}", target)]
        chain: list[Hyperlink] = []
        seen = {said.iri}
        above = said.all(SKOS + "broader")
        while above and len(chain) < _HIGHEST:
            term, label = above[0]
            if term.value in seen:
                break
            seen.add(term.value)
            chain.append(Hyperlink(label or local_name(term.value), urls.link(term.value)))
            above = self._said(term.value).all(SKOS + "broader")
        return chain[::-1]

    def _about(self, said: Statements) -> list[Fact]:
        facts = [self._fact(said, name) for name in said.values if not _is_left_out(said, name)]
        rank = self.ontology.rank
        return sorted(facts, key=lambda fact: (fact.hint.endswith("oundAt"), rank(fact.hint), fact.label))

    def _fact(self, said: Statements, name: str) -> Fact:
        found = name.endswith(("#foundAt", "FoundAt"))
        named = [
            (term, _words_at(term.value) if found else label or _part(said.iri, term)) for term, label in said.all(name)
        ]
        urls = self.panels.urls
        cells = [_short(show(term, urls, label)) for term, label in named]
        return Fact(_capital(self.ontology.label(name)), cells, name, urls.link(name))

    def _inward(self, iri: str) -> list[Hyperlink]:
        """Properties that lead here with counts; each leads to the query that lists what is behind it."""
        queries = self.panels.queries
        answer = queries.ask("thing_inward", {"this": iri})
        links: list[Hyperlink] = []
        found = 0
        for predicate, count in answer.rows if isinstance(answer, Bindings) else []:
            if isinstance(predicate, ox.NamedNode) and isinstance(count, ox.Literal):
                words = _capital(self.ontology.label(predicate.value))
                text = queries.find("thing_subjects").bind({"this": iri, "property": predicate.value})
                found += int(count.value)
                links.append(Hyperlink(words, self.panels.urls.sparql(text), f"{int(count.value):,}"))
        if found < _MOST_LINKS:
            return links
        return [replace(link, note=f"{link.note} of the first {_MOST_LINKS:,} links") for link in links]


def _is_left_out(said: Statements, name: str) -> bool:
    """Whether the page says it elsewhere: as its title, as the way up, in a panel or by a link."""
    spoken = name in _SPOKEN or name in _SHOWN_ELSEWHERE
    return spoken or _is_way_up(said, name) or _is_said_better(said, name)


def _is_way_up(said: Statements, name: str) -> bool:
    """Whether the way up (the crumbs) already shows this property."""
    above = said.all(SKOS + "broader")
    return name in {SKOS + "broader", DCTERMS + "isPartOf"} and len(above) == 1 and said.all(name) == above


def _is_said_better(said: Statements, name: str) -> bool:
    """Whether the heading, a panel, the notice or a link to another vocabulary says the same."""
    own = name.removeprefix(said.ontology)
    if own in _SAID_ELSEWHERE:
        return True
    linked = [term.value for match in ("exactMatch", "closeMatch") for term, _ in said.all(SKOS + match)]
    codes = [term.value.rpartition(":")[2] for term, _ in said.all(name)] if own in _CODES else []
    return bool(codes) and all(any(iri.endswith(code) for iri in linked) for code in codes)


def _part(iri: str, term: ox.NamedNode | ox.Literal) -> str | None:
    """What a part of the thing is called on its page: its path from there."""
    inside = isinstance(term, ox.NamedNode) and term.value.startswith(f"{iri}/")
    return term.value[len(iri) + 1 :].replace("/", " ") if inside else None


def _words_at(place: str) -> str:
    return f"characters {place.rpartition('=')[2].replace(',', ' to ')} of the letter"


def _short(cell: Cell) -> Cell:
    return cell if len(cell.text) <= _LONGEST_WORDS else replace(cell, text=cell.text[:_LONGEST_WORDS] + " …")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
