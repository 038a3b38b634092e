"""CSV that a spreadsheet may open: no cell is run as a formula.

Programs such as Excel take a cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return for a
formula, and a formula can send the sheet's contents elsewhere (https://owasp.org/www-community/attacks/CSV_Injection).
The words of a letter are a stranger's, so such a cell gets an apostrophe in front, which those programs do not show.
Numbers stay as they are.
"""

from __future__ import annotations

import csv
import io
import re

__all__ = ["guard_formulas"]

_SUSPECT = re.compile(rb"""(?:\A|[,\r\n])"?[=+\-@\t\r]""")
_FORMULA = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")


def guard_formulas(text: bytes) -> bytes:
    r"""`text` (CSV in UTF-8, https://www.rfc-editor.org/rfc/rfc4180) with an apostrophe before each formula.

    >>> guard_formulas(b'heading,change\r\n"=HYPERLINK(""http://x"")",-1.5\r\n')
    b'heading,change\r\n"\'=HYPERLINK(""http://x"")",-1.5\r\n'
    """
    if not _SUSPECT.search(text):
        return text
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    csv.field_size_limit(1 << 30)
    for row in csv.reader(io.StringIO(text.decode(), newline="")):
        writer.writerow([_guarded(cell) for cell in row])
    return written.getvalue().encode()


def _guarded(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell
