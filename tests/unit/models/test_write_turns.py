"""Turns at writing: one at a time among threads and processes, and the next as soon as one is done."""

import fcntl
import os
import select
import time
from pathlib import Path

import pytest

from portal.models import write_turns
from portal.models.base import db
from portal.models.write_turns import turn_to_write
from tests.unit.at_once import together


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> float:
    """Whoever waits in vain waits so many seconds, however busy the machine is."""
    monkeypatch.setattr(write_turns, "LONGEST_SECONDS", 30.0)
    return 30.0


def test_threads_take_turns(sqlite_database: str, patient: float) -> None:
    inside: list[int] = []
    most: list[int] = []

    def write() -> None:
        for _ in range(50):
            with turn_to_write():
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    together(8, write)
    assert most == [1] * 400


def test_another_process_waits_for_the_end_of_a_turn(sqlite_database: str) -> None:
    with Path(f"{db.obj.database}-turn").open("w") as other:
        with turn_to_write(), pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)


@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")  # Python 3.12 and later say so of the tests
def test_a_forked_process_has_a_turn_of_its_own(sqlite_database: str, patient: float) -> None:
    told, tell = os.pipe()
    with turn_to_write():
        child = os.fork()
        if child == 0:
            with turn_to_write():
                os.write(tell, b".")
            os._exit(0)
        ready, _, _ = select.select([told], [], [], 0.02)
        assert ready == [], "the child waits for the end of our turn"
    assert os.read(told, 1) == b"."
    assert os.waitpid(child, 0)[1] == 0


def test_a_turn_ends_with_an_error_too(sqlite_database: str) -> None:
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), turn_to_write():
            raise ZeroDivisionError


def test_who_is_stopped_in_a_turn_stops_nobody_else(sqlite_database: str) -> None:
    with Path(f"{db.obj.database}-turn").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with turn_to_write():
            db.execute_sql("SELECT 1")
        with pytest.raises(BlockingIOError), Path(other.name).open() as third:
            fcntl.flock(third, fcntl.LOCK_EX | fcntl.LOCK_NB)  # nobody has ended a turn that was not theirs


def test_within_a_transaction_nobody_is_waited_for(sqlite_database: str, patient: float) -> None:
    """Whose turn it is may wait for just this transaction."""
    with turn_to_write():
        pass
    with Path(f"{db.obj.database}-turn").open() as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        started = time.monotonic()
        with db.atomic(), turn_to_write():
            assert time.monotonic() - started < patient


def test_without_a_file_to_queue_at_one_writes_all_the_same(
    sqlite_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "open", full)
    with turn_to_write():
        db.execute_sql("SELECT 1")


def test_postgresql_needs_no_turns(database: str) -> None:
    with turn_to_write():
        assert Path(f"{db.obj.database}-turn").exists() == database.startswith("sqlite")
