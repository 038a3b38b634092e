"""Answers that are asked for again and again, kept for as long as their release is shown."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from kg.query import Answer, Bindings, Door

__all__ = ["Memory"]

_MOST_ANSWERS = 256
_MOST_ROWS = 120


class Memory:
    """A small store of answers by release and query; the one used longest ago goes first. Safe between threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], Answer] = OrderedDict()
        self._lock = Lock()

    def answer(self, door: Door, query: str) -> Answer:
        """What `door` answers to `query`. Raises what the door raises."""
        key = (door.release.id, query)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        answer = door.run(query)
        if isinstance(answer, Bindings) and len(answer.rows) <= _MOST_ROWS and not answer.truncated:
            with self._lock:
                self._kept[key] = answer
                if len(self._kept) > _MOST_ANSWERS:
                    self._kept.popitem(last=False)
        return answer
