"""The blocks of the standard form: which labels belong to one disputed item."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.model import Passage

__all__ = ["ADMINISTRATOR", "Block", "RATIONALE", "REVIEWER", "blocks"]

ADMINISTRATOR, REVIEWER, RATIONALE = 0, 1, 2

_LABEL = re.compile(
    r"(Claims Administrator guidelines? ?:)"
    r"|((?:MAXIMUS|IMRO|Expert Reviewer|Maximus) guidelines? ?:)"
    r"|(Decision rationale ?:)"
)


@dataclass(frozen=True, slots=True)
class Block:
    """One disputed item's labels: (rank, start, end) in the issues' text, and where the words before them begin."""

    before: int
    labels: tuple[tuple[int, int, int], ...]

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
    labels: list[tuple[int, int, int]] = []
    for match in _LABEL.finditer(issues.text):
        rank = (match.lastindex or 1) - 1
        if labels and rank <= labels[-1][0]:
            yield Block(before, tuple(labels))
            before, labels = labels[-1][2], []
        labels.append((rank, *match.span()))
    if labels:
        yield Block(before, tuple(labels))
