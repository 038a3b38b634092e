"""``imr vocab``: make the vocabularies' files from their tables; import what a user downloads."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from tqdm import tqdm

from kg import __version__
from kg.cli.arguments import add_data, data_folder
from kg.imports import KINDS, ImportDatabase, Progress, import_file
from kg.resources import resource
from kg.schemes import drugs
from kg.schemes.generate import generate
from kg.schemes.mappings import sssom_files

__all__ = ["register"]

_SHOWN = 20  # bad rows printed; all of them are kept with the import


def register(verbs: Any) -> None:
    """Add the verb ``vocab``."""
    parser = verbs.add_parser("vocab", help="make the vocabularies' files; import RxNorm, NDC, UNII and others")
    tasks = parser.add_subparsers(dest="task", metavar="TASK", required=True)
    make = tasks.add_parser("generate", help="write ontology/schemes/*.ttl and the mappings from the tables")
    make.add_argument("--check", action="store_true", help="write nothing; status 1 if a file is out of step")
    make.set_defaults(run=_generate)
    bring = tasks.add_parser("import", help="import a downloaded file")
    bring.add_argument("kind", choices=sorted(KINDS))
    bring.add_argument("file", type=Path)
    bring.add_argument("--as", dest="version", default="", metavar="VERSION", help="release, where the file names none")
    bring.set_defaults(run=_import)
    tasks.add_parser("list", help="list what was imported").set_defaults(run=_list)
    remove = tasks.add_parser("remove", help="remove an import")
    remove.add_argument("number", type=int, help="its number in the list")
    remove.set_defaults(run=_remove)
    export = tasks.add_parser("export", help="print the names of an imported vocabulary, tab separated")
    export.add_argument("kind", choices=sorted(KINDS))
    export.add_argument("--restricted", action="store_true", help="also what its source's licence restricts")
    export.set_defaults(run=_export)
    for task in tasks.choices.values():
        if task is not make:
            add_data(task)


def _generate(arguments: argparse.Namespace) -> int:
    folder = resource("ontology")
    files = {folder / "schemes" / name: text for name, text in generate(folder / "schemes").items()}
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


def _import(arguments: argparse.Namespace) -> int:
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


def _list(arguments: argparse.Namespace) -> int:
    with ImportDatabase(data_folder(arguments)) as database:
        for each in database.imports():
            print(each.id, each.kind, each.version, each.file, each.state, each.rows, each.bad, sep="\t")
    return 0


def _remove(arguments: argparse.Namespace) -> int:
    with ImportDatabase(data_folder(arguments)) as database:
        database.remove(arguments.number)
    return 0


def _export(arguments: argparse.Namespace) -> int:
    with ImportDatabase(data_folder(arguments)) as database:
        print("source", "code", "kind", "name", sep="\t")
        for each in database.export(arguments.kind, arguments.restricted):
            print(each.source, each.code, each.kind, each.text, sep="\t")
    return 0
