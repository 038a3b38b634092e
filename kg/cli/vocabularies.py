"""``imr vocab``: make the Turtle of the vocabularies from their tables."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from kg.resources import resource
from kg.schemes.generate import generate

__all__ = ["register"]


def register(verbs: Any) -> None:
    """Add the verb ``vocab``."""
    parser = verbs.add_parser("vocab", help="work on the vocabularies")
    tasks = parser.add_subparsers(dest="task", metavar="TASK", required=True)
    make = tasks.add_parser("generate", help="write the Turtle files of ontology/schemes from their tables")
    make.add_argument("--check", action="store_true", help="write nothing; status 1 if a file is out of step")
    make.set_defaults(run=_generate)


def _generate(arguments: argparse.Namespace) -> int:
    folder = resource("ontology") / "schemes"
    stale = []
    for name, turtle in sorted(generate(folder).items()):
        file = folder / name
        if not file.exists() or file.read_text(encoding="utf-8") != turtle:
            stale.append(name)
            if not arguments.check:
                file.write_text(turtle, encoding="utf-8")
    verb = "out of step" if arguments.check else "written"
    print(f"{', '.join(stale) or 'nothing'} {verb}", file=sys.stderr)
    return 1 if stale and arguments.check else 0
