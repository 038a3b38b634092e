"""What a client takes: media types and encodings, by RFC 9110 section 12.5 as werkzeug reads it.

https://www.rfc-editor.org/rfc/rfc9110#section-12.5
"""

from __future__ import annotations

from collections.abc import Sequence

from werkzeug.datastructures import Accept, MIMEAccept
from werkzeug.http import parse_accept_header

__all__ = ["negotiate", "takes_gzip"]

_MOST_RANGES = 64
"""Ranges of a header that are looked at; browsers send eight."""


def negotiate(accept: str | None, offered: Sequence[str]) -> str | None:
    """The best of `offered` (our preference first) for the header `accept`, ``None`` if the client takes none of them.

    The highest quality wins, where the most exact range that fits a type gives its quality; among equals the type that
    the client named more exactly; then our order. Parameters of a range do not count. No header, or one without a
    single media range, takes anything.

    >>> negotiate("text/html,application/xml;q=0.9,*/*;q=0.8", ["text/turtle", "text/html"])
    'text/html'
    """
    parsed = parse_accept_header(accept, MIMEAccept)
    named = [(name.partition(";")[0].strip().lower(), quality) for name, quality in parsed[:_MOST_RANGES]]
    ranges = MIMEAccept([each for each in named if len(each[0].split("/")) == 2 and all(each[0].split("/"))])
    if not ranges:
        return next(iter(offered), None)
    exact = set(ranges.values())
    ranked = [
        (ranges.quality(each), (each in exact) + (f"{each.partition('/')[0]}/*" in exact or each in exact), -place)
        for place, each in enumerate(offered)
    ]
    quality, _, place = max(ranked, default=(0, 0, 0))
    return offered[-place] if quality > 0 else None


def takes_gzip(accept_encoding: str | None) -> bool:
    """Whether the header Accept-Encoding names gzip (or ``*``) with a quality above 0."""
    return parse_accept_header(accept_encoding, Accept).quality("gzip") > 0
