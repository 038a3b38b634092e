"""Drugs: from the words of a title or a sentence to ingredients, strength and amounts.

`DrugLinker.link` takes one mention, `DrugLinker.mentions` finds all in a passage. Exact names and aliases come first;
similar spelling is the last resort, in titles only. An ambiguous name and an unknown name are results of their own: a
wrong link is worse than none.
"""

from kg.link.drugs.drug_linker import DrugLinker
from kg.link.drugs.output import as_json

__all__ = ["DrugLinker", "as_json"]
