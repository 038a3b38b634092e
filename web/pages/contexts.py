"""What each template is given: one dataclass per template, fields documented here and nowhere else.

Templates hold no logic beyond loops and conditions; whatever must be computed is computed before it gets here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from web.pages.highlight import LetterPiece
from web.pages.pieces import Fact, Hyperlink, Panel, Section, Table, Verdict

__all__ = [
    "AboutPage",
    "CasePage",
    "ChoicesPage",
    "Citing",
    "CurationPage",
    "DecisionView",
    "Field",
    "HomePage",
    "MarkedLetter",
    "OntologyPage",
    "ProblemPage",
    "QueryListPage",
    "QueryPage",
    "SearchPage",
    "Site",
    "SparqlPage",
    "TermGroup",
    "TermView",
    "ThingPage",
]


@dataclass(frozen=True, slots=True)
class Site:
    """What every page shows around its content."""

    title: str
    base: str
    release: str
    made: str
    nav: Sequence[Hyperlink]
    here: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """The first page."""

    counts: Sequence[Hyperlink]
    outcomes: Panel | None
    panels: Sequence[Panel]
    examples: Sequence[Hyperlink]
    markup: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class AboutPage:
    """What is in the release: facts about the dataset, how well it was read, and its classes with their counts."""

    title: str
    description: str
    facts: Sequence[Fact]
    accuracy: Sequence[Section]
    sections: Sequence[Section]
    classes: Table
    formats: Sequence[Hyperlink]
    markup: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class CurationPage:
    """What wants a curator: drug names that were not linked, and other questions about quality."""

    panels: Sequence[Panel]
    more: Sequence[Hyperlink]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What was looked for and what was found; `only_like`: no name has these words, some are spelled like them."""

    text: str
    hits: Sequence[Hyperlink]
    truncated: bool = False
    only_like: bool = False


@dataclass(frozen=True, slots=True)
class ChoicesPage:
    """Several things that one identifier may mean."""

    title: str
    choices: Sequence[Hyperlink]


@dataclass(frozen=True, slots=True)
class ThingPage:
    """Anything that is no letter: `about` are its own properties, `panels` its queries.

    `heading` is its name below the way up (`crumbs`), `title` the name that needs no way up.
    """

    iri: str
    kind: str
    title: str
    heading: str
    definition: str
    other_names: Sequence[str]
    crumbs: Sequence[Hyperlink]
    about: Sequence[Fact]
    panels: Sequence[Panel]
    inward: Sequence[Hyperlink]
    formats: Sequence[Hyperlink]
    markup: Mapping[str, object]
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Citing:
    """One citation: the sections it was resolved to, the letter's own words, and remarks on both."""

    targets: Sequence[Hyperlink]
    words: str
    source: str | None
    remarks: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class DecisionView:
    """One disputed item. `cited` maps each side's name to its citations, `none_cited` to the words that say so."""

    anchor: str
    position: int
    heading: Hyperlink
    verdict: Verdict
    facts: Sequence[Fact]
    cited: Mapping[str, Sequence[Citing]]
    none_cited: Mapping[str, str | None]
    finding: Hyperlink | None
    contradiction: bool
    rationale: str | None
    iri: str


@dataclass(frozen=True, slots=True)
class MarkedLetter:
    """The letter's text with its marks; `style` lights spans that cross others."""

    tokens: Sequence[LetterPiece]
    style: str
    name: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case with one of its letters."""

    iri: str
    title: str
    verdict: Verdict | None
    facts: Sequence[Fact]
    reviewer: Sequence[Fact]
    decisions: Sequence[DecisionView]
    letter: MarkedLetter | None
    others: Sequence[Hyperlink]
    sources: Sequence[Panel]
    formats: Sequence[Hyperlink]
    markup: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Field:
    """One input of a query's form. `options` are (value, words); `listed` says that they are too many for a menu."""

    name: str
    label: str
    hint: str
    value: str
    kind: str = "text"
    options: Sequence[tuple[str, str]] = ()
    listed: bool = False
    required: bool = False


@dataclass(frozen=True, slots=True)
class QueryListPage:
    """The catalog: groups of named queries."""

    groups: Mapping[str, Sequence[Hyperlink]]


@dataclass(frozen=True, slots=True)
class QueryPage:
    """A named query: its form and, once run, its rows.

    `used` are the values it was asked with. Where a name is that of several concepts, `choices` are the same question
    with each of them, and nothing was asked. `instead` is what there is where it has no row.
    """

    name: str
    title: str
    description: str
    fields: Sequence[Field]
    text: str
    panel: Panel | None
    problem: str = ""
    used: Sequence[Hyperlink] = ()
    choices: Sequence[Hyperlink] = ()
    instead: Sequence[Hyperlink] = ()


@dataclass(frozen=True, slots=True)
class SparqlPage:
    """The editor, and the answer to what was asked."""

    query: str
    table: Table | None
    boolean: bool | None
    triples: str
    downloads: Sequence[Hyperlink]
    examples: Sequence[Hyperlink]
    limits: Sequence[str]
    problem: str = ""
    elapsed: str = ""
    cut: str = ""


@dataclass(frozen=True, slots=True)
class TermView:
    """A class or property of the ontology; `anchor` is its local name."""

    anchor: str
    iri: str
    label: str
    definition: str
    facts: Sequence[Fact]


@dataclass(frozen=True, slots=True)
class TermGroup:
    """Terms of one kind."""

    title: str
    anchor: str
    terms: Sequence[TermView]


@dataclass(frozen=True, slots=True)
class OntologyPage:
    """The ontology, or a document beside it, as a page.

    `accuracy` says on which letters the accuracy of its properties was measured, `prefix` is that of its terms.
    """

    title: str
    iri: str
    abstract: str
    header: Sequence[Fact]
    groups: Sequence[TermGroup]
    formats: Sequence[Hyperlink]
    accuracy: str = ""
    prefix: str = "imr"


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """Something went wrong: what, where, what to do."""

    status: int
    title: str
    detail: str
    remedy: str
    choices: Sequence[Hyperlink] = field(default=())
