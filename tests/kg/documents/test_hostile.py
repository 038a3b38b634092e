"""Files that were made to hang, fill or mislead the reader: one line each, and the rest of the batch goes on.

Each goes through a process of its own, as `imr build` reads; what is slow by nature is marked so.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import struct
import tarfile
import threading
import time
import zipfile
import zlib
from pathlib import Path

import pytest

from kg.documents import Document, ReadingLimits, Source, find_sources, read_source
from kg.model import Rejection

LIMITS = ReadingLimits(open_seconds=20, pipe_seconds=1, members=1000, memory=2 << 30)
GOOD = "HOW THE IMR FINAL DETERMINATION WAS MADE\n\nInvented."


def codes(*paths: Path | str, limits: ReadingLimits = LIMITS) -> list[str]:
    """The code of each rejection, the name of each document."""
    found: list[Document | Rejection] = []
    for source in find_sources(paths, limits, apart=True):
        found += read_source(source, limits) if isinstance(source, Source) else [source]
    return [each.code if isinstance(each, Rejection) else each.source for each in found]


def header(name: str, size: int, kind: bytes = tarfile.REGTYPE) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.type = size, kind
    return info.tobuf(tarfile.GNU_FORMAT)


def pax(records: dict[str, str]) -> bytes:
    body = b"".join(_record(f"{key}={value}\n") for key, value in records.items())
    return header("pax", len(body), tarfile.XHDTYPE) + body + bytes(-len(body) % 512)


def _record(text: str) -> bytes:
    length = len(text) + 2
    while len(f"{length} {text}") != length:
        length += 1
    return f"{length} {text}".encode()


def member(name: str, data: bytes) -> bytes:
    return header(name, len(data)) + data + bytes(-len(data) % 512)


END = bytes(1024)
BEFORE = member("a.txt", GOOD.encode())
SPARSE = pax({"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": "b.txt", "GNU.sparse.realsize": "9"})

TARS = {
    "a member that claims 2^62 bytes": (BEFORE + header("b.txt", 2**62) + END, "damaged-archive"),
    "a member that claims 2^62 bytes by a pax record": (
        BEFORE + pax({"size": str(2**62)}) + header("b.txt", 0) + END,
        "damaged-archive",
    ),
    "a member of less than no bytes": (BEFORE + header("b.txt", -512) + END, "damaged-archive"),
    "a folder that claims 2^62 bytes": (BEFORE + header("b/", 2**62, tarfile.DIRTYPE) + END, ""),
    "a long name that claims 2^62 bytes": (BEFORE + header("b", 2**62, tarfile.GNUTYPE_LONGNAME) + END, "damaged"),
    "a sparse map that never ends": (BEFORE + SPARSE + header("b.txt", 512) + b"9" * 512, "damaged"),
    "a header that was overwritten": (BEFORE + b"#" * 512 + member("b.txt", b"x") + END, "damaged-archive"),
    "a pax record of no length": (BEFORE + header("p", 8, tarfile.XHDTYPE) + b"0 a=b\n" + bytes(506) + END, "damaged"),
    "a name of a megabyte": (BEFORE + pax({"path": "b" * 2**19}) + member("b.txt", b"x") + END, "unsafe-member"),
}


@pytest.mark.parametrize("which", TARS)
@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress, lzma.compress])
def test_a_hostile_tar_gives_what_stands_before_it_and_one_line(tmp_path, which, pack):
    data, code = TARS[which]
    (tmp_path / "a.tar").write_bytes(pack(data))
    (tmp_path / "z.txt").write_text(GOOD)
    began = time.monotonic()
    [first, *refused, last] = codes(tmp_path)
    assert (first, last) == ("a.tar/a.txt", "z.txt")
    assert len(refused) == bool(code)
    assert refused in ([], [code]) or (code == "damaged" and refused[0] in {"damaged-archive", "archive-bomb"})
    assert time.monotonic() - began < 15


def test_the_78_bytes_that_hung_the_reader_for_ever(tmp_path):
    info = tarfile.TarInfo("letter.txt")
    info.size = 2**62
    (tmp_path / "x.tar.gz").write_bytes(gzip.compress(info.tobuf(tarfile.GNU_FORMAT) + bytes(1024)))
    assert codes(tmp_path) == ["damaged-archive"]


def zipped(name: str, data: bytes) -> bytearray:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
        archive.writestr("z.txt", GOOD)
    return bytearray(out.getvalue())


def with_zip64(size: int | None = None, offset: int | None = None) -> bytes:
    """A zip whose directory gives its first member's size or place in 64 bits."""
    data = zipped("a.txt", GOOD.encode())
    at = data.index(b"PK\x01\x02")
    extra = struct.pack("<HH", 1, 8) + struct.pack("<Q", offset if size is None else size)
    struct.pack_into("<I", data, at + (42 if size is None else 24), 0xFFFFFFFF)
    struct.pack_into("<H", data, at + 30, len(extra))
    end = at + 46 + len("a.txt")
    data[end:end] = extra
    tail = data.index(b"PK\x05\x06")
    struct.pack_into("<I", data, tail + 12, struct.unpack_from("<I", data, tail + 12)[0] + len(extra))
    return bytes(data)


