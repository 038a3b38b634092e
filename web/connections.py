"""Connections that wait on their client, and how the server sheds them so that others are answered.

waitress keeps a connection for as long as something comes in, and accepts none beyond its limit; so a hundred clients
that send a byte a minute shut everyone else out (Slowloris: https://cwe.mitre.org/data/definitions/400.html). Here a
connection has until a deadline to send its whole request or to take its answer, and at the limit those that have kept
the server waiting longest give way to new ones. Threads are not held: waitress reads requests and writes answers in its
one loop, and gives a request to a thread when all of it has come; an answer waits in a buffer, or a file if it is long.
"""

from __future__ import annotations

import logging
import resource
import socket
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import MultiSocketServer, TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

__all__ = ["Patience", "ShedChannel", "ShedServer", "answer_until_stopped", "listen", "most_connections"]

_SPARE_FILES = 200
"""File descriptors kept for stores, workers and logs."""
_LARGEST_ANSWER = 1 << 28
"""Bytes of an answer that wait for a slow client without holding the thread that made it."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a connection may keep the server waiting, in seconds, and how many there may be.

    `request`: from a request's first byte to its last; `idle`: between two requests; `answer`: without taking a byte of
    an answer that is ready; `whole_answer`: until all of it is taken.
    """

    request: float = 10.0
    idle: float = 15.0
    answer: float = 15.0
    whole_answer: float = 600.0
    connections: int = 1000


def most_connections(wanted: int) -> int:
    """`wanted`, or what the process may open beside its other files, but at least 10. See getrlimit(2)."""
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return wanted if allowed == resource.RLIM_INFINITY else max(10, min(wanted, allowed - _SPARE_FILES))


class ShedChannel(HTTPChannel):
    """A connection that knows since when it has kept the server waiting."""

    request_since = 0.0
    """When the first byte of the request that is still coming in was read; 0 while none is."""
    answer_since = 0.0
    """When the answer that is not yet taken became ready; 0 while none is."""

    def received(self, data: bytes) -> bool:
        """Take in bytes of a request, as waitress does."""
        if not self.request_since:
            self.request_since = time.time()
        taken = bool(super().received(data))
        if self.request is None:
            self.request_since = 0.0
        return taken

    def overdue(self, now: float, patience: Patience) -> bool:
        """Whether the client has had its time."""
        if self.total_outbufs_len:
            self.answer_since = self.answer_since or now
            return now - self.last_activity > patience.answer or now - self.answer_since > patience.whole_answer
        self.answer_since = 0.0
        if self.requests:
            return False  # a thread works on it
        if self.request_since:
            return now - self.request_since > patience.request
        return now - self.last_activity > patience.idle

    def give_up(self) -> None:
        """End the connection, also where its client takes nothing and the socket never becomes writable.

        The loop closes it: were the descriptor closed here, a pending event would reach the next connection with it.
        """
        self.will_close = True
        if self.socket is not None:
            with suppress(OSError):
                self.socket.shutdown(socket.SHUT_RDWR)

    def waiting_since(self) -> float | None:
        """Since when the server waits for this client, ``None`` while it works for it."""
        if self.total_outbufs_len:
            return self.answer_since or self.last_activity
        if self.requests:
            return None
        return self.request_since or self.last_activity


class ShedServer(TcpWSGIServer):
    """waitress' server with `patience`."""

    channel_class = ShedChannel
    patience = Patience()
    active_channels: dict[int, ShedChannel]  # type: ignore[assignment]
    _map: Any
    effective_host: str
    effective_port: str

    @property
    def sockets(self) -> Any:
        """What the loop watches, by descriptor."""
        return self._map

    def maintenance(self, now: float) -> None:
        """Close what is overdue; called every second while the loop runs."""
        for channel in list(self.active_channels.values()):
            if not channel.will_close and channel.overdue(now, self.patience):
                channel.give_up()

    def handle_accept(self) -> None:
        """Accept a connection; at the limit, close the one that has waited longest for its client."""
        if len(self.active_channels) >= self.patience.connections:
            self._shed()
        super().handle_accept()

    def _shed(self) -> None:
        waiting = [
            (since, channel)
            for channel in self.active_channels.values()
            if not channel.will_close and (since := channel.waiting_since()) is not None
        ]
        if waiting:
            min(waiting, key=lambda each: each[0])[1].give_up()


def answer_until_stopped(server: ShedServer | MultiSocketServer) -> None:
    """Run the loop of `server` until a signal's exception ends it, and pass that on.

    waitress' own ``run`` takes the exception for a wish to wait up to five seconds for its threads, and returns.
    """
    sockets: Any = server.map if isinstance(server, MultiSocketServer) else server.sockets
    try:
        wasyncore.loop(timeout=server.adj.asyncore_loop_timeout, map=sockets, use_poll=True)
    except KeyboardInterrupt:
        logging.disable()  # threads whose queries end with the process have nothing to report
        raise


def listen(app: Any, patience: Patience, **adjustments: Any) -> ShedServer | MultiSocketServer:
    """A server that listens, to be run; `adjustments` are waitress' own.

    Raises `OSError` where an address can't be listened on, `ValueError` where an adjustment is unknown or wrong.
    """
    patient = Patience(
        patience.request, patience.idle, patience.answer, patience.whole_answer, most_connections(patience.connections)
    )
    # The limit is ours: waitress would stop accepting at its own.
    settings = Adjustments(
        connection_limit=2 * patient.connections,
        cleanup_interval=1,
        asyncore_use_poll=True,
        outbuf_high_watermark=_LARGEST_ANSWER,
        **adjustments,
    )
    dispatcher = ThreadedTaskDispatcher()
    dispatcher.set_thread_count(settings.threads)
    sockets: dict[int, Any] = {}
    server_class = type("ShedServer", (ShedServer,), {"patience": patient})
    servers = [
        server_class(app, sockets, dispatcher=dispatcher, adj=settings, sockinfo=address) for address in settings.listen
    ]
    return servers[0] if len(servers) == 1 else _together(servers, sockets, settings, dispatcher)


def _together(
    servers: Iterable[ShedServer], sockets: dict[int, Any], settings: Adjustments, dispatcher: ThreadedTaskDispatcher
) -> MultiSocketServer:
    """The servers of a name with several addresses (localhost: 127.0.0.1 and ::1), run as one."""
    listening = list(servers)
    addresses = [(server.effective_host, int(server.effective_port)) for server in listening]
    return MultiSocketServer(sockets, settings, addresses, dispatcher, listening[-1].log_info)
