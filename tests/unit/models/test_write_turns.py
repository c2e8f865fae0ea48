"""Turns at writing: one at a time among threads and processes, and the next as soon as one is done."""

import fcntl
from pathlib import Path

import pytest

from portal.models.base import db
from portal.models.write_turns import turn_to_write
from tests.unit.at_once import together


def test_threads_take_turns(sqlite_database: str) -> None:
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


def test_a_turn_ends_with_an_error_too(sqlite_database: str) -> None:
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), turn_to_write():
            raise ZeroDivisionError


def test_postgresql_needs_no_turns(database: str) -> None:
    with turn_to_write():
        assert Path(f"{db.obj.database}-turn").exists() == database.startswith("sqlite")
