"""The cubes that questions read give the numbers that counting the decisions themselves gives."""

from __future__ import annotations

import pytest

from kg.query import Bindings, Door
from kg.questions.catalog import Catalog
from kg.questions.named_choices import concept_finder

LIBRARY = Catalog.load()
PREFIXES = """
PREFIX imr: <https://w3id.org/imr-kg/ontology#>
PREFIX outcome: <https://w3id.org/imr-kg/id/outcome/>
PREFIX state: <https://w3id.org/imr-kg/id/state/>
"""
COUNTED = [
    ("overturn-rate-by-category", {}, "category", "?decision imr:category ?key"),
    ("overturn-rate-by-category", {"year": "2016"}, "category", "?decision imr:year 2016 ; imr:category ?key"),
    ("overturn-rate-by-treatment", {}, "treatment", "?decision imr:treatment ?key"),
    ("overturn-rate-by-section", {"side": "reviewer"}, "cited", "?decision imr:reviewerCites ?key"),
    ("overturn-rate-by-section", {"side": "administrator"}, "cited", "?decision imr:administratorCites ?key"),
    ("overturn-rate-by-drug", {"kind": "brand"}, "drug", '?decision imr:drug ?key . ?key imr:drugKind "brand"'),
    ("overturn-rate-by-specialty", {}, "specialty", "?decision imr:specialty ?key"),
    (
        "overturn-rate-by-state",
        {},
        "licensedIn",
        "?decision ^imr:hasDecision/imr:reviewedBy/imr:reviewerLicensedIn ?key",
    ),
    ("overturn-rate-by-drug-class", {}, "group", "?decision imr:drugClass ?key"),
    (
        "sections-for-drug-class",
        {"class": "benzodiazepines"},
        "cited",
        "?decision imr:drugClass <https://w3id.org/imr-kg/id/drug-class/benzodiazepines> ; imr:reviewerCites ?key",
    ),
    (
        "sections-for-drug",
        {"drug": "gabapentin", "side": "administrator"},
        "cited",
        "?decision imr:drug <https://w3id.org/imr-kg/id/drug/gabapentin> ; imr:administratorCites ?key",
    ),
]


def rows(answer: object, key: str) -> dict[str, tuple[int, int]]:
    """(decided, overturned) of each key; the row of what has none is left out."""
    assert isinstance(answer, Bindings)
    at = [answer.variables.index(name) for name in (key, "decided", "overturned")]
    values = [[getattr(row[each], "value", "") for each in at] for row in answer.rows]
    return {concept: (int(decided), int(overturned)) for concept, decided, overturned in values if concept}


@pytest.mark.parametrize(("name", "given", "key", "pattern"), COUNTED)
def test_a_cube_counts_as_the_decisions_do(
    name: str, given: dict[str, str], key: str, pattern: str, door: Door
) -> None:
    asked = rows(LIBRARY[name].run(door, given, concept_finder(door)), key)
    counted = door.run(
        f"{PREFIXES} SELECT ?key (SUM(IF(?outcome = outcome:not-stated, 0, 1)) AS ?decided)"
        f" (SUM(IF(?outcome = outcome:overturned, 1, 0)) AS ?overturned)"
        f" WHERE {{ ?decision a imr:Decision ; imr:outcome ?outcome . {pattern} }} GROUP BY ?key"
    )
    assert asked == rows(counted, "key")
    assert asked


def test_the_rows_of_licences_are_all_decisions(door: Door) -> None:
    answer = LIBRARY["licensed-in-california"].run(door, {})
    assert isinstance(answer, Bindings)
    told = {row[0].value: sum(int(cell.value) for cell in (row[1], row[4])) for row in answer.rows}
    counted = door.run(f"{PREFIXES} SELECT (COUNT(*) AS ?n) WHERE {{ ?decision a imr:Decision }}")
    california = door.run(
        f"{PREFIXES} SELECT (COUNT(*) AS ?n) WHERE {{"
        f" ?decision a imr:Decision ; ^imr:hasDecision/imr:reviewedBy/imr:reviewerLicensedIn state:california }}"
    )
    assert isinstance(counted, Bindings)
    assert isinstance(california, Bindings)
    assert sum(told.values()) == int(counted.rows[0][0].value)
    assert told["California"] == int(california.rows[0][0].value)


def test_decisions_on_drugs_can_be_counted_by_every_kind_of_name(door: Door) -> None:
    query = LIBRARY["overturn-rate-by-drug"]
    (choices,) = [parameter.choices for parameter in query.parameters if parameter.name == "kind"]
    kinds = door.run(f"{PREFIXES} SELECT DISTINCT ?kind WHERE {{ ?drug imr:drugKind ?kind }}")
    assert isinstance(kinds, Bindings)
    assert {row[0].value for row in kinds.rows} == set(choices)
