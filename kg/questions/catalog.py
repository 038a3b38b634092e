"""The query library: one question a `.rq` file, with a `#+` header that says what it asks and of whom.

A file is at once a form, a REST operation, an example for the editor, a competency question and a test; all of them
load it from here. See `kg.questions.query_header` for the header.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from kg.errors import ParameterError, QueryError, QueryHeaderError
from kg.namespaces import DEFAULT_BASE
from kg.questions.query_header import MARK, Chart, QueryHeader, read_header
from kg.questions.rates import RATE_COLUMNS, Rate, with_rates
from kg.resources import resource
from kg.sparql.answers import Answer, Bindings, Term
from kg.sparql.guard import BoundQuery, Form, examine
from kg.sparql.parameters import FindConcept, Parameter, Type, term_of
from kg.sparql.syntax import check
from kg.sparql.template import BindableTerm, Template, Window, rebase
from kg.sparql.tokens import Token, TokenKind, significant
from kg.store.door import Door

__all__ = [
    "Catalog",
    "Chart",
    "Parameter",
    "Query",
    "QueryHeader",
    "Rate",
    "Type",
    "menu",
    "read_query",
]


@dataclass(frozen=True, slots=True)
class Query:
    """One question.

    `name` is that of its file without the suffix (``overturn-rate-by-category``), `group` the folder it is in
    (``outcomes``); `text` is the whole file, header and all, which is SPARQL as it stands; `template` is the query
    without its header, read once.
    """

    name: str
    group: str
    header: QueryHeader
    text: str
    template: Template

    @property
    def form(self) -> Form:
        """SELECT, ASK, CONSTRUCT or DESCRIBE."""
        return self.template.outline.form

    @property
    def title(self) -> str:
        """What it asks."""
        return self.header.title

    @property
    def description(self) -> str:
        """What its answer tells and counts, in a sentence or two."""
        return self.header.summary

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """What its user sets."""
        return self.header.parameters

    @property
    def answers_by_itself(self) -> bool:
        """Whether it can be asked as it is: no parameter is missing, no other endpoint is needed."""
        wanting = any(each.required and not each.default for each in self.parameters)
        return not wanting and not self.template.outline.services

    @property
    def body(self) -> str:
        """The query without its header."""
        return self.template.text

    def bind(
        self, values: Mapping[str, str], find: FindConcept | None = None, window: Window | None = None
    ) -> BoundQuery:
        """The query with `values` put in as `terms` reads them.

        Lines that end with the comment ``#? name`` are left out where the parameter is not set, elsewhere the variable
        stays free. `window` takes the place of the query's ``LIMIT n OFFSET m``. Raises as `terms`.
        """
        return self.template.bind(self.terms(values, find), window=window)

    def terms(self, values: Mapping[str, str], find: FindConcept | None = None) -> dict[str, BindableTerm]:
        """The terms that `values` (as text, by parameter) and the defaults of the others mean.

        An empty value means its parameter is not set. `find` looks up concepts by id or name; without it an id is
        taken on trust. Raises `ParameterError` for a name that is no parameter, a value that does not fit, or a
        required one that is missing; `AmbiguousName` for a name that several concepts have.
        """
        known = {parameter.name: parameter for parameter in self.header.parameters}
        for name in values:
            if name not in known:
                raise ParameterError(f"{self.name} has no parameter {name!r}; it has {', '.join(known) or 'none'}")
        terms: dict[str, BindableTerm] = {}
        for name, parameter in known.items():
            text = values.get(name, "").strip() or parameter.exact_default
            if text:
                terms[name] = term_of(parameter, text, find)
            elif parameter.required:
                raise ParameterError(f"{self.name} needs a value for {name!r} ({parameter.label})")
        return terms

    def finish(self, answer: Answer) -> Answer:
        """`answer` with the rate columns that the header asks for."""
        if self.header.rate is None or not isinstance(answer, Bindings):
            return answer
        return with_rates(answer, self.header.rate)

    def label_of(self, column: str) -> str:
        """What people call `column`."""
        rates = dict(zip(RATE_COLUMNS, ("Rate, %", "95 % from", "to"), strict=True))
        return self.header.columns.get(column) or rates.get(column) or column.replace("_", " ").capitalize()

    def run(self, door: Door, values: Mapping[str, str], find: FindConcept | None = None) -> Answer:
        """Bind `values`, ask `door`, add rates. Raises as `bind` and `Door.run` do."""
        return self.finish(door.run(self.bind(values, find)))


class Catalog(Mapping[str, Query]):
    """All queries of a library, by name. Names are unique, whatever folder they are in."""

    def __init__(self, queries: Iterable[Query]) -> None:
        self._queries: dict[str, Query] = {}
        for query in queries:
            other = self._queries.setdefault(query.name, query)
            if other is not query:
                raise QueryHeaderError(f"{query.group}/{query.name}.rq:1: {other.group}/ has a query of this name too")

    @classmethod
    def load(cls, folder: Path | None = None, base: str = DEFAULT_BASE) -> Catalog:
        """Read every `.rq` file under `folder`, the installation's own library by default.

        `base` takes the place of the project's base IRI in every query. Raises `QueryHeaderError` naming file and
        line at the first file that is broken.
        """
        root = folder if folder is not None else resource("queries")
        return cls(_read(path, root, base) for path in sorted(root.rglob("*.rq")))

    def __getitem__(self, name: str) -> Query:
        return self._queries[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._queries)

    def __len__(self) -> int:
        return len(self._queries)

    def find(self, name: str) -> Query:
        """The query called `name`, with or without its folder. Raises `QueryError` naming the nearest where none is."""
        query = self._queries.get(name.rpartition("/")[2])
        if query is not None and name in {query.name, f"{query.group}/{query.name}"}:
            return query
        near = get_close_matches(name, self._queries, 3)
        hint = f"; did you mean {' or '.join(near)}?" if near else "; `imr queries` lists them"
        raise QueryError(f"no query is called {name!r}{hint}")


def _read(path: Path, root: Path, base: str) -> Query:
    place = path.relative_to(root).as_posix()
    try:
        text = rebase(path.read_text(encoding="utf-8"), DEFAULT_BASE, base)
    except UnicodeDecodeError as error:
        raise QueryHeaderError(f"{place}:1: not UTF-8") from error
    except QueryError as error:
        raise QueryHeaderError(f"{place}: {error}") from error
    return read_query(text, place, base)


def read_query(text: str, place: str, base: str = DEFAULT_BASE) -> Query:
    """The query in `text`, which stands in the file `place` (its path in the library).

    Raises `QueryHeaderError` where header or query is broken, or one does not fit the other.
    """
    group, _, name = place.removesuffix(".rq").rpartition("/")
    header = read_header(text, place, base)
    try:
        # The whole text first: what is wrong with it is told by the lines of the file.
        examine(text, _iris(text))
        check(text)
        body = "\n".join(line for line in text.splitlines() if not line.startswith(MARK)).strip() + "\n"
        query = Query(name, group, header, text, Template.read(body, _iris(body)))
        _check_columns(query, significant(text))
        _check_parameters(query)
        if not any(parameter.required and not parameter.default for parameter in header.parameters):
            query.bind({})
    except QueryHeaderError as error:
        raise QueryHeaderError(f"{place}: {error}") from None
    except QueryError as error:
        raise QueryHeaderError(f"{place}: {error}") from error
    return query


def _iris(text: str) -> frozenset[str]:
    """Every address in the query: the door decides whether SERVICE may name it, not the library."""
    return frozenset(token.text[1:-1] for token in significant(text) if token.kind is TokenKind.IRI)


def _check_columns(query: Query, marks: Sequence[Token]) -> None:
    projected = _projection(marks)
    header = query.header
    named = [*header.columns]
    if header.rate:
        named += [header.rate.numerator, header.rate.denominator]
    if header.chart:
        named += [header.chart.x, *([] if header.chart.y in RATE_COLUMNS else [header.chart.y])]
    for column in named:
        if projected is not None and column not in projected:
            raise QueryHeaderError(f"the header speaks of column {column!r}, the query selects {', '.join(projected)}")


def _check_parameters(query: Query) -> None:
    used = query.template.variables
    names = {parameter.name for parameter in query.parameters}
    for name in sorted(query.template.conditions - query.template.lists):
        if name not in names:
            raise QueryHeaderError(
                f"the comment `#? {name}` names no parameter; there are {', '.join(names) or 'none'}"
            )
    for parameter in query.header.parameters:
        if parameter.name not in used:
            raise QueryHeaderError(f"parameter {parameter.name!r} does not occur in the query as ?{parameter.name}")


def _projection(marks: Sequence[Token]) -> tuple[str, ...] | None:
    """Names of the variables that the outermost SELECT gives; ``None`` for ``SELECT *`` and the other forms."""
    start = next((at for at, token in enumerate(marks) if token.word == "SELECT"), None)
    if start is None:
        return None
    names: list[str] = []
    depth, last_word = 0, ""
    for token in marks[start + 1 :]:
        if token.text == "{" or token.word in {"WHERE", "FROM"} or (token.text == "*" and depth == 0):
            return None if token.text == "*" else tuple(names)
        depth += (token.text == "(") - (token.text == ")")
        if token.kind is TokenKind.VARIABLE and (depth == 0 or (depth == 1 and last_word == "AS")):
            names.append(token.text[1:])
        last_word = token.word
    return tuple(names)


def menu(query: Query, parameter: Parameter, door: Door) -> list[tuple[str, str]]:
    """(value, label) to choose from for `parameter`: its choices, or what its menu query gives; empty if neither."""
    if parameter.choices:
        return list(parameter.choices.items())
    if not parameter.menu:
        return []
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in query.template.outline.prefixes.items())
    answer = door.run(_menu_query(prefixes + parameter.menu))
    if not isinstance(answer, Bindings) or not {"value", "label"} <= set(answer.variables):
        raise QueryHeaderError(f"{query.name}.rq: the menu of {parameter.name!r} must select ?value and ?label")
    value, label = answer.variables.index("value"), answer.variables.index("label")
    return [(_plain(row[value]), _plain(row[label])) for row in answer.rows]


@lru_cache(maxsize=256)
def _menu_query(text: str) -> BoundQuery:
    """A menu's query, read once; there are as many as the library has menus."""
    return Template.read(text).bind({})


def _plain(term: Term | None) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term or "")
