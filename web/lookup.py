"""Things by what people write: a case by its number, a drug by an identifier of another vocabulary."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.query import Bindings
from kg.search import NamedConcept
from web.pages.page_queries import PageQueries
from web.reconcile.entities import Entities
from web.reconcile.matching import identifier
from web.reconcile.properties import PROPERTIES
from web.urls import Urls

__all__ = ["VOCABULARIES", "case_page", "concepts_by_identifier", "is_case_number"]

_CASE_NUMBER = re.compile(r"CM\d\d-?\d{5,8}", re.IGNORECASE)

VOCABULARIES = {name: each.name for name, each in PROPERTIES.items() if each.term}
"""Vocabularies whose identifiers lead to drugs: the word in the address, and what people call it."""


def is_case_number(text: str) -> bool:
    """Whether `text` is a case number as people write it."""
    return _CASE_NUMBER.fullmatch(text) is not None


def case_page(number: str, queries: PageQueries, urls: Urls) -> str | None:
    """Page of the case of this number, as people write it: ``cm160213037`` is ``CM16-0213037``."""
    written = number.upper()
    plain = written if "-" in written else f"{written[:4]}-{written[4:]}"
    answer = queries.ask("search_case", {"number": plain})
    term = answer.rows[0][0] if isinstance(answer, Bindings) and answer.rows else None
    return urls.link(term.value) if term is not None and hasattr(term, "value") else None


def concepts_by_identifier(vocabulary: str, written: str, entities: Entities) -> Sequence[NamedConcept]:
    """The concepts that have this identifier of one of `VOCABULARIES`."""
    return entities.index.having(entities.term(PROPERTIES[vocabulary].term), identifier(vocabulary, written))
