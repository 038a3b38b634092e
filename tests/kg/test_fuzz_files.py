"""Files that were cut, overwritten or spliced are read or refused: never an exception, a dead process, or silence.

`IMR_FUZZ` is how many of each kind the slow test tries (600 by default); the quick one tries a few.
"""

from __future__ import annotations

import gzip
import io
import lzma
import os
import random
import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.build.workers import Allowance, batched, ordered
from kg.documents import Document, ReadingLimits, Source, find_sources, read_source
from kg.model import Rejection

MANY, FEW = int(os.environ.get("IMR_FUZZ", "600")), 12
LIMITS = ReadingLimits(open_seconds=20, read_seconds=20)
SPLICES = (
    b"endobj",
    b"stream\n",
    b"/Filter/FlateDecode",
    b"/Kids[2 0 R]",
    b"\xff" * 8,
    b"\0" * 64,
    b"PK\x01\x02",
    b"<",
    b'"',
)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """A copy with one to eight places changed: a byte, a run of bytes, a number, a word of the format; or cut."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(out) + 1)
        change = chance.randrange(5)
        if change == 0 and at < len(out):
            out[at] ^= 1 << chance.randrange(8)
        elif change == 1:
            out[at : at + chance.randint(1, 64)] = chance.randbytes(chance.randint(0, 64))
        elif change == 2:
            out[at:at] = chance.choice(SPLICES)
        elif change == 3:
            out[at : at + 4] = chance.choice((b"\xff\xff\xff\x7f", b"9999", b"\0\0\0\0", b"-1-1"))
        else:
            begin = chance.randrange(len(out) + 1)
            out[at:at] = out[begin : begin + chance.randint(1, 2000)]
    return bytes(out[: chance.randrange(len(out) + 1)]) if chance.random() < 0.1 else bytes(out)


def zip_of(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def tar_of(members: dict[str, bytes], mode: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def docx_of(markup: bytes) -> bytes:
    return zip_of({"word/document.xml": markup})


def word_markup(text: str) -> bytes:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.split("\n") if line.isascii())
    return f"<w:document {space}><w:body>{body}</w:body></w:document>".encode()


@pytest.fixture(scope="module")
def seeds(examples: Path) -> dict[str, list[bytes]]:
    """Good files of each kind, as they are before `PACK`."""
    pdfs = [path.read_bytes() for path in sorted(examples.glob("*.pdf"))]
    texts = {path.name: path.read_bytes() for path in sorted(examples.glob("*.txt"))[:4]}
    plain = next(iter(texts.values())).decode()
    cells = plain.replace('"', '""')
    return {
        ".pdf": pdfs,
        ".zip": [zip_of(texts), zip_of({"a.pdf": pdfs[0], **texts})],
        ".tar": [tar_of(texts, "w:")],
        ".tar.gz": [tar_of(texts, "w:")],
        ".tar.xz": [tar_of(texts, "w:")],
        ".docx": [word_markup(plain)],
        ".html": [f"<html><body><p>{plain}</p></body></html>".encode()],
        ".csv": [f'id,text\n1,"{cells}"\n2,"{cells}"\n'.encode()],
    }


def reader() -> Callable[[tuple[Source, ...]], list[Document | Rejection]]:
    return lambda batch: [each for source in batch for each in read_source(source, LIMITS)]


def outcomes(folder: Path) -> Counter[str]:
    """How the files of a folder ended, read as `imr build` reads: opened apart, read in a worker."""
    told: Counter[str] = Counter()
    sources = []
    for each in find_sources([folder], LIMITS, apart=True):
        if isinstance(each, Rejection):
            told[each.code] += 1
        else:
            sources.append(each)
    allowance = Allowance(60, LIMITS.read_seconds, LIMITS.memory)
    for batch, read in ordered(reader, batched(sources, 16), workers=1, allowance=allowance):
        if read is None:
            told["reader-died"] += len(batch)
        for each in read or ():
            told[each.code if isinstance(each, Rejection) else "read"] += 1
            assert isinstance(each, Rejection) or each.text.strip()
    return told


def fuzz(folder: Path, ending: str, seeds: list[bytes], count: int) -> Counter[str]:
    chance = random.Random(f"{ending} {count}")
    for number in range(count):
        seed, pack = chance.choice(seeds), PACK.get(ending, bytes)
        # What is packed is changed inside or outside: outside, a checksum finds it before any reader does.
        data = pack(mutated(seed, chance)) if chance.random() < 0.5 else mutated(pack(seed), chance)
        (folder / f"{number:05}{ending}").write_bytes(data)
    return outcomes(folder)


PACK: dict[str, Callable[[bytes], bytes]] = {".tar.gz": gzip.compress, ".tar.xz": lzma.compress, ".docx": docx_of}
KINDS = (".pdf", ".zip", ".tar", ".tar.gz", ".tar.xz", ".docx", ".html", ".csv")


@pytest.mark.parametrize("ending", KINDS)
def test_a_few_mutated_files_are_read_or_refused(tmp_path, seeds, ending):
    told = fuzz(tmp_path, ending, seeds[ending], FEW)
    assert told.total() >= FEW
    assert not told["reader-died"]
    assert not told["too-slow"]


@pytest.mark.slow
@pytest.mark.parametrize("ending", KINDS)
def test_mutated_files_are_read_or_refused(tmp_path, seeds, ending):
    told = fuzz(tmp_path, ending, seeds[ending], MANY)
    print(f"{ending}: {MANY} files: {dict(told.most_common())}")
    assert told.total() >= MANY
    assert not told["reader-died"], told
    assert not told["too-slow"], told
