"""Accuracy on letters read by hand, field by field: the bars that the project holds itself to.

The readings are not part of the project: a folder ``../shared`` holds them, and the scorer that compares.
"""

from __future__ import annotations

import importlib.util
import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

import pytest

from kg.documents import Limits, Source, find_sources
from kg.letter_json import as_reading
from kg.model import Determination
from kg.reading import determinations, load_linker

BARS = {
    **dict.fromkeys(["item.heading", "item.outcome", "reviewer.states", "reviewer.specialties"], 1.0),
    "citation.none_cited": 1.0,
    **dict.fromkeys(["item.finding", "item.request", "item.contradiction", "patient.age", "patient.sex"], 0.99),
    "drug.ingredients": 0.98,
    **dict.fromkeys(["drug.strength", "drug.quantity"], 0.97),
    **dict.fromkeys(["citation.guideline", "citation.mtus"], 0.99),
    "citation.section": 0.97,
    "citation.pages": 0.98,
    "item.category": 0.95,
    **dict.fromkeys(["item.qualifiers", "item.visits", "item.laterality", "item.body_regions"], 0.93),
    "diagnoses": 0.75,
}


def scorer(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", shared / "tools" / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def readings(folder: Path) -> Iterable[dict[str, object]]:
    linker = load_linker()
    for source in find_sources([str(folder)], Limits()):
        if isinstance(source, Source):
            for each in determinations(source, Limits(), linker):
                if isinstance(each, Determination):
                    yield json.loads(json.dumps(as_reading(each)))


@pytest.fixture(scope="module")
def f1(shared: Path) -> dict[str, float]:
    score = scorer(shared)
    predicted = {score.key(reading): reading for reading in readings(shared / "letters")}
    right, said, wanted = defaultdict(int), defaultdict(int), defaultdict(int)
    for letter in json.loads((shared / "gold" / "letters.json").read_text()):
        gold, ours = defaultdict(set), defaultdict(set)
        for field, fact in score.facts(letter):
            gold[field].add(fact)
        for field, fact in score.facts(predicted.get(score.key(letter), {})):
            ours[field].add(fact)
        for field in {*gold, *ours}:
            right[field] += len(gold[field] & ours[field])
            said[field] += len(ours[field])
            wanted[field] += len(gold[field])
    return {field: 2 * right[field] / (said[field] + wanted[field]) for field in {*said, *wanted}}


@pytest.mark.real_letters
@pytest.mark.parametrize("field", BARS)
def test_a_field_is_read_as_well_as_promised(field: str, f1: dict[str, float]) -> None:
    assert f1[field] >= BARS[field]


@pytest.mark.real_letters
def test_every_header_field_is_read(f1: dict[str, float]) -> None:
    headers = {field: value for field, value in f1.items() if field.startswith("header.")}
    assert len(headers) == 7
    assert set(headers.values()) == {1.0}
