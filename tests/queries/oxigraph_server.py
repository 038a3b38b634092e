"""Oxigraph's own server (PyPI package ``oxigraph``), over one folder."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.scripted_server import free_port

__all__ = ["oxigraph_server"]

PATIENCE = 60.0


@contextmanager
def oxigraph_server(location: Path, verb: str = "serve", port: int = 0) -> Iterator[str]:
    """Serve the store in `location` (``serve`` or ``serve-read-only``); gives the address of its endpoint."""
    program = Path(sys.executable).with_name("oxigraph")
    if not program.exists():
        pytest.skip("needs the oxigraph server: pip install 'imr-kg[test]'")
    address = f"127.0.0.1:{port or free_port()}"
    command = [program, verb, "--location", location, "--bind", address]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        try:
            _wait(server, f"http://{address}/")
            yield f"http://{address}/query"
        finally:
            server.kill()


def _wait(server: subprocess.Popen[bytes], address: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert server.poll() is None, "oxigraph ended at once"
        try:
            urlopen(address, timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("oxigraph did not come up")
