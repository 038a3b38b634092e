"""What whoever runs the site may choose; `imr serve` fills it from its options."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kg.query import PUBLIC, QueryLimits

__all__ = ["SiteSettings"]


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """Choices of one site.

    `title` stands on every page. `ontology` is the folder of ``imr.ttl`` and ``context.jsonld``; without it the
    ontology is not served and properties are shown by their local names. `page_rows` rows make one page of a panel,
    `shown_rows` is the most that the HTML of ``/sparql`` and ``/queries`` shows (the data formats give all).
    `license_url` and `citation_url` go into Link headers. `limits` are those of the door. `public_url` begins the
    site's own absolute addresses (no slash at its end; without it, scheme and host of the request do), and `hosts` are
    the names that it answers under (see `web.hosts`; ``None``: any).
    """

    title: str = "imr-kg"
    ontology: Path | None = None
    page_rows: int = 25
    shown_rows: int = 500
    license_url: str = "https://creativecommons.org/licenses/by/4.0/"
    citation_url: str | None = None
    limits: QueryLimits = PUBLIC
    public_url: str | None = None
    hosts: frozenset[str] | None = None
