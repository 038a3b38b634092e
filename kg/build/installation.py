"""What letters are read with on this machine: two machines that differ in it may read the same letter differently."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import kg
from kg.resources import resource

__all__ = ["difference", "installed"]

_LIBRARIES = ("distributed", "pypdfium2", "pyshacl", "rapidfuzz", "rdflib", "shacl-rust")
"""They read or judge letters, or carry them; what else is installed changes no triple."""


def installed() -> dict[str, str]:
    """Versions, and hashes of the program's files and of its vocabularies as they are on the disk now, by name."""
    package = Path(kg.__file__).parent
    return {
        "Python": platform.python_version(),
        "imr-kg": kg.__version__,
        **{name: _version(name) for name in _LIBRARIES},
        "the program's files": _hash(package, package.rglob("*.py")),
        "vocabularies": _hash(resource("ontology"), resource("ontology").rglob("*")),
    }


def difference(here: Mapping[str, str], there: Mapping[str, str]) -> str:
    """The first thing that another machine has otherwise, in words; empty if there is none.

    >>> difference({"Python": "3.11.7"}, {"Python": "3.12.1"})
    'Python is 3.12.1 there and 3.11.7 here'
    """
    for name, mine in here.items():
        theirs = there.get(name, "missing")
        if theirs != mine:
            return f"{name} {'are' if name.endswith('s') else 'is'} {theirs} there and {mine} here"
    return ""


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"


def _hash(folder: Path, files: Iterable[Path]) -> str:
    """Names and contents of the files, as 12 hexadecimal digits."""
    whole = sha256()
    for path in sorted(each for each in files if each.is_file()):
        whole.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        whole.update(sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:12]
