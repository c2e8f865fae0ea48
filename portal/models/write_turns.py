"""Turns at writing: those who write many times a second wait for each other here, instead of for SQLite's lock.

SQLite's own waiting sleeps a millisecond and more before it looks again, which is longer than most writes take; who
waits here looks again as soon as others had the processor. It is a courtesy only: SQLite's lock decides, for those who
do not queue as well, and for who has waited longer than a turn takes: one who is stopped in theirs stops nobody else.
"""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from portal.models.base import db, is_postgresql

EAGER_SECONDS, LONGEST_SECONDS = 0.002, 0.1
"""How long one looks again at once, and how long at all."""


class _Place(threading.local):
    """What this thread of this process has opened: neither other threads nor forked processes may share the lock."""

    of: tuple[int, str] | None = None
    descriptor = -1


_place = _Place()


@contextmanager
def turn_to_write() -> Iterator[None]:
    """Wait a moment for whoever queues and writes. PostgreSQL needs none of it, nor does who is in a transaction."""
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
    """None for who goes on without: a turn does not end, or there can be no file to queue at, on a full disk say."""
    try:
        descriptor = _descriptor()
        return descriptor if _is_free(descriptor) or _becomes_free(descriptor) else None
    except OSError:
        return None


def _becomes_free(descriptor: int) -> bool:
    began = time.monotonic()
    while (waited := time.monotonic() - began) < LONGEST_SECONDS:
        if waited < EAGER_SECONDS:
            os.sched_yield()
        else:
            time.sleep(EAGER_SECONDS)
        if _is_free(descriptor):
            return True
    return False


def _is_free(descriptor: int) -> bool:
    """Then it is ours."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


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
