"""What importing an RxNorm costs: rows a second, peak memory, size on disk, and look-ups a second afterwards.

    python -m benchmarks.vocab_import [ROWS]      (default 300,000 names; a full RxNorm has about 1.2 million)

The release is made up here in RxNorm's own format (https://www.nlm.nih.gov/research/umls/rxnorm/docs/techdoc.html).
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from kg.imports import ImportDatabase, ImportedDrugs, import_file

NAME = "{n}|ENG|||||Y|{n}0||{n}||RXNORM|{kind}|{n}|{text}|0|N|4096|\n"
LINK = "{ingredient}||CUI|RN|{brand}||CUI|tradename_of|||RXNORM||||N||\n"
SOURCE = "C1|C2|RXNORM_2026AA|RXNORM|A source|RXN|2026AA||||C9|RXNORM|a|0|1|1||||ENG|UTF-8|Y|Y|RXNORM||\n"


def main() -> None:
    """Print the figures; the import runs in a process of its own, whose peak memory is printed."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 300_000
    with tempfile.TemporaryDirectory() as folder:
        release = _release(Path(folder) / "RxNorm_full.zip", rows)
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            read, seconds, mebibytes = pool.apply(_import, (release, Path(folder) / "data"))
        size = sum(file.stat().st_size for file in (Path(folder) / "data").iterdir()) / 2**20
        print(f"{read:,} rows in {seconds:.1f} s: {read / seconds:,.0f} rows/s")
        print(f"peak {mebibytes:.0f} MiB of memory; {size:.0f} MiB on disk")
        with ImportDatabase(Path(folder) / "data") as database:
            drugs = ImportedDrugs(database)
            begin = time.perf_counter()
            found = sum(bool(drugs(f"{_word(number)} 10mg #30")) for number in range(1, rows, max(1, rows // 2000)))
            print(f"{found / (time.perf_counter() - begin):,.0f} look-ups/s of names that only the import knows")


def _release(path: Path, rows: int) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("rrf/RXNSAB.RRF", SOURCE)
        with archive.open("rrf/RXNCONSO.RRF", "w") as names:
            for number in range(rows):
                kind, text = "BN" if number % 2 else "IN", _word(number)
                names.write(NAME.format(n=number + 1, kind=kind, text=text).encode())
        with archive.open("rrf/RXNREL.RRF", "w") as links:
            for number in range(1, rows, 2):
                links.write(LINK.format(ingredient=number, brand=number + 1).encode())
    return path


def _word(number: int) -> str:
    """A name of letters only, a different one for each number."""
    return "Brand" + "".join(chr(ord("a") + int(digit)) for digit in str(number))


def _import(release: Path, folder: Path) -> tuple[int, float, float]:
    begin = time.perf_counter()
    with ImportDatabase(folder) as database:
        done = import_file("rxnorm", release, database).done
    return done.rows, time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
