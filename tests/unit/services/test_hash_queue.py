"""The bulkhead of sign-ins: bounded, honest about being full, and open again afterwards."""

import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from portal.services.errors import Busy
from portal.services.hash_queue import HashQueue


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


def test_it_returns_what_the_job_returns() -> None:
    assert HashQueue().run(pow, 2, 10) == 1024


def test_what_a_job_raises_arrives_and_frees_its_place() -> None:
    queue = HashQueue(waiting=0)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            queue.run(divmod, 1, 0)


def test_a_full_line_turns_people_away_and_opens_again(gate: threading.Event) -> None:
    queue, started = HashQueue(waiting=0), threading.Barrier(2)

    def hold() -> bool:
        started.wait(5)
        return gate.wait(5)

    with ThreadPoolExecutor(1) as people:
        first = people.submit(queue.run, hold)
        started.wait(5)
        with pytest.raises(Busy):
            queue.run(pow, 2, 2)
        with pytest.raises(Busy):
            queue.require_place()
        gate.set()
        assert first.result(5)
    queue.require_place()
    assert queue.run(pow, 2, 2) == 4


def test_jobs_never_run_side_by_side() -> None:
    queue, inside, most = HashQueue(waiting=9), [], []

    def job() -> None:
        inside.append(1)
        most.append(len(inside))
        inside.pop()

    with ThreadPoolExecutor(10) as people:
        list(people.map(lambda _: queue.run(job), range(10)))
    assert max(most) == 1


def test_a_process_that_stands_further_back_stays_there(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(os, "getpriority", lambda *_: 15)
    monkeypatch.setattr(os, "setpriority", lambda _which, _who, value: asked.append(value))
    assert HashQueue().run(pow, 2, 2) == 4
    assert set(asked) <= {15}
