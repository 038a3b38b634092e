"""Letters in the rows of a table or the records of a JSON file: one source each, for a reader that opens it later.

JSON Lines (https://jsonlines.org), JSON (RFC 8259: one object, an array of objects or of texts, or an object that holds
one such array), CSV (RFC 4180, also with
semicolons as European spreadsheets write it) and tab-separated values, the first row naming the columns.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO

from kg.documents.decoding import accept, decode
from kg.documents.preferences import Preferences
from kg.documents.reading_limits import ReadingLimits
from kg.documents.refusal import refusal, rejection
from kg.documents.source import Document, FileKind, Source, printable
from kg.documents.streams import lines
from kg.model import Rejection

__all__ = ["read_record", "record_sources"]

_TEXT_FIELDS = ("text", "letter", "body", "content")
_NAME_FIELDS = ("source", "id", "case_number")


def record_sources(
    source: Source, stream: BinaryIO, limits: ReadingLimits, preferences: Preferences
) -> Iterator[Source | Rejection]:
    """A source for each record of a file of records, its JSON or its row still unread; blank lines are passed over.

    Raises `DocumentError` where the whole can't be used, and what reading `stream` raises.
    """
    if source.kind is FileKind.JSON_LINES:
        found = _line_sources(source, lines(stream, limits.text_bytes), limits)
    elif source.kind is FileKind.JSON:
        found = _json_sources(source, _whole(source, stream, limits), limits, preferences)
    else:
        text = decode(_whole(source, stream, limits), source.place)
        found = _row_sources(source, text, limits, preferences)
    empty = True
    for each in found:
        empty = False
        yield each
    if empty:
        raise refusal("empty", source.place, "is empty")


def read_record(source: Source, line: bytes, preferences: Preferences) -> Document:
    """The letter in one JSON record.

    Raises `DocumentError` (``broken-json``, ``no-text-field``, ``empty``, ``binary``).
    """
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise refusal("broken-json", source.place, f"is no JSON ({printable(str(error))})") from None
    fields = record if isinstance(record, dict) else {}
    texts = [record, *(fields.get(name) for name in _text_names(preferences))]
    text = next((each for each in texts if isinstance(each, str)), None)
    if text is None:
        raise refusal("no-text-field", source.place, "is JSON without a letter's text")
    name = next((fields[f] for f in _NAME_FIELDS if fields.get(f) and isinstance(fields[f], str | int)), source.name)
    return Document(printable(str(name)), accept(text, source.place), source.place)


def _text_names(preferences: Preferences) -> Sequence[str]:
    return _TEXT_FIELDS if preferences.column is None else (preferences.column,)


def _whole(source: Source, stream: BinaryIO, limits: ReadingLimits) -> bytes:
    data = stream.read(limits.json_bytes + 1)
    if len(data) > limits.json_bytes:
        raise refusal("too-large", source.place, f"is more than {limits.json_bytes} bytes long")
    return data


def _record(source: Source, number: int, record: object) -> Source:
    line = json.dumps(record).encode("ascii")
    return Source(f"{source.name}:{number}", f"{source.place}:{number}", FileKind.JSON_LINE, line)


def _line_sources(source: Source, found: Iterable[bytes | None], limits: ReadingLimits) -> Iterator[Source | Rejection]:
    for number, line in enumerate(found, start=1):
        place = f"{source.place}:{number}"
        if line is None:
            yield rejection(refusal("too-large", place, f"is a line of more than {limits.text_bytes} bytes"))
        elif line.strip():
            yield Source(f"{source.name}:{number}", place, FileKind.JSON_LINE, line)


def _json_sources(
    source: Source, data: bytes, limits: ReadingLimits, preferences: Preferences
) -> Iterator[Source | Rejection]:
    if not data.strip():
        return
    try:
        value = json.loads(data)
    except json.JSONDecodeError as error:
        if error.msg != "Extra data":  # one object after the other is JSON Lines under the wrong name
            raise refusal("broken-json", source.place, f"is no JSON ({printable(str(error))})") from None
        yield from _line_sources(source, lines(io.BytesIO(data), limits.text_bytes), limits)
    except (ValueError, RecursionError) as error:
        raise refusal("broken-json", source.place, f"is no JSON ({printable(str(error))})") from None
    else:
        letters = value if isinstance(value, list) else _enclosed(value, preferences)
        if letters is not None:
            yield from (_record(source, number, each) for number, each in enumerate(letters, start=1))
        else:
            yield Source(source.name, source.place, FileKind.JSON_LINE, json.dumps(value).encode("ascii"))


def _enclosed(value: object, preferences: Preferences) -> list[object] | None:
    """The letters of an object that is no letter itself and holds one array of them: of objects, else of texts.

    >>> _enclosed({"states": ["California"], "letters": [{"text": "..."}]}, Preferences())
    [{'text': '...'}]
    """
    if not isinstance(value, dict) or _is_letter(value, preferences):
        return None
    arrays = [each for each in value.values() if isinstance(each, list)]
    for found in (
        [each for each in arrays if any(_is_letter(record, preferences) for record in each)],
        [each for each in arrays if each and all(isinstance(record, str) for record in each)],
    ):
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _is_letter(record: object, preferences: Preferences) -> bool:
    return isinstance(record, dict) and any(isinstance(record.get(name), str) for name in _text_names(preferences))


def _row_sources(
    source: Source, text: str, limits: ReadingLimits, preferences: Preferences
) -> Iterator[Source | Rejection]:
    csv.field_size_limit(limits.text_bytes)
    heading = text[: text.find("\n")]
    mark = "\t" if source.kind is FileKind.TSV else max(",;\t", key=heading.count)
    rows = csv.reader(io.StringIO(text, newline="\n"), delimiter=mark)
    number = 1
    try:
        columns = [name.strip() for name in next(rows, [])]
        wanted = _column(columns, source, preferences)
        for number, row in enumerate(rows, start=2):
            if any(cell.strip() for cell in row):
                cells = dict(zip(columns, row, strict=False))
                field = _text_names(preferences)[0]
                yield _record(source, number, {**_names(cells), field: cells.get(wanted, "")})
    except csv.Error as error:
        reason = f"is no table that we can read from here on ({printable(str(error))})"
        yield rejection(refusal("broken-table", f"{source.place}:{number + 1}", reason))


def _column(columns: Sequence[str], source: Source, preferences: Preferences) -> str:
    """The column with the letters. Raises `DocumentError` (``no-text-field``)."""
    folded = {name.casefold(): name for name in reversed(columns)}
    for name in _text_names(preferences):
        if found := folded.get(name.casefold()):
            return found
    named = ", ".join(columns)
    shown = printable(named if len(named) <= 200 else f"{named[:200]}...")
    raise refusal("no-text-field", source.place, f"has no column with a letter's text (its columns: {shown})")


def _names(row: Mapping[str, str]) -> dict[str, str]:
    """What a row is called, under the names that a record has for it."""
    named = {name.casefold(): cell.strip() for name, cell in row.items()}
    return {field: named[field] for field in _NAME_FIELDS if named.get(field)}
