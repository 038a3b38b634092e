"""The process that opens hostile containers, and our end of it.

`main` runs there with our standard input as its own; a pipe that was named is opened here, which may be a descriptor of
this process (`/dev/fd/63`), and handed over. It sends what it finds one by one, so that at most one letter is in our
memory; when it gives nothing for `ReadingLimits.open_seconds`, or dies, the container is refused and the next one gets
a new process.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle, send_handle
from pathlib import Path
from typing import Self

import kg
from kg.confinement import confine, deaf
from kg.documents.containers import Container, open_container, open_pipe, why
from kg.documents.preferences import Preferences
from kg.documents.reading_limits import ReadingLimits
from kg.documents.refusal import refusal, rejection
from kg.documents.source import Source
from kg.model import Rejection

__all__ = ["Opener", "main"]

# Not ``-m``: the package has imported this module already when it would be run.
_PROGRAM = f"import sys; from {__name__} import main; main(sys.argv[1:])"


class Opener:
    """Opens containers, one after the other, in a process that may be killed; as a context manager, it ends it."""

    def __init__(self, limits: ReadingLimits, preferences: Preferences) -> None:
        self._limits, self._preferences = limits, preferences
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(self, container: Container) -> Iterator[Source | Rejection]:
        """The sources inside, as `open_container` gives them. Never raises for what it finds."""
        found = 0
        try:
            pipe = self._pipe or self._start()
            self._hand_over(container, pipe)
            patience = self._limits.open_seconds + self._limits.pipe_seconds * container.piped
            while pipe.poll(patience):
                each = pipe.recv()
                if each is None:
                    return
                found += 1
                yield each
            reason = f"gave nothing for {patience:g} s and was left after {found} letters"
            failure = refusal("too-slow", container.source.place, reason)
        except (EOFError, ConnectionError):
            reason = f"made its reader crash after {found} letters"
            failure = refusal("reader-died", container.source.place, reason)
        except OSError as error:  # of a pipe that was named
            failure = refusal("unreadable", container.source.place, why(error))
        self.close()
        yield rejection(failure)

    def _hand_over(self, container: Container, pipe: Connection) -> None:
        if container.piped and container.path is not None:
            descriptor = open_pipe(container.path)
            try:
                pipe.send((replace(container, path=None), True, self._limits, self._preferences))
                send_handle(pipe, descriptor, None)
            finally:
                os.close(descriptor)
        else:
            pipe.send((container, False, self._limits, self._preferences))

    def _start(self) -> Connection:
        ours, theirs = Pipe()
        path = os.pathsep.join([str(Path(kg.__file__).parent.parent), os.environ.get("PYTHONPATH", "")])
        numbers = (theirs.fileno(), os.getpid(), self._limits.memory)
        command = [sys.executable, "-c", _PROGRAM, *map(str, numbers)]
        with deaf():
            self._process = subprocess.Popen(  # noqa: S603 - our own module under our own interpreter
                command, pass_fds=[theirs.fileno()], env={**os.environ, "PYTHONPATH": path.rstrip(os.pathsep)}
            )
        theirs.close()
        self._pipe = ours
        return ours

    def close(self) -> None:
        """End the process, whatever it does."""
        if self._process:
            self._process.kill()
            self._process.wait()
        if self._pipe:
            self._pipe.close()
        self._process = self._pipe = None


def main(arguments: list[str]) -> None:
    """Open containers for the other end of the pipe until it closes."""
    descriptor, parent, memory = map(int, arguments)
    confine(memory, parent)
    with Connection(descriptor) as pipe:
        while True:
            try:
                container, handed, limits, preferences = pipe.recv()
                stdin = os.fdopen(recv_handle(pipe), "rb") if handed else None
                for each in open_container(container, limits, preferences, stdin):
                    pipe.send(each)
                pipe.send(None)
                if stdin:
                    stdin.close()
            except (EOFError, ConnectionError):
                return
