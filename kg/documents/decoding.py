"""Bytes to text: which encodings we take, and the one shape that text has afterwards."""

from __future__ import annotations

import codecs
import re

from kg.documents.refusal import refusal

__all__ = ["accept", "decode", "tidy"]

# The longer mark first: UTF-32-LE's begins with UTF-16-LE's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# Control characters by which we know binary data: C0 without tab, line ends and form feed, and DEL.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_BINARY_SHARE = 0.01
_FOREIGN_SHARE = 0.3

_LINE_END = re.compile("\r\n|[\r\v\x85\u2028\u2029]")
_ODD = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u200b\ufeff\ufffe\uffff\ud800-\udfff]")
# U+FFFE, or U+0002, is how pdfium writes the hyphen at a line's end; half a surrogate pair can't be stored.
_HYPHEN = "\ufffe\x02"


def _translate(match: re.Match[str]) -> str:
    character = match.group()
    if character in _HYPHEN:
        return "-"
    return "\ufffd" if "\ud800" <= character <= "\udfff" else ""


def tidy(text: str) -> str:
    r"""Text with ``"\n"`` line ends and no control characters; blanks, empty lines and form feeds stay as they are.

    >>> tidy("Electro\ufffediagnostic\r\ntesting\x00")
    'Electro-diagnostic\ntesting'
    """
    return _ODD.sub(_translate, _LINE_END.sub("\n", text))


def decode(data: bytes, place: str) -> str:
    """Text of a file: UTF-8, UTF-16 or UTF-32 with a byte order mark, or Windows' cp1252.

    Raises `DocumentError` (``empty``, ``binary``, ``wrong-encoding``).
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = _decode_marked(data[len(mark) :], encoding, place)
            break
    else:
        text = _decode_unmarked(data, place)
    return accept(text, place)


def accept(text: str, place: str) -> str:
    """The text, tidied, if it is one. Raises `DocumentError` (``empty``, ``binary``)."""
    if len(_CONTROL.findall(text)) > _BINARY_SHARE * len(text):
        raise refusal("binary", place, "holds binary data, not text")
    text = tidy(text)
    if not text.strip():
        raise refusal("empty", place, "is empty")
    return text


def _decode_marked(data: bytes, encoding: str, place: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        reason = f"says that it is {encoding.upper()} but byte {error.start} is not"
        raise refusal("wrong-encoding", place, reason) from None


def _decode_unmarked(data: bytes, place: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _decode_western(data, place, error.start)


def _decode_western(data: bytes, place: str, at: int) -> str:
    """Take cp1252 only where it is plausible: mostly ASCII, no piece of it UTF-8 (that would be broken UTF-8)."""
    if not data.decode("utf-8", "ignore").isascii():
        raise refusal("wrong-encoding", place, f"is UTF-8 with a broken character at byte {at}")
    foreign = sum(byte > 0x7F for byte in data)
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        text = ""
    if not text or foreign > _FOREIGN_SHARE * len(data):
        binary = len(_CONTROL.findall(data.decode("latin-1"))) > _BINARY_SHARE * len(data)
        code, reason = (
            ("binary", "holds binary data, not text") if binary else ("wrong-encoding", "is no UTF-8 or cp1252")
        )
        raise refusal(code, place, f"{reason} (byte {at})")
    return text
