from __future__ import annotations

from kg.formats import FORMATS, AnswerKind, by_suffix, format_of, offered


def test_our_own_order_is_never_turned_by_an_alias() -> None:
    for kind in AnswerKind:
        first = next(each for each in FORMATS if each.kind is kind)
        assert offered(kind)[0] == first.media_type


def test_every_offered_type_can_be_written() -> None:
    for kind in AnswerKind:
        assert all(format_of(each, kind) for each in offered(kind))


def test_suffixes() -> None:
    assert {each.name for each in FORMATS if by_suffix(f".{each.name}", each.kind) is each} == {e.name for e in FORMATS}
    srj, json = by_suffix("srj", AnswerKind.RESULTS), by_suffix("JSON", AnswerKind.RESULTS)
    assert srj is not None
    assert srj is json
    assert by_suffix("ttl", AnswerKind.RESULTS) is None
