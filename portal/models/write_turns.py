"""Turns at writing: those who write many times a second wait for each other here, instead of for SQLite's lock.

SQLite's own waiting sleeps a millisecond and more before it looks again, which is longer than most writes take; who
waits here is woken at once. It is a courtesy only: SQLite's lock decides, for those who do not queue as well.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from portal.models.base import db, is_postgresql


class _Place(threading.local):
    """What this thread of this process has opened: neither other threads nor forked processes may share the lock."""

    of: tuple[int, str] | None = None
    descriptor = -1


_place = _Place()


@contextmanager
def turn_to_write() -> Iterator[None]:
    """Wait until nobody else who queues writes. PostgreSQL needs none of it, nor does who has SQLite's lock already."""
    if is_postgresql() or db.in_transaction():
        yield
        return
    taken = _take()
    try:
        yield
    finally:
        if taken is not None:
            fcntl.flock(taken, fcntl.LOCK_UN)


def _take() -> int | None:
    """None where there can be no file to queue at, on a full disk say: then SQLite's lock alone decides."""
    try:
        descriptor = _descriptor()
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    except OSError:
        return None
    return descriptor


def _descriptor() -> int:
    """Of the file beside the database whose lock goes round."""
    wanted = os.getpid(), f"{db.obj.database}-turn"
    if _place.of != wanted:
        if _place.of is not None:
            _place.of = None
            os.close(_place.descriptor)
        _place.descriptor = os.open(wanted[1], os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
        _place.of = wanted
    return _place.descriptor
