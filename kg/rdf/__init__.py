"""A case's letters as RDF: sorted N-Triples lines without a blank node. Pure: no file, clock or network."""

from kg.rdf.case_triples import case_iri, case_triples, software_triples

__all__ = ["case_iri", "case_triples", "software_triples"]
