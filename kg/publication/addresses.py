"""Where a SPARQL store takes updates, known from where it takes queries.

| store | queries | updates |
| --- | --- | --- |
| Oxigraph, Fuseki | `/query`, `/DATASET/query`, `/DATASET/sparql` | `/update`, `/DATASET/update` |
| Virtuoso | `/sparql` | `/sparql-auth` and, for triples, `/sparql-graph-crud-auth` |
| GraphDB, RDF4J | `/repositories/NAME` | `/repositories/NAME/statements` |
| Neptune, QLever, Blazegraph | any | the same |
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

__all__ = ["StoreAddresses"]


@dataclass(frozen=True, slots=True)
class StoreAddresses:
    """Where a store takes updates, and where triples as N-Triples, if that is the better way to send them.

    `graph_store` is an address of the Graph Store HTTP Protocol (https://www.w3.org/TR/sparql11-http-rdf-update/)
    without the name of a graph.
    """

    update: str
    graph_store: str = ""

    @classmethod
    def of(cls, query: str, server: str, update: str = "") -> StoreAddresses:
        """Those of the store that answers queries at `query` and calls itself `server`; `update` says it better."""
        parts = urlsplit(query)
        path = parts.path.rstrip("/")
        stem, _, last = path.rpartition("/")

        def at(path: str) -> str:
            return urlunsplit((parts.scheme, parts.netloc, path, "", ""))

        if server.startswith("Virtuoso"):
            stem = path.removesuffix("-auth").removesuffix("/sparql")
            return cls(update or at(f"{stem}/sparql-auth"), at(f"{stem}/sparql-graph-crud-auth") + "?graph-uri=")
        if update:
            return cls(update)
        if last == "query" or (last == "sparql" and "Fuseki" in server):
            return cls(at(f"{stem}/update"))
        if stem.endswith("/repositories"):
            return cls(at(f"{path}/statements"))
        return cls(query)
