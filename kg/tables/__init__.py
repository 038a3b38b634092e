"""Tables of a release for R, pandas, DuckDB, and engines that read Parquet: rows made from the graph, case by case.

Which tables there are, and what stands in their columns, is data: ``ontology/tables.tsv``.
"""
