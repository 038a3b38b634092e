"""Cases are withdrawn, and letters read again by a newer program, at the cost of what changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.build import pipeline, stored_letters, upkeep
from kg.build.build_settings import Settings
from kg.build.pipeline import add, build
from kg.build.report import Report
from kg.build.upkeep import again, case_numbers, remove
from kg.errors import InputError, StoreMissing
from kg.model import Rejection
from kg.parse import parse_again
from kg.rdf import case_triples
from kg.store.checking import check_release
from kg.store.door import Release
from kg.store.dump import graph_blocks

SETTINGS = Settings(jobs=0)


@pytest.fixture(scope="module")
def letters(examples: Path) -> list[str]:
    return [str(path) for path in sorted(examples.iterdir()) if path.name.startswith(("s-2016", "p-"))]


def built(store: Path, paths: list[str]) -> Release:
    return build(store, paths, SETTINGS, Report(), lambda _: None)


def added(store: Path, paths: list[str]) -> Release:
    return add(store, paths, SETTINGS, Report(), lambda _: None)


def graph(store: Path) -> bytes:
    return b"".join(graph_blocks(store / "current"))


def cases(store: Path) -> list[str]:
    ends = (line.split(b">")[0][1:].decode() for line in graph(store).splitlines() if b"ontology#Case>" in line)
    return sorted(iri for iri in ends if "/id/case/" in iri)


def sound(release: Release) -> bool:
    assert release.folder is not None
    return check_release(release.folder, release.manifest) > 0


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("CM16-0213037", ["CM16-0213037"]),
        ("cm160213037", ["CM16-0213037"]),
        ("CM 16 213037", ["CM16-213037", "CM16-0213037"]),
        ("16-0213037", ["CM16-0213037"]),
        ("sha256-0123", ["SHA256-0123"]),
    ],
)
def test_a_case_number_in_any_spelling(written: str, numbers: list[str]) -> None:
    assert case_numbers(written) == numbers


# --- imr remove ----------------------------------------------------------------------------------------------------


def test_a_release_without_a_case_is_that_of_the_other_letters(letters: list[str], tmp_path: Path) -> None:
    built(tmp_path / "all", letters)
    without = built(tmp_path / "without", letters[1:])
    (gone,) = set(cases(tmp_path / "all")) - set(cases(tmp_path / "without"))
    number = gone.rpartition("/")[2]
    release = remove(tmp_path / "all", [number.lower().replace("-", "")], SETTINGS)
    assert graph(tmp_path / "all") == graph(tmp_path / "without")
    assert release.id == without.id
    assert release.manifest["withdrawn"] == [gone]
    assert release.manifest["findings"] == without.manifest["findings"]
    assert sound(release)


def test_a_case_that_comes_back_is_withdrawn_no_more(letters: list[str], tmp_path: Path) -> None:
    before = built(tmp_path, letters)
    withdrawn = cases(tmp_path)[:2]
    assert remove(tmp_path, withdrawn, SETTINGS).manifest["withdrawn"] == withdrawn
    after = added(tmp_path, letters)
    assert after.id == before.id
    assert after.manifest["withdrawn"] == []
    assert sound(after)


def test_an_unknown_case_is_told_and_nothing_is_removed(letters: list[str], tmp_path: Path) -> None:
    before = built(tmp_path, letters[:2])
    known = cases(tmp_path)[0]
    for case in ("CM99-0000001", "", "~", "https://w3id.org/imr-kg/ontology"):
        with pytest.raises(InputError, match="has no case"):
            remove(tmp_path, [known, case], SETTINGS)
    assert (tmp_path / "current").resolve().name == before.id
    with pytest.raises(StoreMissing, match="imr build"):
        remove(tmp_path / "nothing", [known], SETTINGS)


# --- the same letters, the same id ---------------------------------------------------------------------------------


def test_one_id_whatever_the_way(letters: list[str], tmp_path: Path) -> None:
    whole = built(tmp_path / "whole", letters)
    grown = tmp_path / "grown"
    built(grown, letters[3:5])
    for number in (5, 0, 2, 6, 1):
        added(grown, letters[number : number + 2])
    release = added(grown, letters)
    assert graph(grown) == graph(tmp_path / "whole")
    assert release.id == whole.id
    assert sound(release)


def test_which_file_of_a_letter_came_first_does_not_matter(examples: Path, tmp_path: Path) -> None:
    one, two = (str(examples.parent / "broken" / f"same-letter-{number}.txt") for number in (1, 2))
    ids = {built(tmp_path / "both", [two, one]).id}
    for name, (first, second) in {"a": (one, two), "b": (two, one)}.items():
        built(tmp_path / name, [first])
        ids.add(added(tmp_path / name, [second]).id)
    assert len(ids) == 1


# --- imr build --again ---------------------------------------------------------------------------------------------


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that reads otherwise than the one that built the release."""
    for module in (pipeline, upkeep):
        monkeypatch.setattr(module, "reading_program", lambda: "newer")


@pytest.mark.usefixtures("newer")
def test_what_is_read_alike_stays_and_is_not_read_a_third_time(
    letters: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr(pipeline, "reading_program", lambda: "older")
        before = built(tmp_path, letters)
    report = Report()
    release = again(tmp_path, SETTINGS, report, lambda _: None)
    assert release.id == before.id
    assert report.letters == len(letters)
    report = Report()
    assert again(tmp_path, SETTINGS, report, lambda _: None).id == before.id


@pytest.mark.usefixtures("newer")
def test_what_is_read_otherwise_is_replaced_and_what_is_rejected_is_kept_out(
    letters: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr(pipeline, "reading_program", lambda: "older")
        older.setattr(
            "kg.build.batches.case_triples",
            lambda *read: [each for each in case_triples(*read) if "daysToDecision" not in each],
        )
        before = built(tmp_path, letters)
    known = graph(tmp_path)
    bad = Path(letters[0]).name

    def read(text: str, source: str, noted: object) -> object:
        return Rejection("unknown-family", source, "none", "none") if source == bad else parse_again(text, source)

    monkeypatch.setattr(stored_letters, "parse_again", read)
    report = Report()
    release = again(tmp_path, SETTINGS, report, lambda _: None)
    assert [each.place for each in report.rejections] == [bad]
    assert release.counts["determinations"] == before.counts["determinations"] - 1
    assert bad.encode() in known
    assert bad.encode() not in graph(tmp_path)
    built(tmp_path / "fresh", letters[1:])
    assert graph(tmp_path) == graph(tmp_path / "fresh")
    assert sound(release)


@pytest.mark.usefixtures("newer")
def test_a_release_of_which_no_letter_would_be_left_stays(
    letters: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr(pipeline, "reading_program", lambda: "older")
        before = built(tmp_path, letters[:2])
    none = lambda _text, source, _noted: Rejection("unknown-family", source, "none", "none")  # noqa: E731
    monkeypatch.setattr(stored_letters, "parse_again", none)
    with pytest.raises(InputError, match="no letter could be read again"):
        again(tmp_path, SETTINGS, Report(), lambda _: None)
    assert (tmp_path / "current").resolve().name == before.id
