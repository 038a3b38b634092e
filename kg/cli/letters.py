"""The verbs that read letters: ``parse``, ``build``, ``add``; and those that look at the result again: ``validate``,
``check``, ``dump``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from kg.build.build_settings import Settings
from kg.build.pipeline import Advance, add, build, check_store, dumped, parse_letters, validate_store
from kg.build.report import Report
from kg.build.upkeep import again, remove
from kg.cli.arguments import base_iri, store_folder
from kg.cli.console import Console
from kg.cli.verbs import ENGINES, READERS
from kg.documents.preferences import Preferences
from kg.documents.reading_limits import ReadingLimits
from kg.errors import ImrError, InputError
from kg.query import Release

__all__ = ["run_add", "run_build", "run_check", "run_dump", "run_parse", "run_remove", "run_validate"]

Make = Callable[[Path, list[str], Settings, Report, Advance], Release]


def _settings(arguments: argparse.Namespace) -> Settings:
    """How letters are read; the base IRI is ``IMR_BASE_IRI`` where that is set."""
    preferences = Preferences(arguments.column, arguments.ocr)
    named = getattr(arguments, "engine", ())
    judging = _one(named, ENGINES, "judge by the shapes") or "shacl-rust"
    answering = _one(named, READERS, "answer queries")
    return Settings(
        base_iri(),
        ReadingLimits(),
        arguments.jobs,
        arguments.strict,
        preferences,
        judging,
        answering,
        getattr(arguments, "cluster", ""),
        getattr(arguments, "send", False),
    )


def _one(named: Sequence[str], role: Sequence[str], words: str) -> str | None:
    """The one of the engines `named` that can play a `role`. Raises `InputError` where there are two."""
    playing = sorted({name for name in named if name in role})
    if len(playing) > 1:
        raise InputError(f"--engine {playing[0]} and --engine {playing[1]} both {words}; name one of them")
    return playing[0] if playing else None


def run_parse(arguments: argparse.Namespace) -> int:
    """``imr parse``."""
    console, report = Console.of(arguments), Report()
    with console.progress("letters") as advance:
        for line in parse_letters(arguments.paths, _settings(arguments), report, advance):
            print(line)
    console.report(report)
    return 2 if arguments.strict and report.rejected else report.exit_status


def run_build(arguments: argparse.Namespace) -> int:
    """``imr build``."""
    if arguments.again and arguments.paths:
        raise InputError("--again reads the letters that the store has; give no others")
    if not (arguments.again or arguments.paths):
        raise InputError("give letters to build from, or --again")
    if arguments.again and arguments.cluster:
        raise InputError("--again reads in --jobs processes of this machine; leave out --cluster")
    return _make(arguments, _again if arguments.again else build)


def _again(store: Path, _: list[str], settings: Settings, report: Report, advance: Advance) -> Release:
    return again(store, settings, report, advance)


def run_add(arguments: argparse.Namespace) -> int:
    """``imr add``."""
    return _make(arguments, add)


def _make(arguments: argparse.Namespace, make: Make) -> int:
    console, report = Console.of(arguments), Report()
    folder = store_folder(arguments)
    try:
        with console.progress("letters") as advance:
            release = make(folder, arguments.paths, _settings(arguments), report, advance)
    except (ImrError, OSError):
        console.report(report)
        raise
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


def run_remove(arguments: argparse.Namespace) -> int:
    """``imr remove``."""
    console, store = Console.of(arguments), store_folder(arguments)
    release = remove(store, arguments.cases, Settings(base_iri()))
    counts = release.counts
    console.say(
        "published",
        f"{store}: release {release.id} with {counts['cases']:,} cases, {counts['decisions']:,} decisions",
        release=release.id,
        counts=dict(counts),
    )
    return 0


def run_dump(arguments: argparse.Namespace) -> int:
    """``imr dump``."""
    for block in dumped(store_folder(arguments)):
        sys.stdout.buffer.write(block)
    return 0


def run_check(arguments: argparse.Namespace) -> int:
    """``imr check``."""
    console, store = Console.of(arguments), store_folder(arguments)
    release, triples = check_store(store)
    console.say(
        "checked",
        f"{store}: release {release.id} is sound: {triples:,} triples in the engine as in its files",
        release=release.id,
        triples=triples,
    )
    return 0


def run_validate(arguments: argparse.Namespace) -> int:
    """``imr validate``."""
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
