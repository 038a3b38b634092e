"""How a determination gets into the graph: read, parse, link, turn into triples, validate, merge, publish.

Letters are read and validated in worker processes, spooled, merged case by case and loaded beside the release that
serves. Nothing is published before all of it is there.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kg import __version__
from kg.build.batches import Batch, Read, json_reader, triple_reader
from kg.build.build_settings import Settings
from kg.build.case_merger import CaseMerger
from kg.build.constant_parts import CONSTANT, constant_parts
from kg.build.gate import Case, Gate, Violation, by_case, violations
from kg.build.reading_program import reading_program
from kg.build.report import LISTED, Report
from kg.build.spool import CaseLetter, Spool
from kg.build.statistics import load_cubes
from kg.build.stored_letters import StoredLetters
from kg.build.workers import Allowance, growing
from kg.build.workforce import Workforce, workforce
from kg.descriptions.dataset import Contents, release_lines
from kg.descriptions.linksets import outward_links
from kg.documents import Source, find_sources, refusal, rejection
from kg.errors import InputError, StoreError
from kg.model import Notice, Rejection
from kg.namespaces import DEFAULT_BASE, Iris
from kg.query import UNHURRIED, Door, Release, open_door
from kg.store.census import Census
from kg.store.checking import check_release
from kg.store.dump import SEGMENTS, Dump, graph_blocks, segment_names
from kg.store.folder import StoreFolder
from kg.store.integrity import verify
from kg.store.reading_files import check_engine, engine_of_manifest
from kg.store.releases import ReleaseDraft, new_release
from kg.store.segments import Part

__all__ = [
    "Advance",
    "Checked",
    "add",
    "as_in",
    "build",
    "check_store",
    "drafted",
    "dump_of",
    "dumped",
    "parse_letters",
    "published",
    "spooling",
    "validate_store",
]

_FIRST_BATCH, _BATCH = 8, 96  # sources: few letters are spread over workers, many share what one validation costs
_BATCH_SECONDS = 300.0

Advance = Callable[[int], None]
"""Told how many letters came in, for a progress bar."""


def parse_letters(paths: Sequence[str], settings: Settings, report: Report, advance: Advance) -> Iterator[str]:
    """One JSON line a letter, in the order of the sources; `report` grows on the way."""
    for read in _read(paths, json_reader(settings), settings, report):
        report.letters += len(read.lines)
        yield from read.lines
        advance(len(read.lines))


def build(store: Path, paths: Sequence[str], settings: Settings, report: Report, advance: Advance) -> Release:
    """A new release of all letters under `paths`, published; the release that served before stays untouched till then.

    Raises `InputError` where no letter can be read or, under ``strict``, any is rejected; `StoreBusy` where another
    build is at work on `store`.
    """
    iris = Iris(settings.base)
    with drafted(store, settings) as draft:
        with spooling(draft) as spool:
            for read in _spooled(spool, paths, settings, report, advance):
                draft.census.add(read.counts)
            parts = _counted_parts(spool.cases(), CaseMerger(settings.base, report, settings.engine), draft.census)
            draft.load(_among_constant_lines(parts, iris, draft.census), counted=True)
        _stop_if_empty(paths, settings, report)
        return published(draft, settings, report)


def add(store: Path, paths: Sequence[str], settings: Settings, report: Report, advance: Advance) -> Release:
    """The current release with the letters under `paths` in it, published. Other letters of their cases stay.

    Raises as `build` does, `StoreMissing` where there is no release to add to, and `InputError` where that has IRIs of
    another base than the one asked for.
    """
    settings = as_in(store, settings)
    with drafted(store, settings) as draft:
        with spooling(draft) as spool, open_door(store, UNHURRIED, 1) as door, dump_of(door) as dump:
            for _ in _spooled(spool, paths, settings, report, advance):
                pass
            cases = StoredLetters(door, settings.base).join(spool.cases(), lambda case: dump.find(case) is not None)
            merger = CaseMerger(settings.base, report, settings.engine)
            draft.change(filter(None, (merger.part(letters, dump.find(letters[0].case)) for letters in cases)))
            earlier = door.release.manifest
        _stop_if_empty(paths, settings, report)
        return published(draft, settings, report, earlier)


def drafted(store: Path, settings: Settings) -> AbstractContextManager[ReleaseDraft]:
    """A draft of the next release of `store`, with the statistics of the installation."""
    engine = settings.answers or "oxigraph"
    check_engine(engine)
    return new_release(store, __version__, cubes=load_cubes(settings.base), reader=reading_program(), engine=engine)


def dump_of(door: Door) -> Dump:
    """The dump of the release that a door of this machine shows."""
    assert door.release.folder is not None
    return Dump(door.release.folder, segment_names(door.release.folder))


def as_in(store: Path, settings: Settings) -> Settings:
    """`settings` with the base IRI of the current release, since a graph has only one, and its reading engine."""
    held = StoreFolder(store).read()
    held.close()
    base = str(held.release.manifest.get("base_iri") or DEFAULT_BASE)
    if settings.base not in {base, DEFAULT_BASE}:
        raise InputError(
            f"{store}: its IRIs begin with {base}, not with {settings.base}; fix IMR_BASE_IRI, or build again"
        )
    return replace(settings, base=base, answers=settings.answers or engine_of_manifest(held.release.manifest))


@dataclass(slots=True)
class Checked:
    """What validating a release gave: how many cases were judged, and each result with its case."""

    cases: int = 0
    violations: list[tuple[str, Violation]] = field(default_factory=list)

    def count(self, severity: str) -> int:
        """How many results of ``violation``, ``warning`` or ``info``."""
        return sum(violation.severity == severity for _, violation in self.violations)


def validate_store(store: Path, engine: str) -> Checked:
    """Judge every case of the current release by the shapes, in bounded memory.

    Raises `StoreMissing` where there is no release, `StoreDamaged` where its graph is not what was published.
    """
    held = StoreFolder(store).read()
    try:
        verify(held.path, held.release.manifest, f"{SEGMENTS}/")
        base = str(held.release.manifest.get("base_iri") or DEFAULT_BASE)
        checked = Checked()
        lines = (line for block in graph_blocks(held.path) for line in block.decode().split("\n")[:-1])
        cases = _counted(by_case(lines, Iris(base)), checked)
        for case, found in violations(Gate.load(base, engine), cases):
            checked.violations.extend((case, each) for each in found)
        return checked
    finally:
        held.close()


def check_store(store: Path) -> tuple[Release, int]:
    """Whether the current release of `store` is what was published; the release, and how many triples it holds.

    Raises `StoreMissing` where there is none, `StoreDamaged` where it is not.
    """
    held = StoreFolder(store).read()
    try:
        return held.release, check_release(held.path, held.release.manifest)
    finally:
        held.close()


def dumped(store: Path) -> Iterator[bytes]:
    """All triples of the current release of `store`, its description last, in pieces of whole N-Triples lines.

    Raises `StoreMissing` where there is none, `StoreDamaged` where it can't be read.
    """
    held = StoreFolder(store).read()
    try:
        yield from graph_blocks(held.path)
        yield (held.path / "about.nt").read_bytes()
    finally:
        held.close()


def _counted(cases: Iterable[Case], checked: Checked) -> Iterator[Case]:
    """The same cases, counted."""
    for case in cases:
        checked.cases += 1
        yield case


def _read(
    paths: Sequence[str], start: Callable[[], Callable[[Batch], Read]], settings: Settings, report: Report
) -> Iterator[Read]:
    first, largest = (1, 1) if settings.preferences.recognize else (_FIRST_BATCH, _BATCH)
    if settings.engine == "pyshacl":  # a second a letter: no batch may come near its deadline
        largest = first
    with workforce(settings) as workers:
        batches = growing(_handed(paths, settings, workers, report), first, largest, weight=_weight)
        for batch, read in workers.ordered(start, batches, _allowance(settings)):
            if read is None:
                report.reject(_unreadable(source) for source in batch)
                continue
            report.decisions += read.decisions
            report.reject(read.rejections)
            report.findings.update(read.findings)
            yield read


def _handed(paths: Sequence[str], settings: Settings, workers: Workforce, report: Report) -> Iterator[Source]:
    """The sources under `paths` as the workers take them; what can't be read goes into the report."""
    found = find_sources(paths, settings.limits, preferences=settings.preferences, apart=settings.jobs > 0)
    for each in found:
        source = each if isinstance(each, Rejection) else workers.handed(each)
        if isinstance(source, Rejection):
            report.reject([source])
        else:
            yield source


