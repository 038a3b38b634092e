"""Reading letters in worker processes: from a source to determinations, to JSON or to validated triples."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from kg.build.build_settings import Settings
from kg.build.gate import Gate, Violation
from kg.build.letter_json import as_reading
from kg.build.spool import ReadLetter, pack
from kg.build.statistics import load_cubes
from kg.documents import REMEDIES, Document, Preferences, ReadingLimits, Source, read_source
from kg.link.citations import CitationResolver
from kg.link.drugs import DrugLinker
from kg.link.letter_linker import LetterLinker
from kg.link.reviewers import ReviewerLinker
from kg.link.treatments import TreatmentClassifier
from kg.model import Determination, Finding, Letter, Rejection, Span
from kg.namespaces import Iris
from kg.parse import parse
from kg.rdf import case_iri, case_triples
from kg.schemes import concepts, drug_status, drugs, guidelines, treatments
from kg.store.census import Census, Counts
from kg.text import storable

__all__ = [
    "Batch",
    "Read",
    "admit",
    "as_bytes",
    "determinations",
    "json_reader",
    "load_linker",
    "read_letter",
    "shape_rejection",
    "triple_reader",
]

Batch = Sequence[Source]

_MISSING = frozenset({"no-decision", "unknown-family", "other-document", "no-text"})
"""Rejections for words that were not found."""


@dataclass(slots=True)
class Read:
    """What a batch of sources gave, in the order of the sources.

    `lines` are JSON, one a letter, and `findings` counts what was noticed in these. `letters` are for a release, and
    each carries its own findings; `counts` is what a census with the release's cubes makes of them.
    """

    lines: list[str] = field(default_factory=list)
    letters: list[ReadLetter] = field(default_factory=list)
    decisions: int = 0
    rejections: list[Rejection] = field(default_factory=list)
    findings: Counter[str] = field(default_factory=Counter)
    counts: Counts = field(default_factory=Counts)


def findings_of(determination: Determination) -> tuple[Finding, ...]:
    """All that was noticed while the letter was parsed and linked."""
    return (*determination.letter.findings, *determination.findings)


def determinations(
    source: Source, limits: ReadingLimits, linker: LetterLinker, preferences: Preferences | None = None
) -> Iterator[Determination | Rejection]:
    """Each letter of a source, read and linked; a rejection for what is no letter."""
    for document in read_source(source, limits, preferences):
        if isinstance(document, Rejection):
            yield document
            continue
        at, text = 0, storable(document.text)  # as the letters have it, character by character
        for letter in parse(document.text, document.source):
            if isinstance(letter, Rejection):
                yield _where(_beside_scan(letter, document.findings), document)
            else:
                at = max(text.find(letter.text, at), at)
                yield linker.link(_with_findings(letter, document.findings, at))


def _with_findings(letter: Letter, findings: Sequence[Finding], at: int) -> Letter:
    """The letter with the findings about its part of the document; the part begins at character `at`."""
    end = at + len(letter.text)
    mine = [
        replace(each, span=Span(max(each.span.start - at, 0), min(each.span.end, end) - at))
        for each in findings
        if each.span and each.span.start <= end and each.span.end >= at
    ]
    return replace(letter, findings=(*letter.findings, *mine)) if mine else letter


def _beside_scan(rejection: Rejection, findings: Sequence[Finding]) -> Rejection:
    """The rejection, saying which pages were not read, for what is missing may stand on them."""
    pages = [each.message.partition(": ")[2] for each in findings if each.code == "page-not-read"]
    if not pages or rejection.code not in _MISSING:
        return rejection
    told = f"{rejection.reason}; {', '.join(pages)}: a picture without text (a scan?), which was not read"
    return replace(rejection, reason=told, remedy=REMEDIES["no-text"])


def _where(rejection: Rejection, document: Document) -> Rejection:
    """The same rejection with the full path of the file instead of only its name."""
    return replace(rejection, place=document.place + rejection.place.removeprefix(document.source))


def load_linker() -> LetterLinker:
    """The linker over the installation's vocabularies. Raises `TableError` naming file and line of a bad row."""
    return LetterLinker(
        CitationResolver(guidelines.load()),
        DrugLinker(drugs.load(), rules=drug_status.load()),
        TreatmentClassifier(treatments.load()),
        ReviewerLinker(concepts.load("specialties"), concepts.load("states")),
    )


