"""What an answer depends on beside the request and the release: the program, and the choices of who runs the site."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from kg import __version__
from kg.questions.catalog import Catalog
from web.settings import SiteSettings

__all__ = ["fingerprint"]

_PROGRAM = Path(__file__).parents[1]
_LIBRARIES = ("Flask", "Jinja2", "Werkzeug", "pyoxigraph", "rapidfuzz")
"""Libraries whose next version may write the same answer in other bytes."""


def fingerprint(settings: SiteSettings, catalog: Catalog, base: str) -> str:
    """Another text for every program, library of queries, ontology, base IRI and choice; the same on every machine.

    A version number alone would not do: who runs a checkout changes the program without changing it.
    """
    digest = sha256(_program())
    for part in (base, _choices(settings), *(f"{name}\n{query.text}" for name, query in sorted(catalog.items()))):
        _add(digest.update, part.encode())
    for path in _files(settings.ontology, ("*",)):
        _add(digest.update, path.read_bytes())
    return digest.hexdigest()


@cache
def _program() -> bytes:
    digest = sha256()
    for part in (__version__, *map(_version, _LIBRARIES)):
        _add(digest.update, part.encode())
    for package in ("kg", "web"):
        for path in _files(_PROGRAM / package, ("*.py", "*.html", "*.tsv", "*.css", "*.svg")):
            _add(digest.update, path.relative_to(_PROGRAM).as_posix().encode())
            _add(digest.update, path.read_bytes())
    return digest.digest()


def _choices(settings: SiteSettings) -> str:
    """The choices as text; where the folder of the ontology lies makes no difference, its files do."""
    limits = settings.limits
    return repr(
        (
            settings.title,
            settings.page_rows,
            settings.shown_rows,
            settings.license_url,
            settings.citation_url,
            settings.public_url,
            (limits.seconds, limits.rows, limits.size, limits.memory, sorted(limits.services)),
        )
    )


def _files(folder: Path | None, patterns: Iterable[str]) -> list[Path]:
    found = {path for pattern in patterns for path in folder.glob(f"**/{pattern}")} if folder else set()
    return sorted(path for path in found if path.is_file() and "_data" not in path.parts)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def _add(update: Callable[[bytes], object], part: bytes) -> None:
    """Add `part` with its length, so that two parts never read as two others."""
    update(len(part).to_bytes(8, "big"))
    update(part)
