"""HTTP to one SPARQL store: connections stay open, every wait has an end, and what fails is told without addresses.

A server's word is not trusted. The time limit covers the whole exchange, however slowly bytes drip; the size limit is
one of the unpacked body; a redirect is followed within the same server only, so that no store sends us, and our
credentials, to an address that it names. A password goes to a server without TLS only when it asks. Busy servers (429,
503) are asked again, as Retry-After says (https://www.rfc-editor.org/rfc/rfc9110#field.retry-after).
"""

from __future__ import annotations

import io
import os
import random
import socket
import ssl
import time
import zlib
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

from kg.errors import EndpointError, EndpointUnreachable, InputError, LimitExceeded
from kg.store.store_credentials import Credentials, DigestAnswers

__all__ = ["HttpAnswer", "HttpRequest", "StoreHttp", "checked_address", "failed"]

_CONNECTING = 10.0
_IDLE = 20.0  # seconds after which a connection that lay idle is not trusted any more
_MOST_IDLE = 8
_BUSY = frozenset({429, 503})
_MOVED = frozenset({301, 302, 303, 307, 308})
_MOST_MOVES = 3
_TRIES = 5
_AGENT = "imr-kg"


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """What is sent to `url`. Each may be sent twice: queries, and writing of triples that may be there already."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """A whole answer; `body` is unpacked."""

    status: int
    headers: Message
    body: bytes

    @property
    def media_type(self) -> str:
        """Without its parameters; empty where the server names none."""
        return self.headers.get_content_type() if "Content-Type" in self.headers else ""

    @property
    def server(self) -> str:
        """What the server calls itself."""
        return str(self.headers.get("Server", ""))


def failed(words: str, address: str, said: str = "", kind: type[EndpointError] = EndpointError) -> EndpointError:
    """An error of `kind` whose message names no address; its notes, for whoever runs the program, do."""
    error = kind(words)
    error.add_note(f"asked: {address}")
    if said:
        error.add_note(f"said: {said}")
    return error


def checked_address(address: str) -> str:
    """`address`, if it is one of a store. Raises `InputError`, without what may be a password in it."""
    try:
        parts = urlsplit(address)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or not address.isascii() or not address.isprintable() or " " in address:
        raise InputError("this is no address of a SPARQL store; give one such as https://example.org/sparql")
    if "@" in parts.netloc:
        raise InputError(
            "the address holds a user name, which other users of this machine can read; leave it out and set "
            "IMR_ENDPOINT_USER and IMR_ENDPOINT_PASSWORD"
        )
    if parts.fragment or parts.query:
        raise InputError("the address of a SPARQL store has no ? and no #; leave that part out")
    return address


class _Clock:
    """When an exchange must be over."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds that are left. Raises `TimeoutError` where none are."""
        left = self.end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class _TimedSocket:
    """As much of a socket as `http.client` uses, under a clock that is set anew for each exchange.

    As with a socket, what is closed here stays open until its reader is closed too.
    """

    def __init__(self, connected: Any, clock: _Clock) -> None:
        self._connected = connected
        self.clock = clock
        self._readers = 0
        self._closed = False

    def sendall(self, data: Any) -> None:
        self._connected.settimeout(self.clock.left())
        self._connected.sendall(data)

    def receive(self, buffer: Any) -> int:
        self._connected.settimeout(self.clock.left())
        received: int = self._connected.recv_into(buffer)
        return received

    def makefile(self, _mode: str) -> io.BufferedReader:
        self._readers += 1
        return io.BufferedReader(_TimedReader(self), 1 << 16)

    def leave(self) -> None:
        """One reader less."""
        self._readers -= 1
        if self._closed and not self._readers:
            self._connected.close()

    def close(self) -> None:
        self._closed = True
        if not self._readers:
            self._connected.close()


class _TimedReader(io.RawIOBase):
    """What comes from a socket, until the clock stops it: a server that drips bytes does not win time."""

    def __init__(self, timed: _TimedSocket) -> None:
        super().__init__()
        self._timed = timed

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        return self._timed.receive(buffer)

    def close(self) -> None:
        if not self.closed:
            self._timed.leave()
        super().close()


@dataclass(slots=True)
class _Connection:
    http: HTTPConnection
    timed: _TimedSocket
    used: float = 0.0

    @property
    def is_new(self) -> bool:
        return not self.used


