"""Vocabularies that a user downloads: read as streams into one SQLite file, versioned, removable, resumable.

`import_file` reads a file of one of `KINDS` onto a `Shelf`. Nothing of this is needed to link drugs: it widens what the
embedded vocabulary knows. What a source restricts (UMLS source restriction level above 0) is used for matching and left
out of every export, unless the user says otherwise.
"""

from kg.imports.database import Import, ImportedName, Problem, Shelf
from kg.imports.imported_drugs import ImportedDrugs
from kg.imports.importing import KINDS, Progress, Report, import_file

__all__ = ["KINDS", "Import", "ImportedDrugs", "ImportedName", "Problem", "Progress", "Report", "Shelf", "import_file"]
