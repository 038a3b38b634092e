"""``imr query`` and ``imr queries``: ask the graph from the command line, and see what the library can ask."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from kg.cli.arguments import base_iri, store_name
from kg.errors import AmbiguousName, InputError, ParameterError, QueryHeaderError
from kg.formats import Remarks, kind_of, serialize
from kg.formats.media import AnswerKind
from kg.query import UNHURRIED, Bindings, Door, allowing, cut_of, open_door
from kg.questions.asking import QuestionAnswer, ask
from kg.questions.catalog import Catalog, Parameter, Query, read_query
from kg.questions.instead import COUNTING, instead, what_is_there
from kg.questions.named_choices import concept_finder, homonyms
from kg.questions.query_header import MARK

__all__ = ["FORMATS", "parameters", "run_queries", "run_query"]

FORMATS = {"table": "text/plain", "csv": "text/csv", "json": "application/sparql-results+json", "ttl": "text/turtle"}
_PANELS = "pages"
"""Group of the queries behind panels of pages: they are asked from there, the list leaves them out."""


# --- imr query -----------------------------------------------------------------------------------------------------


def run_query(arguments: argparse.Namespace) -> int:
    """``imr query``."""
    values = parameters(arguments.parameters)
    limits = allowing(UNHURRIED, os.environ.get("IMR_ALLOW_SERVICE", "").split())
    with open_door(store_name(arguments), limits, 1) as door:
        asked, there = _ask(arguments.query, values, door)
    answer = asked.answer
    media_type = FORMATS[arguments.format]
    if arguments.format == "table" and kind_of(answer) is AnswerKind.GRAPH:
        media_type = FORMATS["ttl"]
    remarks = Remarks.of(asked.cut, {each.parameter.name: each.facts for each in asked.used})
    sys.stdout.write(serialize(answer, media_type, remarks=remarks).decode())
    for each in asked.used:
        print(f"imr query: {each.words}", file=sys.stderr)
    for words in there:
        print(f"imr query: no row; {words}", file=sys.stderr)
    if asked.cut:
        print(f"imr query: cut by a limit: {asked.cut.words} only; ask for less, or change the LIMIT", file=sys.stderr)
    return 0


def _ask(name: str, values: Mapping[str, str], door: Door) -> tuple[QuestionAnswer, Sequence[str]]:
    """What was asked, and what there is instead where it has no row."""
    base = str(door.release.manifest.get("base_iri") or base_iri())
    catalog = Catalog.load(base=base)
    if name != "-" and not name.endswith(".rq"):
        query = catalog.find(name)
    else:
        text = _text(name)
        if not any(line.startswith(MARK) for line in text.splitlines()):
            return _ask_bare(name, text, values, door), ()
        query = read_query(text, "stdin" if name == "-" else name, base)
    try:
        asked = ask(query, values, door, concept_finder(door))
        there = _instead(query, values, asked, catalog, door)
        return replace(asked, answer=query.finish(asked.answer)), there
    except AmbiguousName as unclear:
        raise ParameterError(_which(unclear, catalog, door)) from unclear


def _instead(
    query: Query, values: Mapping[str, str], asked: QuestionAnswer, catalog: Catalog, door: Door
) -> Sequence[str]:
    if not isinstance(asked.answer, Bindings) or asked.answer.rows:
        return ()
    others = (each.words for each in instead(query, values, door))
    return [*what_is_there(asked.used, catalog.find(COUNTING), door), *others]


def _ask_bare(name: str, text: str, values: Mapping[str, str], door: Door) -> QuestionAnswer:
    if values:
        raise ParameterError(f"{name}: has no `{MARK}` header, so it takes no parameters: --{next(iter(values))}")
    answer = door.run(text)
    return QuestionAnswer(answer, cut=cut_of(answer))


def _which(asked: AmbiguousName, catalog: Catalog, door: Door) -> str:
    """What to answer where a name is that of several concepts."""
    option = f"--{asked.parameter.replace('_', '-')}"
    found = homonyms(asked, catalog, door)
    lines = [f"  {each.words}: {each.label}\n    {option} {each.iri}" for each in found]
    return "\n".join([f"{asked.text!r} can mean {len(found)} concepts; which?", *lines])


def _text(name: str) -> str:
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise QueryHeaderError(f"{name}: not UTF-8") from error
    except OSError as error:
        raise InputError(f"{name}: {error.strerror}; give a file, or the name of a query (`imr queries`)") from error


def parameters(rest: Sequence[str]) -> Mapping[str, str]:
    """``--drug hydrocodone --year=2016`` as a mapping. Raises `ParameterError` for anything else."""
    values: dict[str, str] = {}
    words = iter(rest)
    for word in words:
        if not word.startswith("--") or word == "--":
            raise ParameterError(f"{word!r}: not a parameter; write --NAME VALUE")
        name, equals, value = word.removeprefix("--").partition("=")
        following = value if equals else next(words, None)
        if following is None:
            raise ParameterError(f"--{name}: has no value; write --{name} VALUE")
        if name.replace("-", "_") in values:
            raise ParameterError(f"--{name}: given twice")
        values[name.replace("-", "_")] = following
    return values


# --- imr queries ---------------------------------------------------------------------------------------------------


def run_queries(arguments: argparse.Namespace) -> int:
    """``imr queries``."""
    catalog = Catalog.load(base=base_iri())
    lines = _whole(catalog.find(arguments.name)) if arguments.name else _list(catalog)
    print("\n".join(lines))
    return 0


def _list(catalog: Catalog) -> Iterator[str]:
    asked = sorted(
        (query for query in catalog.values() if query.group != _PANELS), key=lambda query: (query.group, query.name)
    )
    width = max((len(query.name) for query in asked), default=0)
    for group, queries in groupby(asked, key=lambda query: query.group):
        yield group
        yield from (f"  {query.name.ljust(width)}  {query.title}" for query in queries)
    yield f"{len(asked)} queries; `imr queries NAME` shows one, `imr query NAME` asks it"


def _whole(query: Query) -> Iterator[str]:
    yield query.title
    yield ""
    yield query.description
    notes = (("For", ", ".join(query.header.audience)), ("Slow", query.header.slow), ("Needs", query.header.needs))
    yield from (f"{word}: {note}" for word, note in notes if note)
    if query.parameters:
        yield from ("", "Parameters:", *(_parameter(each) for each in query.parameters))
    if query.header.columns:
        yield from ("", "Columns:", *(f"  {name}: {label}" for name, label in query.header.columns.items()))
    yield ""
    yield query.body.rstrip()


def _parameter(parameter: Parameter) -> str:
    facts = [parameter.label]
    if parameter.choices:
        facts.append(f"one of {', '.join(parameter.choices)}")
    if parameter.default:
        facts.append(f"default {parameter.default}")
    elif not parameter.required:
        facts.append("any if not given")
    return f"  --{parameter.name.replace('_', '-')} {parameter.type.value.upper()}: {'; '.join(facts)}"
