"""What others feel while slow clients keep connections open.

    python benchmarks/slow_clients.py [--store DIR] [--slow N] [--seconds S]

Starts `imr serve` over the store (or over one made of the example letters) on a free port of this machine, measures the
page of a case and `/healthz` alone, then again while N connections each send a byte of a request every second, are
opened and left, or ask for a long answer and never take it; a closed connection is opened again. Prints percentiles in
milliseconds, before and during, the requests that failed, and how many slow connections the server closed.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

EXAMPLES = Path(__file__).parents[1] / "examples" / "letters"
PATHS = ("/", "/healthz", "/queries")
OPENINGS = {
    "trickle": b"GET / HT",
    "idle": b"",
    "untaken": b"GET /queries HTTP/1.1\r\nHost: localhost\r\n\r\n",
}
KINDS = tuple(OPENINGS)
IMR = (sys.executable, "-c", "from kg.cli import main; raise SystemExit(main())")


@contextlib.contextmanager
def site(store: Path) -> Iterator[int]:
    """`imr serve` over `store`; gives its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [*IMR, "serve", "--store", str(store), "--port", str(port)]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert server.stderr is not None
    try:
        line = server.stderr.readline()
        if "serving" not in line:
            raise SystemExit(f"imr serve did not start: {line.strip()}")
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(10)


class SlowClients:
    """Connections that never end what they began; those that the server closes are counted and opened again."""

    def __init__(self, port: int, number: int) -> None:
        self.port, self.number, self.closed, self.refused = port, number, 0, 0
        self._running = True
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _open(self, kind: str) -> socket.socket | None:
        try:
            client = socket.socket()
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)  # so that an answer stays with the server
            client.settimeout(2)
            client.connect(("127.0.0.1", self.port))
            client.sendall(OPENINGS[kind])
        except OSError:
            self.refused += 1
            return None
        client.setblocking(False)
        return client

    def _run(self) -> None:
        kinds = [KINDS[number % len(KINDS)] for number in range(self.number)]
        clients = [self._open(kind) for kind in kinds]
        while self._running:
            time.sleep(1)
            for number, (kind, client) in enumerate(zip(kinds, clients, strict=True)):
                if client is None or not self._goes_on(kind, client):
                    clients[number] = self._open(kind)
        for client in clients:
            if client is not None:
                client.close()

    def _goes_on(self, kind: str, client: socket.socket) -> bool:
        try:
            if kind == "trickle":
                client.send(b"X")
            if kind == "untaken" or client.recv(1, socket.MSG_PEEK) != b"":
                return True
        except BlockingIOError:
            return True
        except OSError:
            pass
        self.closed += 1
        client.close()
        return False

    def stop(self) -> None:
        """End them all."""
        self._running = False
        self._thread.join(30)


def measure(port: int, seconds: float) -> tuple[list[float], int]:
    """Milliseconds of each request of an ordinary client over `seconds`, and how many failed."""
    taken, failed, until = [], 0, time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.perf_counter()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{random.choice(PATHS)}", timeout=30) as answer:
                answer.read()
        except OSError:
            failed += 1
        taken.append((time.perf_counter() - began) * 1000)
        time.sleep(0.02)
    return sorted(taken), failed


def row(what: str, taken: list[float], failed: int) -> str:
    at = {share: taken[min(len(taken) - 1, int(len(taken) * share))] for share in (0.5, 0.95, 0.99)}
    figures = "   ".join(f"p{round(share * 100)} {value:7.1f} ms" for share, value in at.items())
    return f"{what:32} {len(taken):6} requests   {figures}   {failed} failed"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--slow", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60.0)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = arguments.store or Path(folder) / "store"
        if arguments.store is None:
            build = [*IMR, "build", "--quiet", "--store", str(store), str(EXAMPLES)]
            subprocess.run(build, check=False, env=os.environ | {"PYTHONWARNINGS": "ignore"})
        with site(store) as port:
            measure(port, 3)
            print(row("alone", *measure(port, min(arguments.seconds, 15))), flush=True)
            slow = SlowClients(port, arguments.slow)
            time.sleep(1)
            print(row(f"beside {arguments.slow} slow connections", *measure(port, arguments.seconds)), flush=True)
            slow.stop()
            print(f"slow connections closed by the server: {slow.closed}; not accepted: {slow.refused}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