def _weight(source: Source) -> int:
    """Bytes that a source holds in memory."""
    return len(source.content) if isinstance(source.content, bytes) else 0


def _allowance(settings: Settings) -> Allowance:
    """How long a batch, or one file, may take; text recognition has a time of its own."""
    limits = settings.limits
    alone = limits.read_seconds + settings.preferences.recognize * limits.recognition_file_seconds
    return Allowance(batch=max(_BATCH_SECONDS, alone), alone=alone, memory=limits.memory)


def _unreadable(source: Source) -> Rejection:
    return rejection(refusal("reader-died", source.place, "made its reader crash, or took too long"))


def _spooled(
    spool: Spool, paths: Sequence[str], settings: Settings, report: Report, advance: Advance
) -> Iterator[Read]:
    """Spool every letter that can be read and breaks no shape; yields each batch once it is spooled."""
    for read in _read(paths, triple_reader(settings), settings, report):
        for letter in read.letters:
            spool.add(letter)
        yield read
        advance(len(read.letters))


@contextmanager
def spooling(draft: ReleaseDraft) -> Iterator[Spool]:
    """A spool in the draft's folder: on the disk of the store, and gone with the draft if the build is killed."""
    with tempfile.TemporaryDirectory(prefix="spool-", dir=draft.path) as folder:
        try:
            with Spool(Path(folder)) as spool:
                yield spool
        except sqlite3.Error as error:
            raise StoreError(f"{folder}: {error}; see to the disk, then run again") from error


