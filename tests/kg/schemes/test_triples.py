"""The ontology and the schemes as every release holds them: sorted, without blank nodes, under any base."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import VocabularyError
from kg.namespaces import DEFAULT_BASE, Iris
from kg.schemes import triples


@pytest.fixture(scope="module")
def lines() -> list[bytes]:
    return triples.vocabulary_lines()


def test_lines_are_sorted_and_each_stands_once(lines: list[bytes]) -> None:
    assert lines == sorted(set(lines))
    assert all(line.endswith(b" .\n") for line in lines)


def test_no_blank_node_is_among_them(lines: list[bytes]) -> None:
    assert not [line for line in lines if line.startswith(b"_:") or b" _:" in line]


@pytest.mark.parametrize("name", ["ontology#Decision", "id/outcome/upheld", "id/drug/percocet", "id/scheme/drugs"])
def test_terms_concepts_and_schemes_are_described(name: str, lines: list[bytes]) -> None:
    start = f"<{DEFAULT_BASE}{name}> ".encode()
    assert [line for line in lines if line.startswith(start)]


def test_another_base_moves_all_that_is_ours() -> None:
    base = "https://example.org/kg/"
    lines = triples.vocabulary_lines(base)
    assert not [line for line in lines if line.startswith(f"<{DEFAULT_BASE}".encode())]
    assert any(line.startswith(f"<{Iris(base).outcome('upheld')}> ".encode()) for line in lines)


def test_a_file_that_is_no_turtle_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "schemes").mkdir()
    (tmp_path / "imr.ttl").write_text("<http://x.org/a> a")
    monkeypatch.setattr(triples, "resource", lambda _: tmp_path)
    with pytest.raises(VocabularyError, match=r"imr\.ttl: .*fix the file"):
        triples.vocabulary_lines()
