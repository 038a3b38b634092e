"""How words were read: what is said of every citation and of every drug that is named, in one value each.

Few combinations can occur, so the graph says them of a closed list of concepts, to which a citation or a drug mention
has one link. The lists here are those concepts.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from kg.model.determination import Citation, DrugMention, Place, Resolution
from kg.model.enumerations import Confidence, DrugStatus, LinkMethod, Side

__all__ = ["CitationReading", "DrugReading", "citation_readings", "drug_readings"]

_LINKS = (Confidence.CERTAIN, Confidence.LIKELY, Confidence.AMBIGUOUS)
_WHERE = (
    *product((Side.REVIEWER,), (Place.FIELD, Place.RATIONALE, Place.SUMMARY)),
    *product((Side.CLAIMS_ADMINISTRATOR,), (Place.FIELD, Place.SUMMARY)),
)
"""Who cites and where: a rationale is the reviewer's."""
_RESOLVED = (
    *product((each for each in Resolution if each is not Resolution.UNRESOLVED), _LINKS),
    (Resolution.UNRESOLVED, Confidence.NONE),
)
_UNLINKED = {LinkMethod.AMBIGUOUS: Confidence.AMBIGUOUS, LinkMethod.NONE: Confidence.NONE}
_MATCHED = (
    *product((each for each in LinkMethod if each not in _UNLINKED), _LINKS),
    *_UNLINKED.items(),
)


class CitationReading(NamedTuple):
    """Who cites, where, how that was resolved; `mtus` and `inferred` are the citation's `mtus`, `edition_inferred`."""

    by: Side
    place: Place
    resolution: Resolution
    confidence: Confidence
    mtus: bool | None
    inferred: bool

    @classmethod
    def of(cls, citation: Citation) -> CitationReading:
        """The reading of a citation."""
        return cls(
            citation.by,
            citation.place,
            citation.resolution,
            citation.confidence,
            citation.mtus,
            citation.edition_inferred,
        )

    @property
    def id(self) -> str:
        """Id of the concept, such as ``reviewer-field-label-certain-mtus``."""
        by = "reviewer" if self.by is Side.REVIEWER else "administrator"
        words = [by, self.place, self.resolution, self.confidence]
        if self.mtus is not None:
            words.append("mtus" if self.mtus else "non-mtus")
        if self.inferred:
            words.append("inferred")
        return "-".join(words).replace("_", "-")


class DrugReading(NamedTuple):
    """What prose says of a drug (``None`` in a title, which asks for it), and how its name was matched."""

    status: DrugStatus | None
    method: LinkMethod
    confidence: Confidence

    @classmethod
    def of(cls, mention: DrugMention) -> DrugReading:
        """The reading of a drug's name. Raises `ValueError` where the linker names a step that is not in the list."""
        return cls(mention.status, LinkMethod(mention.how), mention.confidence)

    @property
    def id(self) -> str:
        """Id of the concept, such as ``taken-exact-certain``, or ``title-exact-certain`` in a title."""
        return "-".join((self.status or "title", self.method, self.confidence)).replace("_", "-")


def citation_readings() -> Iterator[CitationReading]:
    """All that can occur."""
    for (by, place), (resolution, confidence), mtus, inferred in product(
        _WHERE, _RESOLVED, (None, True, False), (False, True)
    ):
        yield CitationReading(by, place, resolution, confidence, mtus, inferred)


def drug_readings() -> Iterator[DrugReading]:
    """All that can occur."""
    for status, (method, confidence) in product((None, *DrugStatus), _MATCHED):
        yield DrugReading(status, method, confidence)
