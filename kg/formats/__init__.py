"""Answers as documents: the table of media types, and serialization."""

from kg.formats.compact_terms import CompactTerms
from kg.formats.media import FORMATS, HTML, AnswerKind, Format, by_suffix, called, format_of, offered
from kg.formats.prefixed_names import shorten, used_prefixes
from kg.formats.remarks import Remarks, remarked
from kg.formats.serialization import kind_of, serialize, serialize_wire, text_table
from kg.formats.trees import Tree, tree_document

__all__ = [
    "FORMATS",
    "HTML",
    "AnswerKind",
    "CompactTerms",
    "Format",
    "Remarks",
    "Tree",
    "by_suffix",
    "called",
    "format_of",
    "kind_of",
    "offered",
    "remarked",
    "serialize",
    "serialize_wire",
    "shorten",
    "text_table",
    "tree_document",
    "used_prefixes",
]
