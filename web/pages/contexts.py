"""What each template is given: one dataclass per template, fields documented here and nowhere else.

Templates hold no logic beyond loops and conditions; whatever must be computed is computed before it gets here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from web.pages.highlight import Token

__all__ = [
    "AboutPage",
    "CasePage",
    "Cell",
    "ChoicesPage",
    "Citing",
    "CurationPage",
    "DecisionView",
    "Fact",
    "Field",
    "HomePage",
    "Letter",
    "Link",
    "OntologyPage",
    "Panel",
    "ProblemPage",
    "QueryListPage",
    "QueryPage",
    "Rate",
    "SearchPage",
    "Section",
    "Share",
    "Site",
    "SparqlPage",
    "Table",
    "TermGroup",
    "TermView",
    "ThingPage",
    "Verdict",
]


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere; `href` is ``None`` where they lead nowhere."""

    text: str
    href: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """What every page shows around its content."""

    title: str
    base: str
    release: str
    made: str
    nav: Sequence[Link]
    here: str


@dataclass(frozen=True, slots=True)
class Rate:
    """`k` of `n`, with the 95 % Wilson interval; shares from 0 to 1."""

    n: int
    k: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """k / n, 0 for an empty set."""
        return self.k / self.n if self.n else 0.0

    @property
    def small(self) -> bool:
        """Whether so few are counted that the rate alone would mislead."""
        return self.n < 30


@dataclass(frozen=True, slots=True)
class Share:
    """One outcome of a set of decisions: `offset` and `width` place it in the bar, in percent."""

    link: Link
    meaning: str
    slug: str
    rate: Rate
    offset: float
    width: float


@dataclass(frozen=True, slots=True)
class Cell:
    """One value. `kind` is ``iri``, ``number``, ``text`` or ``empty``; `note` a datatype, language or remark.

    `source` is the anchor of the letter's words that say it.
    """

    text: str
    href: str | None = None
    kind: str = "text"
    note: str = ""
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a result. `truncated` says that a limit cut them off; `rates` stand beside the rows they count."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    truncated: bool = False
    rates: Sequence[Rate | None] = ()

    def is_number(self, column: int) -> bool:
        """Whether every cell of a column that holds anything holds a number."""
        kinds = {row[column].kind for row in self.rows} - {"empty"}
        return kinds == {"number"}


@dataclass(frozen=True, slots=True)
class Panel:
    """One query's part of a page. `kind` is ``table``, ``list``, ``outcomes``, ``stopped`` or ``source``.

    Links are absent when they would be too long.
    """

    name: str
    title: str
    note: str
    kind: str
    table: Table
    shares: Sequence[Share] = ()
    edit: str | None = None
    csv: str | None = None
    json: str | None = None
    newer: str | None = None
    older: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A label (with the property it stands for) and its values."""

    label: str
    values: Sequence[Cell]
    hint: str = ""
    href: str | None = None


@dataclass(frozen=True, slots=True)
class HomePage:
    """The first page."""

    counts: Sequence[Link]
    outcomes: Panel | None
    panels: Sequence[Panel]
    examples: Sequence[Link]
    markup: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Section:
    """A table of a page that no query gives; `anchor` names its place."""

    anchor: str
    title: str
    note: str
    table: Table


@dataclass(frozen=True, slots=True)
class AboutPage:
    """What is in the release: facts about the dataset, how well it was read, and its classes with their counts."""

    title: str
    description: str
    facts: Sequence[Fact]
    sections: Sequence[Section]
    classes: Table
    formats: Sequence[Link]
    markup: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class CurationPage:
    """What wants a curator: drug names that were not linked, and other questions about quality."""

    panels: Sequence[Panel]
    more: Sequence[Link]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What was looked for and what was found; `only_like`: no name has these words, some are spelled like them."""

    text: str
    hits: Sequence[Link]
    truncated: bool = False
    only_like: bool = False


@dataclass(frozen=True, slots=True)
class ChoicesPage:
    """Several things that one identifier may mean."""

    title: str
    choices: Sequence[Link]


@dataclass(frozen=True, slots=True)
class ThingPage:
    """Anything that is no letter: `about` are its own properties, `panels` its queries."""

    iri: str
    kind: str
    title: str
    definition: str
    other_names: Sequence[str]
    crumbs: Sequence[Link]
    about: Sequence[Fact]
    panels: Sequence[Panel]
    inward: Sequence[Link]
    formats: Sequence[Link]
    markup: Mapping[str, object]
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outcome, said both ways."""

    text: str
    meaning: str
    slug: str
    href: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Citing:
    """One citation: the sections it was resolved to, the letter's own words, and remarks on both."""

    targets: Sequence[Link]
    words: str
    source: str | None
    remarks: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class DecisionView:
    """One disputed item. `cited` maps each side's name to its citations, `none_cited` to the words that say so."""

    anchor: str
    position: int
    heading: Link
    verdict: Verdict
    facts: Sequence[Fact]
    cited: Mapping[str, Sequence[Citing]]
    none_cited: Mapping[str, str | None]
    finding: Link | None
    contradiction: bool
    rationale: str | None
    iri: str


@dataclass(frozen=True, slots=True)
class Letter:
    """The letter's text with its marks; `style` lights spans that cross others."""

    tokens: Sequence[Token]
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
    letter: Letter | None
    others: Sequence[Link]
    sources: Sequence[Panel]
    formats: Sequence[Link]
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

    groups: Mapping[str, Sequence[Link]]


@dataclass(frozen=True, slots=True)
class QueryPage:
    """A named query: its form and, once run, its rows."""

    name: str
    title: str
    description: str
    fields: Sequence[Field]
    text: str
    panel: Panel | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class SparqlPage:
    """The editor, and the answer to what was asked."""

    query: str
    table: Table | None
    boolean: bool | None
    triples: str
    downloads: Sequence[Link]
    examples: Sequence[Link]
    limits: Sequence[str]
    problem: str = ""
    elapsed: str = ""


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
    """The ontology as a document; `accuracy` says on which letters the accuracy of its properties was measured."""

    title: str
    iri: str
    abstract: str
    header: Sequence[Fact]
    groups: Sequence[TermGroup]
    formats: Sequence[Link]
    accuracy: str = ""


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """Something went wrong: what, where, what to do."""

    status: int
    title: str
    detail: str
    remedy: str
    choices: Sequence[Link] = field(default=())
