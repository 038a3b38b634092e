"""Every IRI of the graph is made here, and parsed here.

Ontology terms are hash IRIs in one document (``{base}ontology#Decision``); things are slash IRIs (``{base}id/...``).
Every node of a letter stands under its case's IRI, so a letter's triples are known by their subjects. Pure: the base
is an argument; only the command line and the web read the setting ``IMR_BASE_IRI``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from types import MappingProxyType
from typing import Final, NamedTuple
from urllib.parse import quote

from kg.errors import InputError

__all__ = ["DEFAULT_BASE", "PREFIXES", "Iris", "TextPlace", "Thing", "prefixes", "slug"]

DEFAULT_BASE: Final = "https://w3id.org/imr-kg/"

BIBO: Final = "http://purl.org/ontology/bibo/"
CITO: Final = "http://purl.org/spar/cito/"
DCAT: Final = "http://www.w3.org/ns/dcat#"
DCTERMS: Final = "http://purl.org/dc/terms/"
DOCO: Final = "http://purl.org/spar/doco/"
FABIO: Final = "http://purl.org/spar/fabio/"
FOAF: Final = "http://xmlns.com/foaf/0.1/"
OWL: Final = "http://www.w3.org/2002/07/owl#"
PROV: Final = "http://www.w3.org/ns/prov#"
QB: Final = "http://purl.org/linked-data/cube#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
SCHEMA: Final = "https://schema.org/"
SD: Final = "http://www.w3.org/ns/sparql-service-description#"
SH: Final = "http://www.w3.org/ns/shacl#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
VANN: Final = "http://purl.org/vocab/vann/"
VOID: Final = "http://rdfs.org/ns/void#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"

_PATHS: Final = MappingProxyType(
    {
        "imr": "ontology#",
        "imrs": "shapes#",
        "case": "id/case/",
        "section": "id/section/",
        "drug": "id/drug/",
        "drugclass": "id/drug-class/",
        "category": "id/category/",
        "treatment": "id/treatment/",
        "outcome": "id/outcome/",
        "finding": "id/finding/",
        "specialty": "id/specialty/",
        "state": "id/state/",
        "region": "id/body-region/",
        "side": "id/side/",
        "reading": "id/reading/",
        "drugreading": "id/drug-reading/",
        "scheme": "id/scheme/",
        "dimension": "id/dimension/",
        "code": "id/code/",
    }
)
_WEB_VOCABULARIES: tuple[str, ...] = (BIBO, CITO, DCAT, DCTERMS, DOCO, FABIO, FOAF, OWL, PROV, QB)
_WEB_VOCABULARIES += (RDF, RDFS, SCHEMA, SD, SH, SKOS, VANN, VOID, XSD)
_NAMES = "bibo cito dcat dcterms doco fabio foaf owl prov qb rdf rdfs schema sd sh skos vann void xsd"
_WEB: Final = MappingProxyType(dict(zip(_NAMES.split(), _WEB_VOCABULARIES, strict=True)))

_SAFE = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*")
_DOTS = re.compile(r"\.*")
_BASE = re.compile(r"https?://[^\s<>\"{}|\\^`#?]+")


def prefixes(base: str = DEFAULT_BASE) -> dict[str, str]:
    """Prefix map for queries and serializers: the project's own under `base`, and the web's vocabularies."""
    return {name: base + path for name, path in _PATHS.items()} | dict(_WEB)


PREFIXES: Final = MappingProxyType(prefixes())


@lru_cache(maxsize=65536)
def _segment(text: str) -> str:
    """One path segment: unreserved characters as they are, all else percent-encoded (RFC 3986 section 2).

    A segment of dots alone would be dropped by who resolves the IRI (section 5.2.4), so its dots become ``~2E``.
    """
    if _SAFE.fullmatch(text):
        return text
    if _DOTS.fullmatch(text):
        return "~2E" * len(text) or "~"
    # Lone surrogates have no UTF-8; surrogatepass keeps two hostile names two IRIs.
    return quote(text, safe="~", errors="surrogatepass")


def _path(concept_id: str) -> str:
    """A concept id such as ``pharmaceuticals/opioids``: its slashes stay."""
    return concept_id if _SAFE.fullmatch(concept_id) else "/".join(map(_segment, concept_id.split("/")))


@lru_cache(maxsize=65536)
def slug(name: str) -> str:
    """Id of a concept that is known by a printed name: small letters, digits and hyphens.

    >>> slug("Physical Medicine & Rehabilitation")
    'physical-medicine-rehabilitation'

    A name without a Latin letter or digit becomes ``x-`` and the start of its SHA-256.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    words = "-".join(re.findall(r"[a-z0-9]+", plain))
    return words or "x-" + sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]


