"""Quality as tables: accuracy by field, and what happened while the release was made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from kg.query import Release
from web.pages.cells import local_name
from web.pages.held_out import share
from web.pages.measured import Accuracy, Measured
from web.pages.pieces import Cell, Section, Table
from web.urls import Urls

__all__ = ["accuracy_cells", "accuracy_table", "release_sections"]

_REFUSED = (
    (
        "rejected",
        "Letters that were not read",
        "Files and letters that gave no case, by reason. None is left out silently.",
    ),
    ("notices", "Letters read twice or more", "Nothing was lost by these."),
)


# --- accuracy ------------------------------------------------------------------------------------------------------


def accuracy_table(measured: Measured, urls: Urls) -> Table:
    """Precision and recall of each field, each with n and a 95 % Wilson interval."""
    columns = ("Field", "In the letters", "Read", "Read rightly", "Precision, 95 % interval", "Recall, 95 % interval")
    rows = [
        (
            Cell(field.name, urls.term(field.terms[0]) if field.terms else None),
            *(Cell(f"{count:,}", kind="number") for count in (field.there, field.read, field.right)),
            Cell(share(field.right, field.read), kind="number"),
            Cell(share(field.right, field.there), kind="number"),
        )
        for field in measured.fields
    ]
    return Table(columns, rows)


def accuracy_cells(fields: Sequence[Accuracy]) -> list[Cell]:
    """The same in a line for each field."""
    return [
        Cell(
            f"{field.name}: precision {share(field.right, field.read)} of {field.read} read, "
            f"recall {share(field.right, field.there)} of {field.there} in the letters"
        )
        for field in fields
    ]


# --- the making of the release -------------------------------------------------------------------------------------


def release_sections(release: Release, measured: Measured) -> Iterator[Section]:
    """What the manifest of `release` counts: what was not read and why, what was noticed, which shapes warn."""
    for key, title, note in _REFUSED:
        rows = _refused(release.manifest.get(key), release.manifest.get("unlisted") if key == "rejected" else None)
        if rows or key == "rejected":
            yield Section(key, title, note if rows else "None.", Table(("Code", "Times", "For example"), rows))
    counted = (
        ("findings", "Noticed while letters were read", ("Code", "Times", "Meaning"), measured.meanings),
        ("warnings", "Warnings of the shapes", ("Shape", "Times", "Message"), measured.messages),
    )
    for key, title, columns, words in counted:
        rows = _counted(release.manifest.get(key), words)
        if rows:
            yield Section(key, title, _NOTES[key], Table(columns, rows))


_NOTES = {
    "findings": "It says nothing of a letter’s merits, only of how far its reading can be trusted.",
    "warnings": "What letters misprint, and words that no list of ours has. A letter that breaks a shape is rejected.",
}


def _refused(entries: object, unlisted: object) -> list[tuple[Cell, ...]]:
    """Entries of a manifest (code, place, reason, remedy) by code; `unlisted` counts more of a code.

    Places may be folders of the maker: not shown.
    """
    by_code: dict[str, list[Mapping[str, object]]] = defaultdict(list)
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, Mapping):
            by_code[str(entry.get("code"))].append(entry)
    more = unlisted if isinstance(unlisted, Mapping) else {}
    times = {code: len(all_) + int(more.get(code) or 0) for code, all_ in by_code.items()}
    ordered = sorted(by_code.items(), key=lambda item: (-times[item[0]], item[0]))
    return [
        (Cell(code), Cell(f"{times[code]:,}", kind="number"), Cell(f"{all_[0].get('reason')}; {all_[0].get('remedy')}"))
        for code, all_ in ordered
    ]


def _counted(counts: object, words: Mapping[str, str]) -> list[tuple[Cell, ...]]:
    pairs = (
        [(str(key), count) for key, count in counts.items() if isinstance(count, int)]
        if isinstance(counts, Mapping)
        else []
    )
    return [
        (Cell(local_name(key)), Cell(f"{count:,}", kind="number"), Cell(words.get(key, "")))
        for key, count in sorted(pairs, key=lambda pair: (-pair[1], pair[0]))
    ]
