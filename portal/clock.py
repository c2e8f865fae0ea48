"""The only reader of the machine's time."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Source = Callable[[], timedelta | None]

_source: Source | None = None
_keep_seconds = 0.0
_known: tuple[float, datetime] | None = None


def follow(source: Source | None, *, keep_seconds: float = 0.2) -> None:
    """Let the business clock run `source()` ahead of the machine; asked again after `keep_seconds`.

    A source that answers None (its database is away) leaves the clock running on from what is known.
    """
    global _source, _keep_seconds, _known
    _source, _keep_seconds, _known = source, keep_seconds, None


def now() -> datetime:
    """The business time in UTC: what releases, windows and due dates go by.

    Between two questions to the source it runs by the machine's steady clock, so that somebody who sets the
    machine's time does not release results with it.
    """
    global _known
    source, known = _source, _known
    if source is None:
        return machine_now()
    if known is not None and _age(known) <= _keep_seconds:
        return _run_on(known)
    lead = source()
    if lead is not None:
        _known = known = (time.monotonic(), machine_now() + lead)
    return machine_now() if known is None else _run_on(known)


def ask_again() -> None:
    """Somebody moved the clock: let the next question go to the source at once."""
    global _known
    _known = None


def machine_now() -> datetime:
    """The machine's time in UTC: what timeouts and logs go by."""
    return datetime.now(UTC)


def _run_on(known: tuple[float, datetime]) -> datetime:
    return known[1] + timedelta(seconds=_age(known))


def _age(known: tuple[float, datetime]) -> float:
    return time.monotonic() - known[0]
