"""The files of ``web/static``, held in memory: no file is open while a slow or vanished client is served."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

__all__ = ["Asset", "load_assets"]

_FOLDER = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file: its bytes, its media type, and the `version` that its address carries (it changes with the bytes)."""

    body: bytes
    media_type: str
    version: str


def load_assets(folder: Path = _FOLDER) -> Mapping[str, Asset]:
    """Every file under `folder` by its path there."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): _asset(path) for path in files}


def _asset(path: Path) -> Asset:
    body = path.read_bytes()
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(body, media_type, sha256(body).hexdigest()[:16])
