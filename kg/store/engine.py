"""The engine's files of a release (Oxigraph, which keeps them by RocksDB): loaded, or made of the release before.

A release's engine is a *compacted* one, in which each index is one sorted run, and on top of it one more run with all
changes since and the description. RocksDB begins to rewrite its largest files as soon as there are two such runs, and
would do so at every second addition; with one it never does. So an addition starts from the compacted engine again,
whose tables it shares by hard links, and writes all changes since then in one piece. See
docs/decisions/0011-segments.md.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.errors import StoreError
from kg.store.integrity import damaged

__all__ = [
    "COMPACTED",
    "ENGINE",
    "added_bytes",
    "change_engine",
    "engine_bytes",
    "inherit",
    "load_engine",
    "settle_tables",
    "tables",
]

ENGINE = "graph"
"""The folder of a release with the engine that readers open."""

COMPACTED = "compacted"
"""The folder with the compacted engine; its tables are those of `ENGINE` too, and are kept there."""

_WORK = "engine"
_TABLE = ".sst"


class _Pieces:
    """Pieces of bytes as a file that is read."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._held = memoryview(b"")

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; none at the end."""
        while not self._held:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._held = memoryview(piece)
        piece, self._held = bytes(self._held[:size]), self._held[size:]
        return piece


def load_engine(draft: Path, pieces: Iterable[bytes]) -> None:
    """Make the compacted engine of the folder `draft` from `pieces` of N-Triples.

    Raises `StoreError` where a line is none.
    """
    _load(draft, pieces)
    shutil.rmtree(draft / _WORK)  # after the engine was closed: until then it tidies up there by itself


def _load(draft: Path, pieces: Iterable[bytes]) -> None:
    store = ox.Store(str(draft / _WORK))
    _bulk_load(store, pieces)
    store.optimize()
    _keep(store, draft / COMPACTED)


def change_engine(draft: Path, removed: Iterable[bytes], added: Iterable[bytes], *, compact: bool = False) -> None:
    """Make the engine of the folder `draft` from its compacted one, less `removed`, plus `added` (N-Triples).

    With `compact` that becomes the compacted one instead. Raises as `load_engine` does.
    """
    _copy(draft / COMPACTED, draft / _WORK)
    _change(draft, removed, added, compact=compact)
    shutil.rmtree(draft / _WORK)


def _change(draft: Path, removed: Iterable[bytes], added: Iterable[bytes], *, compact: bool) -> None:
    store = ox.Store(str(draft / _WORK))
    for lines in removed:
        for quad in ox.parse(lines, format=ox.RdfFormat.N_TRIPLES, lenient=True):
            store.remove(quad)
    _bulk_load(store, added)
    if compact:
        store.optimize()
        shutil.rmtree(draft / COMPACTED)
    _keep(store, draft / (COMPACTED if compact else ENGINE))


def _bulk_load(store: ox.Store, pieces: Iterable[bytes]) -> None:
    try:
        # Lenient: IRIs are not looked at again, their minting and the shapes have.
        store.bulk_load(input=_Pieces(pieces), format=ox.RdfFormat.N_TRIPLES, lenient=True)  # type: ignore[arg-type]
    except SyntaxError as error:
        raise StoreError(f"the graph holds a line that is no N-Triples: {error}") from error


def _keep(store: ox.Store, folder: Path) -> None:
    """Keep what the engine holds as `folder`, by hard links, without what it needs no more."""
    store.flush()
    store.backup(str(folder))


def tables(engine: Path) -> list[str]:
    """The names of an engine's tables."""
    return sorted(path.name for path in engine.iterdir() if path.suffix == _TABLE)


def inherit(base: Path, names: Iterable[str], draft: Path) -> None:
    """Have the compacted engine of the release `base`, whose tables are `names`, in `draft` too.

    Raises `StoreDamaged` where a table is missing.
    """
    _copy(base / COMPACTED, draft / COMPACTED)
    for name in names:
        target = draft / COMPACTED / Path(name).name
        if not target.exists():
            source = base / ENGINE / target.name
            if not source.exists():
                raise damaged(source, "is missing")
            os.link(source, target)


def settle_tables(draft: Path) -> list[str]:
    """Keep the tables of the compacted engine where the engine has them anyway; gives their names."""
    names = tables(draft / COMPACTED)
    for name in names:
        own, shared = draft / COMPACTED / name, draft / ENGINE / name
        if shared.exists() and shared.samefile(own):
            own.unlink()
    return names


def engine_bytes(draft: Path, names: Iterable[str]) -> int:
    """Bytes of the tables `names` of the compacted engine."""
    paths = ((draft / COMPACTED / name, draft / ENGINE / name) for name in names)
    return sum((own if own.exists() else shared).stat().st_size for own, shared in paths)


def added_bytes(draft: Path, names: Iterable[str]) -> int:
    """Bytes of the engine's tables that are not among `names`."""
    known = set(names)
    return sum((draft / ENGINE / name).stat().st_size for name in tables(draft / ENGINE) if name not in known)


def _copy(source: Path, target: Path) -> None:
    """Copy an engine's folder: tables, which never change, by hard links."""
    target.mkdir()
    for path in _files(source):
        if path.suffix == _TABLE:
            os.link(path, target / path.name)
        else:
            shutil.copyfile(path, target / path.name)


def _files(engine: Path) -> Iterator[Path]:
    try:
        yield from sorted(engine.iterdir())
    except OSError as error:
        raise damaged(engine, f"can't be read ({error.strerror})") from error
