"""The only reader of the machine's time."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

_lock = threading.Lock()
_source: Callable[[], timedelta | None] | None = None
_keep_seconds = 0.0
_cached: tuple[float, timedelta] = (float("-inf"), timedelta())


def follow(source: Callable[[], timedelta | None] | None, *, keep_seconds: float = 0.2) -> None:
    """Let the business clock run `source()` ahead of the machine; asked again after `keep_seconds`.

    A source that answers None (its database is away) leaves the last known lead in force.
    """
    global _source, _keep_seconds, _cached
    with _lock:
        _source, _keep_seconds = source, keep_seconds
        _cached = (float("-inf"), timedelta())


def now() -> datetime:
    """The business time in UTC: what releases, windows and due dates go by."""
    return machine_now() + _lead()


def machine_now() -> datetime:
    """The machine's time in UTC: what leases, timeouts and logs go by."""
    return datetime.now(UTC)


def _lead() -> timedelta:
    global _cached
    source = _source
    read_at, lead = _cached
    if source is None or time.monotonic() - read_at <= _keep_seconds:
        return lead
    fresh = source()
    lead = lead if fresh is None else fresh
    with _lock:
        _cached = (time.monotonic(), lead)
    return lead
