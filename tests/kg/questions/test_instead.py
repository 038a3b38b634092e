"""What is told where a question has no answer: which value left nothing, and what there is instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from kg.query import Bindings, Door, open_door
from kg.questions.asking import ask
from kg.questions.catalog import Catalog
from kg.questions.instead import COUNTING, instead, what_is_there
from kg.questions.named_choices import concept_finder
from tests.queries.graphs import publish
from tests.queries.invented import invented

LIBRARY = Catalog.load()


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    store = tmp_path_factory.mktemp("instead")
    publish(store, invented(threes=24, width=6))
    with open_door(store, workers=1) as opened:
        yield opened


def others(name: str, values: Mapping[str, str], door: Door) -> list[str]:
    return [each.words for each in instead(LIBRARY[name], values, door)]


def test_the_filter_that_left_nothing_is_named(door: Door) -> None:
    values = {"drug": "0", "year": "1999"}
    assert LIBRARY["decisions-like-mine"].run(door, values, concept_finder(door)) == Bindings(
        LIBRARY["decisions-like-mine"].run(door, values, concept_finder(door)).variables, []
    )
    told = others("decisions-like-mine", values, door)
    assert any(words.startswith("without Year of the decision: ") for words in told)
    assert not any("without Drug" in words for words in told)


def test_other_choices_of_a_short_menu_are_tried(door: Door) -> None:
    told = others("decisions-like-mine", {"drug": "0", "outcome": "partly-overturned"}, door)
    assert any(words.startswith("with Outcome: Overturned: ") for words in told)
    assert not any("Partly" in words for words in told)


def test_what_finds_most_comes_first(door: Door) -> None:
    found = instead(LIBRARY["decisions-like-mine"], {"drug": "0", "year": "1999"}, door)
    assert [each.rows for each in found] == sorted((each.rows for each in found), reverse=True)
    assert all(LIBRARY["decisions-like-mine"].run(door, each.values, concept_finder(door)).rows for each in found)


def test_a_number_that_left_nothing_is_set_back_to_its_default(door: Door) -> None:
    (told,) = others("overturn-rate-by-treatment", {"at_least": "99999"}, door)
    assert told.startswith("with Rows with at least this many decisions: 1: ")


def test_where_no_single_change_helps_all_values_are_left_out(door: Door) -> None:
    (told,) = others("overturn-rate-by-treatment", {"at_least": "99999", "year": "1999"}, door)
    assert told.startswith("with nothing chosen: ")


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"treatment": "1", "year": "1999"}, "id/treatment/1: 6 decisions: 3 upheld, 2 not stated, 1 overturned"),
        ({"drug": "never", "year": "1999"}, "Never asked for: no decision"),
        ({"year": "1999"}, ""),
    ],
)
def test_of_a_concept_it_tells_how_its_decisions_came_out(values: Mapping[str, str], told: str, door: Door) -> None:
    used = ask(LIBRARY["decisions-like-mine"], values, door, concept_finder(door)).used
    found = list(what_is_there(used, LIBRARY.find(COUNTING), door))
    assert len(found) == bool(told)
    assert not told or found[0].startswith(told)


def test_decisions_of_one_outcome_are_all_told_by_it(door: Door) -> None:
    used = ask(LIBRARY["decisions-like-mine"], {"treatment": "0"}, door, concept_finder(door)).used
    (found,) = what_is_there(used, LIBRARY.find(COUNTING), OneOutcome(door))
    assert found == "Treatment 0: 15 decisions, all upheld"


class OneOutcome:
    """A door behind which everything was upheld."""

    def __init__(self, door: Door) -> None:
        self.door = door

    def run(self, query: str) -> Bindings:
        answer = self.door.run(
            'SELECT ?outcome ?label ?of WHERE { VALUES (?outcome ?label ?of) { (<x:upheld> "Upheld" 15) } }'
        )
        assert isinstance(answer, Bindings)
        return answer
