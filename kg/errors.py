"""Everything that can go wrong, as one tree.

::

    ImrError
    ├── InputError              what was handed in can't be used
    │   ├── DocumentError       a file that is no readable letter (carries code, place, reason, remedy)
    │   ├── TableError          a vocabulary or rule table with a bad row (names file and line)
    │   └── VocabularyError     a vocabulary that is missing, broken or of another version
    ├── QueryError              a query that can't be answered
    │   ├── QuerySyntaxError    not SPARQL 1.1 (carries the parser's message)
    │   ├── QueryRefused        SPARQL that this door does not serve (update, LOAD, SERVICE)
    │   ├── QueryHeaderError    a `.rq` file whose `#+` header is broken (names file and line)
    │   ├── UnwritableAnswer    an answer that the format asked for can't hold
    │   ├── ParameterError      a parameter whose value does not fit its type
    │   │   └── AmbiguousName   a name that several concepts have (carries them)
    │   └── LimitExceeded       stopped by a limit of time, rows or bytes
    │       └── AnswerCut       an answer that a limit cut, asked for whole
    ├── StoreError              the store can't do what was asked
    │   ├── StoreMissing        no release where one was expected
    │   ├── StoreDamaged        a release that is not what was published
    │   ├── StoredLetterError   a letter of the release that this version can't read again
    │   ├── StoreBusy           another build holds the store
    │   └── EndpointError       a remote SPARQL endpoint failed
    │       └── EndpointUnreachable  there was no answer at all, or it broke off
    ├── ClusterError            the machines that were to read can't be reached, or would read differently
    └── ValidationError         the graph can't be validated (the shapes are broken, the engine failed)

A message says what, where and what to do. Problems found while reading a letter are no exceptions: they are
`kg.model.Finding` values and travel with the letter.
"""

from __future__ import annotations

__all__ = [
    "AmbiguousName",
    "AnswerCut",
    "ClusterError",
    "DocumentError",
    "EndpointError",
    "EndpointUnreachable",
    "ImrError",
    "InputError",
    "LimitExceeded",
    "ParameterError",
    "QueryError",
    "QueryHeaderError",
    "QueryRefused",
    "QuerySyntaxError",
    "StoreBusy",
    "StoreDamaged",
    "StoreError",
    "StoreMissing",
    "StoredLetterError",
    "TableError",
    "UnwritableAnswer",
    "ValidationError",
    "VocabularyError",
]


class ImrError(Exception):
    """Base of all errors that this project raises on purpose."""


class InputError(ImrError):
    """What was handed in can't be used."""


class DocumentError(InputError):
    """A file that is no readable letter.

    `code` is a stable word for machines (``not-a-pdf``, ``password``, ``no-text`` ...), `place` names the file, the
    member inside an archive, or the line; `reason` says what is wrong, `remedy` what to do about it.
    """

    def __init__(self, code: str, place: str, reason: str, remedy: str) -> None:
        super().__init__(f"{place}: {reason}; {remedy}")
        self.code = code
        self.place = place
        self.reason = reason
        self.remedy = remedy

    def __reduce__(self) -> tuple[type[DocumentError], tuple[str, str, str, str]]:
        return type(self), (self.code, self.place, self.reason, self.remedy)


class TableError(InputError):
    """A vocabulary or rule table with a bad row."""


class VocabularyError(InputError):
    """A vocabulary that is missing, broken or of another version."""


class QueryError(ImrError):
    """A query that can't be answered."""


class QuerySyntaxError(QueryError):
    """Not SPARQL 1.1; the message is the parser's own."""


class QueryRefused(QueryError):
    """SPARQL that this door does not serve: update, LOAD, or SERVICE to an address that is not allowed."""


class QueryHeaderError(QueryError):
    """A `.rq` file whose `#+` header is broken."""


class UnwritableAnswer(QueryError):
    """An answer that the format asked for can't hold; other formats can."""


class ParameterError(QueryError):
    """A parameter whose value does not fit its declared type."""


class AmbiguousName(ParameterError):
    """A name that several concepts have: whoever asks must say which.

    `parameter` is the name of the parameter, `text` what was given for it, `choices` are (IRI, label) of the concepts,
    `scheme` is what the IRIs of all concepts that fit begin with.
    """

    def __init__(self, parameter: str, text: str, choices: tuple[tuple[str, str], ...], scheme: str) -> None:
        listed = "".join(f"\n  {label} <{iri}>" for iri, label in choices)
        super().__init__(f"{parameter}: {text!r} is a name of {len(choices)} concepts; give the IRI of one:{listed}")
        self.parameter = parameter
        self.text = text
        self.choices = choices
        self.scheme = scheme

    def __reduce__(self) -> tuple[type[AmbiguousName], tuple[str, str, tuple[tuple[str, str], ...], str]]:
        return type(self), (self.parameter, self.text, self.choices, self.scheme)


class LimitExceeded(QueryError):
    """Stopped by a limit of time, rows or bytes."""


class AnswerCut(LimitExceeded):
    """An answer that a limit cut, where only a whole one was wanted."""


class StoreError(ImrError):
    """The store can't do what was asked."""


class StoreMissing(StoreError):
    """No release where one was expected."""


class StoredLetterError(StoreError):
    """A letter of the release that this version of the program can't read again."""


class StoreDamaged(StoreError):
    """A file of a release is missing, cut, or holds something else than what was published."""


class StoreBusy(StoreError):
    """Another build holds the store."""


class EndpointError(StoreError):
    """A remote SPARQL endpoint failed. A store's address is in the notes of the error, not in its message."""


class EndpointUnreachable(EndpointError):
    """A remote SPARQL endpoint gave no answer at all, or broke it off; it may give one when it is asked again."""


class ClusterError(ImrError):
    """The machines that were to read letters can't be reached, are gone, or would read differently from this one."""


class ValidationError(ImrError):
    """The graph can't be validated: the shapes are broken or the engine failed."""