def _counted_parts(cases: Iterable[Sequence[CaseLetter]], merger: CaseMerger, census: Census) -> Iterator[Part]:
    """Each case's triples.

    `census` has counted every letter by itself already, so the count of a case with several letters is corrected.
    """
    for letters in cases:
        part = merger.part(letters)
        if len(letters) > 1:
            for letter in letters:
                census.count_all(letter.lines.splitlines(), -1)
            census.count_all(part.lines.splitlines() if part else [], 1)
        if part:
            yield part


def _among_constant_lines(parts: Iterable[Part], iris: Iris, census: Census) -> Iterator[Part]:
    """The cases, in order, between the lines that stand before and after them in every release."""
    first, last = constant_parts(iris)
    for part in (first, last):
        census.count_all(part.lines.splitlines(), 1)
    return chain([first], parts, [last])


def _stop_if_empty(paths: Sequence[str], settings: Settings, report: Report) -> None:
    """Stop before anything is published if there is nothing to publish, or if ``strict`` forbids it."""
    if not report.letters:
        raise InputError(f"{' '.join(paths)}: no letter could be read; see the line of each file")
    if settings.strict and report.rejections:
        raise InputError(f"{report.rejected} rejected and --strict: nothing was published")


def published(
    draft: ReleaseDraft,
    settings: Settings,
    report: Report,
    earlier: Mapping[str, Any] = MappingProxyType({}),
    withdrawn: Iterable[str] = (),
) -> Release:
    """Publish, with a manifest that tells of this run and of the `earlier` ones that the release was added to, and
    which cases were `withdrawn`."""
    classes = draft.census.classes
    term = Iris(settings.base).term
    report.triples = draft.census.triples
    counts = {
        "cases": classes[term("Case")],
        "determinations": classes[term("Determination")],
        "decisions": classes[term("Decision")],
    }
    told = _with_earlier(report.for_manifest(), earlier) | {"findings": {}, "warnings": {}} | draft.noted
    gone = [case for case in sorted({*earlier.get("withdrawn", ()), *withdrawn}) if not draft.lines(case)]
    draft.write_manifest({"base_iri": settings.base, "counts": counts, "withdrawn": gone, **told})
    rows = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in told["rejected"])
    draft.write_report("rejected.jsonl", rows)
    contents = _contents(draft, settings.base)
    draft.describe(lambda name, made: release_lines(name, made, __version__, contents, settings.base))
    release = draft.publish()
    report.notices.extend(_not_removed(path, why) for path, why in draft.left)
    if draft.reading.missing:
        raise StoreError(
            f"release {release.id} is published, but read by Oxigraph: {draft.reading.missing}; "
            "build with --engine oxigraph, or where more memory is free"
        )
    return release


def _contents(draft: ReleaseDraft, base: str) -> Contents:
    """What the draft holds, as its description tells it; the links outward go into the manifest too.

    These are of vocabularies: no letter has any.
    """
    outward = outward_links(b"".join(map(draft.lines, CONSTANT)), base)
    draft.write_manifest({"outward": [[*link, number] for link, number in sorted(outward.items())]})
    return Contents(draft.counted(), outward, draft.size)


def _not_removed(path: Path, why: str) -> Notice:
    """An old release that stays is no reason to call a build failed that was published."""
    reason = f"an old release that could not be removed ({why})"
    return Notice("old-release", str(path), reason, "the new one is published; see who may write there")


def _with_earlier(told: dict[str, Any], earlier: Mapping[str, Any]) -> dict[str, Any]:
    """The report of this run appended to those of earlier runs: a letter that was rejected once is not forgotten."""
    lists = {name: _joined(earlier.get(name, ()), told[name]) for name in ("rejected", "notices")}
    beyond = Counter(each["code"] for each in lists["rejected"][LISTED:])
    unlisted = Counter(earlier.get("unlisted", {})) + Counter(told.get("unlisted", {})) + beyond
    cut = {name: entries[:LISTED] for name, entries in lists.items()}
    return told | cut | ({"unlisted": dict(sorted(unlisted.items()))} if unlisted else {})


def _joined(earlier: Iterable[Mapping[str, Any]], told: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The entries of both, each once, the earlier ones first."""
    entries = {json.dumps(each, sort_keys=True): each for each in told}
    first = {json.dumps(each, sort_keys=True): each for each in earlier}
    return list((first | entries).values())
