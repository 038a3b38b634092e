"""Tables that people of the domain edit: tab-separated, lines that begin with ``#`` are remarks, the first other line
names the columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

__all__ = ["own_table", "rows"]

_OWN = Path(__file__).parent / "pages"


def rows(text: str) -> Iterator[Mapping[str, str]]:
    """The rows of the table `text`, by column; cells that are missing at a row's end are empty.

    Raises `ValueError` at a row with more cells than there are columns.
    """
    lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    columns = lines[0] if lines else []
    for cells in lines[1:]:
        yield dict(zip(columns, [*cells, *[""] * (len(columns) - len(cells))], strict=True))


def own_table(name: str) -> list[Mapping[str, str]]:
    """The table ``web/pages/{name}.tsv``, which is part of the program."""
    return list(rows((_OWN / f"{name}.tsv").read_text(encoding="utf-8")))
