"""Where the project's own data files are: in the wheel, or at the top of a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kg.errors import VocabularyError

__all__ = ["read_resource", "resource"]


@cache
def _root() -> Path:
    """Folder that holds `ontology/`, `queries/` and `docs/`: `kg/_data` in a wheel, the checkout's top otherwise."""
    package = Path(__file__).parent
    packed = package / "_data"
    return packed if packed.is_dir() else package.parent


def resource(name: str) -> Path:
    """Path of a data file or folder such as ``ontology/shapes.ttl`` or ``queries``.

    Raises `VocabularyError` if the installation lacks it.
    """
    path = _root() / name
    if not path.exists():
        raise VocabularyError(f"{name}: not in this installation ({_root()}); reinstall imr-kg")
    return path


def read_resource(name: str) -> str:
    """Text of a data file, UTF-8. Raises `VocabularyError` if the installation lacks it."""
    return resource(name).read_text(encoding="utf-8")
