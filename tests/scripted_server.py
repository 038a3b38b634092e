"""HTTP servers that answer as a test says: well, badly, or in bad faith."""

from __future__ import annotations

import http.server
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

__all__ = ["EMPTY", "JSON", "Heard", "Reply", "ScriptedServer", "free_port", "serving"]

JSON = "application/sparql-results+json"
EMPTY = b'{"head":{"vars":["x"]},"results":{"bindings":[]}}'
_NO_POINTER = b'{"head":{"vars":["pointer","graph"]},"results":{"bindings":[]}}'
_UNDESCRIBED = b'{"head":{"vars":["id","issued","triples"]},"results":{"bindings":[]}}'


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True)
class Heard:
    """A request: `asked` are its parameters, of the address or of a form."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def asked(self) -> dict[str, str]:
        form = self.body.decode() if "form" in self.headers.get("Content-Type", "") else ""
        return {name: values[0] for name, values in parse_qs(f"{urlsplit(self.path).query}&{form}").items()}


@dataclass(frozen=True)
class Reply:
    """`pause` seconds pass before the first and after each of `pieces`; `length` is told in place of the true one."""

    status: int = 200
    body: bytes = EMPTY
    media_type: str | None = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    pieces: int = 1
    pause: float = 0.0
    length: int | None = None
    reset: bool = False


Script = Callable[[Heard], Reply]


class ScriptedServer:
    """Its `address`, and what it has `heard`; `connections` counts those that were opened."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.heard: list[Heard] = []
        self.connections = 0


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.told.connections += 1

    def answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        heard = Heard(self.command, self.path, dict(self.headers), self.rfile.read(length))
        reply = None if self.server.identity else _of_identity(heard)
        if reply is None:
            self.server.told.heard.append(heard)
            reply = self.server.script(heard)
        self.send_reset() if reply.reset else self.send(reply)

    do_GET = do_POST = do_HEAD = answer  # noqa: N815 - as http.server calls them

    def send_reset(self) -> None:
        """End the connection as a server that crashes does."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.connection.close()

    def send(self, reply: Reply) -> None:
        true_length = reply.pieces * len(reply.body)
        time.sleep(reply.pause)
        self.send_response_only(reply.status)
        for name, value in {"Content-Type": reply.media_type, **reply.headers}.items():
            if value is not None:
                self.send_header(name, value)
        self.send_header("Content-Length", str(true_length if reply.length is None else reply.length))
        self.end_headers()
        self.close_connection = self.close_connection or reply.length not in {None, true_length}
        for _ in range(reply.pieces if self.command != "HEAD" else 0):
            self.wfile.write(reply.body)
            time.sleep(reply.pause)

    def log_message(self, *_: object) -> None:
        pass


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, script: Script, identity: bool) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script = script
        self.identity = identity
        self.told = ScriptedServer(f"http://127.0.0.1:{self.server_port}/sparql")

    def handle_error(self, *_: object) -> None:
        pass  # clients leave


@contextmanager
def serving(script: Script, *, identity: bool = False) -> Iterator[ScriptedServer]:
    """A server that answers by `script`; questions for the release it shows only where `identity` says so."""
    with _Server(script, identity) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield server.told
        finally:
            server.shutdown()


def _of_identity(heard: Heard) -> Reply | None:
    query = heard.asked.get("query", "")
    if "hasCurrentVersion" in query:
        return Reply(body=_NO_POINTER)
    return Reply(body=_UNDESCRIBED) if "isVersionOf" in query else None
