"""kill -9 of workers while they release and while they send: released once, every candidate one email."""

import random
import time

from portal.models.release_batch import ReleaseBatch
from tests.faults import cast
from tests.faults.checker import check_database, check_mails, check_nothing_is_claimed
from tests.faults.results import Outcome
from tests.faults.smtp_faults import Rule
from tests.faults.stage import THREADS_OF_A_WORKER, Stage
from tests.faults.watching import Reader, await_mails, await_release, seconds_since, soon

SIZE, KILLS = 60, 3


def count(batch: ReleaseBatch, stage: Stage, outcome: Outcome, reader: Reader) -> None:
    """Check everything about one released batch and add it up."""
    check_database()
    mails = check_mails(batch, stage)
    outcome.rounds += 1
    outcome.acknowledged += mails.expected
    outcome.lost += mails.lost
    outcome.early += mails.early
    outcome.duplicated += mails.duplicated
    assert reader.is_shown()
    if reader.seen_at is not None:
        released_at = ReleaseBatch.get_by_id(batch.id).released_at
        assert released_at is not None
        outcome.early += reader.seen_at < released_at


def test_kill_9_of_the_worker_while_it_releases(
    stage: Stage, rounds: int, dice: random.Random, outcome: Outcome
) -> None:
    for _ in range(rounds):
        batch = cast.approved(SIZE, release_at=soon(2))
        kills = stage.kills
        stage.ring()
        with Reader(cast.candidate_of(batch), stage) as reader:
            time.sleep(max(0.0, (batch.release_at - cast.now()).total_seconds() + dice.uniform(-0.2, 0.6)))
            stage.workers[0].kill()
            began = time.monotonic()
            stage.restart_what_died()
            await_release(batch, stage)
            await_mails(batch, stage)
        outcome.recovered = max(outcome.recovered, seconds_since(began))
        count(batch, stage, outcome, reader)
        assert outcome.duplicated <= (stage.kills - kills) * THREADS_OF_A_WORKER * outcome.rounds
    check_nothing_is_claimed()
    assert (outcome.lost, outcome.early) == (0, 0)


def test_kill_9_of_the_worker_while_it_sends(stage: Stage, rounds: int, dice: random.Random, outcome: Outcome) -> None:
    before = stage.kills
    for _ in range(rounds):
        batch = cast.approved(SIZE, release_at=cast.now())
        stage.rules(Rule("slow", seconds=0.1))  # so that there is always one in the server's hands
        stage.ring()
        with Reader(cast.candidate_of(batch), stage) as reader:
            await_release(batch, stage)
            for _ in range(KILLS):
                time.sleep(dice.uniform(0.2, 1.2))
                stage.workers[0].kill()
                stage.restart_what_died()
            began = time.monotonic()
            stage.rules()
            await_mails(batch, stage)
        outcome.recovered = max(outcome.recovered, seconds_since(began))
        count(batch, stage, outcome, reader)
    check_nothing_is_claimed()
    assert (outcome.lost, outcome.early) == (0, 0)
    assert outcome.duplicated <= (stage.kills - before) * THREADS_OF_A_WORKER
