"""Clients that keep the server waiting give way; threads are not held by them."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection

import pytest

from web.connections import Patience, ShedServer, listen, most_connections

QUICK = Patience(request=0.5, idle=0.5, answer=0.5, whole_answer=3.0, connections=8)
LONG = b"x" * (24 << 20)


def app(environ, start_response):
    body = LONG if environ["PATH_INFO"] == "/long" else b"answered"
    start_response("200 OK", [("Content-Length", str(len(body))), ("Content-Type", "text/plain")])
    return [body]


@contextmanager
def served(patience: Patience, threads: int = 2) -> Iterator[int]:
    server = listen(app, patience, host="127.0.0.1", port=0, threads=threads)
    assert isinstance(server, ShedServer)
    loop = threading.Thread(target=server.run, daemon=True)
    loop.start()
    try:
        yield int(server.effective_port)
    finally:
        server.task_dispatcher.shutdown()
        for channel in list(server.active_channels.values()):
            channel.handle_close()
        server.asyncore.close_all(server._map)
        loop.join(10)


def connect(port: int, sent: bytes = b"") -> socket.socket:
    client = socket.create_connection(("127.0.0.1", port), timeout=10)
    client.sendall(sent)
    return client


def ask(port: int) -> bytes:
    with connect(port, b"GET / HTTP/1.0\r\n\r\n") as client:
        return b"".join(iter(lambda: client.recv(4096), b""))


def is_closed(client: socket.socket, seconds: float = 5.0) -> bool:
    client.settimeout(seconds)
    try:
        return client.recv(1) == b""
    except ConnectionError:
        return True
    except TimeoutError:
        return False


def test_a_whole_request_is_answered() -> None:
    with served(QUICK) as port:
        assert ask(port).endswith(b"answered")


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf"])
def test_a_request_that_does_not_end_is_given_up(sent: bytes) -> None:
    with served(QUICK) as port, connect(port, sent) as client:
        assert is_closed(client)


def test_a_byte_now_and_then_buys_no_time() -> None:
    with served(QUICK) as port, connect(port, b"GET / HTTP/1.1\r\n") as client:
        closed = False
        for _ in range(100):
            time.sleep(0.1)
            try:
                client.sendall(b"X")
            except ConnectionError:
                closed = True
                break
        assert closed


def test_a_connection_may_stay_between_two_requests() -> None:
    with served(QUICK) as port, closing(HTTPConnection("127.0.0.1", port, timeout=10)) as client:
        for _ in range(2):
            client.request("GET", "/")
            assert client.getresponse().read() == b"answered"
            time.sleep(0.1)
        assert is_closed(client.sock)


def test_at_the_limit_those_that_waited_longest_give_way() -> None:
    patience = Patience(request=60, idle=60, answer=60, whole_answer=60, connections=8)
    with served(patience) as port, ExitStack() as stack:
        slow = [stack.enter_context(connect(port, b"GET / HT")) for _ in range(30)]
        assert ask(port).endswith(b"answered")
        assert is_closed(slow[0])
        assert not is_closed(slow[-1], 0.2)


def test_an_answer_that_nobody_takes_holds_no_thread() -> None:
    patience = Patience(request=60, idle=60, answer=60, whole_answer=60, connections=50)
    with served(patience, threads=2) as port, ExitStack() as stack:
        for _ in range(6):
            stack.enter_context(connect(port, b"GET /long HTTP/1.0\r\n\r\n"))
        time.sleep(0.3)
        assert ask(port).endswith(b"answered")


def test_an_answer_that_nobody_takes_is_given_up() -> None:
    with served(QUICK) as port, connect(port, b"GET /long HTTP/1.0\r\n\r\n") as client:
        time.sleep(2.5)
        taken = 0
        try:
            while some := client.recv(1 << 16):
                taken += len(some)
        except ConnectionError:
            pass
        assert taken < len(LONG)


def test_no_more_connections_than_the_process_may_open_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.connections.resource.getrlimit", lambda _: (1024, 4096))
    assert (most_connections(5000), most_connections(20)) == (824, 20)
