"""``imr link drug``: what the drug vocabulary makes of a mention."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import nullcontext

from kg.cli.arguments import data_folder
from kg.imports import ImportDatabase, ImportedDrugs
from kg.link.drugs import DrugLinker, as_json
from kg.schemes import drugs

__all__ = ["run_link_drug"]


def run_link_drug(arguments: argparse.Namespace) -> int:
    """``imr link drug``."""
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