class Thing(NamedTuple):
    """What an IRI of this graph names.

    `kind` is ``case``, ``decision`` or another part of a letter, ``term``, ``shape``,
    ``drug-schedule``, ``drug-morphine-factor``, or what
    a scheme of concepts names in its addresses (``ontology/schemes/schemes.tsv``).

    `id` is the IRI's own path below ``id/<kind>/`` (below ``id/case/`` for the parts of a letter), still
    percent-encoded; the name after ``#`` for a term or a shape.
    """

    kind: str
    id: str


class TextPlace(NamedTuple):
    """Characters `start` up to, not including, `end` of the text of `letter`, the IRI of a determination."""

    letter: str
    start: int
    end: int


_PLACE = re.compile(r"(.+)/text#char=(\d+),(\d+)")
_KIND = re.compile(r"[a-z]+(?:-[a-z]+)*")
_OF_DRUG = re.compile(r"[^/]+/(?P<part>schedule|morphine-factor)/\d+")
_DOCUMENTS: Final = MappingProxyType({"ontology": "term", "shapes": "shape"})
_CITED = r"citation/(?:reviewer|administrator)-\d+"
_PARTS: Final = tuple(
    (kind, re.compile(rf"[^/]+{pattern}"))
    for kind, pattern in (
        ("case", ""),
        ("determination", "/[^/]+"),
        ("reviewer", "/[^/]+/reviewer"),
        ("diagnosis", r"/[^/]+/diagnosis/\d+"),
        ("decision", r"/[^/]+/decision/\d+"),
        ("request", r"/[^/]+/decision/\d+/request"),
        ("drug-request", r"/[^/]+/decision/\d+/request/drug/\d+"),
        ("strength", r"/[^/]+/decision/\d+/request/drug/\d+/strength/\d+"),
        ("citation", rf"/[^/]+/(?:decision/\d+/)?{_CITED}"),
        ("mention", r"/[^/]+/(?:decision/\d+/)?mention/\d+"),
        ("text", r"/[^/]+/text(?:#char=\d+,\d+)?"),
        ("extraction-finding", r"/[^/]+/finding/\d+"),
    )
)


