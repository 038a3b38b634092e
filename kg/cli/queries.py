"""``imr query`` and ``imr queries``: ask the graph from the command line."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kg.catalog import Catalog
from kg.cli.arguments import add_store, store_name
from kg.errors import ParameterError, QueryError
from kg.formats import serialize
from kg.query import open_door
from kg.resources import resource

__all__ = ["register"]

FORMATS = {"table": "text/plain", "csv": "text/csv", "json": "application/sparql-results+json", "ttl": "text/turtle"}


def register(verbs: Any) -> None:
    """Add the verbs ``query`` and ``queries``."""
    query = verbs.add_parser("query", help="answer a query", epilog="Parameters follow as --NAME VALUE.")
    query.add_argument("query", metavar="FILE.rq|NAME", help="a file with SPARQL, or a query of the library")
    query.add_argument("--format", choices=FORMATS, default="table")
    add_store(query)
    query.set_defaults(run=_query, takes_parameters=True)
    queries = verbs.add_parser("queries", help="list the query library")
    queries.add_argument("name", nargs="?", help="show one query whole")
    queries.set_defaults(run=_queries)


def parameters(rest: Sequence[str]) -> Mapping[str, str]:
    """``--drug hydrocodone --year=2016`` as a mapping. Raises `ParameterError` for anything else."""
    values: dict[str, str] = {}
    words = iter(rest)
    for word in words:
        if not word.startswith("--"):
            raise ParameterError(f"{word!r}: not a parameter; write --NAME VALUE")
        name, equals, value = word.removeprefix("--").partition("=")
        following = value if equals else next(words, None)
        if following is None:
            raise ParameterError(f"--{name}: has no value; write --{name} VALUE")
        values[name.replace("-", "_")] = following
    return values
