"""The project's vocabularies, read from the tables in `ontology/schemes/` into frozen values that `kg.link` matches."""
