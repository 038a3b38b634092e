"""What is slow to import is imported by who uses it: not to print a version, nor by every worker process."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

from kg.build.gate import ENGINES
from kg.cli import _parser, queries, verbs
from kg.imports import KINDS
from kg.store import reading_files

SLOW = {"dask", "distributed", "flask", "pypdfium2", "pyshacl", "rdflib", "SPARQLWrapper", "waitress", "werkzeug"}
READER = """
from kg.build.batches import triple_reader
from kg.build.build_settings import Settings
triple_reader(Settings())()(())
"""
ASKED = "from kg.query import open_door; from kg.questions.catalog import Catalog; Catalog.load()"


def loaded_by(program: str) -> set[str]:
    """Top-level packages that a fresh interpreter has imported after `program`."""
    code = f"{program}\nimport sys; print(*(name for name in sys.modules if '.' not in name), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


@pytest.mark.parametrize(
    "program",
    [
        "from contextlib import suppress\nfrom kg.cli import main\nwith suppress(SystemExit): main(['--version'])",
        "from contextlib import suppress\nfrom kg.cli import main\nwith suppress(SystemExit): main(['--help'])",
        "import kg.store.worker",
        ASKED,
    ],
    ids=["version", "help", "query process", "a question"],
)
def test_nothing_slow_is_imported_for_nothing(program: str) -> None:
    assert loaded_by(program) & SLOW == set()


def test_a_process_that_reads_letters_imports_of_what_is_slow_its_pdf_reader_only() -> None:
    assert loaded_by(READER) & SLOW <= {"pypdfium2"}


def test_the_version_needs_no_engine_either() -> None:
    program = "from contextlib import suppress\nfrom kg.cli import main\nwith suppress(SystemExit): main(['--version'])"
    assert loaded_by(program) & {"pyoxigraph", "rapidfuzz", "shacl_rust", "sqlite3", "yaml"} == set()


def runs() -> list[str]:
    """What each verb and task names to be run."""
    found, waiting = [], [_parser()]
    while waiting:
        parser = waiting.pop()
        found += [run for run in [parser.get_default("run")] if run]
        for action in parser._actions:
            if isinstance(action.choices, dict):
                waiting += action.choices.values()
    return found


@pytest.mark.parametrize("run", sorted(set(runs())))
def test_a_verb_names_a_function_that_exists(run: str) -> None:
    module, _, name = run.partition(":")
    assert callable(getattr(import_module(module), name))


def test_choices_are_those_of_the_modules_that_do_the_work() -> None:
    assert sorted(verbs.ENGINES) == sorted(ENGINES)
    assert verbs.READERS == reading_files.ENGINES
    assert sorted(verbs.KINDS) == sorted(KINDS)
    assert sorted(verbs.FORMATS) == sorted(queries.FORMATS)
