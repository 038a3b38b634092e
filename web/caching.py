"""What a client may keep, for how long, and how it asks whether that still holds.

A release doesn't change. So the tag of an answer is made of what chooses its bytes - the release, the address, the
headers that select a representation, the site itself - and not of the bytes: whoever asks again with the tag is
answered before any query is run (304, https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2). Tags are weak, for a page
may tell how long its query took. What may be different though nothing of this changed has no tag: errors, panels that a
limit stopped, queries that ask for the time, for chance or for another endpoint. An endpoint that somebody else runs
does not say when its data changes; there the tag is of the bytes.
"""

from __future__ import annotations

import gzip
from hashlib import sha256

from flask import Response, g, request
from werkzeug.http import quote_etag

from web.accept import takes_gzip
from web.state import state

__all__ = ["FOREVER", "answer_unchanged", "do_not_keep", "finish", "note_release"]

FOREVER = "public, max-age=31536000, immutable"
"""For addresses whose content is settled by the address: https://www.rfc-editor.org/rfc/rfc8246"""

_ASK_AGAIN = "no-cache"
_RELEASE = "release"  # the parameter that settles an address
_SMALLEST = 1024  # bytes: below this gzip saves less than its headers and the work cost
_LEVEL = 5
_TEXTS = ("text/", "application/json", "application/xml", "image/svg+xml")
_TEXT_ENDINGS = ("+json", "+xml", "/n-triples", "/sparql-query")


def note_release() -> str | None:
    """Note which release this request is answered from; the id of another one that its address names, if it does."""
    g.release = state().door.release
    named = request.args.get(_RELEASE)
    return named if named != g.release.id else None


def answer_unchanged() -> Response | None:
    """304 where the client has what it would be sent; no query is run for it."""
    if request.method not in {"GET", "HEAD"} or not g.release.pins_content:
        return None
    known = request.if_none_match
    if known.star_tag or not known.contains_weak(_tag()):  # `*` asks whether anything is here: the graph must say
        return None
    response = Response(status=304)
    response.vary.update(("Accept", "Accept-Encoding"))
    _name(response, _tag())
    return response


def do_not_keep(response: Response) -> Response:
    """Mark an answer that may be different a minute later."""
    response.headers["Cache-Control"] = "no-store"
    return response


def finish(response: Response) -> Response:
    """Tag `response`, say how long it may be kept, and compress it where that is worth it; not a file on its way."""
    if response.direct_passthrough:
        return response
    if request.method in {"GET", "HEAD"} and response.status_code == 200 and not response.cache_control.no_store:
        _tagged(response)
    return _compressed(response)


def _tagged(response: Response) -> None:
    if "ETag" in response.headers:  # it has a tag of its own
        return
    if not g.release.pins_content:
        _name(response, sha256(response.get_data() + _encoding().encode()).hexdigest()[:32])
        response.make_conditional(request)
    elif state().door.release.id == g.release.id:
        _name(response, _tag())
    else:  # a new release came while this was made: nobody knows of which one it tells
        do_not_keep(response)


def _name(response: Response, tag: str) -> None:
    settled = _RELEASE in request.args and g.release.pins_content and response.mimetype != "text/html"
    response.headers.setdefault("Cache-Control", FOREVER if settled else _ASK_AGAIN)
    response.headers["ETag"] = quote_etag(tag, weak=True)


def _tag() -> str:
    """What chooses the bytes of the answer to the current request, in 32 characters."""
    parts = (
        state().fingerprint,
        g.release.id,
        g.release.made or "",  # pages tell it, and what was rejected then
        request.url_root,  # absolute addresses in the body begin with it
        request.path,
        request.query_string.decode("latin-1"),
        request.headers.get("Accept", ""),
        _encoding(),
    )
    return sha256("\0".join(f"{len(part)}:{part}" for part in parts).encode()).hexdigest()[:32]


def _encoding() -> str:
    return "gzip" if takes_gzip(request.headers.get("Accept-Encoding")) else ""


def _compressed(response: Response) -> Response:
    """`response` in gzip (https://www.rfc-editor.org/rfc/rfc1952) where it is a long text and the client takes that."""
    if response.status_code == 304 or not _is_text(response.mimetype or "") or "Content-Encoding" in response.headers:
        return response
    body = response.get_data()
    if len(body) < _SMALLEST:
        return response
    response.vary.add("Accept-Encoding")
    if _encoding():
        response.set_data(gzip.compress(body, _LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response


def _is_text(media_type: str) -> bool:
    return media_type.startswith(_TEXTS) or media_type.endswith(_TEXT_ENDINGS)
