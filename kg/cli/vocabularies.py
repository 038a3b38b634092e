"""``imr vocab``: make the vocabularies' files from their tables; import what a user downloads."""

from __future__ import annotations

import argparse
import sys

from tqdm import tqdm

from kg import __version__
from kg.cli.arguments import data_folder
from kg.imports import ImportDatabase, Progress, import_file
from kg.resources import read_resource, resource
from kg.schemes import drugs
from kg.schemes.context import updated_context
from kg.schemes.generate import generate
from kg.schemes.mappings import sssom_files

__all__ = ["run_export", "run_generate", "run_import", "run_list", "run_remove"]

_SHOWN = 20  # bad rows printed; all of them are kept with the import


def run_generate(arguments: argparse.Namespace) -> int:
    """``imr vocab generate``."""
    folder = resource("ontology")
    files = {folder / "schemes" / name: text for name, text in generate(folder / "schemes").items()}
    ontology, context = (read_resource(f"ontology/{name}") for name in ("imr.ttl", "context.jsonld"))
    files[folder / "context.jsonld"] = updated_context(context, ontology)
    files |= {folder / "mappings" / name: text for name, text in sssom_files(drugs.load(), __version__).items()}
    stale = []
    for file, text in sorted(files.items()):
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            stale.append(file.name)
            if not arguments.check:
                file.write_text(text, encoding="utf-8")
    verb = "out of step" if arguments.check else "written"
    print(f"{', '.join(stale) or 'nothing'} {verb}", file=sys.stderr)
    return 1 if stale and arguments.check else 0


def run_import(arguments: argparse.Namespace) -> int:
    """``imr vocab import``."""
    with (
        ImportDatabase(data_folder(arguments)) as database,
        tqdm(unit=" rows", delay=1, disable=None, leave=False) as bar,
    ):

        def tell(progress: Progress) -> None:
            bar.update(progress.rows - bar.n)

        report = import_file(arguments.kind, arguments.file, database, arguments.version, tell)
    done = report.done
    for problem in report.problems[:_SHOWN]:
        print(f"rejected {problem}", file=sys.stderr)
    state = "was imported before" if report.already else "imported"
    print(f"{done.id}\t{done.kind}\t{done.version}\t{state}: {done.rows:,} rows, {done.bad:,} bad", file=sys.stderr)
    return 1 if done.bad else 0


def run_list(arguments: argparse.Namespace) -> int:
    """``imr vocab list``."""
    with ImportDatabase(data_folder(arguments)) as database:
        for each in database.imports():
            print(each.id, each.kind, each.version, each.file, each.state, each.rows, each.bad, sep="\t")
    return 0


def run_remove(arguments: argparse.Namespace) -> int:
    """``imr vocab remove``."""
    with ImportDatabase(data_folder(arguments)) as database:
        database.remove(arguments.number)
    return 0


def run_export(arguments: argparse.Namespace) -> int:
    """``imr vocab export``."""
    with ImportDatabase(data_folder(arguments)) as database:
        print("source", "code", "kind", "name", sep="\t")
        for each in database.export(arguments.kind, arguments.restricted):
            print(each.source, each.code, each.kind, each.text, sep="\t")
    return 0
