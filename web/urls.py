"""Every URL of the site is built here.

IRIs live under the base (``https://w3id.org/imr-kg/``), the site under whatever host it runs on: an IRI of this graph
becomes a local path, so links stay on the host that shows them. Functions need a Flask request or app context.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlencode

from flask import url_for

__all__ = ["Urls"]

_IN_LETTER = re.compile(r"(?P<letter>case/[^/]+/[^/]+)/(?:decision/(?P<decision>\d+)|text/(?P<words>\d+-\d+))")
_OUTWARD = ("http://", "https://")
_LONGEST_QUERY_STRING = 3500  # a link longer than this is cut off by proxies: no link is better


@dataclass(frozen=True, slots=True)
class Urls:
    """URLs of the graph whose IRIs start with `base` (ends with a slash)."""

    base: str

    # --- IRIs and their pages ---

    def iri(self, path: str) -> str:
        """IRI of the thing at the decoded path below ``/id/``."""
        return f"{self.base}id/" + "/".join(quote(part, safe="~") for part in path.split("/"))

    def path(self, iri: str) -> str | None:
        """Decoded path below ``id/``, ``None`` for an IRI that is no thing of this graph."""
        start = f"{self.base}id/"
        return unquote(iri[len(start) :]) or None if iri.startswith(start) else None

    def link(self, iri: str) -> str | None:
        """Where a reader who clicks on `iri` should land; ``None`` for an IRI that must not be a link.

        A decision and a run of words are shown in their letter, so readers land there.
        """
        path = self.path(iri)
        if path is not None:
            place = _IN_LETTER.fullmatch(path)
            if place:
                anchor = f"decision-{place['decision']}" if place["decision"] else f"t{place['words']}"
                return url_for("things.page", path=place["letter"], _anchor=anchor)
            return url_for("things.page", path=path)
        if iri.partition("#")[0] == f"{self.base}ontology":
            return self.term(iri.partition("#")[2])
        if iri.startswith(f"{self.base}ontology/"):
            return url_for("ontology.ontology", version=iri.rpartition("/")[2])
        return iri if iri.startswith(_OUTWARD) else None

    def thing(self, path: str) -> str:
        """Where the IRI of the thing at the decoded `path` (with a suffix, maybe) is answered here."""
        return url_for("things.thing", path=path)

    def page(self, iri: str, anchor: str | None = None, number: int = 1) -> str:
        """Page of a thing of this graph; `number` counts the pages of its long panel from 1."""
        return url_for("things.page", path=self.path(iri) or "", _anchor=anchor, page=number if number > 1 else None)

    def data(self, iri: str, suffix: str) -> str:
        """One serialization of a thing of this graph."""
        return url_for("things.data", path=self.path(iri) or "", suffix=suffix)

    def term(self, name: str = "") -> str:
        """The ontology's page, at a term."""
        return url_for("ontology.ontology", _anchor=name or None)

    def ontology(self, suffix: str) -> str:
        """One serialization of the ontology."""
        return url_for("ontology.serialization", suffix=suffix)

    # --- queries ---

    def sparql(self, query: str | None = None, media_format: str | None = None) -> str:
        """The endpoint: its editor, an answer's page, or (with `media_format`) an answer as data."""
        return url_for("sparql.endpoint", query=query, format=media_format)

    def edit(self, query: str) -> str | None:
        """The editor with `query` in it and its answer below; ``None`` where the address would be too long."""
        return _within(self.sparql(query))

    def example(self, name: str) -> str:
        """The editor with a named query in it, not run."""
        return url_for("sparql.endpoint", example=name)

    def result(self, query: str, media_format: str) -> str | None:
        """A query's rows as data; ``None`` where the address would be too long."""
        return _within(self.sparql(query, media_format))

    def query(self, name: str, values: Mapping[str, str] | None = None, media_format: str | None = None) -> str:
        """A named query: its form, or with `values` or a format its rows."""
        pairs = [*(values or {}).items(), *([("format", media_format)] if media_format else [])]
        return url_for("queries.query", name=name) + (f"?{urlencode(pairs)}" if pairs else "")

    # --- pages and documents of the site ---

    def to(self, endpoint: str, media_format: str | None = None, q: str | None = None) -> str:
        """Any other page, by the name of its view."""
        return url_for(endpoint, format=media_format, q=q)

    def reconcile(self, endpoint: str, what: str) -> str:
        """A view of the reconciliation service for `what`: ``entity``, ``type`` or ``property``."""
        return url_for(endpoint, what=what)

    def absolute(self, endpoint: str) -> str:
        """As `to`, with scheme and host."""
        return url_for(endpoint, _external=True)

    def static(self, name: str) -> str:
        """A file of ``web/static``."""
        return url_for("static", filename=name)


def _within(url: str) -> str | None:
    return url if len(url) <= _LONGEST_QUERY_STRING else None
