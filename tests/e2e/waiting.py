"""Waiting for something to become true, with a deadline: nothing in this suite sleeps for a fixed time."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
LONGEST_SECONDS = 20.0
ASK_AGAIN_SECONDS = 0.05
_nobody_sets_it = threading.Event()


def until(ask: Callable[[], T | None], what: str | Callable[[], str], *, seconds: float = LONGEST_SECONDS) -> T:
    """The first answer of `ask` that is not empty. Raises AssertionError, which says what was awaited.

    `what` may be asked for its words in the end, when more is known.
    """
    end = time.monotonic() + seconds
    while not (answer := ask()):
        assert time.monotonic() < end, f"waited {seconds:.0f} seconds for {what if isinstance(what, str) else what()}"
        _nobody_sets_it.wait(ASK_AGAIN_SECONDS)
    return answer
