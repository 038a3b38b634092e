"""Letters that nobody wrote: a graph by rule, in which whatever a question could confuse occurs.

The example letters are few, and expected rows over them can't tell every wrong query from the right one: no section has
a namesake, no decision lacks its outcome, nothing is tied. So here

- decisions come in threes that differ only in category, treatment and the like: counts are tied, and each key by which
  rows are sorted decides somewhere,
- a concept comes as three, too: itself, a *twin* of the same label, an *other* whose label sorts before;
  one of each kind has no label, and every property is absent from some decisions,
- beside each decision stands a *draft* that has all that it has but is none, and what releases count (decisions, cases,
  citations ...) has a double in a data set of *other* counts: a question that forgets what it asks of counts them in,
- a few are *tied*: decided on one day, with several of whatever a decision has, so that the last key of a sort decides,
- half of the denials are overturned, a quarter is upheld, of a quarter the outcome is not stated.

Which value a decision has is thrown by dice that always fall the same way (`thrown`), so that the graph never changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zlib import crc32

from kg.build.statistics import COLUMNS
from kg.resources import read_resource
from kg.schemes.table import listed, rows

BASE = "https://w3id.org/imr-kg/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
QB_DATA_SET = "http://purl.org/linked-data/cube#dataSet"
VARIANTS = ("", "-twin", "-other")
OUTCOMES = ("overturned", "upheld", "overturned", "not-stated", "upheld", "overturned", "not-stated", "overturned")
STATUSES = ("taken", "tried", "requested", "taken")
FAMILIES = ("standard", "standard", "decisions", "notice")
KINDS = {
    "category": "Category",
    "treatment": "Treatment",
    "body-region": "BodyRegion",
    "specialty": "Specialty",
    "state": "State",
    "drug": "Drug",
    "drug-class": "DrugClass",
    "section": "GuidelineSection",
}

LISTED = {
    "confidence": "confidence",
    "linkConfidence": "confidence",
    "drugStatus": "drug-status",
    "citedBy": "side",
    "letterFamily": "letter-family",
    "priority": "priority",
    "qualifier": "qualifier",
    "resolution": "resolution",
}

LABELS = {
    "category/surgery": "Surgery",
    "confidence/certain": "Certain",
    "confidence/none": "No link",
    "drug-status/taken": "Taken",
    "finding/necessary": "Necessary",
    "finding/not-necessary": "Not-necessary",
    "letter-family/decisions": "Decisions and rationales form",
    "letter-family/notice": "Notice form",
    "letter-family/standard": "Standard form",
    "priority/expedited": "Expedited",
    "priority/standard": "Standard",
    "qualifier/associated-surgical-service": "Associated surgical service",
    "qualifier/retrospective": "Retrospective",
    "resolution/label": "By label",
    "resolution/unresolved": "Unresolved",
    "side/claims-administrator": "Claims-administrator",
    "side/reviewer": "Reviewer",
}


PHRASES = (
    "words of a",
    "words of b",
    *(f"label\\n{each}" for each in range(2)),
    *(f"word {each}" for each in range(10)),
    "tied",
    "tied, too",
    "More words",
    "Words of the pair",
    *(f"Words {place} of {side}" for side in ("reviewer", "claims-administrator") for place in range(3)),
    *(f"Tied words {name}" for name in "abc"),
    *(f"words of {three}" for three in range(24)),
)
TEXT = " | ".join(PHRASES)
"""What every letter says; as N-Triples writes it."""


def thrown(what: str, number: int, sides: int) -> int:
    """A number from 0 to `sides` - 1: always the same for the same die and throw."""
    return crc32(f"{what} {number}".encode()) % sides


def iri(path: str) -> str:
    return f"<{BASE}id/{path}>"


def at(letter: str, phrase: str) -> str:
    """Where a letter (its IRI in brackets) says one of the phrases."""
    start = TEXT.index(phrase)
    escaped = TEXT[:start].count("\\n")
    length = len(phrase) - phrase.count("\\n")
    return f"{letter[:-1]}/text#char={start - escaped},{start - escaped + length}>"


def number(value: int) -> str:
    return f'"{value}"^^<{XSD}integer>'


def day(value: int) -> str:
    return f'"2016-{value // 28 + 1:02d}-{value % 28 + 1:02d}"^^<{XSD}date>'


class Triples:
    """Lines of N-Triples about subjects."""

    def __init__(self) -> None:
        self.lines: set[str] = set()

    def say(self, subject: str, **properties: str | Sequence[str]) -> None:
        """Properties of the ontology; a value is a term, the name of a concept in its list, or a text to be quoted."""
        for name, values in properties.items():
            for value in [values] if isinstance(values, str) else values:
                term = iri(f"{LISTED[name]}/{value}") if name in LISTED else value
                self.add(subject, f"{BASE}ontology#{name}", term)

    def add(self, subject: str, predicate: str, value: str) -> None:
        term = value if value.startswith(("<", '"')) else f'"{value}"'
        self.lines.add(f"{subject} <{predicate}> {term} .")

    def read(self, node: str, kind: str, **properties: str | Sequence[str]) -> None:
        """`node` was read in a way that concepts of the class `kind` tell."""
        told = " ".join(f"{name}={value}" for name, value in sorted(properties.items()))
        reading = iri(f"reading/{crc32(told.encode())}")
        self.typed(reading, kind)
        self.say(reading, **properties)
        self.say(node, reading=reading)

    def typed(self, subject: str, kind: str) -> None:
        self.add(subject, TYPE, f"<{BASE}ontology#{kind}>")


def invented(threes: int, width: int) -> Iterator[str]:
    """Lines of N-Triples: three times `threes` decisions over `width` concepts of each kind (times three)."""
    triples = Triples()
    _concepts(triples, width)
    for three in range(threes):
        for place in range(3):
            _decision(triples, three, place, width, _letters(threes))
    for letter in range(_letters(threes)):
        _letter(triples, letter)
    _pair(triples)
    for place in range(5):
        for outcome in ("not-stated", "overturned", "upheld"):
            _tied(triples, place, outcome)
    for kind in ("treatment", "section", "drug", "drug-class"):
        triples.typed(iri(f"{kind}/tied"), KINDS[kind])
    _first_of_the_tied(triples)
    _tied_names(triples)
    _found(triples)
    _others(triples)
    yield from sorted(triples.lines)


def _letters(threes: int) -> int:
    return max(6, threes // 2)  # some letters of one decision, some of many


def _concepts(triples: Triples, width: int) -> None:
    for kind, of in KINDS.items():
        for place in range(width):
            for variant in VARIANTS:
                node = iri(f"{kind}/{place}{variant}")
                triples.typed(node, of)
                if place != 1 and (place, variant) not in {(4, "-twin"), (5, "-other")}:
                    label = f"{'Another' if variant == '-other' else of} {place}"
                    triples.add(node, f"{SKOS}prefLabel", f'"{label}"@en')
                if place != 2:
                    triples.add(node, f"{SKOS}inScheme", iri(f"scheme/{kind}"))
                _hierarchy(triples, kind, place, variant, node)
    for slug in ("overturned", "upheld", "not-stated", "partly-overturned"):
        triples.typed(iri(f"outcome/{slug}"), "Outcome")
        if slug != "not-stated":
            triples.add(iri(f"outcome/{slug}"), f"{SKOS}prefLabel", f'"{slug.capitalize()}"@en')
    for path, label in LABELS.items():
        triples.add(iri(path), f"{SKOS}prefLabel", f'"{label}"@en')


def _hierarchy(triples: Triples, kind: str, place: int, variant: str, node: str) -> None:
    """Sections lie under an edition, one under another section; drugs in classes, classes in classes, and so on."""
    broader: list[str] = []
    if kind == "section":
        broader = [iri("section/0") if place == 3 else iri("section/edition")] if place != 2 else []
        triples.typed(iri("section/edition"), "GuidelineEdition")
        triples.add(iri("section/edition"), f"{SKOS}prefLabel", '"The edition"@en')
        triples.add(iri("section/edition"), f"{SKOS}broader", iri("section/guideline"))
        triples.add(iri("section/guideline"), f"{SKOS}prefLabel", '"The guideline"@en')
        triples.say(iri("section/edition"), guideline=iri("section/edition"))
        if place != 2:
            triples.say(node, guideline=node if place == 0 else broader[0])
    elif kind in {"category", "treatment"}:
        broader = [iri(f"{kind}/0")] * (place in {3, 4} or variant == "-twin")
    elif kind == "drug-class":
        broader = [iri("drug-class/0")] * (place > 2) + [iri("drug-class/3")] * (place == 4)
        broader += [iri("drug-class/never")] * (place == 0)
        triples.typed(iri("drug-class/never"), "DrugClass")
        triples.typed(iri("drug-class/unasked"), "DrugClass")
        triples.add(iri("drug-class/unasked"), f"{SKOS}prefLabel", '"Never asked for"@en')
        triples.add(iri("drug-class/unasked"), f"{SKOS}broader", iri("drug-class/0"))
    elif kind == "drug":
        _drug(triples, place, variant, node)
        broader = [iri(f"drug-class/{place}")] if place < 3 else [iri("drug/0"), iri("drug-class/4")]
        broader += [iri("drug-class/3"), iri("drug-class/5")] * (place == 5)
        triples.say(iri("drug/never"), drugKind="ingredient")
        triples.say(iri("drug/brand"), drugKind="brand", hasIngredient=[iri("drug/0"), iri("drug/0-twin")])
        for above in ("drug-class/1", "drug-class/1-twin"):
            triples.add(iri("drug/brand"), f"{SKOS}broader", iri(above))
        triples.add(iri("drug/never"), f"{SKOS}prefLabel", '"Never asked for"@en')
        triples.add(iri("drug/never"), f"{SKOS}broader", iri("drug-class/0"))
    for above in broader:
        if above != node:
            triples.add(node, f"{SKOS}broader", above)


def _drug(triples: Triples, place: int, variant: str, node: str) -> None:
    kinds = {0: "ingredient", 1: "ingredient", 2: "ingredient", 3: "brand"}
    if place != 5:
        triples.say(node, drugKind=kinds.get(place, "combination" if place == 4 else "ingredient"))
    if place > 2:
        triples.say(node, hasIngredient=[iri(f"drug/{each}{variant}") for each in (0, 1)])
    if variant:
        for part, labels in (("schedule", ["CII", "CIII"][: place + 1]), ("morphine-factor", ["1", "1 (CDC)"][:place])):
            for number_, label in enumerate(labels, 1):
                own = f"{node[:-1]}/{part}/{number_}>"
                triples.add(own, LABEL, f'"{label}"@en')
                triples.say(node, **{"hasSchedule" if part == "schedule" else "hasMorphineFactor": own})
    if variant == "-twin" or node == iri("drug/3"):
        triples.add(node, f"{SKOS}exactMatch", "<http://id.nlm.nih.gov/mesh/D1>")
    if variant == "-twin":
        triples.say(node, withdrawn=f'"true"^^<{XSD}boolean>')
    triples.add("<http://id.nlm.nih.gov/mesh/D1>", LABEL, '"Oxy"@en')
    triples.add(
        "<http://id.nlm.nih.gov/mesh/D1>",
        "http://id.nlm.nih.gov/mesh/vocab#pharmacologicalAction",
        "<http://id.nlm.nih.gov/mesh/D000701>",
    )


def _decision(triples: Triples, three: int, place: int, width: int, letters: int) -> None:
    """A decision and its draft. What `_shared` gives is the same within the three."""
    letter = (three + place * (thrown("apart", three, 3) == 0)) % letters
    node, draft = (iri(f"case/C{letter}/1/{kind}/{three}-{place}") for kind in ("decision", "draft"))
    outcome = OUTCOMES[three % len(OUTCOMES)]
    properties = _shared(three, width) | _apart(three, place, width)
    decided = {"decidedOn": _day_of(letter)} if letter % 5 else {}
    for each in (node, draft):
        triples.say(each, **decided)
        triples.say(each, heading=f"Item {three % 5}", case=iri(f"case/C{letter}"), outcome=iri(f"outcome/{outcome}"))
        triples.say(each, rationaleFindingFoundAt=at(iri(f"case/C{letter}/1"), f"words of {three % 24}"))
        triples.say(each, **{name: values for name, values in properties.items() if thrown(f"has {name}", three, 5)})
        _sides(triples, each, three, width)
    triples.typed(node, "Decision")
    triples.say(node, position=number(place + 1))
    triples.say(iri(f"case/C{letter}/1"), hasDecision=node)
    _request(triples, node, three, place, outcome, width)
    _citations(triples, node, three, place, width)


def _one(values: Sequence[str], what: str, three: int) -> str:
    return values[thrown(what, three, len(values))]


def _several(kind: str, what: str, three: int, width: int) -> list[str]:
    """A concept with its twin and the other, sometimes one more."""
    first, second = thrown(what, three, width), thrown(f"second {what}", three, width)
    all_three = [iri(f"{kind}/{first}{variant}") for variant in VARIANTS]
    return all_three if thrown(f"two {what}", three, 2) else [*all_three, iri(f"{kind}/{second}")]


def _apart(three: int, place: int, width: int) -> dict[str, list[str]]:
    """Concepts in which the decisions of a three differ."""
    category, treatment, below = (
        iri(f"{kind}/{thrown(what, three, width)}{VARIANTS[place]}")
        for kind, what in (("category", "category"), ("treatment", "treatment"), ("category", "subcategory"))
    )
    return {
        "category": [category],
        "subcategory": [below, *[iri("category/0")] * (three % 4 == 0)],
        "treatment": [treatment, *[iri("treatment/0")] * (thrown("too", three, 4) == 0)],
    }


def _shared(three: int, width: int) -> dict[str, str | list[str]]:
    bases = ("mtus", "non_mtus", "both", "none")
    agreements = ("same_section", "same_chapter", "same_guideline", "different_guideline")
    properties: dict[str, str | list[str]] = {
        "year": number(2014 + thrown("year", three, 3)),
        "visits": number(6 * (1 + thrown("visits", three, 2))),
        "qualifier": ["retrospective", "associated-surgical-service"][: 1 + thrown("qualifier", three, 2)],
        "bodyRegion": _several("body-region", "region", three, width),
        "specialty": _several("specialty", "specialty", three, width),
        "drug": _several("drug", "drug", three, width),
        "drugClass": _several("drug-class", "class", three, width),
        "drugNamedAs": _one(("brand", "generic"), "named", three),
        "deaSchedule": _one(("CII", "CIV", "none"), "schedule", three),
        "mmeBand": _one(("under 50", "50 to 89", "90 or more"), "band", three),
        "agreement": _one(agreements, "agreement", three),
        "administratorBasis": _one(bases, "a basis", three),
        "reviewerBasis": _one(bases, "r basis", three),
        "rationale": f"Because of {three}.",
        "rationaleFinding": iri(f"finding/{_one(('necessary', 'not-necessary', 'unnamed'), 'finding', three)}"),
    }
    if not thrown("contra", three, 2):
        properties["contradiction"] = f'"true"^^<{XSD}boolean>'
    if thrown("compound", three, 2):
        properties["compound"] = f'"true"^^<{XSD}boolean>'
    return properties


def _sides(triples: Triples, node: str, three: int, width: int) -> None:
    """What each side cites: sections, whole guidelines, what was no longer in force."""
    guidelines = [iri("section/edition"), *(iri(f"section/0{variant}") for variant in VARIANTS)]
    for side in ("reviewer", "administrator"):
        if thrown(f"{side} cites", three, 5):
            triples.say(node, **{f"{side}Cites": _several("section", f"{side} section", three, width)})
        if thrown(f"{side} guideline", three, 3):
            whole = guidelines[: 1 + 3 * thrown(f"{side} whole", three, 2)]
            triples.say(node, **{f"{side}Cites": whole})
        if thrown(f"{side} superseded", three, 3) == 0:
            triples.say(node, **{f"{side}CitesSuperseded": _several("section", f"{side} old", three, width)})


def _request(triples: Triples, decision: str, three: int, place: int, outcome: str, width: int) -> None:
    """What was asked for, with up to two drugs; some linked in no or several senses, some partly authorized."""
    node = f"{decision[:-1]}/request>"
    triples.typed(node, "TreatmentRequest")
    triples.say(decision, request=node)
    triples.say(node, **({"requestText": f"Request {three}"} if place else {}))
    if thrown("part", three, 3) == 0:
        triples.say(node, authorizedPart=[f"Part of {three} #{10 + three}", "a part without number"][: 1 + place % 2])
        triples.say(node, **({"originalRequest": f"Whole of {three}"} if place else {}))
    for drug in range(thrown("drugs", three, 3)):
        each = f"{node[:-1]}/drug/{drug}>"
        triples.typed(each, "DrugRequest")
        triples.say(node, **({"drugRequest": each} if three else {}))
        link = ["certain", "none", "ambiguous", "likely"][thrown("link", three + drug, 4)]
        said = f"word {thrown('word', three, 3)}"
        method = ["exact", "spelling", "misspelling"][place]
        triples.read(each, "DrugReading", linkConfidence=link, linkMethod=method)
        triples.say(each, requestedDrug=iri(f"drug/{(2, 3, 'brand')[place]}"))
        if three % 4:
            triples.say(each, **({"mentionText": said} if place else {"foundAt": at(_letter_of(each), said)}))
        if link == "ambiguous":
            triples.say(each, candidate=["sense a", "sense b"][: 1 + place % 2])
        known = thrown("ingredient", three, width)
        if thrown("has ingredient", three, 4):
            triples.say(each, ingredient=[iri(f"drug/{known}"), iri(f"drug/{known}-twin")])
        if thrown("has strength", three, 4):
            triples.say(each, strength=f"{10 * (1 + (place + thrown('strength', three, width)) % width)} mg")
        if thrown("has quantity", three, 4):
            triples.say(each, quantity=number(30 * (1 + (place + thrown("quantity", three + drug, width)) % width)))


def _citations(triples: Triples, decision: str, three: int, place: int, width: int) -> None:
    for side in ("reviewer", "claims-administrator"):
        node = f"{decision[:-1]}/citation/{side}>"
        resolved = ["label", "page", "unresolved"][thrown(f"resolved {side}", three, 3)]
        triples.typed(node, "GuidelineCitation")
        triples.say(decision, hasCitation=node)
        words = f"Words {place} of {side}"
        triples.say(node, **({"citationText": f"{words}, rather"} if three % 3 == 0 else {}))
        if three % 3 != 1:
            triples.say(node, foundAt=at(_letter_of(node), words))
        said = {"resolution": resolved, "citedBy": side if thrown(f"by {side}", three, 6) else "unnamed"}
        said |= {"place": ["field", "prose"][three % 2], "confidence": ["certain", "likely"][three % 3 % 2]}
        triples.say(decision, hasCitation=f"{node[:-1]}-second>")
        triples.read(f"{node[:-1]}-second>", "CitationReading", citedBy=side)
        triples.say(f"{node[:-1]}-second>", citationText="More words")
        if resolved != "unresolved" or three % 5 == 0:
            triples.say(node, section=iri(f"section/{thrown(side, three, width)}{VARIANTS[place]}"))
        if resolved == "page":
            first = 10 + thrown(f"page {side}", three, 3)
            triples.say(node, pageFrom=number(first), pageTo=number(first + 2))
        if thrown(f"old {side}", three, 3) == 0:
            triples.say(node, superseded=f'"true"^^<{XSD}boolean>')
            triples.say(node, **({"editionInForce": iri(f"section/{place}")} if three % 2 else {}))
            said |= {"editionInferred": f'"true"^^<{XSD}boolean>'} if place == 2 else {}
        triples.read(node, "CitationReading", **said)


def _pair(triples: Triples) -> None:
    """Decisions on one treatment under one section, decided either way; neither concept has a label.

    They are surgery, too: the denial of the operation is upheld, one of a service beside it overturned.
    """
    citation = iri("case/C1/1/decision/pair-upheld/citation/reviewer")
    triples.typed(citation, "GuidelineCitation")
    triples.read(citation, "CitationReading", citedBy="reviewer", resolution="page")
    triples.say(citation, section=iri("section/1"), pageFrom=number(10))
    triples.say(citation, foundAt=at(iri("case/C1/1"), "Words of the pair"))
    nowhere = f"{citation[:-1]}-nowhere>"
    triples.typed(nowhere, "GuidelineCitation")
    triples.read(nowhere, "CitationReading", citedBy="reviewer")
    triples.say(nowhere, section=iri("section/edition"), pageFrom=number(11))
    classes = [iri("drug-class/one-of-two"), iri("drug-class/two-of-two")]
    triples.say(iri("case/C1/1/decision/pair-upheld"), drugClass=classes)
    for each in classes:
        triples.typed(each, "DrugClass")
    for status, node in (("taken", "item-only"), ("tried", "tried-only")):  # named in an item's rationale alone
        triples.say(iri("case/C1/1/decision/pair-upheld"), hasMention=iri(f"case/C1/1/mention/{node}"))
        triples.read(iri(f"case/C1/1/mention/{node}"), "DrugReading", drugStatus=status)
        triples.say(iri(f"case/C1/1/mention/{node}"), mentionedIngredient=iri(f"drug/{node}"))
        triples.add(iri(f"drug/{node}"), f"{SKOS}broader", iri(f"drug-class/{node}"))
        triples.typed(iri(f"drug-class/{node}"), "DrugClass")
    triples.say(iri("case/C1/1"), hasMention=iri("case/C1/1/mention/taken"))
    triples.read(iri("case/C1/1/mention/taken"), "DrugReading", drugStatus="taken")
    triples.say(iri("case/C1/1/mention/taken"), mentionedIngredient=iri("drug/taken-only"))
    triples.add(iri("drug/taken-only"), f"{SKOS}broader", iri("drug-class/taken-only"))
    triples.typed(iri("drug-class/taken-only"), "DrugClass")
    for outcome in ("overturned", "upheld", "not-stated"):
        node = iri(f"case/C1/1/decision/pair-{outcome}")
        triples.typed(node, "Decision")
        triples.say(iri("case/C1/1"), hasDecision=node)
        triples.say(node, heading="One of a pair", case=iri("case/C1"), outcome=iri(f"outcome/{outcome}"))
        triples.say(node, treatment=iri("treatment/1"), reviewerCites=iri("section/1"), position=number(1))
        triples.say(node, request=f"{node[:-1]}/request>", category=iri("category/surgery"))
        triples.say(node, **({"qualifier": "associated-surgical-service"} if outcome != "upheld" else {}))
        for each in range(2 * (outcome != "not-stated")):
            asked = f"{node[:-1]}/request/drug/{each}>"
            triples.typed(asked, "DrugRequest")
            triples.say(f"{node[:-1]}/request>", drugRequest=asked)
            triples.read(asked, "DrugReading", linkConfidence="none")
            triples.say(asked, foundAt=at(iri("case/C1/1"), "word 9"))


def _tied(triples: Triples, place: int, outcome: str) -> None:
    """Decisions on the newest day, three of each outcome in three cases: only their IRIs tell which come first."""
    node = iri(f"case/C{place + 1}/1/decision/tied-{outcome}")
    triples.typed(node, "Decision")
    triples.say(
        node, position=number(1), heading="Tied", case=iri(f"case/C{place + 1}"), outcome=iri(f"outcome/{outcome}")
    )
    triples.say(node, decidedOn=day(120 if place < 3 else 119), rationaleFinding=iri("finding/necessary"))
    if outcome != "not-stated":
        category = "surgery" if (place, outcome) == (1, "overturned") else "tied"
        triples.say(node, category=iri(f"category/{category}"))
        triples.say(node, drug=iri("drug/tied"), drugClass=iri("drug-class/tied"))
    if place < 4 and (outcome != "not-stated" or place == 0):  # of the two newest, one lacks a treatment
        triples.say(node, treatment=iri("treatment/tied"), reviewerCites=iri("section/tied"))
    if place == 1:
        sections = [iri("section/0"), iri("section/tied")]
        triples.say(node, reviewerCites=sections, administratorCites=sections)
    triples.say(node, **({"contradiction": f'"true"^^<{XSD}boolean>'} if outcome == "overturned" else {}))


def _first_of_the_tied(triples: Triples) -> None:
    """Several of whatever a decision has, so that the last keys of a sort decide; and a draft that has it, too."""
    decision, other = (iri(f"case/C1/1/decision/tied-{outcome}") for outcome in ("overturned", "upheld"))
    draft, letter = iri("case/C1/1/draft/tied"), iri("case/C1/1")
    for each, several in ((decision, 3), (other, 1)):
        texts = [at(letter, f"words of {name}") for name in ("a", "b")[:several]]
        triples.say(each, rationaleFindingFoundAt=texts, contradiction=f'"true"^^<{XSD}boolean>')
        _old_citations(triples, each, several)
        _parts(triples, each, several)
    said = {"heading": "Tied", "case": iri("case/C1"), "outcome": iri("outcome/overturned"), "decidedOn": day(120)}
    triples.say(draft, **said, hasCitation=f"{decision[:-1]}/citation/a>", request=f"{decision[:-1]}/request/a>")
    triples.say(draft, daysToDecision=number(999))
    triples.say(decision, qualifier=["tied-a", "tied-b"])
    operation, service = (iri(f"case/C2/1/decision/tied-{outcome}") for outcome in ("overturned", "upheld"))
    triples.say(iri("case/C2/1"), hasDecision=[operation, service])  # as often as the pair, whose operation was upheld
    triples.say(service, qualifier="associated-surgical-service")
    triples.say(iri("case/C1"), priority=["tied-a", "tied-b"], daysFromInjuryToDenial=number(77))
    triples.say(iri("case/C1"), daysFromDenialToDecision=number(77))
    triples.say(iri("case/C2/1"), letterFamily=["tied-a", "tied-b"])
    mention = f"{letter[:-1]}/mention/tied>"
    triples.typed(mention, "DrugMention")
    triples.say(letter, hasMention=mention)
    triples.read(mention, "DrugReading", linkConfidence="ambiguous")
    triples.say(mention, mentionText="word 0")


def _old_citations(triples: Triples, decision: str, several: int) -> None:
    """Citations of what editions replaced; the first is of several sections and recognized in several ways."""
    for name, of_each in (("a", several), ("b", 1), ("c", 1))[:several]:
        node = f"{decision[:-1]}/citation/{name}>"
        triples.typed(node, "GuidelineCitation")
        triples.say(decision, hasCitation=node)
        triples.say(node, foundAt=at(_letter_of(node), f"Tied words {name}"))
        triples.say(node, section=[iri(f"section/{each}") for each in ("tied", 0, 1)][:of_each])
        triples.say(node, superseded=f'"true"^^<{XSD}boolean>')
        triples.say(node, editionInForce=[iri("section/0"), iri("section/1")][:of_each])
        for each in ("tied-a", "tied-b")[:of_each]:
            said = {"resolution": each, "confidence": each}
            triples.read(node, "CitationReading", citedBy="reviewer", place="field", **said)


def _parts(triples: Triples, decision: str, several: int) -> None:
    """Requests of which a part was authorized; the first says all several times, one has no drug, one no such part."""
    for name, of_each in (("a", several), ("b", 1), ("c", 1))[:several]:
        node = f"{decision[:-1]}/request/{name}>"
        numbers = range(1, of_each + 1)
        triples.say(decision, request=node)
        triples.say(node, authorizedPart=[f"Tied part #{each}" for each in numbers], drugRequest=f"{node[:-1]}/drug>")
        triples.say(node, requestText=[f"Tied {name}", f"Also tied {name}"][:of_each])
        triples.say(node, originalRequest=[f"Whole of tied {name}", f"All of tied {name}"][:of_each])
        triples.say(f"{node[:-1]}/drug>", quantity=[number(each * ord(name)) for each in numbers[:2]])
    if several > 1:
        whole, without = (f"{decision[:-1]}/request/{name}>" for name in ("0-whole", "1-without"))
        triples.say(decision, request=[whole, without])
        triples.say(whole, requestText="Tied, whole", drugRequest=f"{whole[:-1]}/drug>")
        triples.say(without, requestText="Tied, no drug", authorizedPart="Tied part of no drug")


def _tied_names(triples: Triples) -> None:
    """Names asked for equally often, and more often than others: one in three senses and in none, another in none."""
    senses = [(name, "ambiguous", "tied") for name in ("a", "b", "c")]
    for name, confidence, words in (*senses, ("d", "none", "tied"), ("e", "none", "tied, too")):
        for each in range(8):
            node = iri(f"case/C1/1/decision/tied-upheld/request/{name}/name/{each}")
            triples.typed(node, "DrugRequest")
            triples.read(node, "DrugReading", linkConfidence=confidence)
            triples.say(node, foundAt=at(iri("case/C1/1"), words))
            triples.say(node, **({"candidate": f"sense {name}"} if confidence == "ambiguous" else {}))
    for sure in ("tied-a", "tied-b"):
        node = iri(f"case/C1/1/decision/tied-upheld/request/a/{sure}")
        triples.typed(node, "DrugRequest")
        triples.read(node, "DrugReading", linkConfidence=sure, linkMethod="exact")


def _letter_of(node: str) -> str:
    """The letter that a part belongs to, both as IRIs in brackets."""
    return "/".join(node.split("/")[:8]) + ">"


def _day_of(letter: int) -> str:
    """The decision date of a letter, which those whose number five divides do not print."""
    return day(100 + letter)


def _letter(triples: Triples, place: int) -> None:
    """A case and its letter; every third case has a later letter without decisions, some have no number or no name."""
    case, letter = iri(f"case/C{place}"), iri(f"case/C{place}/1")
    triples.typed(case, "Case")
    triples.typed(letter, "Determination")
    triples.say(case, hasDetermination=letter, currentDetermination=letter)
    triples.say(letter, text=TEXT)
    if place % 3:
        triples.say(case, caseNumber=f"CM16-{place:07d}")
    if place % 4:
        triples.add(case, LABEL, f'"Case {place}"@en')
        triples.say(case, priority=["standard", "expedited"][place % 2])
        triples.say(case, daysToDecision=number(30 + 3 * place), daysUnderReview=number(20 * place))
        triples.say(case, daysFromInjuryToDecision=number(400 + 7 * place), daysToApplication=number(14 + place % 4))
    if place % 3 == 0:
        later = iri(f"case/C{place}/2")
        triples.typed(later, "Determination")
        triples.say(case, hasDetermination=[later, *[iri(f"case/C{place}/{each}") for each in (3, 4)] * (place % 2)])
        triples.say(iri(f"case/C{place}/3"), decisionDate=day(290 + place))
        triples.say(iri(f"case/C{place}/4"), decisionDate=day(290 + place))
        triples.say(later, decisionDate=day(300 + place), caseOutcome=iri("outcome/upheld"), letterFamily="decisions")
    if place != 1:
        outcomes = ["overturned", "upheld", "partly-overturned", "not-stated", "upheld", "overturned", "overturned"]
        triples.say(letter, caseOutcome=iri(f"outcome/{outcomes[place % 7]}"))
    if place % 5:
        triples.say(letter, decisionDate=_day_of(place), letterFamily=FAMILIES[place % 4])
    else:
        triples.say(letter, decisionDateReason=f"cut off {place}")
        triples.say(letter, **({"decisionDateEarliest": day(place)} if place != 5 else {}))
        triples.say(letter, **({"sourceName": f"{place}.txt"} if place else {}))
        triples.say(letter, **({"decisionDateLatest": day(place + 9)} if place else {}))
    reviewer = f"{letter[:-1]}/reviewer>"
    triples.say(letter, reviewedBy=reviewer, diagnosis=f"{letter[:-1]}/diagnosis/1>")
    triples.typed(reviewer, "Reviewer")
    triples.say(reviewer, reviewerSpecialty=iri("specialty/0"), reviewerLicensedIn=_states(place))
    order = ["dateAssigned after dateDecided", "urDenialDate after applicationReceived"]
    triples.say(case, datesOutOfOrder=order[: place + 1 if place < 2 else thrown("dates", place, 3)])
    dates = {"dateAssigned": 200 + place, "urDenialDate": 90, "applicationReceived": 80, "dateOfInjury": place}
    triples.say(case, **{name: day(date) for name, date in dates.items() if thrown(f"has {name}", place, 3)})
    _noticed(triples, letter, place)


def _states(place: int) -> list[str]:
    """Where the reviewer of a letter is licensed."""
    california = [iri("state/california")] * thrown("california", place, 2)
    return [*_several("state", "state", place, 6), *california] if thrown("has licence", place, 5) else []


def _noticed(triples: Triples, letter: str, place: int) -> None:
    """Findings, and drugs mentioned in the letter as a whole and in its decisions."""
    for each in range(place % 3):
        node = f"{letter[:-1]}/finding/{each}>"
        triples.typed(node, "ExtractionFinding")
        code = ["unresolved-label", "header-missing"][(place + each) % 2]
        triples.say(letter, hasFinding=node)
        triples.say(node, code=code, severity=["info", "warning"][each], message=f"no section {place % 4}")
        triples.say(node, foundAt=at(letter, f"label\\n{place % 2}"))
        mention = f"{letter[:-1]}/mention/{each}>"
        triples.typed(mention, "DrugMention")
        triples.say(letter, hasMention=mention)
        triples.say(mention, mentionText="word 0")
        named = [iri(f"drug/{each}"), iri(f"drug/{each}-twin"), iri(f"drug/{each}-other")]
        triples.say(mention, mentionedIngredient=named)
        status = STATUSES[(place + each) % 4]
        triples.read(mention, "DrugReading", drugStatus=status, linkConfidence="none")
    own = f"{letter[:-1]}/decision/{place}-0>"
    triples.say(own, hasMention=f"{letter[:-1]}/mention/own>")
    triples.say(f"{letter[:-1]}/mention/own>", mentionedIngredient=[iri("drug/2"), iri("drug/2-twin")])
    triples.read(f"{letter[:-1]}/mention/own>", "DrugReading", drugStatus=STATUSES[place % 4])


def _others(triples: Triples) -> None:
    """The double of whatever a release counts, as an observation of a data set that is not among its statistics."""
    said: dict[tuple[str, str], list[str]] = {}
    for line in triples.lines:
        subject, predicate, value = line.removesuffix(" .").split(" ", 2)
        said.setdefault((subject, predicate), []).append(value)
    for side in ("reviewer", "administrator"):
        section = iri("section/5-twin")
        for name in (f"{side}Guideline", f"{side}Cites"):
            triples.add(iri(f"statistics/other/{side}"), f"{BASE}id/dimension/{name}", section)
    triples.add(iri("statistics/other/dose"), f"{BASE}id/dimension/ingredient", iri("drug/brand"))
    for _, row in rows(read_resource("ontology/statistics.tsv"), COLUMNS, "statistics.tsv"):
        kind = f"<{BASE}ontology#{row['class']}>"
        for subject in {line.split(" ", 1)[0] for line in triples.lines if line.endswith(f" <{TYPE}> {kind} .")}:
            other = iri(f"statistics/other/{crc32(subject.encode())}")
            triples.add(other, QB_DATA_SET, iri("statistics/other"))
            triples.add(other, f"{BASE}ontology#{row['measure']}", number(7))
            for written in listed(row["dimensions"]):
                name = written.partition("=")[0].rpartition("/")[2]
                values = said.get((subject, f"<{BASE}ontology#{name}>"), [iri("code/not-stated")])
                for value in values:
                    triples.add(other, f"{BASE}id/dimension/{name}", value)


def _found(triples: Triples) -> None:
    """Where the words of a decision, citation, drug request, outcome or rationale stand, for two of three of them."""
    kinds = {f"<{BASE}ontology#{kind}>" for kind in ("Decision", "GuidelineCitation", "DrugRequest")}
    placed = {line.split(" ")[0] for line in triples.lines if f" <{BASE}ontology#foundAt> " in line}
    for line in sorted(triples.lines):
        node, predicate, value = line.removesuffix(" .").split(" ", 2)
        value_at = {f"<{BASE}ontology#outcome>": "outcomeFoundAt", f"<{BASE}ontology#rationale>": "rationaleFoundAt"}
        name = "foundAt" if value in kinds - {f"<{BASE}ontology#GuidelineCitation>"} else value_at.get(predicate)
        if name and not (name == "foundAt" and node in placed) and thrown(f"{name} {node}", 0, 3):
            triples.say(node, **{name: at(_letter_of(node), "word 1")})
