"""``imr link drug``: what the drug vocabulary makes of a mention."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

from kg.cli.arguments import add_data, data_folder
from kg.imports import ImportDatabase, ImportedDrugs
from kg.link.drugs import DrugLinker, as_json
from kg.schemes import drugs

__all__ = ["register"]


def register(verbs: Any) -> None:
    """Add the verb ``link``."""
    parser = verbs.add_parser("link", help="link words to the vocabularies")
    kinds = parser.add_subparsers(dest="kind", metavar="KIND", required=True)
    drug = kinds.add_parser("drug", help="drug mentions: one JSON object each")
    drug.add_argument("mentions", nargs="*", metavar="MENTION", help="default: one a line on standard input")
    add_data(drug)
    drug.set_defaults(run=_link_drugs)


def _link_drugs(arguments: argparse.Namespace) -> int:
    folder = data_folder(arguments)
    with ImportDatabase(folder) if folder.is_dir() else nullcontext() as database:
        linker = DrugLinker(drugs.load(), more=ImportedDrugs(database) if database else None)
        return _print_links(arguments.mentions, linker)


def _print_links(mentions: Sequence[str], linker: DrugLinker) -> int:
    lines = (line.rstrip("\n") for line in sys.stdin)
    for mention in mentions or lines:
        if mention.strip():
            print(json.dumps(as_json(linker.link(mention)), ensure_ascii=False))
    return 0
