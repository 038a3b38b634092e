"""Arguments that several verbs share."""

from __future__ import annotations

import argparse
import datetime as dt
import os
from pathlib import Path

from kg.namespaces import DEFAULT_BASE

__all__ = [
    "add_console",
    "add_data",
    "add_paths",
    "add_store",
    "base_iri",
    "data_folder",
    "day",
    "positive",
    "store_folder",
    "store_name",
]


def day(text: str) -> dt.date:
    """A day that an argument tells, as YYYY-MM-DD."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as YYYY-MM-DD") from None


def add_store(parser: argparse.ArgumentParser) -> None:
    """``--store``: a folder, or the address of a SPARQL endpoint where only reading is asked."""
    parser.add_argument("--store", metavar="DIR", help="the store; default: IMR_STORE, then ./imr-store")


def store_name(arguments: argparse.Namespace) -> str:
    """The store asked for: ``--store``, else ``IMR_STORE``, else ``./imr-store``."""
    return arguments.store or os.environ.get("IMR_STORE") or "imr-store"


def add_console(parser: argparse.ArgumentParser) -> None:
    """``--quiet`` and ``--json``."""
    parser.add_argument("--quiet", action="store_true", help="only what was rejected, no progress")
    parser.add_argument("--json", action="store_true", help="log as JSON Lines on stderr")


def add_paths(parser: argparse.ArgumentParser, *, some: bool = True) -> None:
    """The letters (at least `some`), how many processes read them, and how large they may be."""
    parser.add_argument(
        "paths",
        nargs="+" if some else "*",
        metavar="PATH",
        help="PDF, text, HTML, .docx, JSON, CSV, .zip, .tar.gz, a folder of these, or - for standard input",
    )
    parser.add_argument(
        "--jobs",
        type=_jobs,
        default=min(os.cpu_count() or 1, 16),
        metavar="N",
        help="worker processes; 0 reads in this process, without protection against a file that crashes the reader",
    )
    parser.add_argument("--strict", action="store_true", help="any rejection is a failure")
    parser.add_argument("--column", metavar="NAME", help="column of a table, or field of JSON, that holds the letter")
    parser.add_argument("--ocr", action="store_true", help="read pictures of pages by text recognition (tesseract)")


def positive(text: str) -> int:
    """A whole number from 1 on."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 on")
    return int(text)


def _jobs(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 256:
        raise argparse.ArgumentTypeError(f"{text}: give 0 to 256")
    return number


def base_iri() -> str:
    """Base of the graph's IRIs: ``IMR_BASE_IRI`` for those who host their own."""
    return os.environ.get("IMR_BASE_IRI") or DEFAULT_BASE


def store_folder(arguments: argparse.Namespace) -> Path:
    """The store as a folder, for verbs that write."""
    return Path(store_name(arguments))


def add_data(parser: argparse.ArgumentParser) -> None:
    """``--data``: where imported vocabularies are kept."""
    parser.add_argument("--data", metavar="DIR", help="imported vocabularies; default: IMR_DATA, then ./imr-data")


def data_folder(arguments: argparse.Namespace) -> Path:
    """The folder of imported vocabularies: ``--data``, else ``IMR_DATA``, else ``./imr-data``."""
    return Path(arguments.data or os.environ.get("IMR_DATA") or "imr-data")
