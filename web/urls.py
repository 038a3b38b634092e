"""Every URL of the site is built here.

IRIs live under the base (``https://w3id.org/imr-kg/``), the site under whatever host it runs on: an IRI of this graph
becomes a local path, so links stay on the host that shows them. Which path a view has is told by what the `Urls` is
made with: Flask's `url_for` for a site (which needs a request or an app context), anything like it for a test.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlencode

__all__ = ["Urls"]

_IN_LETTER = re.compile(
    r"(?P<letter>case/[^/]+/[^/]+)/(?:decision/(?P<decision>\d+)|text#char=(?P<start>\d+),(?P<end>\d+))"
)
_OUTWARD = ("http://", "https://")
_LONGEST_QUERY_STRING = 3500  # a link longer than this is cut off by proxies: no link is better


@dataclass(frozen=True, slots=True)
class Urls:
    """URLs of the graph whose IRIs start with `base` (ends with a slash).

    `build` makes the URL of a view from its name and the values of its variables, as `flask.url_for` does;
    `versions` are those of the files of ``web/static``; `public_url` is the site's address, where it is told.
    """

    base: str
    build: Callable[..., str]
    versions: Mapping[str, str] = field(default_factory=dict)
    public_url: str | None = None

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
                decision = place["decision"]
                anchor = f"decision-{decision}" if decision else f"t{place['start']}-{place['end']}"
                return self.build("things.page", path=place["letter"], _anchor=anchor)
            return self.build("things.page", path=path)
        if iri.partition("#")[0] == f"{self.base}ontology":
            return self.term(iri.partition("#")[2])
        if iri.startswith(f"{self.base}ontology/"):
            return self.build("ontology.ontology", version=iri.rpartition("/")[2])
        if iri.partition("#")[0] == f"{self.base}shapes":
            return self.build("ontology.shapes", _anchor=iri.partition("#")[2] or None)
        return iri if iri.startswith(_OUTWARD) else None

    def thing(self, path: str) -> str:
        """Where the IRI of the thing at the decoded `path` (with a suffix, maybe) is answered here."""
        return self.build("things.thing", path=path)

    def page(self, iri: str, anchor: str | None = None, number: int = 1) -> str:
        """Page of a thing of this graph; `number` counts the pages of its long panel from 1."""
        return self.build("things.page", path=self.path(iri) or "", _anchor=anchor, page=number if number > 1 else None)

    def data(self, iri: str, suffix: str) -> str:
        """One serialization of a thing of this graph."""
        return self.build("things.data", path=f"{self.path(iri) or ''}.{suffix}")

    def term(self, name: str = "") -> str:
        """The ontology's page, at a term."""
        return self.build("ontology.ontology", _anchor=name or None)

    def ontology(self, suffix: str) -> str:
        """One serialization of the ontology."""
        return self.build("ontology.serialization", suffix=suffix)

    def document(self, name: str, suffix: str | None = None) -> str:
        """The ontology or a document beside it, by its path below the base; with `suffix` one serialization of it."""
        if name == "ontology":
            return self.ontology(suffix) if suffix else self.term()
        if name.startswith("ontology/") and name != "ontology/alignments":
            version = name.partition("/")[2]
            return self.build("ontology.ontology", version=f"{version}.{suffix}" if suffix else version)
        return self.build(f"ontology.{name.rpartition('/')[2]}", suffix=suffix)

    # --- queries ---

    def sparql(self, query: str | None = None, media_format: str | None = None) -> str:
        """The endpoint: its editor, an answer's page, or (with `media_format`) an answer as data."""
        return self.build("sparql.endpoint", query=query, format=media_format)

    def edit(self, query: str) -> str | None:
        """The editor with `query` in it and its answer below; ``None`` where the address would be too long."""
        return _within(self.sparql(query))

    def example(self, name: str) -> str:
        """The editor with a named query in it, not run."""
        return self.build("sparql.endpoint", example=name)

    def result(self, query: str, media_format: str) -> str | None:
        """A query's rows as data; ``None`` where the address would be too long."""
        return _within(self.sparql(query, media_format))

    def query(self, name: str, values: Mapping[str, str] | None = None, media_format: str | None = None) -> str:
        """A named query: its form, or with `values` or a format its rows."""
        pairs = [*(values or {}).items(), *([("format", media_format)] if media_format else [])]
        return self.build("queries.query", name=name) + (f"?{urlencode(pairs)}" if pairs else "")

    # --- pages and documents of the site ---

    def to(self, endpoint: str, media_format: str | None = None, q: str | None = None) -> str:
        """Any other page, by the name of its view."""
        return self.build(endpoint, format=media_format, q=q)

    def reconcile(self, endpoint: str, what: str) -> str:
        """A view of the reconciliation service for `what`: ``entity``, ``type`` or ``property``."""
        return self.build(endpoint, what=what)

    def release(self, release_id: str, name: str | None = None) -> str:
        """A release that is kept here, or a file of it."""
        if name is None:
            return self.build("downloads.release", release_id=release_id)
        return self.build("downloads.download", release_id=release_id, name=name)

    def absolute(self, endpoint: str, **values: str) -> str:
        """As `to`, with scheme and host."""
        if self.public_url:
            return self.public_url + self.build(endpoint, **values)
        return self.build(endpoint, _external=True, **values)

    def static(self, name: str) -> str:
        """A file of ``web/static``, at an address that changes with its bytes."""
        return self.build("assets.static", name=name, v=self.versions.get(name))


def _within(url: str) -> str | None:
    return url if len(url) <= _LONGEST_QUERY_STRING else None
