"""Rates with their uncertainty: n, k, percentage and a 95 % Wilson interval.

Wilson, E. B. (1927), Probable inference, the law of succession, and statistical inference, JASA 22, 209-212;
recommended for small n by Brown, Cai and DasGupta (2001), https://doi.org/10.1214/ss/1009213286
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import pyoxigraph as ox

from kg.sparql.answers import Bindings, Row, Term

__all__ = ["RATE_COLUMNS", "Rate", "wilson", "with_rates"]

RATE_COLUMNS = ("percent", "low", "high")
"""Columns that `with_rates` adds: the rate and the bounds of its interval, all in percent, one decimal."""

_Z = 1.959963984540054  # 97.5th percentile of the normal distribution
_DECIMAL = ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")


@dataclass(frozen=True, slots=True)
class Rate:
    """Which columns of a query count: `numerator` (k) of `denominator` (n)."""

    numerator: str
    denominator: str


def wilson(k: int, n: int) -> tuple[float, float]:
    """Lower and upper bound, as fractions, of the 95 % interval for `k` of `n`. Raises `ValueError` unless 0 <= k <= n.

    >>> [round(bound, 3) for bound in wilson(9, 10)]
    [0.596, 0.982]
    """
    if not 0 <= k <= n or n == 0:
        raise ValueError(f"{k} of {n} is no rate")
    share = k / n
    spread = 1 + _Z**2 / n
    middle = (share + _Z**2 / (2 * n)) / spread
    reach = _Z / spread * sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    # At the ends the bound is exact; rounding must not take it past the rate itself.
    return (0.0 if k == 0 else middle - reach), (1.0 if k == n else middle + reach)


def with_rates(answer: Bindings, rate: Rate) -> Bindings:
    """`answer` with the `RATE_COLUMNS` after its own.

    Every row stays, *not stated* among them; where a row has no counts, or no cases, its three cells are empty.
    """
    k, n = answer.variables.index(rate.numerator), answer.variables.index(rate.denominator)
    rows: list[Row] = [(*row, *_cells(row[k], row[n])) for row in answer.rows]
    return Bindings((*answer.variables, *RATE_COLUMNS), rows, answer.truncated)


def _cells(k: Term | None, n: Term | None) -> tuple[Term | None, ...]:
    some, of = _count(k), _count(n)
    if some is None or not of or not 0 <= some <= of:
        return (None, None, None)
    return tuple(_percent(share) for share in (some / of, *wilson(some, of)))


def _count(term: Term | None) -> int | None:
    return int(term.value) if isinstance(term, ox.Literal) and term.value.isascii() and term.value.isdigit() else None


def _percent(share: float) -> ox.Literal:
    return ox.Literal(f"{100 * share:.1f}", datatype=_DECIMAL)