@dataclass(frozen=True, slots=True)
class Iris:
    """Mints the IRIs of one graph. Methods for parts of a letter take the IRI of what they are part of.

    Raises `InputError` if `base` is no absolute http(s) IRI without query and fragment; a missing last slash is added.
    """

    base: str = DEFAULT_BASE

    def __post_init__(self) -> None:
        if not _BASE.fullmatch(self.base):
            raise InputError(f"base IRI {self.base!r}: not an absolute http(s) IRI; give one such as {DEFAULT_BASE}")
        if not self.base.endswith("/"):
            object.__setattr__(self, "base", self.base + "/")

    @property
    def prefixes(self) -> dict[str, str]:
        """Prefix map of this base."""
        return prefixes(self.base)

    # --- terms and concepts ---

    @property
    def ontology(self) -> str:
        """The ontology document."""
        return f"{self.base}ontology"

    def term(self, name: str) -> str:
        """A class or property of the ontology."""
        return f"{self.base}ontology#{_segment(name)}"

    def concept(self, kind: str, concept_id: str) -> str:
        """A concept; `kind` is what its scheme has in its addresses (``ontology/schemes/schemes.tsv``)."""
        return f"{self.base}id/{kind}/{_path(concept_id)}"

    def scheme(self, name: str) -> str:
        """A concept scheme."""
        return self.concept("scheme", name)

    # --- statistics ---

    def cube(self, name: str) -> str:
        """A cube of the statistics; its observations stand under it."""
        return self.concept("statistics", name)

    def dimension(self, name: str) -> str:
        """The dimension of cubes that tells the values of the property `name` of what is counted."""
        return self.concept("dimension", name)

    @property
    def not_stated(self) -> str:
        """The value of a dimension where what is counted lacks the property; not an outcome that isn't stated."""
        return self.concept("code", "not-stated")

    # --- concepts of the vocabularies ---

    def section(self, section_id: str) -> str:
        """A guideline, an edition or a section of one: all live in one table."""
        return self.concept("section", section_id)

    def drug(self, name: str) -> str:
        """A drug concept by its id or by its printed name (ingredient or brand)."""
        return self.concept("drug", slug(name))

    def drug_class(self, class_id: str) -> str:
        """A class of drugs."""
        return self.concept("drug-class", class_id)

    def category(self, category_id: str) -> str:
        """A DWC category (``pharmaceuticals``) or subcategory (``pharmaceuticals/opioids``)."""
        return self.concept("category", category_id)

    def treatment(self, treatment_id: str) -> str:
        """A treatment concept."""
        return self.concept("treatment", treatment_id)

    def outcome(self, code: str) -> str:
        """``upheld``, ``overturned``, ``partly_overturned`` or ``not_stated``."""
        return self.concept("outcome", code.replace("_", "-"))

    def finding(self, code: str) -> str:
        """What a rationale concludes: ``necessary``, ``not_necessary`` or ``not_stated``."""
        return self.concept("finding", code.replace("_", "-"))

    def side(self, code: str) -> str:
        """Who cites. The model's ``claims_administrator`` is ``claims-administrator``."""
        return self.concept("side", code.replace("_", "-"))

    def drug_status(self, code: str) -> str:
        """What prose says of a drug. The model's ``test_result`` is ``test-result``."""
        return self.concept("drug-status", code.replace("_", "-"))

    def schedule(self, drug: str, number: int) -> str:
        """A schedule that a drug (by its id) has or had, from 1."""
        return f"{self.drug(drug)}/schedule/{number}"

    def morphine_factor(self, drug: str, number: int) -> str:
        """A factor from a drug (by its id) to morphine, from 1."""
        return f"{self.drug(drug)}/morphine-factor/{number}"

    def coded(self, kind: str, code: str) -> str:
        """A concept of a closed list of `kind` (``confidence``, ``review-action`` ...) by the model's code for it."""
        return self.concept(kind, code.replace("_", "-"))

    def citation_reading(self, reading: str) -> str:
        """How a citation was read, by the id that `kg.model.readings` makes."""
        return self.concept("reading", reading)

    def drug_reading(self, reading: str) -> str:
        """How words that name a drug were read, by the id that `kg.model.readings` makes."""
        return self.concept("drug-reading", reading)

    def specialty(self, name: str) -> str:
        """A specialty by its printed name or its id."""
        return self.concept("specialty", slug(name))

    def state(self, name: str) -> str:
        """A state of licensure by its printed name or its id."""
        return self.concept("state", slug(name))

    def body_region(self, region_id: str) -> str:
        """A body region."""
        return self.concept("body-region", region_id)

    def software(self, version: str) -> str:
        """The release of this program that read a letter."""
        return self.concept("software", f"imr-kg-{version}")

    # --- a letter and its parts ---

    def case(self, case_number: str | None, source_hash: str) -> str:
        """A case by its number; by the first 16 hex digits of its letter's hash where no number is printed."""
        number = (case_number or "").strip()
        return f"{self.base}id/case/{_segment(number) if number else 'sha256-' + _segment(source_hash[:16])}"

    def determination(self, case: str, decision_date: str | None, source_hash: str | None = None) -> str:
        """A letter by its decision date (ISO); with `source_hash` where another letter has the same date."""
        suffix = f"-{_segment(source_hash[:8])}" if source_hash else ""
        return f"{case}/{_segment(decision_date or 'undated')}{suffix}"

    def decision(self, determination: str, position: int) -> str:
        """What was decided on one disputed item, by its place in the letter from 1."""
        return f"{determination}/decision/{position}"

    def request(self, decision: str) -> str:
        """What was asked for."""
        return f"{decision}/request"

    def drug_request(self, request: str, number: int) -> str:
        """One drug of a request, from 1."""
        return f"{request}/drug/{number}"

    def strength(self, drug_request: str, number: int) -> str:
        """One ingredient's part of the strength of a drug that is asked for, from 1."""
        return f"{drug_request}/strength/{number}"

    def citation(self, whole: str, side: str, number: int) -> str:
        """One guideline that a side cites in a decision (or, under a determination, in the summary), from 1."""
        return f"{whole}/citation/{'reviewer' if side == 'reviewer' else 'administrator'}-{number}"

    def mention(self, whole: str, number: int) -> str:
        """One drug that a rationale (or, under a determination, the summary) names, from 1."""
        return f"{whole}/mention/{number}"

    def reviewer(self, determination: str) -> str:
        """The reviewer's profile: one for each letter, never a person."""
        return f"{determination}/reviewer"

    def diagnosis(self, determination: str, number: int) -> str:
        """One diagnosis of the clinical summary, from 1."""
        return f"{determination}/diagnosis/{number}"

    def text(self, determination: str, start: int, end: int) -> str:
        """The characters `start` up to, not including, `end` of a letter's text: RFC 5147, section 2.1."""
        return f"{determination}/text#char={start},{end}"

    def extraction_finding(self, determination: str, number: int) -> str:
        """A problem met while reading the letter, from 1."""
        return f"{determination}/finding/{number}"

    # --- graphs of a SPARQL store: see docs/decisions/0013-publishing.md ---

    def release_graph(self, release: str, attempt: int = 1) -> str:
        """The named graph of a release; from the second `attempt` on, of another upload of it."""
        return f"{self.base}id/graph/{_segment(release)}" + (f"/{attempt}" if attempt > 1 else "")

    def pointer_graph(self) -> str:
        """The graph that names the current one, and tells how far uploads got."""
        return f"{self.base}id/graph/current"

    # --- and back ---

    def parse(self, iri: str) -> Thing | None:
        """What `iri` names; ``None`` where it is none of this graph's.

        >>> Iris().parse("https://w3id.org/imr-kg/id/drug/percocet")
        Thing(kind='drug', id='percocet')
        """
        if not iri.startswith(self.base):
            return None
        path = iri[len(self.base) :]
        document, hashed, name = path.partition("#")
        if hashed and not path.startswith("id/case/"):
            return Thing(_DOCUMENTS[document], name) if document in _DOCUMENTS and name else None
        kind, _, rest = path.removeprefix("id/").partition("/")
        if not path.startswith("id/") or not rest:
            return None
        if kind == "case":
            return next((Thing(part, rest) for part, pattern in _PARTS if pattern.fullmatch(rest)), None)
        part = _OF_DRUG.fullmatch(rest) if kind == "drug" else None
        if part:
            return Thing(f"drug-{part['part']}", rest)
        return Thing(kind, rest) if _KIND.fullmatch(kind) else None

    def place(self, iri: str) -> TextPlace | None:
        """The characters that `text` made `iri` of; ``None`` where it made none.

        >>> Iris().place("https://w3id.org/imr-kg/id/case/CM16-0000042/2017-01-06/text#char=120,127")[1:]
        (120, 127)
        """
        found = _PLACE.fullmatch(iri) if iri.startswith(f"{self.base}id/case/") else None
        return TextPlace(found[1], int(found[2]), int(found[3])) if found else None

    def case_of(self, iri: str) -> str | None:
        """The case that a node of a letter belongs to; ``None`` for any other IRI."""
        start = f"{self.base}id/case/"
        if not iri.startswith(start) or len(iri) == len(start):
            return None
        return start + iri[len(start) :].partition("/")[0]
