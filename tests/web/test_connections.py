"""Clients that keep the server waiting give way; threads are not held by them."""

from __future__ import annotations

import resource
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from http.client import HTTPConnection

import pytest
from waitress.server import MultiSocketServer

from web.connections import Patience, ShedChannel, ShedServer, listen, most_connections

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


# --- who has had its time, and who gives way -----------------------------------------------------------------------

LIMITS = Patience(request=10, idle=20, answer=30, whole_answer=100, connections=2)


def channel(**state: object) -> ShedChannel:
    """A connection without a socket, in the state that is given; else one that is open and says nothing since 1000."""
    made = ShedChannel.__new__(ShedChannel)
    known = {"total_outbufs_len": 0, "requests": [], "last_activity": 1000.0, "will_close": False, "socket": None}
    for name, value in (known | state).items():
        setattr(made, name, value)
    return made


@pytest.mark.parametrize(
    ("state", "last"),
    [
        ({}, 1020),
        ({"request_since": 1000.0, "last_activity": 1009.0}, 1010),
        ({"total_outbufs_len": 1}, 1030),
        ({"total_outbufs_len": 1, "last_activity": 1095.0, "answer_since": 1000.0}, 1100),
    ],
    ids=["between two requests", "a request comes in", "no byte of the answer is taken", "the answer is taken slowly"],
)
def test_a_client_has_its_time_to_the_last_second_and_no_longer(state: dict[str, object], last: float) -> None:
    assert not channel(**state).overdue(last, LIMITS)
    assert channel(**state).overdue(last + 0.5, LIMITS)


def test_a_client_that_a_thread_works_for_is_never_late() -> None:
    busy = channel(requests=[object()], request_since=1.0)
    assert not busy.overdue(10_000, LIMITS)
    assert busy.waiting_since() is None


def test_the_time_for_an_answer_runs_from_when_it_was_first_seen_and_anew_for_the_next() -> None:
    slow = channel(total_outbufs_len=1)
    assert not slow.overdue(1010, LIMITS)
    assert slow.answer_since == 1010
    slow.last_activity = 1105.0
    assert not slow.overdue(1110, LIMITS)
    assert slow.answer_since == 1010
    assert slow.overdue(1110.5, LIMITS)
    slow.total_outbufs_len = 0
    slow.overdue(1111, LIMITS)
    assert slow.answer_since == 0


@pytest.mark.parametrize(
    ("state", "since"),
    [
        ({}, 1000),
        ({"request_since": 900.0}, 900),
        ({"total_outbufs_len": 1}, 1000),
        ({"total_outbufs_len": 1, "answer_since": 800.0, "request_since": 700.0}, 800),
    ],
)
def test_since_when_the_server_waits(state: dict[str, object], since: float) -> None:
    assert channel(**state).waiting_since() == since


class Socket:
    def __init__(self, error: OSError | None = None) -> None:
        self.error = error
        self.shut: list[int] = []

    def shutdown(self, how: int) -> None:
        self.shut.append(how)
        if self.error:
            raise self.error


@pytest.mark.parametrize("ended", [None, Socket(), Socket(OSError("not connected"))])
def test_a_connection_that_is_given_up_is_shut_both_ways_and_left_to_the_loop(ended: Socket | None) -> None:
    late = channel(socket=ended)
    late.give_up()
    assert late.will_close
    assert ended is None or ended.shut == [socket.SHUT_RDWR]


def server(*channels: ShedChannel) -> ShedServer:
    made = ShedServer.__new__(ShedServer)
    made.patience = LIMITS
    made.active_channels = dict(enumerate(channels))
    return made


def test_maintenance_gives_up_what_is_overdue_and_nothing_else() -> None:
    late, closing_, early = channel(), channel(will_close=True, socket=Socket()), channel(last_activity=1090.0)
    server(late, closing_, early).maintenance(1100)
    assert (late.will_close, early.will_close) == (True, False)
    assert closing_.socket.shut == []


@pytest.mark.parametrize(("present", "sheds"), [(1, False), (2, True), (3, True)])
def test_room_is_made_at_the_limit(present: int, sheds: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.connections.TcpWSGIServer.handle_accept", lambda _: None)
    waiting = [channel(last_activity=1000.0 + place) for place in range(present)]
    server(*waiting).handle_accept()
    assert [each.will_close for each in waiting] == [sheds, *[False] * (present - 1)]


def test_who_works_or_goes_already_is_not_shed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.connections.TcpWSGIServer.handle_accept", lambda _: None)
    busy, going = channel(requests=[object()]), channel(last_activity=1.0, will_close=True, socket=Socket())
    server(busy, going).handle_accept()
    assert (busy.will_close, going.socket.shut) == (False, [])


# --- what is listened on -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("allowed", "wanted", "may"), [(1024, 5000, 824), (1024, 824, 824), (1024, 823, 823), (50, 1000, 10)]
)
def test_two_hundred_files_are_kept_for_all_else(
    allowed: int, wanted: int, may: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.connections.resource.getrlimit", lambda _: (allowed, allowed))
    assert most_connections(wanted) == may


def test_where_files_have_no_limit_as_many_as_are_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.connections.resource.getrlimit", lambda _: (resource.RLIM_INFINITY,) * 2)
    assert most_connections(5000) == 5000


def test_how_long_a_client_may_take_if_nobody_says_otherwise() -> None:
    assert Patience() == Patience(request=10, idle=15, answer=15, whole_answer=600, connections=1000)


def test_waitress_neither_stops_accepting_nor_blocks_a_thread() -> None:
    patience = replace(QUICK, connections=20)
    made = listen(app, patience, host="127.0.0.1", port=0, threads=3)
    try:
        assert isinstance(made, ShedServer)
        assert made.patience == patience
        settings = made.adj
        assert (settings.connection_limit, settings.cleanup_interval) == (40, 1)
        assert settings.asyncore_use_poll
        assert settings.outbuf_high_watermark == 256 * 1024 * 1024
        assert len(made.task_dispatcher.threads) == 3
    finally:
        made.task_dispatcher.shutdown()
        made.close()


def test_several_addresses_are_served_as_one() -> None:
    made = listen(app, QUICK, listen="127.0.0.1:0 127.0.0.2:0", threads=1)
    try:
        assert isinstance(made, MultiSocketServer)
        assert [host for host, _ in made.effective_listen] == ["127.0.0.1", "127.0.0.2"]
        assert all(isinstance(port, int) and port for _, port in made.effective_listen)
        assert made.task_dispatcher.threads
    finally:
        made.task_dispatcher.shutdown()
        made.close()