class StoreHttp:
    """Asks the server of `address`, with `credentials`. Safe to share between threads."""

    def __init__(self, address: str, credentials: Credentials) -> None:
        self._parts = urlsplit(checked_address(address))
        self._credentials = credentials
        self._idle: deque[_Connection] = deque()
        self._digest: DigestAnswers | None = None
        self._shows_password = self._parts.scheme == "https"
        self._closed = False

    @property
    def is_near(self) -> bool:
        """Whether the server is this machine, to which nothing need be packed."""
        host = self._parts.hostname or ""
        return host in {"localhost", "::1"} or host.startswith("127.")

    def ask(self, request: HttpRequest, seconds: float, size: int) -> HttpAnswer:
        """The server's answer to `request`, whatever its status.

        Raises `LimitExceeded` after `seconds` or beyond `size` bytes, `EndpointError` where there is no answer, or
        where the server is too busy to give one in time.
        """
        clock = _Clock(seconds)
        try:
            return self._patiently(request, clock, size)
        except (TimeoutError, OSError, HTTPException, zlib.error) as error:
            raise self._broken(error, request, clock) from error

    def _patiently(self, request: HttpRequest, clock: _Clock, size: int) -> HttpAnswer:
        for attempt in range(_TRIES):
            answer = self._within_the_server(request, clock, size)
            if answer.status not in _BUSY:
                break
            wait = _pause(answer.headers.get("Retry-After"), attempt)
            if attempt == _TRIES - 1 or wait >= clock.left():
                again = f"; it asks to be left alone for {wait:,.0f} s" if "Retry-After" in answer.headers else ""
                words = f"the SPARQL store is too busy to answer (HTTP {answer.status}){again}"
                raise failed(words, request.url.partition("?")[0])
            time.sleep(wait)
        return answer

    def _within_the_server(self, request: HttpRequest, clock: _Clock, size: int) -> HttpAnswer:
        """Follow redirects that stay on the server, a few of them."""
        for _ in range(_MOST_MOVES + 1):
            answer = self._authenticated(request, clock, size)
            if answer.status not in _MOVED or "Location" not in answer.headers:
                return answer
            there = urljoin(request.url, str(answer.headers["Location"]))
            if urlsplit(there)[:2] != self._parts[:2]:
                raise failed(
                    "the SPARQL store sends on to another server, which is not followed; give that one's address",
                    request.url.partition("?")[0],
                    f"Location: {there[:300]}",
                )
            request = replace(request, url=there)
        raise failed("the SPARQL store sends on and on to other addresses", request.url.partition("?")[0])

    def _authenticated(self, request: HttpRequest, clock: _Clock, size: int) -> HttpAnswer:
        """Answer a challenge, once; a server that names none (403) is shown the password too."""
        answer = self._once(request, clock, size)
        if answer.status not in {401, 403} or not self._credentials.user:
            return answer
        digest = DigestAnswers.to(self._credentials, answer.headers.get_all("WWW-Authenticate", []))
        if digest is None and self._shows_password:
            return answer
        self._digest, self._shows_password = digest, digest is None
        return self._once(request, clock, size)

    def _authorization(self, request: HttpRequest) -> dict[str, str]:
        if self._digest:
            return {"Authorization": self._digest.answer(request.method, _target(request.url))}
        told = self._credentials.header() if self._shows_password or self._credentials.token else None
        return {"Authorization": told} if told else {}

    def _once(self, request: HttpRequest, clock: _Clock, size: int) -> HttpAnswer:
        """One exchange; one more where a connection that lay idle turns out to be closed."""
        while True:
            connection, whole = self._connection(clock), False
            try:
                answer = self._exchange(connection, request, size)
                whole = True
                return answer
            except (ConnectionError, HTTPException):
                if connection.is_new:
                    raise
            finally:
                if not whole:
                    connection.http.close()

    def _exchange(self, connection: _Connection, request: HttpRequest, size: int) -> HttpAnswer:
        headers = {
            "User-Agent": _AGENT,
            "Accept-Encoding": "gzip",
            **request.headers,
            **self._authorization(request),
        }
        target = request.url if self._proxied_plainly() else _target(request.url)
        try:
            connection.http.request(request.method, target, request.body, headers)
        except (BrokenPipeError, ConnectionResetError):
            if connection.http.sock is None:
                raise  # else the server may have said why it takes no more: its answer is read
        with connection.http.getresponse() as response:
            body = b"" if request.method == "HEAD" else _body(response, size)
        connection.used = time.monotonic()
        if response.will_close or self._closed or len(self._idle) >= _MOST_IDLE:
            connection.http.close()
        else:
            self._idle.append(connection)
        return HttpAnswer(response.status, response.headers, body)

    def _connection(self, clock: _Clock) -> _Connection:
        while self._idle:
            try:
                connection = self._idle.pop()
            except IndexError:  # another thread took it
                break
            if time.monotonic() - connection.used < _IDLE and connection.http.sock is not None:
                connection.timed.clock = clock
                return connection
            connection.http.close()
        http = self._opened(min(_CONNECTING, clock.left()))
        http.connect()
        http.sock = timed = _TimedSocket(http.sock, clock)
        return _Connection(http, timed)

    def _opened(self, seconds: float) -> HTTPConnection:
        secure, host = self._parts.scheme == "https", self._parts.hostname or ""
        port = self._parts.port or (443 if secure else 80)
        proxy = self._proxy()
        there = (proxy.hostname or "", proxy.port or 80) if proxy else (host, port)
        http = HTTPSConnection(*there, timeout=seconds) if secure else HTTPConnection(*there, timeout=seconds)
        if proxy and secure:
            http.set_tunnel(host, port)
        return http

    def _proxy(self) -> Any:
        """The proxy that the environment names for this server (``http_proxy``, ``https_proxy``, ``no_proxy``)."""
        told = getproxies().get(self._parts.scheme)
        return urlsplit(told) if told and not proxy_bypass(self._parts.netloc) else None

    def _proxied_plainly(self) -> bool:
        return self._parts.scheme == "http" and self._proxy() is not None

    def _broken(self, error: Exception, request: HttpRequest, clock: _Clock) -> EndpointError | LimitExceeded:
        if isinstance(error, TimeoutError):
            late = LimitExceeded(f"the SPARQL store gave no answer within {clock.seconds:g} s")
            late.add_note(f"asked: {request.url.partition('?')[0]}")
            return late
        words = f"the SPARQL store can't be reached ({_reason(error)}); is it running, is the address right?"
        said = self._credentials.scrubbed(str(error))
        return failed(words, request.url.partition("?")[0], said, EndpointUnreachable)

    def close(self) -> None:
        """Close what is open. Closing twice is harmless."""
        self._closed = True
        while self._idle:
            self._idle.pop().http.close()


