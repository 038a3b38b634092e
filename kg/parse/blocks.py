"""The blocks of the standard form: which labels belong to one disputed item."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.model import Passage

__all__ = ["ADMINISTRATOR", "FIELD_OWNERS", "RATIONALE", "REVIEWER", "Block", "blocks"]

ADMINISTRATOR, REVIEWER, RATIONALE = 0, 1, 2

_FIELD = re.compile(r"guidelines? ?:")
FIELD_OWNERS = (
    ("Claims Administrator ", ADMINISTRATOR),
    ("MAXIMUS ", REVIEWER),
    ("IMRO ", REVIEWER),
    ("Expert Reviewer ", REVIEWER),
)
"""Whose guideline field a label opens: "Claims Administrator guideline:". Other spellings: `kg.parse.fixed_words`."""

_RATIONALE = re.compile(r"Decision rationale ?:")

_Label = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Block:
    """One disputed item's labels: (rank, start, end) in the issues' text, and where the words before them begin."""

    before: int
    labels: tuple[_Label, ...]

    @property
    def start(self) -> int:
        """Where the first label begins: the title ends before it."""
        return self.labels[0][1]

    @property
    def end(self) -> int:
        """Where the last label ends."""
        return self.labels[-1][2]


def blocks(issues: Passage) -> Iterator[Block]:
    """Group labels into blocks: a label that does not follow in the form's order opens the next block."""
    before = 0
    labels: list[_Label] = []
    for label in _labels(issues.text):
        if labels and label[0] <= labels[-1][0]:
            yield Block(before, tuple(labels))
            before, labels = labels[-1][2], []
        labels.append(label)
    if labels:
        yield Block(before, tuple(labels))


def _labels(text: str) -> list[_Label]:
    """Every label as (rank, start, end), in the order of the text."""
    labels = [(RATIONALE, *match.span()) for match in _RATIONALE.finditer(text)]
    for match in _FIELD.finditer(text):
        for owner, rank in FIELD_OWNERS:
            if text.endswith(owner, 0, match.start()):
                labels.append((rank, match.start() - len(owner), match.end()))
                break
    return sorted(labels, key=lambda label: label[1])
