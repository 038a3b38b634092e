"""Which program reads letters: a mark of all that what is read of a letter depends on, beside the letter."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

import kg
from kg.resources import resource

__all__ = ["reading_program"]

_ROOMS = ("text", "model", "parse", "schemes", "link", "rdf")
_MODULES = ("namespaces.py", "ntriples.py")
_TABLES = (".tsv", ".ttl")


@cache
def reading_program() -> str:
    """The first 16 hex digits of SHA-256 over the version, the code that reads, and the tables and shapes it reads by.

    Letters that were read under the same mark would be read the same again.
    """
    code, ontology = Path(kg.__file__).parent, resource("ontology")
    modules = [code / name for name in _MODULES]
    modules += sorted(path for room in _ROOMS for path in (code / room).rglob("*.py"))
    tables = sorted(path for path in ontology.rglob("*") if path.suffix in _TABLES)
    mark = sha256(kg.__version__.encode())
    for path in (*modules, *tables):
        mark.update(f"{path.name}\n{path.stat().st_size}\n".encode() + path.read_bytes())
    return mark.hexdigest()[:16]
