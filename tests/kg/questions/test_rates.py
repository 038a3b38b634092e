from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.query import Bindings
from kg.questions.rates import Rate, wilson, with_rates

RATE = Rate("k", "n")


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (9, 10, 0.5958, 0.9821),
        (15, 30, 0.3315, 0.6685),
        (10, 10, 0.7225, 1.0),
        (1, 1, 0.2065, 1.0),
    ],
)
def test_wilson_gives_the_published_bounds(k: int, n: int, low: float, high: float) -> None:
    assert wilson(k, n) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 10**7).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_rate(pair: tuple[int, int]) -> None:
    k, n = pair
    low, high = wilson(k, n)
    assert 0 <= low <= k / n <= high <= 1


@pytest.mark.parametrize(("k", "n"), [(1, 0), (0, 0), (3, 2), (-1, 2)])
def test_what_is_no_rate_is_refused(k: int, n: int) -> None:
    with pytest.raises(ValueError, match="no rate"):
        wilson(k, n)


def test_every_row_stays_also_those_without_a_rate() -> None:
    rows = [
        (ox.Literal("upheld"), ox.Literal(1), ox.Literal(4)),
        (ox.Literal("not stated"), None, ox.Literal(2)),
        (ox.Literal("none"), ox.Literal(0), ox.Literal(0)),
    ]
    rated = with_rates(Bindings(("what", "k", "n"), list(rows), truncated=True), RATE)
    assert rated.variables == ("what", "k", "n", "percent", "low", "high")
    assert rated.truncated
    assert [row[:3] for row in rated.rows] == rows
    assert [term.value if term else None for term in rated.rows[0][3:]] == ["25.0", "4.6", "69.9"]
    assert rated.rows[1][3:] == rated.rows[2][3:] == (None, None, None)
