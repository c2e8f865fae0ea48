"""50,000 candidates, with a kill every few seconds until each has the email: `make faults LARGE=1`, minutes long."""

import random
import time
from collections import defaultdict

from portal.models.candidate import Candidate
from portal.models.entry import Entry
from portal.models.outbox_email import OutboxEmail
from portal.models.release_batch import ReleaseBatch
from tests.faults import cast
from tests.faults.checker import check_database, check_mails, check_nothing_is_claimed
from tests.faults.results import Outcome
from tests.faults.stage import THREADS_OF_A_WORKER, Stage
from tests.faults.watching import WAITING, Reader, await_mails, seconds_since

BATCHES, SIZE = 5, 10_000
BETWEEN_KILLS = (2.0, 6.0)
LONGEST_SECONDS = 3600


def test_a_large_release_and_a_kill_every_few_seconds(stage: Stage, dice: random.Random, outcome: Outcome) -> None:
    """Five centres at one instant; the worker or the web server dies, as the dice fall."""
    stage.workers[0].terminate()  # so that all batches are there when the first goes out
    release_at, kills = cast.now(), stage.workers[0].kills
    batches = [cast.approved(SIZE, release_at=release_at) for _ in range(BATCHES)]
    began = killed = time.monotonic()
    with Reader(cast.candidate_of(batches[-1]), stage) as reader:
        stage.restart_what_died()
        while _is_going_on(batches):
            assert seconds_since(began) < LONGEST_SECONDS, "it goes forward between the kills"
            time.sleep(dice.uniform(*BETWEEN_KILLS))
            victim = dice.choice([stage.web, *stage.workers])
            victim.kill()
            killed = time.monotonic()
            stage.restart_what_died()
            stage.await_at_work(victim)
        for batch in batches:
            await_mails(batch, stage)
        outcome.recovered = seconds_since(killed)
        stage.await_ready()
        assert reader.is_shown()
    for batch in batches:
        mails = check_mails(batch, stage)
        outcome.acknowledged += mails.expected
        outcome.lost += mails.lost
        outcome.early += mails.early
        outcome.duplicated += mails.duplicated
    outcome.rounds = 1
    check_database()
    check_nothing_is_claimed()
    _check_that_each_has_one_message_id(batches, stage)
    assert (outcome.acknowledged, outcome.lost, outcome.early) == (BATCHES * SIZE, 0, 0)
    assert outcome.duplicated <= (stage.workers[0].kills - kills) * THREADS_OF_A_WORKER


def _is_going_on(batches: list[ReleaseBatch]) -> bool:
    ids = [batch.id for batch in batches]
    out = ReleaseBatch.select().where(ReleaseBatch.id.in_(ids), ReleaseBatch.state == "released")
    waiting = OutboxEmail.select().where(OutboxEmail.batch.in_(ids), OutboxEmail.state.in_(WAITING))
    return out.count() < len(batches) or waiting.exists()


def _check_that_each_has_one_message_id(batches: list[ReleaseBatch], stage: Stage) -> None:
    sittings = [batch.sitting_id for batch in batches]
    people = Candidate.select(Candidate.email).join(Entry).where(Entry.sitting.in_(sittings)).tuples()
    names = defaultdict(set)
    for receipt in stage.receipts():
        names[receipt.to].add(receipt.message_id)
    assert {len(names[email]) for (email,) in people} == {1}
