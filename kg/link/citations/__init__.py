"""Citations of guidelines: from the words of a letter to concepts of the guideline table.

`CitationResolver.field` reads the two guideline fields of a disputed item, `CitationResolver.prose` the rationale and
the clinical summary.
"""

from kg.link.citations.resolver import CitationResolver, Context, FieldReading, Moment

__all__ = ["CitationResolver", "Context", "FieldReading", "Moment"]
