"""Redis flushed, stopped, silent or slow: an alarm may be lost, a fact never, and throttles keep counting."""

import time

from redis import Redis

from portal.models.throttle import Throttle
from tests.backends import forget_queue
from tests.e2e.waiting import until
from tests.faults import cast
from tests.faults.checker import check_database, check_mails, check_registrations
from tests.faults.conftest import ON_SERVERS
from tests.faults.journal import Journal
from tests.faults.person import Person
from tests.faults.results import Outcome
from tests.faults.stage import Stage
from tests.faults.test_mail_server import arrived, confirmations
from tests.faults.watching import await_mails, await_release, seconds_since, soon
from tests.unit import factories

A_MINUTE = 60
"""The most that a queue may cost; the sweep comes sooner."""
SIZE = 3


@ON_SERVERS
def test_redis_is_flushed(stage: Stage, rounds: int, outcome: Outcome) -> None:
    """The alarm for a release is lost; the sweep finds the batch."""
    for _ in range(rounds):
        batch = cast.approved(20, release_at=soon(2))
        stage.ring()
        time.sleep(1)
        with Redis.from_url(stage.direct.queue_url) as server:
            assert server.ping()
        forget_queue(stage.direct.queue_url, stage.env["PORTAL_DATABASE_URL"])
        began = time.monotonic()
        await_release(batch, stage, seconds=A_MINUTE)
        await_mails(batch, stage)
        outcome.recovered = max(outcome.recovered, seconds_since(began))
        add(batch, stage, outcome)
    check_database()


@ON_SERVERS
def test_redis_is_stopped(stage: Stage, rounds: int, outcome: Outcome) -> None:
    """Registering answers, the batch goes out and the mail leaves while nothing answers on Redis' port."""
    assert stage.queue_line is not None
    for _ in range(rounds):
        stage.queue_line.use("closed")
        batch, people = cast.approved(20, release_at=soon(1)), cast.unclaimed(SIZE)
        with Journal(stage, people) as journal:
            pass
        began = time.monotonic()
        assert (journal.wrong, len(journal.acknowledged)) == ([], SIZE)
        await_release(batch, stage, seconds=A_MINUTE)
        await_mails(batch, stage)
        rows = confirmations(people)
        until(lambda rows=rows: arrived(rows, stage), "the confirmations", seconds=A_MINUTE)
        outcome.recovered = max(outcome.recovered, seconds_since(began))
        stage.queue_line.use("open")
        outcome.lost += check_registrations(journal.acknowledged, journal.attempted)
        add(batch, stage, outcome)
    check_database()


@ON_SERVERS
def test_redis_is_silent_or_slow(stage: Stage, rounds: int, outcome: Outcome) -> None:
    """A queue that hangs holds up nobody who registers for longer than it is given to answer."""
    assert stage.queue_line is not None
    for _ in range(rounds):
        for mode, seconds in (("silent", 0.0), ("slow", 0.3)):
            stage.queue_line.use(mode, seconds)
            with Journal(stage, cast.unclaimed(SIZE)) as journal:
                pass
            assert (journal.wrong, len(journal.acknowledged)) == ([], SIZE)
            assert journal.slowest < 20
            outcome.acknowledged += len(journal.acknowledged)
            outcome.lost += check_registrations(journal.acknowledged, journal.attempted)
            outcome.recovered = max(outcome.recovered, journal.slowest)
        stage.queue_line.use("open")
        outcome.rounds += 1
    assert outcome.lost == 0


@ON_SERVERS
def test_throttles_count_without_redis(stage: Stage, outcome: Outcome) -> None:
    """They live in the database: guesses are counted while the queue is gone, and the next one is refused."""
    assert stage.queue_line is not None
    (entry,) = cast.unclaimed(1)
    stage.queue_line.use("closed")
    statuses = [_guess(stage, entry.id_number, f"{number:04}") for number in range(9000, 9011)]
    stage.queue_line.use("open")
    assert statuses == [422] * 10 + [429]
    assert Throttle.select().where(Throttle.count >= 10).exists()
    Throttle.delete().execute()
    outcome.rounds, outcome.acknowledged = 1, 11


def _guess(stage: Stage, id_number: str, secret_number: str) -> int:
    person = Person(stage.base_url)
    fields = person.form("/register", "/register") | {
        "id_number": id_number, "secret_number": secret_number, "email": "guess@example.org",
        "password": factories.PASSWORD, "confirm_password": factories.PASSWORD, "terms": "agree",
    }  # fmt: skip
    return person.post("/register", fields).status


def add(batch: object, stage: Stage, outcome: Outcome) -> None:
    mails = check_mails(batch, stage)  # type: ignore[arg-type]
    outcome.rounds += 1
    outcome.acknowledged += mails.expected
    outcome.lost += mails.lost
    outcome.early += mails.early
    outcome.duplicated += mails.duplicated
    assert (outcome.lost, outcome.early, outcome.duplicated) == (0, 0, 0)
