"""Reading the tab-separated tables that people of the domain edit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kg.errors import TableError

__all__ = ["listed", "rows"]


def rows(text: str, columns: Sequence[str], name: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield (line number, row) for each row of a table whose first line names its `columns`.

    Lines that are empty or start with ``#`` are left out. `name` is the file's name, for messages.
    Raises `TableError` naming file and line where the columns or a row's width are wrong.
    """
    lines = enumerate(text.splitlines(), 1)
    header: list[str] | None = None
    for number, line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if header is None:
            if cells != list(columns):
                raise TableError(f"{name}:{number}: columns are {cells}, expected {list(columns)}")
            header = cells
            continue
        if len(cells) > len(header):
            raise TableError(f"{name}:{number}: {len(cells)} cells, expected {len(header)}; remove the extra tabs")
        cells += [""] * (len(header) - len(cells))
        yield number, dict(zip(header, cells, strict=True))
    if header is None:
        raise TableError(f"{name}: empty; its first line must name the columns {list(columns)}")


def listed(cell: str) -> tuple[str, ...]:
    """The values of a cell that holds several, separated by ``|``."""
    # Most cells hold nothing or one value, and a worker reads 75,000 of them when it starts.
    if "|" not in cell:
        return (value,) if (value := cell.strip()) else ()
    return tuple(part.strip() for part in cell.split("|") if part.strip())
