"""The pace of sending: at most so many emails a second from this process, whatever the number of threads."""

import threading
import time


class Pace:
    """Threads take turns; each turn comes 1/`per_second` after the one before."""

    def __init__(self, *, per_second: int) -> None:
        self._gap = 1 / per_second
        self._next = 0.0
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Return when the next email may leave."""
        with self._lock:
            now = time.monotonic()
            turn = max(self._next, now)
            self._next = turn + self._gap
        if turn > now:
            time.sleep(turn - now)
