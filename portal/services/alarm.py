"""The alarm: tells the worker that there is something to do. A lost alarm costs a minute, never a fact."""

from collections.abc import Callable

from portal.models.base import db


def _nobody() -> None:
    """No worker is listening; the sweep will find the rows."""


_wake: Callable[[], object] = _nobody


def configure(wake: Callable[[], object] | None) -> None:
    """Called by the composition root with what wakes the worker; it must not raise and not block."""
    global _wake
    _wake = wake or _nobody


def ring() -> None:
    """Wake the worker once the present transaction is committed, or at once outside of one."""
    db.after_commit(_ring)


def _ring() -> None:
    _wake()
