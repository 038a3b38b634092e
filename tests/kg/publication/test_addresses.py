from __future__ import annotations

import pytest

from kg.publication.addresses import StoreAddresses

CASES = [
    # queries, what the server calls itself, updates
    ("http://h:7878/query", "Oxigraph/0.5.13", "http://h:7878/update"),
    ("http://h:3030/ds/query", "Apache Jena Fuseki (5.0.0)", "http://h:3030/ds/update"),
    ("http://h:3030/ds/sparql", "Apache Jena Fuseki (5.0.0)", "http://h:3030/ds/update"),
    ("http://h:7200/repositories/imr", "GraphDB/10.7", "http://h:7200/repositories/imr/statements"),
    ("https://h:8182/sparql", "", "https://h:8182/sparql"),
    ("https://h/api/imr", "qlever", "https://h/api/imr"),
    ("http://h:8890/sparql", "Virtuoso/07.20.3229 (Linux)", "http://h:8890/sparql-auth"),
    ("http://h:8890/sparql/", "Virtuoso/07.20.3229 (Linux)", "http://h:8890/sparql-auth"),
    ("http://h/db/sparql-auth", "Virtuoso/07.20.3229 (Linux)", "http://h/db/sparql-auth"),
]


@pytest.mark.parametrize(("query", "server", "update"), CASES)
def test_where_a_store_takes_updates(query: str, server: str, update: str) -> None:
    assert StoreAddresses.of(query, server).update == update


def test_virtuoso_takes_triples_elsewhere() -> None:
    found = StoreAddresses.of("http://h:8890/sparql", "Virtuoso/07.20")
    assert found.graph_store == "http://h:8890/sparql-graph-crud-auth?graph-uri="
    assert StoreAddresses.of("http://h:7878/query", "Oxigraph/0.5").graph_store == ""


def test_the_address_that_is_given_is_believed() -> None:
    assert StoreAddresses.of("http://h/query", "Oxigraph", "http://w/u") == StoreAddresses("http://w/u")
