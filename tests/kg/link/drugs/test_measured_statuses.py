"""How many statuses of drugs in prose are read as a person reads them, on sentences that were marked first."""

from __future__ import annotations

import re
from pathlib import Path

from kg.link.drugs import DrugLinker
from kg.model import DrugStatus, Place, passage
from kg.schemes import drug_status, drugs

MARKED = re.compile(r"\[([^\]|]+)\|(\w+)\]")
SENTENCES = [
    line.partition("\t")[2]
    for line in Path(__file__).with_name("measured_statuses.tsv").read_text(encoding="utf-8").splitlines()[1:]
    if line and not line.startswith("#")
]
LINKER = DrugLinker(drugs.load(), rules=drug_status.load())
TOTAL, RIGHT = 332, 307
"""As docs/testing.md tells: RIGHT is raised when more are right, and never lowered."""


def read() -> list[tuple[str, DrugStatus | None, str]]:
    """Of each marked drug its status as marked, as read (none where the drug is not found), its sentence."""
    found = []
    for marked in SENTENCES:
        sentence = MARKED.sub(r"\1", marked)
        statuses = {m.span.start: m.status for m in LINKER.mentions(passage(sentence), Place.RATIONALE)}
        taken_out = 0
        for mark in MARKED.finditer(marked):
            found.append((mark[2], statuses.get(mark.start() - taken_out), sentence))
            taken_out += len(mark.group()) - len(mark[1])
    return found


MENTIONS = read()


def test_no_fewer_are_right_than_docs_testing_says() -> None:
    right = sum(status == marked for marked, status, _ in MENTIONS)
    print(f"{right} of {len(MENTIONS)} statuses are read as marked")
    assert len(MENTIONS) == TOTAL
    assert right >= RIGHT


def test_what_is_told_is_never_told_wrong() -> None:
    told = [each for each in MENTIONS if each[1] not in (None, DrugStatus.NOT_TOLD, each[0])]
    assert told == []
