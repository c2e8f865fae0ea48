"""Imports: the worker killed at some row leaves all rows or none, and the same file twice is noticed."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

from portal.cli import demo_data
from portal.models.entry import Entry
from portal.models.intake import Intake
from portal.models.sitting import Sitting
from tests.e2e.waiting import until
from tests.faults import cast
from tests.faults.checker import check_database
from tests.faults.person import NoAnswer, Person
from tests.faults.results import Outcome
from tests.faults.stage import Stage
from tests.faults.watching import seconds_since
from tests.unit import factories

T = TypeVar("T")
ROWS = 1500
SESSIONS = iter(f"{2070 + number // 12}-{number % 12 + 1:02}" for number in range(360))


def entries_file(seed: int) -> tuple[bytes, str]:
    """A file of entries of a session of its own, and that session."""
    session = next(SESSIONS)
    rows = demo_data.entries(
        ROWS, seed=seed, centre_numbers=["ZZ001"], exam_codes=["B2F", "C1A"], session=session,
        exam_date=(cast.now()).date(),
    )  # fmt: skip
    return "".join(demo_data.as_csv(rows)).encode(), session


def send(person: Person, content: bytes) -> Intake:
    """Upload, as the form does."""
    fields = person.form("/staff/imports", "/staff/imports") | {"kind": "entries"}
    answer = person.send_file("/staff/imports", fields, "entries.csv", content)
    assert answer.status == 303, answer.text[:500]
    return Intake.get(Intake.public_id == answer.to.rpartition("/")[2])


def state(intake: Intake) -> str:
    return str(Intake.select(Intake.state).where(Intake.id == intake.id).scalar())


def count(session: str) -> int:
    return Entry.select().join(Sitting).where(Sitting.session == session).count()


def accept(person: Person, intake: Intake) -> None:
    page = f"/staff/imports/{intake.public_id}"
    assert person.post(f"{page}/accept", person.form(page, f"{page}/accept")).status == 303


def let_leases_end() -> None:
    """The two minutes for which a dead worker would keep its file."""
    Intake.update(claimed_until=0).where(Intake.claimed_until.is_null(False)).execute()


def test_kill_9_of_the_worker_while_it_imports(
    stage: Stage, rounds: int, dice: random.Random, outcome: Outcome
) -> None:
    factories.centre()
    person = Person(stage.base_url, cookie=cast.cookie_of(cast.officer()))
    for _ in range(rounds):
        content, session = entries_file(dice.randrange(10**6))
        intake = send(person, content)
        time.sleep(dice.uniform(0, 1))
        _kill_and_start(stage)
        until(lambda intake=intake: state(intake) == "checked", "the dry run", seconds=90)
        assert count(session) == 0
        accept(person, intake)
        time.sleep(dice.uniform(0, 2.5))
        _kill_and_start(stage)
        assert count(session) in {0, ROWS}, "half a file"
        began = time.monotonic()
        until(lambda intake=intake: state(intake) == "accepted", "the import", seconds=90)
        outcome.recovered = max(outcome.recovered, seconds_since(began))
        assert count(session) == ROWS
        outcome.rounds += 1
        outcome.acknowledged += ROWS
    check_database()


def _kill_and_start(stage: Stage) -> None:
    stage.workers[0].kill()
    let_leases_end()
    stage.restart_what_died()


def test_kill_9_of_the_web_server_while_somebody_imports(
    stage: Stage, rounds: int, dice: random.Random, outcome: Outcome
) -> None:
    """Who gets no answer sends the file, or presses the button, again."""
    factories.centre()
    person = Person(stage.base_url, cookie=cast.cookie_of(cast.officer()))
    for _ in range(rounds):
        content, session = entries_file(dice.randrange(10**6))
        with _web_dies(stage, dice.uniform(0, 0.4)):
            intake = _insist(lambda content=content: send(person, content))
        until(lambda intake=intake: state(intake) == "checked", "the dry run", seconds=90)
        page = f"/staff/imports/{intake.public_id}"
        form = person.form(page, f"{page}/accept")
        began = time.monotonic()
        with _web_dies(stage, dice.uniform(0, 0.2)):
            answer = _insist(lambda page=page, form=form: person.post(f"{page}/accept", form))
        assert answer.status in {303, 409}, "who presses again is told that it was done"
        until(lambda intake=intake: state(intake) == "accepted", "the import", seconds=90)
        outcome.recovered = max(outcome.recovered, seconds_since(began))
        outcome.rounds += 1
        outcome.acknowledged += ROWS
        outcome.lost += ROWS - count(session)
    check_database()
    assert outcome.lost == 0


@contextmanager
def _web_dies(stage: Stage, seconds: float) -> Iterator[None]:
    """Some time after the beginning; it is started again, and answers in the end."""

    def strike() -> None:
        stage.web.kill()
        stage.restart_what_died()

    nemesis = threading.Timer(seconds, strike)
    nemesis.start()
    yield
    nemesis.join()
    stage.await_ready()


def _insist(act: Callable[[], T]) -> T:
    def once() -> T | None:
        with suppress(NoAnswer):
            return act()
        return None

    return until(once, "an answer", seconds=90)


def test_the_same_file_twice(stage: Stage, dice: random.Random, outcome: Outcome) -> None:
    factories.centre()
    person = Person(stage.base_url, cookie=cast.cookie_of(cast.officer()))
    content, session = entries_file(dice.randrange(10**6))
    first, second = send(person, content), send(person, content)
    for intake in (first, second):
        until(lambda intake=intake: state(intake) == "checked", "the dry run", seconds=90)
    late = f"/staff/imports/{second.public_id}"
    form = person.form(late, f"{late}/accept")
    accept(person, first)
    until(lambda: state(first) == "accepted", "the import", seconds=90)
    again = person.form("/staff/imports", "/staff/imports") | {"kind": "entries"}
    answer = person.send_file("/staff/imports", again, "entries.csv", content)
    assert answer.status == 422
    assert "already imported" in answer.text
    assert person.post(f"{late}/accept", form).status == 303, "who says yes again gets the answer of before"
    until(lambda: state(second) == "accepted", "nothing more to be done")
    assert count(session) == ROWS
    outcome.rounds, outcome.acknowledged = 1, ROWS
    check_database()
