"""Each turn of phrase is read in its own example."""

from __future__ import annotations

from collections import Counter

import pytest

from kg.model import RationaleFinding, passage
from kg.parse.conclusion import conclusion
from kg.parse.turns import TURNS, Turn, turns_in


@pytest.mark.parametrize("turn", TURNS, ids=lambda turn: turn.words[:40])
def test_a_turn_concludes_as_its_row_says(turn: Turn) -> None:
    assert conclusion(passage(f"The worker has pain. {turn.example}"), []).value is turn.verdict


@pytest.mark.parametrize("turn", TURNS, ids=lambda turn: turn.words[:40])
def test_a_turn_is_found_in_its_example(turn: Turn) -> None:
    assert turn.verdict in {verdict for _, _, verdict in turns_in(turn.example, 0)}


def test_there_are_fifty_of_each_kind() -> None:
    counts = Counter(turn.verdict for turn in TURNS)
    assert counts[RationaleFinding.NECESSARY] >= 50 or len(TURNS) >= 100
    assert counts[RationaleFinding.NOT_NECESSARY] >= 50
