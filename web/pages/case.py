"""A letter's nodes made into the page of its case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg.namespaces import RDFS
from kg.query import Bindings
from web.pages.contexts import CasePage, Citing, DecisionView, MarkedLetter
from web.pages.drug_line import drug_line
from web.pages.highlight import anchor, crossing_style, highlight
from web.pages.markup import determination
from web.pages.nodes import LetterNode, LetterNodes
from web.pages.outcomes import NOT_STATED, OUTCOMES, meaning
from web.pages.pieces import Cell, Fact, Hyperlink, Panel, Verdict
from web.urls import Urls
from web.word_tables import own_table

__all__ = ["case_page", "verdict"]

_SIDES = {"claims-administrator": "Claims administrator cited", "reviewer": "Expert reviewer cited"}
_DOUBTFUL = frozenset({"ambiguous", "likely"})
_FACTS = own_table("case_facts")


def case_page(
    rows: Bindings,
    letter_iri: str,
    urls: Urls,
    others: Sequence[Hyperlink],
    sources: Sequence[Panel],
    formats: Sequence[Hyperlink],
) -> CasePage:
    """The page of the case that `letter_iri` is a letter of."""
    nodes = LetterNodes(rows, f"{urls.base}ontology", letter_iri)
    letter = nodes.node(letter_iri)
    case = nodes.node(letter_iri.rpartition("/")[0])
    decisions = [_decision(node, nodes, urls) for node in nodes.linked(letter, "hasDecision")]
    title = case.text("caseNumber") or case.text(RDFS + "label") or "Case without a number"
    return CasePage(
        iri=case.iri,
        title=title,
        verdict=verdict(letter, "caseOutcome", urls) if letter.first("caseOutcome") else None,
        facts=_case_facts(case, letter, nodes, urls),
        reviewer=_reviewer(nodes.linked(letter, "reviewedBy"), urls),
        decisions=sorted(decisions, key=lambda decision: decision.position),
        letter=_letter(letter, nodes),
        others=others,
        sources=sources,
        formats=formats,
        markup=determination(case.iri, title, letter.text("decisionDate"), [one.heading.text for one in decisions]),
    )


def verdict(node: LetterNode, name: str, urls: Urls) -> Verdict:
    """The outcome that `node` has as `name`, said both ways."""
    value = node.first(name)
    if value is None:
        return Verdict("Not stated", meaning(NOT_STATED), NOT_STATED)
    slug = value.term.value.rpartition("/")[2]
    text = value.label or slug.replace("-", " ").capitalize()
    return Verdict(
        text, meaning(slug), slug if slug in OUTCOMES else NOT_STATED, urls.link(value.term.value), node.source(name)
    )


def _facts(node: LetterNode, of: str, urls: Urls) -> Iterator[Fact]:
    """What the table ``case_facts.tsv`` tells of such a node (`of`)."""
    yield from _facts_of({of: node}, urls)


def _facts_of(nodes: Mapping[str, LetterNode], urls: Urls) -> Iterator[Fact]:
    """The same of several nodes, in the order of the table."""
    for row in _FACTS:
        cells = nodes[row["node"]].cells(row["property"], urls) if row["node"] in nodes else []
        if cells:
            yield Fact(row["label"], cells)


def _case_facts(case: LetterNode, letter: LetterNode, nodes: LetterNodes, urls: Urls) -> list[Fact]:
    facts = [*_facts(letter, "letter", urls), *_facts(case, "case", urls)]
    own = [node for node in nodes.linked(case, "diagnosis") if node.iri.startswith(f"{letter.iri}/")]
    if own:
        facts.append(Fact("Diagnoses", [Cell(node.text("diagnosisText"), source=node.source()) for node in own]))
    return facts


def _reviewer(profiles: Sequence[LetterNode], urls: Urls) -> list[Fact]:
    return [
        Fact(fact.label, fact.values, href=urls.link(profile.iri) if number == 0 else None)
        for profile in profiles
        for number, fact in enumerate(_facts(profile, "reviewer", urls))
    ]


def _decision(node: LetterNode, nodes: LetterNodes, urls: Urls) -> DecisionView:
    position = int(node.text("position") or 0)
    requests = nodes.linked(node, "request")
    heading = node.text("heading")
    asked = {"item": node, "request": requests[0]} if requests else {"item": node}
    facts = list(_facts_of(asked, urls))
    drugs = [drug for request in requests for drug in nodes.linked(request, "drugRequest")]
    facts += [
        Fact("Drug" if len(drugs) == 1 else f"Drug {number}", drug_line(drug, nodes.linked(drug, "hasStrength"), urls))
        for number, drug in enumerate(drugs, 1)
    ]
    facts += _facts(node, "decision", urls)
    finding = node.first("rationaleFinding")
    source = node.source("rationaleFinding")
    facts += [Fact("The rationale finds", node.cells("rationaleFinding", urls))] if finding else []
    own_source = node.source()
    return DecisionView(
        anchor=f"decision-{position}",
        position=position,
        heading=Hyperlink(heading or "Disputed treatment", f"#{own_source}" if own_source else None),
        verdict=verdict(node, "outcome", urls),
        facts=facts,
        cited=dict(_sides(_with_readings(node, nodes), urls)),
        none_cited=_none_cited(node),
        finding=Hyperlink(finding.text, f"#{source}" if source else None) if finding else None,
        contradiction=node.true("contradiction"),
        rationale=node.source("rationale"),
        iri=node.iri,
    )


def _with_readings(node: LetterNode, nodes: LetterNodes) -> Iterator[tuple[LetterNode, LetterNode]]:
    """The citations of a decision, each with how it was read."""
    for citation in nodes.linked(node, "hasCitation"):
        for reading in nodes.linked(citation, "reading"):
            yield citation, reading


def _sides(citations: Iterable[tuple[LetterNode, LetterNode]], urls: Urls) -> Iterator[tuple[str, list[Citing]]]:
    known = list(citations)
    for slug, title in _SIDES.items():
        own = [
            (node, reading)
            for node, reading in known
            if reading.text("place") in {"", "field"} and _side(reading) == slug
        ]
        yield title, [_citing(node, reading, urls) for node, reading in own]


def _side(reading: LetterNode) -> str:
    value = reading.first("citedBy")
    return value.term.value.rpartition("/")[2] if value else ""


def _citing(node: LetterNode, reading: LetterNode, urls: Urls) -> Citing:
    targets = [Hyperlink(value.text, urls.link(value.term.value)) for value in node.all("section")] or [
        Hyperlink("Not resolved to a section")
    ]
    return Citing(targets, node.words("citationText"), node.source(), _remarks(node, reading))


def _remarks(node: LetterNode, reading: LetterNode) -> list[str]:
    within = reading.text("withinMTUS")
    first, last = node.text("pageFrom"), node.text("pageTo")
    pages = node.text("pages") or (first if first == last else f"{first}–{last}")
    confidence = reading.first("confidence")
    doubtful = confidence and confidence.term.value.rpartition("/")[2] in _DOUBTFUL
    return [
        *([{"true": "MTUS", "false": "not MTUS"}[within]] if within in {"true", "false"} else []),
        *([f"p. {pages}"] if pages else []),
        *([confidence.text.lower()] if confidence and doubtful else []),
    ]


def _none_cited(node: LetterNode) -> dict[str, str | None]:
    sides = {value.term.value.rpartition("/")[2]: value for value in node.all("noneCitedBy")}
    spans = node.spans("noneCitedBy")
    known = len(spans) == len(sides)
    # The form prints the claims administrator's field first, so do sides and spans in their order.
    ordered = [slug for slug in _SIDES if slug in sides]
    return {_SIDES[slug]: anchor(*spans[number]) if known else None for number, slug in enumerate(ordered)}


def _letter(letter: LetterNode, nodes: LetterNodes) -> MarkedLetter | None:
    text = letter.text("text")
    if not text:
        return None
    tokens = highlight(text, nodes.spans())
    return MarkedLetter(tokens, crossing_style(tokens), letter.text("sourceName"))
