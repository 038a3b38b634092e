"""SPARQL as text: its tokens, what a public door refuses, and how parameters are bound.

Nothing here runs a query. Grammar: https://www.w3.org/TR/sparql11-query/#sparqlGrammar
"""