def json_reader(settings: Settings) -> Callable[[], Callable[[Batch], Read]]:
    """What a worker runs to print letters as JSON Lines."""
    return partial(_start_json, settings)


def triple_reader(settings: Settings) -> Callable[[], Callable[[Batch], Read]]:
    """What a worker runs to turn letters into triples that passed the shapes."""
    return partial(_start_triples, settings)


def _counted(batch: Batch, settings: Settings, linker: LetterLinker, read: Read) -> Iterator[Determination]:
    """Yield each letter of the batch; what is not a letter is added to the rejections of `read`."""
    for source in batch:
        for each in determinations(source, settings.limits, linker, settings.preferences):
            if isinstance(each, Rejection):
                read.rejections.append(each)
            else:
                read.decisions += len(each.decisions)
                yield each


def _start_json(settings: Settings) -> Callable[[Batch], Read]:
    linker = load_linker()

    def work(batch: Batch) -> Read:
        read = Read()
        for each in _counted(batch, settings, linker, read):
            read.findings.update(finding.code for finding in findings_of(each))
            read.lines.append(json.dumps(as_reading(each), ensure_ascii=False))
        return read

    return work


def _start_triples(settings: Settings) -> Callable[[Batch], Read]:
    linker, gate, iris = load_linker(), Gate.load(settings.base, settings.engine), Iris(settings.base)
    census = Census(load_cubes(settings.base))

    def work(batch: Batch) -> Read:
        read = Read()
        letters = [read_letter(each, iris) for each in _counted(batch, settings, linker, read)]
        read.letters = admit(letters, gate, read.rejections)
        for letter in read.letters:
            census.count_all(letter.lines.splitlines(), 1)
        read.counts = census.take()
        return read

    return work


def read_letter(determination: Determination, iris: Iris) -> ReadLetter:
    """A letter with the triples of a case that has no other letter."""
    letter = determination.letter
    return ReadLetter(
        case_iri(determination, iris),
        letter.source_hash,
        letter.source,
        pack(determination),
        as_bytes(case_triples([determination], iris)),
        tuple(finding.code for finding in findings_of(determination)),
    )


def as_bytes(lines: Sequence[str]) -> bytes:
    """N-Triples lines as the bytes of a file."""
    return "\n".join([*lines, ""]).encode("utf-8")


def admit(letters: Sequence[ReadLetter], gate: Gate, rejections: list[Rejection]) -> list[ReadLetter]:
    """The letters whose triples break no shape, with the shapes that warn of them; the others become rejections."""
    # Two letters of one case in one batch are told apart by their place, so that each is judged by itself.
    admitted: list[ReadLetter] = []
    for batch in _distinct(letters):
        verdicts = gate.check([(letter.case, letter.lines.decode("utf-8")) for letter in batch])
        for letter in batch:
            found = verdicts.get(letter.case, [])
            if broken := [each for each in found if each.severity == "violation"]:
                rejections.append(shape_rejection(letter.source, broken))
            else:
                admitted.append(replace(letter, warnings=tuple(each.shape for each in found)))
    return admitted


def _distinct(letters: Sequence[ReadLetter]) -> Iterator[list[ReadLetter]]:
    """Split the letters into lists so that no list has two letters of one case; as few lists as possible."""
    waiting = list(letters)
    while waiting:
        seen: dict[str, ReadLetter] = {}
        later = []
        for letter in waiting:
            if seen.setdefault(letter.case, letter) is not letter:
                later.append(letter)
        yield list(seen.values())
        waiting = later


def shape_rejection(source: str, broken: Sequence[Violation]) -> Rejection:
    """Why a letter was kept out of the graph, in the shapes' own words."""
    messages = list(dict.fromkeys(each.message for each in broken))
    more = f" (and {len(messages) - 3} more)" if len(messages) > 3 else ""
    return Rejection(
        "shape", source, "; ".join(messages[:3]) + more, "look at the letter; if it is right, report the reader"
    )
