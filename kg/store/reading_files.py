"""The files of a release that an engine made for reading answers from, beside Oxigraph's."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path

from kg.errors import StoreError
from kg.store.sparq_files import check_installed, write_files

__all__ = ["ENGINES", "READING", "check_engine", "engine_of_manifest", "write_reading_files"]

ENGINES = ("oxigraph", "sparq")
"""What can answer from a release. Oxigraph's files are part of each."""

READING = "reading"
"""The folder of a release with the files of its reading engine, and the manifest's entry about it."""


def engine_of_manifest(manifest: Mapping[str, object]) -> str:
    """The engine made for reading that a release has files for; ``oxigraph`` where it has none."""
    noted = manifest.get(READING)
    return str(noted.get("engine")) if isinstance(noted, Mapping) else ENGINES[0]


def check_engine(name: str) -> None:
    """Raise `InputError` where releases can't be made for the engine `name` here, before letters are read."""
    if name == "sparq":
        check_installed()


def write_reading_files(release: Path, blocks: Iterable[bytes], triples: int, size: int) -> dict[str, object]:
    """Make sparq's files from the graph (`blocks`) and the description of a finished draft.

    Gives what the manifest notes of them. They hold `triples`, `size` bytes of N-Triples. Raises `StoreError` where
    memory will not do or the loader fails; then there are no such files.
    """
    made = check_installed()
    try:
        write_files(release / READING, chain(blocks, _description(release)), triples, size)
    except StoreError:
        shutil.rmtree(release / READING, ignore_errors=True)
        raise
    return {"engine": "sparq", "version": made}


def _description(release: Path) -> Iterator[bytes]:
    if (release / "about.nt").exists():
        yield (release / "about.nt").read_bytes()