@pytest.mark.parametrize("size", [2**40, 2**62, 2**64 - 1])
def test_a_zip64_size_is_refused_and_its_neighbour_read(tmp_path, size):
    (tmp_path / "a.zip").write_bytes(with_zip64(size=size))
    assert codes(tmp_path) == ["archive-bomb", "a.zip/z.txt"]


@pytest.mark.parametrize("offset", [2**40, 2**62, 2**63, 2**64 - 1])
def test_a_zip64_place_beyond_the_file_is_damage_and_its_neighbour_read(tmp_path, offset):
    (tmp_path / "a.zip").write_bytes(with_zip64(offset=offset))
    assert codes(tmp_path) == ["damaged-archive", "a.zip/z.txt"]


BOMBS = {
    "a.txt.gz": gzip.compress(bytes(2**27)),
    "a.txt.bz2": bz2.compress(bytes(2**27)),
    "a.txt.xz": lzma.compress(bytes(2**27)),
    "a.csv.gz": gzip.compress(b"text\n" + b"x," * 2**26),
    "a.json.gz": gzip.compress(b"[" + b" " * 2**27),
    "a.jsonl.gz": gzip.compress(b'{"text": "' + b"x" * 2**27),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_of_one_file_is_stopped(tmp_path, name):
    (tmp_path / name).write_bytes(BOMBS[name])
    assert codes(tmp_path)[0] in {"archive-bomb", "too-large"}


def test_an_xz_header_that_asks_for_gigabytes_gets_none(tmp_path):
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 1536 << 20}]
    try:
        data = lzma.compress(GOOD.encode(), lzma.FORMAT_XZ, filters=filters)
    except MemoryError:
        pytest.skip("this machine has too little memory to make one")
    (tmp_path / "a.txt.xz").write_bytes(data)
    assert codes(tmp_path) == ["damaged-archive"]


@pytest.mark.parametrize("name", ["a.txt.gz", "a.txt.bz2", "a.txt.xz"])
@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_what_is_compressed_twice_is_not_unpacked_twice(tmp_path, name, pack):
    (tmp_path / name).write_bytes(gzip.compress(pack(b"x" * 300)))
    assert codes(tmp_path)[0] in {"binary", "wrong-encoding"}


def test_gzip_members_one_after_the_other_are_one_text(tmp_path):
    half = len(GOOD) // 2
    parts = [GOOD[:half].encode(), b"", GOOD[half:].encode()]
    for name, pack in (("a.txt.gz", gzip.compress), ("a.txt.bz2", bz2.compress), ("a.txt.xz", lzma.compress)):
        (tmp_path / name).write_bytes(b"".join(map(pack, parts)))
    assert codes(tmp_path) == ["a.txt.bz2", "a.txt.gz", "a.txt.xz"]


