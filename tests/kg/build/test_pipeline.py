"""Letters into a release: everything good gets in, everything bad is named, and the bytes do not depend on the way."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store, parse

from kg.build import batches, statistics, stored_letters
from kg.build.build_settings import Settings
from kg.build.pipeline import add, build, parse_letters, validate_store
from kg.build.report import Report
from kg.documents import Document, Source, document_findings
from kg.errors import InputError, StoreMissing
from kg.link.letter_linker import LetterLinker
from kg.model import Rejection
from kg.namespaces import Iris
from kg.query import Bindings, open_door
from kg.resources import read_resource
from kg.store.dump import graph_blocks
from kg.store.folder import StoreFolder

IMR = "PREFIX imr: <https://w3id.org/imr-kg/ontology#>\n"
RDFS = "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"


def made(store: Path, *paths: Path, strict: bool = False, jobs: int = 0) -> Report:
    report = Report()
    build(store, [str(path) for path in paths], Settings(jobs=jobs, strict=strict), report, lambda _: None)
    return report


def added(store: Path, *paths: Path) -> Report:
    report = Report()
    add(store, [str(path) for path in paths], Settings(jobs=0), report, lambda _: None)
    return report


def graph(store: Path) -> bytes:
    return b"".join(graph_blocks(store / "current"))


def released(store: Path) -> str | None:
    return StoreFolder(store).current_id()


def rows(store: Path, query: str) -> list[tuple[str, ...]]:
    with open_door(store, workers=1) as door:
        answer = door.run(IMR + query)
    assert isinstance(answer, Bindings)
    return [tuple(getattr(term, "value", "") for term in row) for row in answer.rows]


@pytest.fixture(scope="module")
def some(examples: Path) -> list[Path]:
    return [path for path in sorted(examples.iterdir()) if path.name.startswith(("s-2016", "p-"))]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, examples: Path) -> tuple[Path, Report]:
    store = tmp_path_factory.mktemp("whole")
    return store, made(store, examples, jobs=2)


def test_every_example_letter_gets_into_the_graph(whole: tuple[Path, Report], examples: Path) -> None:
    store, report = whole
    assert report.rejections == []
    assert report.letters == len(list(examples.iterdir()))
    assert report.exit_status == 0
    assert rows(store, "SELECT (COUNT(*) AS ?n) WHERE { ?d a imr:Determination }") == [(str(report.letters),)]


def test_a_built_release_breaks_no_shape(whole: tuple[Path, Report]) -> None:
    checked = validate_store(whole[0], "shacl-rust")
    assert checked.cases == whole[1].cases
    assert checked.count("violation") == 0


def test_no_node_is_blank_and_every_line_is_sorted(whole: tuple[Path, Report]) -> None:
    lines = graph(whole[0]).splitlines(keepends=True)
    assert lines == sorted(set(lines))
    assert not [line for line in lines if line.startswith(b"_:") or b" _:" in line]


def test_every_heading_reads_its_words_back(whole: tuple[Path, Report]) -> None:
    query = """SELECT ?text ?place ?heading WHERE {
      ?letter imr:text ?text ; imr:hasDecision ?decision . ?decision imr:heading ?heading ; imr:foundAt ?place }"""
    found = rows(whole[0], query)
    assert len(found) > 100
    for text, place, heading in found:
        at = Iris().place(place)
        assert at
        words = text[at.start : at.end].split()
        assert heading.split()[0] == words[0]
        assert heading.split()[-1] == words[-1]


def test_two_builds_of_the_same_letters_give_the_same_bytes(some: list[Path], tmp_path: Path) -> None:
    made(tmp_path / "one", *some)
    made(tmp_path / "two", *reversed(some), jobs=2)
    assert graph(tmp_path / "one") == graph(tmp_path / "two")
    assert released(tmp_path / "one") == released(tmp_path / "two")


def test_adding_gives_the_same_graph_and_the_same_counts_as_building(some: list[Path], tmp_path: Path) -> None:
    made(tmp_path / "whole", *some)
    made(tmp_path / "grown", *some[:4])
    added(tmp_path / "grown", *some[4:])
    assert graph(tmp_path / "grown") == graph(tmp_path / "whole")
    names = ("counts", "partitions")
    one, two = (json.loads((tmp_path / n / "current" / "manifest.json").read_text()) for n in ("whole", "grown"))
    assert {name: one[name] for name in names} == {name: two[name] for name in names}
    cubes = [json.loads((tmp_path / name / "current" / "cubes.json").read_text()) for name in ("whole", "grown")]
    assert cubes[0] == cubes[1]
    assert released(tmp_path / "grown") == released(tmp_path / "whole")


def test_adding_to_nothing_is_an_error_that_says_what_to_do(some: list[Path], tmp_path: Path) -> None:
    with pytest.raises(StoreMissing, match="imr build"):
        added(tmp_path, *some)


def test_adding_a_letter_again_changes_nothing_and_says_so(some: list[Path], tmp_path: Path) -> None:
    made(tmp_path, *some[:3])
    before = graph(tmp_path)
    report = added(tmp_path, some[0])
    assert graph(tmp_path) == before
    assert [notice.code for notice in report.notices] == ["same-letter"]


def test_the_same_letter_twice_is_in_the_graph_once(examples: Path, tmp_path: Path) -> None:
    broken = examples.parent / "broken"
    report = made(tmp_path, broken / "same-letter-1.txt", broken / "same-letter-2.txt")
    assert [notice.code for notice in report.notices] == ["same-letter"]
    assert rows(tmp_path, "SELECT (COUNT(*) AS ?n) WHERE { ?d a imr:Determination }") == [("1",)]
    assert report.exit_status == 0


def test_two_letters_of_one_case_are_two_determinations_and_the_later_is_current(
    examples: Path, tmp_path: Path
) -> None:
    letters = sorted((examples.parent / "broken").glob("same-case-*.txt"))
    made(tmp_path / "built", *letters)
    made(tmp_path / "grown", letters[1])
    added(tmp_path / "grown", letters[0])
    assert graph(tmp_path / "built") == graph(tmp_path / "grown")
    found = rows(
        tmp_path / "built",
        "SELECT ?current ?day WHERE { ?case imr:hasDetermination ?letter ; imr:currentDetermination ?current ."
        " ?letter imr:decisionDate ?day }",
    )
    assert len(found) == 2
    assert len({current for current, _ in found}) == 1
    assert found[0][0].endswith(max(day for _, day in found))


def test_what_is_no_letter_is_named_with_reason_and_remedy_and_the_rest_goes_on(examples: Path, tmp_path: Path) -> None:
    report = made(tmp_path, examples / "p-2013-necessary.txt", examples.parent / "broken")
    codes = {rejection.code for rejection in report.rejections}
    assert codes >= {
        "archive-bomb",
        "binary",
        "empty",
        "no-text",
        "not-a-pdf",
        "password",
        "truncated-pdf",
        "unsafe-member",
        "wrong-encoding",
    }
    assert all(rejection.reason and rejection.remedy and rejection.place for rejection in report.rejections)
    assert report.exit_status == 1
    kept = (tmp_path / "current" / "reports" / "rejected.jsonl").read_text().splitlines()
    assert len(kept) == len(report.rejections)


def test_strict_publishes_nothing_if_anything_is_rejected(examples: Path, tmp_path: Path) -> None:
    made(tmp_path, examples / "p-2013-necessary.txt")
    before = graph(tmp_path)
    with pytest.raises(InputError, match="strict"):
        made(tmp_path, examples / "p-2013-not-necessary.txt", examples.parent / "broken" / "empty.txt", strict=True)
    assert graph(tmp_path) == before


def test_nothing_readable_publishes_nothing(examples: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no letter could be read"):
        made(tmp_path, examples.parent / "broken" / "empty.txt")
    assert not (tmp_path / "current").exists()


def test_parsing_keeps_the_order_of_the_sources(some: list[Path]) -> None:
    lines = parse_letters([str(path) for path in some], Settings(jobs=2), Report(), lambda _: None)
    assert [json.loads(line)["source"] for line in lines] == [path.name for path in some]


def test_another_base_moves_every_iri_of_ours(some: list[Path], tmp_path: Path) -> None:
    build(tmp_path, [str(some[0])], Settings("https://example.org/kg/", jobs=0), Report(), lambda _: None)
    assert b"w3id.org/imr-kg/id/" not in graph(tmp_path)
    assert Iris("https://example.org/kg/").term("Decision").encode() in graph(tmp_path)


def test_a_killed_builds_leftovers_are_gone_after_the_next(some: list[Path], tmp_path: Path) -> None:
    made(tmp_path, some[0])
    (tmp_path / "drafts" / "4242" / "spool-x").mkdir(parents=True)
    made(tmp_path, some[0])
    assert list((tmp_path / "drafts").iterdir()) == []
    shutil.rmtree(tmp_path)


def test_adding_keeps_to_the_base_of_the_release(some: list[Path], tmp_path: Path) -> None:
    build(tmp_path, [str(some[0])], Settings("https://example.org/kg/", jobs=0), Report(), lambda _: None)
    added(tmp_path, some[1])
    assert b"w3id.org/imr-kg/id/" not in graph(tmp_path)
    with pytest.raises(InputError, match=r"IRIs begin with https://example\.org/kg/"):
        add(tmp_path, [str(some[2])], Settings("https://other.example/", jobs=0), Report(), lambda _: None)


def test_a_rejection_by_the_parser_names_the_place_of_the_file(examples: Path) -> None:
    invoice = examples.parent / "broken" / "invoice.txt"
    report = Report()
    assert list(parse_letters([str(invoice)], Settings(jobs=0), report, lambda _: None)) == []
    assert [rejection.place for rejection in report.rejections] == [str(invoice)]


def test_a_rejection_stays_in_the_manifest_when_letters_are_added(
    examples: Path, some: list[Path], tmp_path: Path
) -> None:
    broken = examples.parent / "broken"
    made(tmp_path, some[0], broken / "empty.txt")
    added(tmp_path, some[1], broken / "binary.txt")
    added(tmp_path, some[2], broken / "binary.txt")
    manifest = json.loads((tmp_path / "current" / "manifest.json").read_text())
    assert [each["code"] for each in manifest["rejected"]] == ["empty", "binary"]
    assert len((tmp_path / "current" / "reports" / "rejected.jsonl").read_text().splitlines()) == 2


# --- what a release's id names -------------------------------------------------------------------------------------


def test_a_new_cube_over_the_same_letters_is_another_release_and_is_served(
    some: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(tmp_path, some[0])
    before = released(tmp_path)
    table = (
        read_resource("ontology/statistics.tsv").rstrip("\n") + "\nnew-cube\tDecision\tdecisions\tNew 💊\toutcome\t\n"
    )
    monkeypatch.setattr(statistics, "read_resource", lambda _: table)
    made(tmp_path, some[0])
    assert released(tmp_path) != before
    titles = "SELECT ?title { ?cube a <http://purl.org/linked-data/cube#DataSet> ; rdfs:label ?title }"
    assert ("New 💊",) in rows(tmp_path, RDFS + titles)


def test_what_was_rejected_is_part_of_the_release(examples: Path, some: list[Path], tmp_path: Path) -> None:
    made(tmp_path, some[0])
    before = released(tmp_path)
    made(tmp_path, some[0], examples.parent / "broken" / "empty.txt")
    assert released(tmp_path) != before


def test_where_the_files_lie_is_no_part_of_the_release(examples: Path, some: list[Path], tmp_path: Path) -> None:
    files = [some[0], examples.parent / "broken" / "empty.txt"]
    moved = [Path(shutil.copy(each, tmp_path)) for each in files]
    made(tmp_path / "one", *files)
    made(tmp_path / "two", *reversed(moved))
    assert released(tmp_path / "one") == released(tmp_path / "two")


def test_the_description_and_the_engine_agree_on_every_literal(whole: tuple[Path, Report]) -> None:
    current = whole[0] / "current"
    held = Store.read_only(str(current / "graph"))
    lines = graph(whole[0]) + (current / "about.nt").read_bytes()
    assert {str(quad.triple) for quad in held} == {
        str(each.triple) for each in parse(lines, format=RdfFormat.N_TRIPLES)
    }
    assert len(held) == len(lines.splitlines())


# --- a second letter of a case -------------------------------------------------------------------------------------


@pytest.fixture
def joined(examples: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A file that holds two letters, and another letter of the first one's case."""
    first, second = sorted((examples.parent / "broken").glob("same-case-*.txt"))
    other = min(examples.glob("s-2016*.txt"))
    both = tmp_path / "both.txt"
    both.write_text(first.read_text() + "\n\f\n" + other.read_text())
    return both, second


