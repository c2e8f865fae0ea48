"""Turns at writing: those who write all the time wait for each other here, instead of for SQLite's lock.

SQLite's own waiting sleeps a millisecond and more before it looks again, which is longer than most writes take; who
waits here is woken at once. It is a courtesy only: SQLite's lock decides, for those who do not queue as well.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from portal.models.base import db, is_postgresql

_threads = threading.Lock()


class _Queue:
    """The file beside the database whose lock goes round among processes."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.descriptor = os.open(path, os.O_RDONLY | os.O_CREAT, 0o644)

    def __del__(self) -> None:
        os.close(self.descriptor)


_joined: list[_Queue] = []


@contextmanager
def turn_to_write() -> Iterator[None]:
    """Wait until nobody else who queues writes; PostgreSQL needs none of it."""
    if is_postgresql():
        yield
        return
    with _threads:
        queue = _queue_of(f"{db.obj.database}-turn")
        fcntl.flock(queue.descriptor, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(queue.descriptor, fcntl.LOCK_UN)


def _queue_of(path: str) -> _Queue:
    if not _joined or _joined[0].path != path:
        _joined[:] = [_Queue(path)]
    return _joined[0]
