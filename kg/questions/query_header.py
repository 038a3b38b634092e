"""The ``#+`` header of a `.rq` file: YAML in comments, so that the file stays SPARQL that any tool runs.

::

    #+ title: Overturn rate by category
    #+ summary: How often reviewers overturn the denial, for each kind of treatment.
    #+ for: [researcher, lawyer]
    #+ parameters:
    #+   - name: year
    #+     type: year
    #+     label: Year of the decision
    #+ columns:
    #+   category: Category
    #+ rate: {numerator: overturned, denominator: decided}

A header written for grlc (https://github.com/CLARIAH/grlc) reads as it is: its ``summary`` is the title, its
``description`` the summary, its parameters may be a mapping. docs/queries.md lists every key. A broken header is an
error that names file and line, never a query left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import yaml

from kg.errors import QueryHeaderError
from kg.questions.rates import Rate
from kg.sparql.parameters import Parameter, Type

__all__ = ["Chart", "QueryHeader", "read_header"]

MARK = "#+"

_KEYS = {
    "title",
    "summary",
    "description",
    "tags",
    "for",
    "parameters",
    "columns",
    "rate",
    "chart",
    "competency",
    "slow",
    "needs",
    "place",
    "years",
}
_PARAMETER_KEYS = {
    "name",
    "type",
    "label",
    "summary",
    "description",
    "default",
    "required",
    "scheme",
    "choices",
    "menu",
}


@dataclass(frozen=True, slots=True)
class Chart:
    """How to draw the answer: `kind` is ``bar``, ``line`` or ``forest``; `x` and `y` are columns."""

    kind: str
    x: str
    y: str


@dataclass(frozen=True, slots=True)
class QueryHeader:
    """What the header says.

    `slow` and `needs` are notes: why it takes long, what must be set up first. `place` is where it stands among the
    panels of its page, smaller numbers first; ``None`` for what is no panel. `years` are queries that count the rows by
    year (``?year``, ``?rows``), each by some of the parameters (`kg.questions.newest`).
    """

    title: str
    summary: str
    audience: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    rate: Rate | None = None
    chart: Chart | None = None
    competency: str = ""
    slow: str = ""
    needs: str = ""
    place: int | None = None
    years: tuple[str, ...] = ()


def read_header(text: str, name: str, base: str) -> QueryHeader:
    """The header of the query `text`, whose file is called `name` in messages.

    `base` is what the IRIs of concept schemes begin with (``{base}id/{scheme}/``). Raises `QueryHeaderError`.
    """
    return _Reader(text, name, base).header()


class _Reader:
    """Reads one header and knows the line of every key, for messages."""

    def __init__(self, text: str, name: str, base: str) -> None:
        self._name = name
        self._base = base
        lines = text.splitlines()
        # Other lines are left empty, so that YAML counts lines as the file does.
        self._yaml = "\n".join(line[len(MARK) :].removeprefix(" ") if line.startswith(MARK) else "" for line in lines)

    def fail(self, node: yaml.Node | None, message: str) -> QueryHeaderError:
        line = node.start_mark.line + 1 if node is not None else 1
        return QueryHeaderError(f"{self._name}:{line}: {message}")

    def header(self) -> QueryHeader:
        entries = self._entries(self._compose(), _KEYS)
        title, summary = self._names(entries)
        return QueryHeader(
            title=title,
            summary=summary,
            tags=self._texts(entries.get("tags")),
            audience=self._texts(entries.get("for")),
            parameters=self._parameters(entries.get("parameters")),
            columns=self._labels(entries.get("columns")),
            rate=self._rate(entries.get("rate")),
            chart=self._chart(entries.get("chart")),
            competency=self._optional(entries.get("competency")),
            slow=self._optional(entries.get("slow")),
            years=self._texts(entries.get("years")),
            needs=self._optional(entries.get("needs")),
            place=self._whole(entries.get("place")),
        )

    def _names(self, entries: Mapping[str, yaml.Node]) -> tuple[str, str]:
        """Title and summary, under our names or grlc's."""
        pair = ("title", "summary") if "title" in entries else ("summary", "description")
        if pair[0] not in entries:
            raise self.fail(None, f"the header needs a line `{MARK} title: ...`")
        return self._text(entries[pair[0]]), self._optional(entries.get(pair[1]))

    def _compose(self) -> yaml.Node:
        try:
            root = yaml.compose(self._yaml, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark else 1
            raise QueryHeaderError(f"{self._name}:{line}: {error.problem or 'this is no YAML'}") from error
        except yaml.YAMLError as error:
            raise QueryHeaderError(f"{self._name}:1: {error}") from error
        if root is None:
            raise self.fail(None, f"no header; a query begins with lines `{MARK} title: ...`")
        return root

    def _entries(self, node: yaml.Node, allowed: set[str]) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            raise self.fail(node, "expected `key: value` here")
        entries: dict[str, yaml.Node] = {}
        for key, value in node.value:
            if key.value not in allowed:
                raise self.fail(key, f"unknown key {key.value!r}; known are {', '.join(sorted(allowed))}")
            if key.value in entries:
                raise self.fail(key, f"{key.value!r} is given twice")
            entries[key.value] = value
        return entries

    def _text(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            raise self.fail(node, "expected text here")
        return str(node.value).strip()

    def _optional(self, node: yaml.Node | None) -> str:
        return "" if node is None else self._text(node)

    def _whole(self, node: yaml.Node | None) -> int | None:
        if node is None:
            return None
        text = self._text(node)
        if not (text.isascii() and text.isdecimal()):
            raise self.fail(node, "expected a whole number here")
        return int(text)

    def _texts(self, node: yaml.Node | None) -> tuple[str, ...]:
        if node is None:
            return ()
        if isinstance(node, yaml.SequenceNode):
            return tuple(self._text(each) for each in node.value)
        return (self._text(node),)

    def _labels(self, node: yaml.Node | None) -> dict[str, str]:
        if node is None:
            return {}
        if not isinstance(node, yaml.MappingNode):
            raise self.fail(node, "expected `column: label` lines here")
        return {self._text(key): self._text(value) for key, value in node.value}

    def _rate(self, node: yaml.Node | None) -> Rate | None:
        if node is None:
            return None
        entries = self._entries(node, {"numerator", "denominator"})
        self._need(node, entries, ("numerator", "denominator"))
        return Rate(self._text(entries["numerator"]), self._text(entries["denominator"]))

    def _chart(self, node: yaml.Node | None) -> Chart | None:
        if node is None:
            return None
        entries = self._entries(node, {"kind", "x", "y"})
        self._need(node, entries, ("kind", "x", "y"))
        return Chart(self._text(entries["kind"]), self._text(entries["x"]), self._text(entries["y"]))

    def _need(self, node: yaml.Node, entries: Mapping[str, yaml.Node], keys: Sequence[str]) -> None:
        for key in keys:
            if key not in entries:
                raise self.fail(node, f"{key!r} is missing here")

    def _parameters(self, node: yaml.Node | None) -> tuple[Parameter, ...]:
        if node is None:
            return ()
        items: list[tuple[yaml.Node | None, yaml.Node]]
        if isinstance(node, yaml.MappingNode):
            items = list(node.value)
        elif isinstance(node, yaml.SequenceNode):
            items = [(None, each) for each in node.value]
        else:
            raise self.fail(node, "parameters are a list: `- name: ...`")
        found: dict[str, Parameter] = {}
        for name, each in items:
            parameter = self._parameter(name, each)
            if parameter.name in found:
                raise self.fail(each, f"parameter {parameter.name!r} is declared twice")
            found[parameter.name] = parameter
        return tuple(found.values())

    def _parameter(self, key: yaml.Node | None, node: yaml.Node) -> Parameter:
        entries = self._entries(node, _PARAMETER_KEYS) | ({} if key is None else {"name": key})
        self._need(node, entries, ("name", "type"))
        name, kind = self._text(entries["name"]), self._type(entries["type"])
        if not name.isidentifier():
            raise self.fail(entries["name"], f"{name!r} can't be a variable")
        if kind is Type.CONCEPT:
            self._need(node, entries, ("scheme",))
        if kind is Type.ENUM:
            self._need(node, entries, ("choices",))
        scheme = f"{self._base}id/{self._text(entries['scheme'])}/" if "scheme" in entries else ""
        return Parameter(
            name,
            kind,
            self._optional(entries.get("label")) or name.replace("_", " ").capitalize(),
            self._optional(entries.get("summary", entries.get("description"))),
            self._optional(entries.get("default")) or None,
            self._flag(entries.get("required")),
            scheme,
            self._choices(entries.get("choices")),
            self._optional(entries.get("menu")),
        )

    def _type(self, node: yaml.Node) -> Type:
        try:
            return Type(self._text(node))
        except ValueError:
            raise self.fail(node, f"unknown type {node.value!r}; known are {', '.join(Type)}") from None

    def _flag(self, node: yaml.Node | None) -> bool:
        if node is None:
            return False
        if self._text(node) not in {"true", "false"}:
            raise self.fail(node, "expected true or false here")
        return bool(self._text(node) == "true")

    def _choices(self, node: yaml.Node | None) -> dict[str, str]:
        if node is None or isinstance(node, yaml.MappingNode):
            return self._labels(node)
        return {each: each for each in self._texts(node)}
