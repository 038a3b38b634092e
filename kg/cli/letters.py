"""The verbs that read letters: ``parse``, ``build``, ``add``; and ``validate``, which looks at the result again."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kg.build.batches import Settings
from kg.build.gate import ENGINES
from kg.build.pipeline import Advance, add, build, parse_letters, validate_store
from kg.build.report import Report
from kg.cli.arguments import add_console, add_paths, add_store, settings, store_folder
from kg.cli.console import Console
from kg.query import Release

__all__ = ["register"]

Make = Callable[[Path, list[str], Settings, Report, Advance], Release]


def register(verbs: Any) -> None:
    """Add the verbs."""
    parse = verbs.add_parser("parse", help="print letters as JSON Lines")
    add_paths(parse)
    add_console(parse)
    parse.set_defaults(run=_parse)
    for name, make, words in (
        ("build", build, "make a new release from letters"),
        ("add", add, "bring letters into the current release"),
    ):
        verb = verbs.add_parser(name, help=words)
        add_store(verb)
        add_paths(verb)
        add_console(verb)
        verb.set_defaults(run=_make, make=make)
    validate = verbs.add_parser("validate", help="check the current release against the shapes")
    add_store(validate)
    add_console(validate)
    validate.add_argument("--engine", choices=sorted(ENGINES), default="shacl-rust")
    validate.set_defaults(run=_validate)


def _parse(arguments: argparse.Namespace) -> int:
    console, report = Console.of(arguments), Report()
    with console.progress("letters") as advance:
        for line in parse_letters(arguments.paths, settings(arguments), report, advance):
            print(line)
    console.report(report)
    return 2 if arguments.strict and report.rejections else report.exit_status


def _make(arguments: argparse.Namespace) -> int:
    console, report = Console.of(arguments), Report()
    folder, make = store_folder(arguments), arguments.make
    try:
        with console.progress("letters") as advance:
            release = make(folder, arguments.paths, settings(arguments), report, advance)
    finally:
        console.report(report)
    counts = release.counts
    console.say(
        "published",
        f"{folder}: release {release.id} with {counts['cases']:,} cases, {counts['decisions']:,} decisions, "
        f"{counts['triples']:,} triples",
        release=release.id,
        counts=dict(counts),
    )
    return report.exit_status


def _validate(arguments: argparse.Namespace) -> int:
    console = Console.of(arguments)
    checked = validate_store(store_folder(arguments), arguments.engine)
    for case, violation in checked.violations:
        print(f"{violation.severity}\t{case}\t{violation.message}\t{violation.focus}")
    console.say(
        "validated",
        f"{checked.cases:,} cases: {checked.count('violation')} violations, {checked.count('warning')} warnings",
        cases=checked.cases,
        violations=checked.count("violation"),
        warnings=checked.count("warning"),
    )
    return 1 if checked.count("violation") else 0
