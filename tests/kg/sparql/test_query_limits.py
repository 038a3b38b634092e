from __future__ import annotations

import pytest

from kg.errors import InputError
from kg.sparql.query_limits import PUBLIC, UNHURRIED, allowing


def test_a_stranger_gets_less_than_the_owner_of_the_machine() -> None:
    assert (PUBLIC.seconds, PUBLIC.rows, PUBLIC.size, PUBLIC.memory) == (10, 100_000, 64 << 20, 4096 << 20)
    assert UNHURRIED.seconds >= 60 * PUBLIC.seconds
    assert UNHURRIED.rows >= 100 * PUBLIC.rows
    assert not PUBLIC.services
    assert not UNHURRIED.services


def test_allowed_addresses_come_to_those_that_are_allowed_already() -> None:
    limits = allowing(allowing(PUBLIC, ["https://a.example/sparql"]), ["http://b.example"])
    assert limits.services == {"https://a.example/sparql", "http://b.example"}
    assert limits.seconds == PUBLIC.seconds


ADDRESSES = ["", "a.example", "ftp://a.example/", "http://me@a.example/", "http://a.example/#x", "x http://a.example"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_no_address_is_named(address: str) -> None:
    with pytest.raises(InputError) as told:
        allowing(PUBLIC, ["https://a.example/sparql", address])
    assert str(told.value) == f"{address!r}: no address of an endpoint; give one such as https://example.org/sparql"