def _target(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _body(response: HTTPResponse, size: int) -> bytes:
    """The body, unpacked. Raises `LimitExceeded` as soon as it is larger than `size`."""
    packed = response.headers.get("Content-Encoding", "identity").lower()
    if packed not in {"identity", "gzip", "x-gzip", ""}:
        raise HTTPException(f"the body is packed as {packed[:20]!r}")
    unpacking = zlib.decompressobj(16 + zlib.MAX_WBITS) if "gzip" in packed else None
    body = bytearray()
    while piece := response.read1(1 << 16):
        body += unpacking.decompress(piece, size + 1 - len(body)) if unpacking else piece
        if len(body) > size:
            raise LimitExceeded(f"the answer has more than {size:,} bytes; ask for less")
    if unpacking and not unpacking.eof and body:
        raise HTTPException("the packed body is broken off")
    if response.length:
        raise HTTPException("the body is shorter than its length")
    return bytes(body)


def _pause(retry_after: str | None, attempt: int) -> float:
    """Seconds until the next try: as the server says, else twice as long each time, never quite in step with others."""
    if retry_after is None:
        return float(0.25 * 2**attempt) * random.uniform(0.75, 1.25)  # noqa: S311 - no secret
    try:
        if retry_after.strip().isdigit():
            return min(float(retry_after), 1e6)
        return min(max(float(parsedate_to_datetime(retry_after).timestamp()) - time.time(), 0.0), 1e6)
    except (ValueError, OverflowError):
        return 1.0


def _reason(error: Exception) -> str:
    """Why there was no answer, in words that hold no address."""
    if isinstance(error, ssl.SSLError):
        return "no secure connection: its certificate or its version of TLS is not accepted"
    if isinstance(error, socket.gaierror):
        return "its name is not known"
    if isinstance(error, ConnectionRefusedError):
        return "connection refused"
    if isinstance(error, ConnectionError | zlib.error) or type(error).__name__ in {"IncompleteRead", "HTTPException"}:
        return "it broke the connection off"
    if isinstance(error, HTTPException):
        return "what it says is no HTTP"
    return os.strerror(error.errno).lower() if isinstance(error, OSError) and error.errno else "no connection"
