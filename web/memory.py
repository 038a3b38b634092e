"""Answers that are asked for again and again, kept for as long as their release is shown."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from kg.query import Answer, Bindings, BoundQuery, Door

__all__ = ["Memory"]

_MOST_ANSWERS = 256
_MOST_ROWS = 120


class Memory:
    """A small store of answers by release and query; the one used longest ago goes first. Safe between threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], Answer] = OrderedDict()
        self._lock = Lock()

    def answer(self, door: Door, query: BoundQuery) -> Answer:
        """What `door` answers to `query`. Raises what the door raises.

        Nothing is kept of a graph that may change under its name, or of a query that asks for the time or for chance.
        """
        release = door.release
        if not (release.pins_content and query.outline.is_lasting):
            return door.run(query)
        key = (release.id, str(query))
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        answer = door.run(query)
        # A new release may have come since; then nobody knows which of the two answered.
        is_small = isinstance(answer, Bindings) and len(answer.rows) <= _MOST_ROWS and not answer.truncated
        if is_small and door.release.id == release.id:
            with self._lock:
                self._kept[key] = answer
                if len(self._kept) > _MOST_ANSWERS:
                    self._kept.popitem(last=False)
        return answer
