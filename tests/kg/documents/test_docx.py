"""Word documents: paragraphs, cells, breaks, and what Word does not show."""

from __future__ import annotations

import io
import zipfile

import pytest

from kg.documents import ReadingLimits
from kg.documents.docx import read_docx
from kg.errors import DocumentError

OPEN = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'


def docx(body: str, space: str = OPEN) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"{space}{body}</w:body></w:document>")
    return out.getvalue()


def read(body: str) -> str:
    return read_docx(docx(body), "a.docx", ReadingLimits()).strip()


def run(words: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def test_runs_join_and_paragraphs_part():
    assert read(paragraph(run("Norco 10"), run("/325mg")) + paragraph(run("Upheld"))) == "Norco 10/325mg\n\nUpheld"


def test_cells_stand_side_by_side():
    cells = "".join(f"<w:tc>{paragraph(run(words))}</w:tc>" for words in ("Case Number:", "CM16-9000001"))
    assert (
        read(f"<w:tbl><w:tr>{cells}</w:tr><w:tr>{cells}</w:tr></w:tbl>").split("\n\n")
        == ["Case Number:\tCM16-9000001"] * 2
    )


def test_breaks_of_lines_and_pages_and_tabs():
    assert read(paragraph(run("a"), "<w:r><w:br/></w:r>", run("b"))) == "a\nb"
    assert read(paragraph(run("a"), '<w:r><w:br w:type="page"/></w:r>', run("b"))) == "a\fb"
    page = '<w:r><w:br w:type="page"/><w:lastRenderedPageBreak/></w:r>'
    assert read(paragraph(run("a"), page, run("b"))) == "a\fb"
    assert read(paragraph(run("a"), "<w:r><w:tab/></w:r>", run("b"))) == "a\tb"


def test_what_word_does_not_show_is_not_read():
    properties = "<w:pPr><w:tabs><w:tab/></w:tabs></w:pPr>"
    deleted = f"<w:del>{run('no')}</w:del>"
    moved = f"<w:moveFrom>{run('no')}</w:moveFrom>"
    field = "<w:r><w:instrText>PAGE</w:instrText></w:r>"
    assert read(paragraph(properties, run("yes"), deleted, moved, field)) == "yes"


def test_a_text_box_is_read_once():
    space = OPEN.replace(">", ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">', 1)
    box = "<mc:AlternateContent><mc:Choice>{0}</mc:Choice><mc:Fallback>{0}</mc:Fallback></mc:AlternateContent>"
    data = docx(paragraph(box.format(run("boxed"))), space)
    assert read_docx(data, "a.docx", ReadingLimits()).strip() == "boxed"


def test_the_strict_form_of_the_standard_is_read():
    space = OPEN.replace("schemas.openxmlformats.org/wordprocessingml/2006", "purl.oclc.org/ooxml/wordprocessingml")
    data = docx(paragraph(run("x")), space)
    assert read_docx(data, "a.docx", ReadingLimits()).strip() == "x"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04 no more", "damaged-document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "password"),
        (b"no zip", "damaged-document"),
        (docx(""), "no-text"),
    ],
)
def test_what_is_no_word_document_has_its_code(data, code):
    with pytest.raises(DocumentError) as caught:
        read_docx(data, "a.docx", ReadingLimits())
    assert caught.value.code == code
