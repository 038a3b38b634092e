"""What a client wants to be sent, and the headers that say what else there is.

Link relations: https://www.iana.org/assignments/link-relations, Signposting: https://signposting.org/FAIR/
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import Response, g, request

from kg.errors import AnswerCut
from kg.formats import FORMATS, HTML, AnswerKind, Format, by_suffix, called, format_of, offered
from kg.query import Cut
from web.accept import negotiate
from web.errors import NotOffered
from web.pages.pieces import Hyperlink

__all__ = [
    "add_links",
    "chosen",
    "data_format",
    "graph_formats",
    "graph_links",
    "other_than_page",
    "refuse_cut",
    "wanted_suffix",
]


def chosen(kind: AnswerKind, html: bool, offers: Sequence[tuple[str, str]] = ()) -> Format | None:
    """The format to answer the current request in, ``None`` for a page.

    ``?format=`` goes before the Accept header. Raises `NotOffered` (with `offers`) if nothing fits.
    """
    g.negotiated = True
    named = request.values.get("format")
    if named:
        return data_format(named, kind, html, offers)
    media_type = negotiate(request.headers.get("Accept"), offered(kind, html))
    if media_type is None:
        raise NotOffered(request.headers.get("Accept", ""), offers)
    return None if media_type == HTML else format_of(media_type, kind)


def refuse_cut(cut: Cut | None) -> None:
    """Refuse a `cut` answer to a client that asked, by ``complete=true``, for a whole one or none.

    An engine that asks by SERVICE reads no headers; it would join and count what it got. Raises `AnswerCut`.
    """
    if cut and request.values.get("complete") == "true":
        raise AnswerCut(f"only {cut.words} can be given, and complete=true asks for a whole answer or none")


def other_than_page() -> Format | None:
    """The format of triples that the client takes rather than the page it asked for; ``None`` if it takes the page."""
    g.negotiated = True
    media_type = negotiate(request.headers.get("Accept"), [HTML, *offered(AnswerKind.GRAPH)])
    return None if media_type in {None, HTML} else format_of(media_type or "", AnswerKind.GRAPH)


def data_format(named: str, kind: AnswerKind, html: bool, offers: Sequence[tuple[str, str]] = ()) -> Format | None:
    """The format that `named` asks for, ``None`` for a page. Raises `NotOffered` if there is none."""
    if html and named in {"html", HTML}:
        return None
    found = called(named, kind)
    if found is None:
        raise NotOffered(named, offers)
    return found


def wanted_suffix(path: str) -> tuple[str, str | None]:
    """A path and the suffix at its end, ``None`` where it has none that names a format of triples or ``html``.

    >>> wanted_suffix("case/CM16-0213037.ttl")
    ('case/CM16-0213037', 'ttl')
    >>> wanted_suffix("section/opioids16-3.3.9")
    ('section/opioids16-3.3.9', None)
    """
    stem, dot, suffix = path.rpartition(".")
    known = dot and stem and (suffix == "html" or by_suffix(suffix, AnswerKind.GRAPH) is not None)
    return (stem, suffix) if known else (path, None)


def graph_links(urls: Iterable[tuple[Format, str]]) -> list[Hyperlink]:
    """The serializations of a thing, for a page."""
    return [Hyperlink(written.label, url, written.media_type) for written, url in urls]


def graph_formats() -> list[Format]:
    """Formats of triples, our preference first."""
    return [each for each in FORMATS if each.kind is AnswerKind.GRAPH]


def add_links(response: Response, links: Iterable[tuple[str, str, str | None]]) -> Response:
    """Add a Link header of (URL, relation, media type)."""
    for url, relation, media_type in links:
        kind = f'; type="{media_type}"' if media_type else ""
        response.headers.add("Link", f'<{url}>; rel="{relation}"{kind}')
    return response
