"""A second engine to ask: OpenLink Virtuoso, as Debian packages it (``virtuoso-opensource-7``), over one folder.

It shares no code with the engine of our own stores, so a query that both answer alike means what SPARQL says it means.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.scripted_server import free_port

__all__ = ["PASSWORD", "USER", "installed", "virtuoso"]

SERVER, CLIENT = "virtuoso-t", "isql-vt"
GRAPH = "urn:release"
USER = PASSWORD = "dba"  # as Debian's package has it before anybody changes it
PATIENCE = 120.0  # seconds to come up, on a machine that is busy with other tests

CONFIGURATION = """
[Database]
DatabaseFile = {folder}/v.db
ErrorLogFile = {folder}/v.log
LockFile = {folder}/v.lck
TransactionFile = {folder}/v.trx
xa_persistent_file = {folder}/v.pxa
[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = /
NumberOfBuffers = 40000
MaxDirtyBuffers = 30000
DisableUnixSocket = 1
MaxSortedTopRows = 100000
CaseMode = 2
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 4
Charset = UTF-8
[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryExecutionTime = 60
DefaultGraph = {graph}
"""


def installed() -> bool:
    """Whether its server and its client are on the path."""
    return bool(shutil.which(SERVER) and shutil.which(CLIENT))


@contextmanager
def virtuoso(folder: Path, files: Sequence[Path] = (), most_rows: int = 200_000) -> Iterator[str]:
    """Serve the N-Triples `files` as the default graph, from an empty `folder`; gives the endpoint's address.

    Who writes is `USER` with the password `PASSWORD`. Answers are cut at `most_rows`.
    """
    sql, http = free_port(), free_port()
    written = folder / "virtuoso.ini"
    written.write_text(CONFIGURATION.format(folder=folder, sql=sql, http=http, graph=GRAPH, rows=most_rows))
    command = [SERVER, "+foreground", "+wait", "+configfile", str(written)]
    with (folder / "said").open("w") as said, subprocess.Popen(command, cwd=folder, stdout=said, stderr=said) as server:
        try:
            _wait(server, sql)
            for number, path in enumerate(files):
                (folder / f"{number}.nt").symlink_to(path.resolve())
            if files:
                _load(sql, folder)
            yield f"http://127.0.0.1:{http}/sparql"
        finally:
            server.kill()


def _load(sql: int, folder: Path) -> None:
    _run(sql, f"ld_dir('{folder}', '*.nt', '{GRAPH}'); rdf_loader_run();")
    failed = _run(sql, "SELECT ll_file, ll_error FROM DB.DBA.load_list WHERE ll_error IS NOT NULL;")
    assert "0 Rows." in failed, failed


def _wait(server: subprocess.Popen[bytes], sql: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert server.poll() is None, "virtuoso-t ended at once; see its file `said`"
        if subprocess.run(_client(sql, "status();"), capture_output=True, check=False).returncode == 0:
            return
        time.sleep(0.2)
    raise AssertionError("virtuoso-t did not come up")


def _run(sql: int, statements: str) -> str:
    return subprocess.run(_client(sql, statements), capture_output=True, text=True, check=True).stdout


def _client(sql: int, statements: str) -> list[str]:
    return [CLIENT, f"127.0.0.1:{sql}", USER, PASSWORD, f"EXEC={statements}"]
