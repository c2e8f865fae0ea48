"""Where passwords are hashed: one at a time in each process, behind a short waiting line.

On results day sign-ins come faster than passwords can be hashed. Without this, they take every thread and the people
who read their results wait for seconds; a semaphore that waits in the request does the same harm.
"""

import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import ParamSpec, TypeVar

from portal.services.errors import Busy

P = ParamSpec("P")
T = TypeVar("T")
WAITING = 2
POLITENESS = 10
"""How far the hashing thread stands back behind those that answer pages (a nice value, Linux only)."""


class HashQueue:
    """Runs jobs one after the other; `waiting` more may stand in line, the next is turned away."""

    def __init__(self, *, waiting: int = WAITING) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="hashing", initializer=_stand_back)
        self._places = threading.BoundedSemaphore(1 + waiting)

    def require_place(self) -> None:
        """Raises Busy where a job would be turned away now, before anything else is done for it."""
        if not self._places.acquire(blocking=False):
            raise Busy
        self._places.release()

    def run(self, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `job` returns. Raises Busy at once when the line is full."""
        if not self._places.acquire(blocking=False):
            raise Busy
        try:
            return self._thread.submit(job, *args, **kwargs).result()
        finally:
            self._places.release()


@cache
def queue() -> HashQueue:
    """The queue of this process, made when it is first needed: threads do not survive a fork."""
    return HashQueue()


def _stand_back() -> None:
    if sys.platform == "linux":
        me = threading.get_native_id()
        already = os.getpriority(os.PRIO_PROCESS, me)  # only root may step forward again
        os.setpriority(os.PRIO_PROCESS, me, max(already, POLITENESS))
