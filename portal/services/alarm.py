"""The alarm: tells the worker that there is something to do. A lost alarm costs a minute, never a fact."""

from collections.abc import Callable

from portal.models.base import db


def _nobody() -> None:
    """No worker is listening; the sweep will find the rows."""


def _unasked() -> bool:
    return True


_wake: Callable[[], object] = _nobody
_answers: Callable[[], bool] = _unasked


def configure(wake: Callable[[], object] | None, *, answers: Callable[[], bool] | None = None) -> None:
    """Called by the composition root with what wakes the worker, and what says whether the queue answers.

    Neither may raise, or block for long.
    """
    global _wake, _answers
    _wake, _answers = wake or _nobody, answers or _unasked


def can_be_heard() -> bool:
    """Whether the queue that carries the alarm answers at this moment."""
    return _answers()


def ring() -> None:
    """Wake the worker once the present transaction is committed, or at once outside of one."""
    db.after_commit(_ring)


def _ring() -> None:
    _wake()
