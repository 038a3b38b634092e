"""What is found in paths, folders, archives and streams, and that one bad file never stops the rest."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import pickle
import struct
import sys
import tarfile
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.documents import REMEDIES, Document, ReadingLimits, find_sources, read_source
from kg.model import Rejection

from .pdfs import make_pdf

TEXT = "HOW THE IMR FINAL DETERMINATION WAS MADE\n\nInvented."
SMALL = ReadingLimits(text_bytes=2000, pdf_bytes=5000, stdin_bytes=20_000, members=5, ratio=20, slack=20_480)


def read(*paths, limits=SMALL, stdin=None) -> list[Document | Rejection]:
    sources = find_sources(paths, limits, io.BufferedReader(io.BytesIO(stdin)) if stdin is not None else None)
    results = []
    for source in sources:
        if isinstance(source, Rejection):
            results.append(source)
        else:
            results += read_source(pickle.loads(pickle.dumps(source)), limits)
    return results


def codes(*paths, **options) -> list[str]:
    """The code of each rejection, the name of each document."""
    return [r.code if isinstance(r, Rejection) else r.source for r in read(*paths, **options)]


def zipped(members: dict[str, bytes], method=zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(members: dict[str, bytes | tarfile.TarInfo], mode="w") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name, data in members.items():
            if isinstance(data, tarfile.TarInfo):
                archive.addfile(data)
                continue
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


# --- files and folders ---------------------------------------------------------------------------------------------


def test_a_folder_is_walked_in_the_order_of_names(tmp_path):
    for name in ("b.txt", "a/z.txt", "a.pdf", "c/d/e.text"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(make_pdf([TEXT]) if name.endswith("pdf") else TEXT.encode())
    assert codes(tmp_path) == ["a.pdf", "b.txt", "a/z.txt", "c/d/e.text"]


def test_a_document_is_named_from_the_folder_that_was_given_and_placed_where_the_user_finds_it(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(TEXT)
    assert read(tmp_path / "in") == [Document("a.txt", TEXT, str(tmp_path / "in" / "a.txt"))]


@pytest.mark.parametrize("name", ["a.md", "a.markdown", "a.MD.gz", "a.text"])
def test_markdown_is_a_text(tmp_path, name):
    data = b"## " + TEXT.encode()
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    assert [each.text for each in read(tmp_path / name)] == [f"## {TEXT}"]


def test_paths_are_read_as_given(tmp_path):
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text(TEXT)
    assert codes(tmp_path / "b.txt", tmp_path / "a.txt") == ["b.txt", "a.txt"]


def test_each_bad_file_is_one_rejection_and_the_rest_goes_on(tmp_path):
    bad = {
        "a.pdf": b"<html>",
        "b.pdf": make_pdf(["x"])[:-200],
        "c.pdf": make_pdf(["x"], user_password="secret"),
        "d.txt": b"",
        "e.txt": bytes(range(256)),
        "f.odt": zipped({"content.xml": b"<x/>"}),
        "g.txt": b"x" * 3000,
        "h.zip": b"PK\x03\x04 and no more",
        "i.tgz": b"\x1f\x8b and no more",
        "j.jsonl": b"{}",
        "k.txt": TEXT.encode(),
    }
    for name, data in bad.items():
        (tmp_path / name).write_bytes(data)
    assert codes(tmp_path) == [
        "not-a-pdf",
        "truncated-pdf",
        "password",
        "empty",
        "binary",
        "unknown-kind",
        "too-large",
        "damaged-archive",
        "damaged-archive",
        "no-text-field",
        "k.txt",
    ]


def test_a_rejection_says_where_why_and_what_to_do(tmp_path):
    [refused] = read(tmp_path / "none.pdf")
    assert refused == Rejection("missing", str(tmp_path / "none.pdf"), "no such file", REMEDIES["missing"])


def test_half_a_gigabyte_of_text_is_refused_without_being_read(tmp_path):
    path = tmp_path / "big.txt"
    with path.open("wb") as stream:
        stream.truncate(500 * 2**20)
    [refused] = find_sources([path])
    assert refused.code == "too-large"


def test_a_name_without_ending_is_told_by_its_content(tmp_path):
    for name, data in {"a": make_pdf(["x"]), "b": TEXT.encode(), "c": bytes(50), "d.bin": make_pdf(["x"])}.items():
        (tmp_path / name).write_bytes(data)
    assert codes(tmp_path) == ["a", "b", "unknown-kind", "d.bin"]


def test_a_pdf_named_txt_is_read_as_what_it_is(tmp_path):
    (tmp_path / "a.txt").write_bytes(make_pdf(["Invented"]))
    assert read(tmp_path)[0].text == "Invented"


def test_hidden_files_are_left_out(tmp_path):
    (tmp_path / ".DS_Store").write_bytes(b"\0")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text("x")
    (tmp_path / "a.txt").write_text(TEXT)
    assert codes(tmp_path) == ["a.txt"]


def test_an_empty_folder_is_said(tmp_path):
    assert codes(tmp_path) == ["empty"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs links and pipes")
def test_links_to_folders_and_pipes_are_named_and_not_followed(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    os.mkfifo(tmp_path / "in" / "pipe.txt")
    (tmp_path / "in" / "z.txt").write_text(TEXT)
    assert codes(tmp_path / "in") == ["not-a-file", "not-a-file", "z.txt"]


@pytest.mark.skipif(sys.platform != "linux", reason="needs names that are any bytes")
def test_a_name_that_is_no_utf8_can_be_printed(tmp_path):
    (tmp_path / os.fsdecode(b"caf\xe9\n.txt")).write_text(TEXT)
    assert codes(tmp_path) == ["caf\\xe9\\n.txt"]


def test_a_file_that_vanishes_after_it_was_found_is_unreadable(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT)
    [source] = find_sources([tmp_path])
    (tmp_path / "a.txt").unlink()
    [refused] = read_source(source)
    assert refused.code == "unreadable"


# --- JSON Lines ----------------------------------------------------------------------------------------------------


def test_each_line_is_a_document_and_a_bad_one_is_named_by_its_number(tmp_path):
    records = [
        {"text": TEXT, "source": "one.pdf"},
        {"letter": TEXT, "id": 7},
        {"body": TEXT},
        {"words": TEXT},
        {"text": " "},
    ]
    lines = [json.dumps(r).encode() for r in records] + [
        b"{broken",
        b"",
        b"[" * 1500,
        b"[1]",
        b'{"text": "%s"}' % (b"x" * 3000),
    ]
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(lines))
    assert codes(tmp_path) == [
        "one.pdf",
        "7",
        "a.jsonl:3",
        "no-text-field",
        "empty",
        "broken-json",
        "broken-json",
        "no-text-field",
        "too-large",
    ]
    assert read(tmp_path)[3].place == str(tmp_path / "a.jsonl:4")


def test_gzip_json_lines(tmp_path):
    (tmp_path / "a.ndjson.gz").write_bytes(gzip.compress(json.dumps({"text": TEXT}).encode()))
    assert codes(tmp_path) == ["a.ndjson.gz:1"]


def test_json_lines_that_break_off_give_what_was_whole(tmp_path):
    lines = b"".join(json.dumps({"text": os.urandom(300).hex()}).encode() + b"\n" for _ in range(300))
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines)[:-9])
    found = codes(tmp_path)
    assert found[0] == "a.jsonl.gz:1"
    assert found[-1] == "damaged-archive"


def test_a_gzip_bomb_is_stopped(tmp_path):
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b"\n" * 10**7))
    assert codes(tmp_path) == ["archive-bomb"]


# --- archives ------------------------------------------------------------------------------------------------------

PACKERS = {
    "a.zip": zipped,
    "b.zip": lambda members: zipped(members, zipfile.ZIP_STORED),
    "a.tar": tarred,
    "a.tar.gz": lambda members: tarred(members, "w:gz"),
    "a.tgz": lambda members: tarred(members, "w:gz"),
    "a.tar.bz2": lambda members: tarred(members, "w:bz2"),
    "a.tar.xz": lambda members: tarred(members, "w:xz"),
}


@pytest.fixture(params=PACKERS, ids=list(PACKERS))
def pack(request, tmp_path):
    """Writes members into one kind of archive and gives its path."""

    def write(members):
        path = tmp_path / request.param
        path.write_bytes(PACKERS[request.param](members))
        return path

    return write


def test_members_are_read_in_the_archives_order(pack):
    path = pack({"z.txt": TEXT.encode(), "in/a.pdf": make_pdf(["x"]), "b.jsonl": b'{"text": "one"}\n{"text": "two"}'})
    name = path.name
    assert codes(path) == [f"{name}/z.txt", f"{name}/in/a.pdf", f"{name}/b.jsonl:1", f"{name}/b.jsonl:2"]
    assert read(path)[0] == Document(f"{name}/z.txt", TEXT, f"{path}/z.txt")


@pytest.mark.parametrize("name", ["../a.txt", "/etc/passwd.txt", "in/../../a.txt", "C:\\a.txt", "..\\a.txt"])
def test_a_member_that_leaves_the_archive_is_refused(pack, name):
    path = pack({name: TEXT.encode(), "b.txt": TEXT.encode()})
    assert codes(path) == ["unsafe-member", f"{path.name}/b.txt"]


def test_archives_inside_archives_unknown_kinds_and_long_members_are_refused(pack):
    path = pack(
        {"a.zip": b"PK", "b.tar.gz": b"", "c.exe": b"MZ", "d.txt": os.urandom(1500).hex().encode(), "e.txt": b""}
    )
    assert codes(path) == ["nested-archive", "nested-archive", "unknown-kind", "too-large", "empty"]


def test_an_archive_without_letters_is_empty(pack):
    assert codes(pack({})) == ["empty"]
    assert codes(pack({".DS_Store": b"x", "__MACOSX/a.txt": b"x"})) == ["empty"]


@pytest.mark.parametrize("share", [0.03, 0.1, 0.3, 0.5])
def test_a_cut_archive_never_raises(pack, share):
    path = pack({f"{n}.txt": os.urandom(400).hex().encode() for n in range(4)})
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert codes(path)[-1] == "damaged-archive"


def test_a_tar_that_ends_between_two_members_is_known_to_be_cut(tmp_path):
    whole = tarred({"a.txt": TEXT.encode(), "b.txt": TEXT.encode()})
    (tmp_path / "a.tar").write_bytes(whole[:1024])
    assert codes(tmp_path) == ["a.tar/a.txt", "damaged-archive"]


def test_a_zip_bomb_is_refused_by_its_directory(tmp_path):
    (tmp_path / "a.zip").write_bytes(zipped({"a.txt": b"0" * 10**6}))
    assert codes(tmp_path) == ["archive-bomb"]


def test_a_zip_whose_directory_lies_about_the_size_is_damaged(tmp_path):
    data = bytearray(zipped({"a.txt": b"0" * 1500}))
    at = data.index(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 100)
    (tmp_path / "a.zip").write_bytes(data)
    assert codes(tmp_path) == ["damaged-archive"]


def test_a_damaged_member_does_not_hurt_its_neighbours(tmp_path):
    data = bytearray(zipped({"a.txt": TEXT.encode(), "b.txt": TEXT.encode()}, zipfile.ZIP_STORED))
    data[data.index(b"HOW")] = 0
    (tmp_path / "a.zip").write_bytes(data)
    assert codes(tmp_path) == ["damaged-archive", "a.zip/b.txt"]


def test_an_encrypted_zip_member_is_refused(tmp_path):
    data = bytearray(zipped({"a.txt": TEXT.encode(), "b.txt": TEXT.encode()}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(data)
    assert codes(tmp_path) == ["password", "a.zip/b.txt"]


def test_a_zip_member_packed_by_a_rare_method_is_refused(tmp_path):
    (tmp_path / "a.zip").write_bytes(zipped({"a.txt": TEXT.encode()}, zipfile.ZIP_BZIP2))
    assert codes(tmp_path) == ["unsupported-member"]


def test_a_zip_link_is_refused(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("a.txt")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "../../secret")
    (tmp_path / "a.zip").write_bytes(out.getvalue())
    assert codes(tmp_path) == ["unsafe-member"]


def test_a_zip_with_too_many_members_is_refused(tmp_path):
    (tmp_path / "a.zip").write_bytes(zipped({f"{n}.txt": b"x" for n in range(6)}))
    assert codes(tmp_path) == ["too-many-members"]


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_tar_links_and_devices_are_refused(tmp_path, kind):
    (tmp_path / "a.tar").write_bytes(tarred({"l": special("l.txt", kind, "/etc/passwd"), "b.txt": TEXT.encode()}))
    assert codes(tmp_path) == ["unsafe-member", "a.tar/b.txt"]


def test_a_tar_bomb_is_stopped(tmp_path):
    (tmp_path / "a.tar.gz").write_bytes(tarred({"a.txt": TEXT.encode(), "b.txt": b"0" * 10**6, "c.txt": b"x"}, "w:gz"))
    assert codes(tmp_path)[-1] == "archive-bomb"


def test_a_tar_whose_long_name_is_a_bomb_is_stopped(tmp_path):
    info = special("././@LongLink", tarfile.GNUTYPE_LONGNAME)
    info.size = 2**33
    with (tmp_path / "a.tar").open("wb") as stream:
        stream.write(info.tobuf(tarfile.GNU_FORMAT))
        stream.truncate(2**33)
    assert codes(tmp_path) == ["archive-bomb"]


# --- standard input ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (TEXT.encode(), ["stdin"]),
        (make_pdf(["x"]), ["stdin"]),
        (zipped({"a.txt": TEXT.encode()}), ["stdin/a.txt"]),
        (tarred({"a.txt": TEXT.encode()}), ["stdin/a.txt"]),
        (tarred({"a.txt": TEXT.encode()}, "w:gz"), ["stdin/a.txt"]),
        (b'{"text": "one", "id": "x"}\n{"text": "two"}\n', ["x", "stdin:2"]),
        (gzip.compress(b'{"text": "one"}\n'), ["stdin:1"]),
        (gzip.compress(TEXT.encode()), ["stdin"]),
        (bz2.compress(TEXT.encode()), ["stdin"]),
        (lzma.compress(TEXT.encode()), ["stdin"]),
        (lzma.compress(tarred({"a.txt": TEXT.encode()})), ["stdin/a.txt"]),
        (gzip.compress(gzip.compress(TEXT.encode())), ["nested-archive"]),
        (gzip.compress(zipped({"a.txt": TEXT.encode()})), ["nested-archive"]),
        (b"", ["empty"]),
        (b"x" * 3000, ["too-large"]),
        (b"PK\x03\x04" + b"x" * 30_000, ["too-large"]),
    ],
    ids=(  # an id of the bytes would hold the time of day
        [
            "text",
            "pdf",
            "zip",
            "tar",
            "tar.gz",
            "jsonl",
            "jsonl.gz",
            "gz",
            "bz2",
            "xz",
            "tar.xz",
            "gz-in-gz",
            "zip-in-gz",
            "empty",
            "long",
            "long-zip",
        ]
    ),
)
def test_standard_input_is_told_by_its_first_bytes(data, expected):
    assert codes("-", stdin=data) == expected


# --- anything ------------------------------------------------------------------------------------------------------

ENDINGS = ["", ".pdf", ".txt", ".zip", ".tar", ".tar.gz", ".tgz", ".jsonl", ".jsonl.gz", ".docx"]
HEADS = [b"", b"%PDF-1.4\n", b"PK\x03\x04", b"\x1f\x8b\x08", b'{"text": ', b"\xff\xfe", b"\xef\xbb\xbf"]
MADE = [
    make_pdf(["x"]),
    zipped({"a.txt": TEXT.encode(), "b.pdf": make_pdf(["x"])}),
    tarred({"a.txt": TEXT.encode()}),
    tarred({"a.txt": TEXT.encode()}, "w:gz"),
    gzip.compress(b'{"text": "one"}\n'),
]


@st.composite
def mangled(draw: st.DrawFn) -> bytes:
    """A good file with some of its bytes changed or cut."""
    data = bytearray(draw(st.sampled_from(MADE)))
    for _ in range(draw(st.integers(0, 4))):
        data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
    return bytes(data[: draw(st.integers(0, len(data)))]) if draw(st.booleans()) else bytes(data)


CONTENT = st.one_of(
    st.builds(lambda head, rest: head + rest, st.sampled_from(HEADS), st.binary(max_size=600)), mangled()
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=CONTENT, ending=st.sampled_from(ENDINGS))
def test_any_bytes_under_any_name_give_a_document_or_a_rejection(tmp_path, data, ending):
    path = tmp_path / f"file{ending}"
    path.write_bytes(data)
    for results in (read(path), read("-", stdin=data)):
        assert results
        for result in results:
            assert isinstance(result, Document | Rejection)
            assert not isinstance(result, Document) or result.text.strip()
            assert not isinstance(result, Rejection) or result.code in REMEDIES
    path.unlink()
