"""Things by what people write: a case by its number, a drug by an identifier of another vocabulary."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.query import Bindings
from kg.search import NamedConcept
from web.pages.panels import ask
from web.reconcile.matching import identifier
from web.reconcile.properties import PROPERTIES
from web.state import state

__all__ = ["VOCABULARIES", "case_page", "concepts_by_identifier", "is_case_number"]

_CASE_NUMBER = re.compile(r"CM\d\d-?\d{5,8}", re.IGNORECASE)

VOCABULARIES = {name: each.name for name, each in PROPERTIES.items() if each.term}
"""Vocabularies whose identifiers lead to drugs: the word in the address, and what people call it."""


def is_case_number(text: str) -> bool:
    """Whether `text` is a case number as people write it."""
    return _CASE_NUMBER.fullmatch(text) is not None


def case_page(number: str) -> str | None:
    """Page of the case of this number, as people write it: ``cm160213037`` is ``CM16-0213037``."""
    written = number.upper()
    plain = written if "-" in written else f"{written[:4]}-{written[4:]}"
    answer = ask("search_case", {"number": plain})
    term = answer.rows[0][0] if isinstance(answer, Bindings) and answer.rows else None
    return state().urls.link(term.value) if term is not None and hasattr(term, "value") else None


def concepts_by_identifier(vocabulary: str, written: str) -> Sequence[NamedConcept]:
    """The concepts that have this identifier of one of `VOCABULARIES`."""
    entities = state().entity_source.entities()
    return entities.index.having(entities.term(PROPERTIES[vocabulary].term), identifier(vocabulary, written))
