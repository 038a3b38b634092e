"""``imr link drug``: what the drug vocabulary makes of a mention."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Sequence
from contextlib import nullcontext

from kg.cli.arguments import data_folder
from kg.imports import ImportDatabase, ImportedDrugs
from kg.link.derivation import schedules_of
from kg.link.drugs import DrugLinker, as_json
from kg.model import Ingredient
from kg.schemes import drugs
from kg.schemes.mappings import ingredients_by_iri

__all__ = ["run_link_drug"]


def run_link_drug(arguments: argparse.Namespace) -> int:
    """``imr link drug``."""
    folder = data_folder(arguments)
    with ImportDatabase(folder) if folder.is_dir() else nullcontext() as database:
        vocabulary = drugs.load()
        linker = DrugLinker(vocabulary, more=_imported(database, vocabulary) if database else None)
        return _print_links(arguments.mentions, linker, arguments.decided)


def _imported(database: ImportDatabase, vocabulary: drugs.DrugVocabulary) -> ImportedDrugs:
    by_iri = ingredients_by_iri(vocabulary)

    def known(iri: str) -> tuple[Ingredient, ...]:
        return tuple(Ingredient(each.label, each.rxcui) for each in by_iri.get(iri, ()))

    return ImportedDrugs(database, known)


def _print_links(mentions: Sequence[str], linker: DrugLinker, decided: dt.date | None) -> int:
    """One object a mention; without a day of decision a schedule that has changed since 2013 is left out."""
    lines = (line.rstrip("\n") for line in sys.stdin)
    for mention in mentions or lines:
        if mention.strip():
            found = linker.link(mention, decided)
            schedules = list(schedules_of(linker.vocabulary, (found,), decided))
            print(json.dumps({**as_json(found), "dea_schedules": schedules}, ensure_ascii=False))
    return 0