DEEP = 200_000
TEXTS = {
    "deep.json": (b"[" * DEEP + b"]" * DEEP, "broken-json"),
    "deep.jsonl": (b'{"a":' * DEEP, "broken-json"),
    "number.json": (b"[" + b"9" * 10**6 + b"]", "broken-json"),
    "field.csv": (b'text\n"' + b"x" * (17 << 20), "broken-table"),
    "columns.csv": (b"a," * 10**6 + b"\n", "no-text-field"),
    "line.jsonl": (b'{"text": "' + b"x" * (17 << 20), "too-large"),
    "tags.html": (b"<p" * 10**6, "no-text"),
    "comments.html": (b"<!--" * 10**6, "no-text"),
    "quotes.html": (b"<a b='" * 10**6, "no-text"),
    "scripts.html": (b"<script>" * 10**6, "no-text"),
    "deep.html": (b"<div>" * 10**6 + b"x", "deep.html"),
    "entities.html": (b"&amp" * 10**6, "entities.html"),
    "utf7.html": (b'<meta charset="utf-7">+ADw-script+AD4-', "utf7.html"),
    "codec.html": (b'<meta charset="zip">abc', "codec.html"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_without_end_or_bottom_is_read_in_one_pass(tmp_path, name):
    data, code = TEXTS[name]
    (tmp_path / name).write_bytes(data)
    began = time.process_time()
    assert codes(tmp_path) == [code]
    assert time.process_time() - began < 10


def docx(document: bytes, name: str = "word/document.xml") -> bytes:
    return bytes(zipped(name, document))


WORDS = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LAUGHS = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
DOCUMENTS = {
    "laughs": (b'<!DOCTYPE w [<!ENTITY a0 "ha">' + LAUGHS + b"]><w:t " + WORDS + b">&a9;</w:t>", "damaged-document"),
    "outside": (
        b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:t ' + WORDS + b">&x;</w:t>",
        "damaged-document",
    ),
    "remote": (b'<!DOCTYPE w SYSTEM "http://127.0.0.1:9/x.dtd"><w:t ' + WORDS + b">a</w:t>", "damaged-document"),
    "deep": (b"<a>" * 10**5, "damaged-document"),
    "broken": (b"<a><b></a>", "damaged-document"),
    "bomb": (b"<a>" + b" " * (64 << 20) + b"</a>", "archive-bomb"),
    "no words": (b"<a/>", "no-text"),
}


@pytest.mark.parametrize("which", DOCUMENTS)
def test_a_hostile_word_document_has_one_line(tmp_path, which):
    data, code = DOCUMENTS[which]
    (tmp_path / "a.docx").write_bytes(docx(data))
    assert codes(tmp_path) == [code]


def pdf(stream: bytes, more: str = "") -> bytes:
    """A PDF of one page whose content is `stream`, deflated."""
    packed = zlib.compress(stream, 9)
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
        b"4 0 obj<</Filter/FlateDecode/Length " + str(len(packed)).encode() + b">>stream\n"
        + packed + b"\nendstream endobj\n"
        b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
        + more.encode() + b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"
    )  # fmt: skip


PDFS = {
    "a stream of zeros": pdf(bytes(200 << 20)),
    "a stream of brackets": pdf(b"[" * (16 << 20)),
    "a stream of saved states": pdf(b"q " * (8 << 20)),
    "pages that hold themselves": pdf(b"").replace(b"/Kids[3 0 R]", b"/Kids[2 0 R 2 0 R]"),
    "two thousand million pages": pdf(b"").replace(b"/Count 1", b"/Count 2000000000"),
    "a page without bounds": pdf(b"BT /F 12 Tf (x) Tj ET").replace(b"[0 0 612 792]", b"[0 0 1e38 1e38]"),
}


@pytest.mark.parametrize("which", PDFS)
def test_a_hostile_pdf_has_one_line_or_is_read(tmp_path, which):
    (tmp_path / "a.pdf").write_bytes(PDFS[which])
    began = time.monotonic()
    assert len(codes(tmp_path)) == 1
    assert time.monotonic() - began < 30


# --- what can't be opened like a file ------------------------------------------------------------------------------


def test_a_pipe_that_nobody_writes_to_is_given_up(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    began = time.monotonic()
    assert codes(tmp_path / "pipe") == ["too-slow"]
    assert time.monotonic() - began < 10


def test_a_pipe_is_read_as_it_comes(tmp_path):
    os.mkfifo(tmp_path / "pipe")

    def write() -> None:
        with (tmp_path / "pipe").open("w") as pipe:
            for number in range(3):
                print(json.dumps({"text": GOOD, "id": f"letter {number}"}), file=pipe, flush=True)
                time.sleep(0.2)

    writer = threading.Thread(target=write)
    writer.start()
    assert codes(tmp_path / "pipe") == ["letter 0", "letter 1", "letter 2"]
    writer.join()


def test_devices_and_files_of_the_kernel_have_one_line(tmp_path):
    (tmp_path / "z.txt").write_text(GOOD)
    found = codes("/dev/zero", "/dev/null", "/dev/tty", "/proc/self/mem", "/proc/self/pagemap", tmp_path / "z.txt")
    assert found[:3] == ["not-a-file"] * 3
    assert found[-1] == "z.txt"
    assert len(found) == 6


def test_an_archive_that_keeps_its_reader_busy_is_given_up(tmp_path):
    with (tmp_path / "a.tar").open("wb") as archive:
        archive.write(BEFORE + header("b.bin", 3 << 30))
        archive.truncate(4 << 30)  # a file of holes: it takes no room
    (tmp_path / "z.txt").write_text(GOOD)
    found = codes(tmp_path, limits=ReadingLimits(open_seconds=0.3))
    assert found[0] in {"a.tar/a.txt", "too-slow"}
    assert found[-1] == "z.txt"


def test_a_container_that_needs_too_much_memory_is_refused(tmp_path):
    (tmp_path / "a.json").write_bytes(b"[" + b"[]," * (20 << 20) + b"[]]")
    (tmp_path / "z.txt").write_text(GOOD)
    assert codes(tmp_path, limits=ReadingLimits(memory=600 << 20)) == ["too-large", "z.txt"]
