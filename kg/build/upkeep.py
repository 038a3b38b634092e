"""What is done to a release without new letters: a case is withdrawn, or letters are read again by a newer program."""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path

from kg.build.batches import Read, admit, load_linker, read_letter
from kg.build.build_settings import Settings
from kg.build.case_merger import CaseMerger
from kg.build.constant_parts import CONSTANT, constant_parts
from kg.build.gate import Gate
from kg.build.pipeline import Advance, as_in, drafted, dump_of, published, spooling
from kg.build.reading_program import reading_program
from kg.build.report import Report
from kg.build.spool import CaseLetter, Spool
from kg.build.stored_letters import StoredLetters, StoredText, read_stored
from kg.build.workers import batched, ordered
from kg.errors import InputError
from kg.model import Rejection
from kg.namespaces import Iris
from kg.query import UNHURRIED, Release, open_door
from kg.store.dump import Dump, StoredPart
from kg.store.growth import read_notes
from kg.store.segments import Part

__all__ = ["again", "case_numbers", "remove"]

_NUMBER = re.compile(r"(?:CM|IMR)?[ _-]*(?P<year>\d\d)[ _-]*(?P<rest>\d{4,8})", re.IGNORECASE)
_BATCH = 48


def case_numbers(written: str) -> list[str]:
    """The case numbers that `written` can stand for.

    >>> case_numbers("cm16 213037")
    ['CM16-213037', 'CM16-0213037']
    """
    match = _NUMBER.fullmatch(written.strip())
    if match is None:
        return [written.strip().upper()]
    year, rest = match.group("year", "rest")
    return list(dict.fromkeys((f"CM{year}-{rest}", f"CM{year}-{rest:0>7}")))


def remove(store: Path, cases: Sequence[str], settings: Settings) -> Release:
    """The current release without `cases`, published. They are named by number, in any spelling, or by IRI.

    Raises `StoreMissing` where there is no release, `InputError` where it has no such case.
    """
    settings = as_in(store, settings)
    with drafted(store, settings) as draft, open_door(store, UNHURRIED, 1) as door, dump_of(door) as dump:
        iris = Iris(settings.base)
        gone = sorted({_case_in(dump, each, iris, store) for each in cases})
        draft.change(Part(case, b"") for case in gone)
        return published(draft, settings, Report(), door.release.manifest, gone)


def _case_in(dump: Dump, written: str, iris: Iris, store: Path) -> str:
    """The IRI of the case that is `written` so."""
    name = written.strip().strip("<>")
    numbers = (name, *case_numbers(name), *case_numbers(name.rpartition("/")[2]))
    for case in (name, *(iris.case(number, "") for number in numbers if number)):
        if case not in CONSTANT and dump.find(case) is not None:
            return case
    raise InputError(f"{store}: the release has no case {written!r}; nothing was removed")


def again(store: Path, settings: Settings, report: Report, advance: Advance) -> Release:
    """The current release with the letters read again that another program read; only what changes is replaced.

    Letters that are rejected now are kept out, and are in the `report`. Gives the current release where nothing was
    read by another program. Raises `StoreMissing` where there is no release, and `InputError` where no letter would be
    left or, under ``strict``, any is rejected.
    """
    settings = as_in(store, settings)
    with drafted(store, settings) as draft, open_door(store, UNHURRIED, 1) as door, dump_of(door) as dump:
        assert door.release.folder is not None
        notes, _ = read_notes(door.release.folder, door.release.manifest)
        older = {note.name for note in notes if note.reader != reading_program()}
        if not older:
            return door.release
        with spooling(draft) as spool:
            texts = StoredLetters(door, settings.base).texts(found.key for found in _read_by(dump, older))
            for read in _read_again(texts, settings, report):
                for letter in read.letters:
                    spool.add(letter)
                advance(len(read.letters))
            merger = CaseMerger(settings.base, report, settings.engine)
            draft.change(_changes(dump, older, spool, merger, Iris(settings.base)), reread=True)
        _stop_if_spoilt(store, settings, report)
        return published(draft, settings, report, door.release.manifest)


def _read_by(dump: Dump, segments: set[str]) -> Iterator[StoredPart]:
    """The cases that stand in one of `segments`."""
    return (found for found in dump.found() if found.segment.name in segments and found.key not in CONSTANT)


def _read_again(texts: Iterable[StoredText], settings: Settings, report: Report) -> Iterator[Read]:
    start = partial(_start_again, settings)
    for batch, read in ordered(start, batched(texts, _BATCH), workers=settings.jobs):
        if read is None:
            report.reject(_unreadable(stored) for stored in batch)
            continue
        report.decisions += read.decisions
        report.reject(read.rejections)
        yield read


def _unreadable(stored: StoredText) -> Rejection:
    reason = "made its reader crash, or took too long"
    return Rejection("reader-died", stored.source, reason, "look at the letter; report it if it is in order")


def _start_again(settings: Settings) -> Callable[[Sequence[StoredText]], Read]:
    """What a worker runs to read stored letters again."""
    linker, gate, iris = load_linker(), Gate.load(settings.base, settings.engine), Iris(settings.base)

    def work(batch: Sequence[StoredText]) -> Read:
        read, letters = Read(), []
        for stored in batch:
            each = read_stored(stored, linker)
            if isinstance(each, Rejection):
                read.rejections.append(each)
            else:
                read.decisions += len(each.decisions)
                letters.append(read_letter(each, iris))
        read.letters = admit(letters, gate, read.rejections)
        return read

    return work


def _changes(dump: Dump, older: set[str], spool: Spool, merger: CaseMerger, iris: Iris) -> Iterator[Part]:
    """The parts that are others now, in the order of their keys."""
    first, last = constant_parts(iris)
    for part in chain([first], _cases(dump, older, spool, merger), [last]):
        found = dump.find(part.key)
        if found is None or (part.digest, part.notes) != (found.entry.digest, found.entry.notes):
            yield part


def _cases(dump: Dump, older: set[str], spool: Spool, merger: CaseMerger) -> Iterator[Part]:
    """Each case that was read again; without lines where none of its letters is left."""
    rows: list[Iterator[tuple[str, list[CaseLetter]]]] = [
        ((letters[0].case, letters) for letters in spool.cases()),
        ((found.key, []) for found in _read_by(dump, older)),
    ]
    last = None
    for case, letters in heapq.merge(*rows, key=lambda row: (row[0], not row[1])):
        if case != last:
            last = case
            yield (merger.part(letters) if letters else None) or Part(case, b"")


def _stop_if_spoilt(store: Path, settings: Settings, report: Report) -> None:
    if report.rejections and not report.letters:
        raise InputError(f"{store}: no letter could be read again; see the line of each")
    if settings.strict and report.rejections:
        raise InputError(f"{report.rejected} rejected and --strict: nothing was published")