FINDINGS = """SELECT ?source ?code WHERE { ?letter imr:sourceName ?source ; imr:hasFinding [ imr:code ?code ] }"""


def test_that_letters_were_joined_is_not_forgotten_when_a_case_gets_a_second_letter(
    joined: tuple[Path, Path], tmp_path: Path
) -> None:
    both, second = joined
    made(tmp_path / "built", both, second)
    made(tmp_path / "grown", both)
    added(tmp_path / "grown", second)
    for store in ("built", "grown"):
        noticed = rows(tmp_path / store, FINDINGS)
        assert {source for source, code in noticed if code == "joined-letters"} == {"both.txt#1", "both.txt#2"}
    assert graph(tmp_path / "built") == graph(tmp_path / "grown")


def test_what_was_wrong_with_its_file_is_not_forgotten_either(
    examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = sorted((examples.parent / "broken").glob("same-case-*.txt"))
    read_source = batches.read_source

    def noticing(source: Source, *others: object) -> Iterator[Document | Rejection]:
        for each in read_source(source, *others):
            if isinstance(each, Document) and "first" in each.source:
                yield replace(each, findings=(document_findings.found("recognized-text", 40, 90, "page 1"),))
            else:
                yield each

    monkeypatch.setattr(batches, "read_source", noticing)
    made(tmp_path / "built", first, second)
    made(tmp_path / "grown", first)
    added(tmp_path / "grown", second)
    assert (first.name, "recognized-text") in rows(tmp_path / "grown", FINDINGS)
    assert graph(tmp_path / "built") == graph(tmp_path / "grown")


def test_a_letter_of_the_release_that_can_not_be_read_again_keeps_the_new_one_out_and_says_so(
    examples: Path, some: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = sorted((examples.parent / "broken").glob("same-case-*.txt"))
    made(tmp_path, first)
    newer = lambda _text, source, _noted: Rejection("unknown-family", source, "none of the headings", "check it")  # noqa: E731
    monkeypatch.setattr(stored_letters, "parse_again", newer)
    report = added(tmp_path, second, some[0])
    assert [each.code for each in report.rejections] == ["stored-letter"]
    assert "imr build" in report.rejections[0].remedy
    assert rows(tmp_path, "SELECT (COUNT(*) AS ?n) WHERE { ?d a imr:Determination }") == [("2",)]


def test_letters_of_a_build_are_read_once(examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    link = LetterLinker.link
    monkeypatch.setattr(LetterLinker, "link", lambda self, letter: read.append(letter.source) or link(self, letter))
    made(tmp_path, *sorted((examples.parent / "broken").glob("same-case-*.txt")))
    assert sorted(read) == ["same-case-first-letter.txt", "same-case-second-letter.txt"]


def test_what_was_noticed_is_counted_for_the_letters_of_the_release_only(examples: Path, tmp_path: Path) -> None:
    broken = examples.parent / "broken"
    made(tmp_path / "one", broken / "same-letter-1.txt")
    made(tmp_path / "two", broken / "same-letter-1.txt", broken / "same-letter-2.txt")
    one, two = (json.loads((tmp_path / n / "current" / "manifest.json").read_text()) for n in ("one", "two"))
    assert one["findings"] == two["findings"]
    assert one["warnings"] == two["warnings"]


def test_a_file_of_broken_lines_is_told_in_bounds(
    some: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("kg.build.report", "kg.build.pipeline"):
        monkeypatch.setattr(f"{module}.LISTED", 5)
    broken = tmp_path / "broken.jsonl"
    broken.write_text("1\n" * 20)
    report = Report()
    made = build(tmp_path / "s", [str(some[0]), str(broken)], Settings(jobs=0), report, lambda _: None)
    assert (report.rejected, len(made.manifest["rejected"]), made.manifest["unlisted"]) == (
        20,
        5,
        {"no-text-field": 15},
    )
