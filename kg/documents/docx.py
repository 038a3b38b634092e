"""Text of a Word document (.docx): its paragraphs, table cells and page breaks.

Office Open XML (ECMA-376-1, WordprocessingML): a zip file whose main part, `word/document.xml`, is read by expat as a
stream. A document type declaration, which alone could bring entities from inside or outside, is refused: the standard
forbids it (ECMA-376-2, 8.1.4). What was deleted under tracked changes, comments, headers and footers are no part of
the text; text boxes are, once.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from xml.parsers import expat

from kg.documents.decoding import accept
from kg.documents.reading_limits import ReadingLimits
from kg.documents.refusal import refusal
from kg.errors import DocumentError

__all__ = ["read_docx"]

_MAIN = "word/document.xml"
# Both editions of the standard; expat puts the namespace before the name.
_WORDS = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main ",
    "http://purl.oclc.org/ooxml/wordprocessingml/main ",
)
_FALLBACK = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"
_UNSEEN = frozenset({"pPr", "rPr", "tblPr", "trPr", "tcPr", "sectPr", "del", "moveFrom"})
_BREAKS = {"tab": "\t", "cr": "\n", "noBreakHyphen": "\u2011"}
_DEEPEST = 1000
_PIECE = 1 << 16


def read_docx(data: bytes, place: str, limits: ReadingLimits) -> str:
    r"""Text of a Word document; a paragraph is a line and an empty one, a page break is ``"\f"``.

    Raises `DocumentError` (``damaged-document``, ``password``, ``too-large``, ``archive-bomb``, ``no-text``,
    ``binary``).
    """
    text = _Body(place, limits).read(_main_part(data, place, limits))
    if not text.strip():
        raise refusal("no-text", place, "is a Word document without text")
    return accept(text, place)


def _main_part(data: bytes, place: str, limits: ReadingLimits) -> bytes:
    if data.startswith(b"\xd0\xcf\x11\xe0"):  # [MS-CFB] 2.2: what Word makes of a document with a password
        raise refusal("password", place, "is locked with a password, or an old .doc under a new name")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            info = archive.getinfo(_MAIN)
            if info.flag_bits & 1:
                raise refusal("password", place, "is locked with a password")
            with archive.open(info) as part:
                markup = part.read(limits.markup_bytes + 1)
    except KeyError:
        raise refusal("damaged-document", place, f"is no Word document: {_MAIN} is missing") from None
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError):
        raise refusal("damaged-document", place, "is no whole Word document") from None
    if len(markup) > limits.markup_bytes:
        code = "archive-bomb" if len(markup) > limits.ratio * len(data) else "too-large"
        raise refusal(code, place, f"holds more than {limits.markup_bytes} bytes of markup")
    return markup


class _Body:
    """The text of `word/document.xml`, collected while expat reads."""

    def __init__(self, place: str, limits: ReadingLimits) -> None:
        self._place, self._limits = place, limits
        self._parts: list[str] = []
        self._wanted = False  # inside w:t
        self._hidden = 0  # depth inside what is shown nowhere
        self._depth = 0

    def read(self, markup: bytes) -> str:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._words
        try:
            parser.Parse(markup, True)
        except (expat.ExpatError, ValueError, LookupError) as error:  # the latter two: encodings that expat lacks
            raise self._damaged(f"holds broken XML ({error})") from None
        return "".join(self._parts)

    def _damaged(self, reason: str) -> DocumentError:
        return refusal("damaged-document", self._place, reason)

    def _refuse(self, *_: object) -> None:
        raise self._damaged("declares a document type, which no Word document does (an XML bomb?)")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self._damaged(f"is nested deeper than {_DEEPEST} elements")
        local = _local(name)
        if self._hidden or name == _FALLBACK or local in _UNSEEN:
            self._hidden += 1
        elif local == "t":
            self._wanted = True
        elif local in ("br", "lastRenderedPageBreak"):
            self._break(local, attributes)
        elif local in _BREAKS:
            self._parts.append(_BREAKS[local])

    def _break(self, local: str, attributes: dict[str, str]) -> None:
        kind = next((value for key, value in attributes.items() if _local(key) == "type"), "")
        page = local == "lastRenderedPageBreak" or kind == "page"
        if not (page and self._parts and self._parts[-1] == "\f"):  # Word notes a page break where one is set, too
            self._parts.append("\f" if page else "\n")

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._hidden:
            self._hidden -= 1
            return
        local = _local(name)
        if local == "t":
            self._wanted = False
        elif local == "p":
            self._parts.append("\n\n")
        elif local in ("tc", "tr"):  # cells stand side by side
            while self._parts and self._parts[-1] in ("\n\n", "\t"):
                self._parts.pop()
            self._parts.append("\t" if local == "tc" else "\n\n")

    def _words(self, words: str) -> None:
        if self._wanted and not self._hidden:
            self._parts.append(words)


def _local(name: str) -> str:
    """A WordprocessingML name without its namespace; empty for all others."""
    return next((name.removeprefix(space) for space in _WORDS if name.startswith(space)), "")
