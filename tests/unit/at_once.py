"""Runs one act in many threads at the same moment, each with a connection of its own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

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


def kinds(outcomes: list[object]) -> dict[str, int]:
    """How many outcomes there are of each class."""
    names = [type(outcome).__name__ for outcome in outcomes]
    return {name: names.count(name) for name in sorted(set(names))}
