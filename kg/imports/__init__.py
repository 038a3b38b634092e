"""Vocabularies that a user downloads: read as streams into one SQLite file, versioned, removable, resumable.

`import_file` reads a file of one of `KINDS` into an `ImportDatabase`. Nothing of this is needed to link drugs: it
widens what the embedded vocabulary knows. What a source restricts (UMLS source restriction level above 0) is used for
matching and left out of every export, unless the user says otherwise.
"""

from kg.imports.database import Import, ImportDatabase, ImportedName, Problem
from kg.imports.imported_drugs import ImportedDrugs
from kg.imports.importing import KINDS, ImportReport, Progress, import_file

__all__ = [
    "KINDS",
    "Import",
    "ImportDatabase",
    "ImportReport",
    "ImportedDrugs",
    "ImportedName",
    "Problem",
    "Progress",
    "import_file",
]
