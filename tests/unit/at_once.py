"""Runs one act in many threads at the same moment, each with a connection of its own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from playhouse.pool import MaxConnectionsExceeded

from portal.models import connection


def at_once(times: int, act: Callable[[int], object]) -> list[object]:
    """What `act(0)`, `act(1)` ... returned or raised, as they began together."""
    start = threading.Barrier(times)

    def run(number: int) -> object:
        with connection.connection():
            start.wait(20)
            return act(number)

    with ThreadPoolExecutor(times) as pool:
        runs = [pool.submit(run, number) for number in range(times)]
    return [ended.exception() or ended.result() for ended in runs]


def together(workers: int, act: Callable[[], None]) -> None:
    """Run `act` in so many threads that begin at once; more of them than the pool has connections, so some wait."""
    start = threading.Barrier(workers)

    def run() -> None:
        start.wait(20)
        with suppress(MaxConnectionsExceeded), connection.connection():
            act()

    with ThreadPoolExecutor(workers) as pool:
        for ended in [pool.submit(run) for _ in range(workers)]:
            ended.result()


def kinds(outcomes: list[object]) -> dict[str, int]:
    """How many outcomes there are of each class."""
    names = [type(outcome).__name__ for outcome in outcomes]
    return {name: names.count(name) for name in sorted(set(names))}
