"""The files of a release that an engine made for reading answers from, beside Oxigraph's."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path

from kg.errors import StoreDamaged, StoreError
from kg.store.sparq_files import check_installed, write_files

__all__ = ["ENGINES", "READING", "ReadingFiles", "check_engine", "engine_of_manifest"]

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


class ReadingFiles:
    """The files of one draft for `engine`; none where that is Oxigraph, whose files every release has."""

    def __init__(self, engine: str) -> None:
        self._engine = engine
        self.noted: dict[str, object] = {}
        """What the manifest says of them."""
        self.missing = ""
        """Why there are none, where there should be."""

    def make(self, release: Path, blocks: Iterable[bytes], triples: int, size: int) -> None:
        """Make them from the graph (`blocks`, `size` bytes of N-Triples) and the description of a finished draft.

        Both have `triples`. Where memory will not do, or the loader fails, `missing` says so: the graph is sound, and
        Oxigraph answers from it. Raises `StoreDamaged` where the graph can't be read.
        """
        if self._engine == ENGINES[0]:
            return
        made, about = check_installed(), release / "about.nt"
        told = about.read_bytes() if about.exists() else b""
        try:
            write_files(release / READING, chain(blocks, [told]), triples, size + len(told))
        except StoreDamaged:
            raise
        except StoreError as error:
            shutil.rmtree(release / READING, ignore_errors=True)
            self.missing = str(error)
            return
        self.noted = {READING: {"engine": self._engine, "version": made}}
