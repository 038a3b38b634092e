"""The header table, whichever way an extractor laid out its two columns.

Three layouts are known: label and value side by side (with "Application Received:" broken by "Priority: Standard"), one
cell a line, and all labels of a column before its values. Adjacent pairs are believed first; where they do not account
for every label, labels and values are matched in their order, kind by kind.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from kg.model import Finding, Header, Passage, Said
from kg.parse.dates import DATE, date_of
from kg.parse.findings import found

__all__ = ["check_order", "read_header"]

_LABELS = {
    "case_number": r"(?:MAXIMUS |IMR )?Case (?:Number|No\.?)",
    "date_assigned": r"Date Assigned",
    "date_of_injury": r"Date of Injury",
    "decision_date": r"Decision Date|Dated",
    "ur_denial_date": r"UR Denial Date|Date of UR Decision",
    "priority": r"Priority",
    "application_received": r"(?:IMR )?Application(?: Received)?|Received",
}
_TOKEN = re.compile(
    "|".join(f"(?P<{field}>(?:{pattern}))(?: ?:)?" for field, pattern in _LABELS.items())
    + rf"|(?P<date>{DATE})|(?P<number>(?:CM|IMR)[ -]?\d{{2}}-\d{{4,8}})|(?P<word>\b(?:Standard|Expedited)\b)"
)
_KINDS = {"case_number": "number", "priority": "word"}
_ORDER = ("date_of_injury", "ur_denial_date", "application_received", "date_assigned", "decision_date")
_NAMES = {field: field.replace("_", " ").replace("ur ", "UR ") for field in _LABELS}

_Value = tuple[str, re.Match[str]]


def read_header(header: Passage, notes: list[Finding], complete: bool = True) -> Header:
    """What the header table prints; fields that it lacks are ``None``, and noted where the form is `complete`."""
    labels, values = _tokens(header.text)
    if not values:
        notes.append(found("header-missing"))
        return Header()
    pairs = _adjacent(labels, values)
    if len(pairs) < len(labels) and (ordered := _by_order(labels, values, pairs)) != pairs:
        pairs = ordered
        notes.append(found("header-columns", header.span))
    numbers = [match for kind, match in values if kind == "number"]
    if "case_number" not in pairs and len({match.group() for match in numbers}) == 1:
        pairs["case_number"] = numbers[0]
    said = {name: _said(header, match, notes) for name, match in pairs.items()}
    for name in _LABELS:
        if complete and not said.get(name):
            notes.append(found("header-field-missing", header.span, _NAMES[name]))
    read = Header(**{name: value for name, value in said.items() if value})
    check_order(read, notes)
    return read


def check_order(header: Header, notes: list[Finding]) -> None:
    """Note dates that do not follow one another: injury, UR denial, application, assignment, decision."""
    before: tuple[str, Said[dt.date]] | None = None
    for name in _ORDER:
        said: Said[dt.date] | None = getattr(header, name)
        if said is None:
            continue
        if before and before[1].value > said.value:
            notes.append(found("date-order", said.span, f"{_NAMES[before[0]]} is after {_NAMES[name]}"))
        before = (name, said)


def _tokens(text: str) -> tuple[list[tuple[str, int]], list[_Value]]:
    """Labels with their place among all tokens, and values as (kind, match), both in the order of the text."""
    labels: list[tuple[str, int]] = []
    values: list[_Value] = []
    places: list[str] = []
    for match in _TOKEN.finditer(text):
        name = str(match.lastgroup)
        if match["date"] or name in ("number", "word"):
            values.append(("date" if match["date"] else name, match))
            places.append("value")
        elif not (places and places[-1] == name) and name not in {label for label, _ in labels}:
            labels.append((name, len(values)))
            places.append(name)
    return labels, values


def _adjacent(labels: list[tuple[str, int]], values: list[_Value]) -> dict[str, re.Match[str]]:
    """Each label whose next token is a value of its kind, with that value."""
    next_label = {at: name for name, at in labels}
    pairs: dict[str, re.Match[str]] = {}
    for at, name in next_label.items():
        if at < len(values) and values[at][0] == _KINDS.get(name, "date"):
            pairs[name] = values[at][1]
    return pairs


def _by_order(
    labels: list[tuple[str, int]], values: list[_Value], pairs: Mapping[str, re.Match[str]]
) -> dict[str, re.Match[str]]:
    """Match labels and values kind by kind: all of a kind if the counts agree, else those that stand apart."""
    result: dict[str, re.Match[str]] = {}
    for kind in ("number", "date", "word"):
        names = [name for name, _ in labels if _KINDS.get(name, "date") == kind]
        matches = [match for each, match in values if each == kind]
        if len(names) != len(matches):
            result |= {name: pairs[name] for name in names if name in pairs}
            taken = {id(match) for match in pairs.values()}
            names = [name for name in names if name not in pairs]
            matches = [match for match in matches if id(match) not in taken]
            if len(names) != len(matches):
                continue
        result |= dict(zip(names, matches, strict=True))
    return result


def _said(header: Passage, match: re.Match[str], notes: list[Finding]) -> Said[Any] | None:
    span = header.part(*match.span())
    if not match["date"]:
        return Said(match.group(), span)
    day = date_of(match.group())
    if day is None:
        notes.append(found("date-unreadable", span, match.group()))
        return None
    return Said(day, span)
