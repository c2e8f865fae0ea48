"""SIGTERM, as every deploy sends it: what was begun is finished, and nothing stays claimed for longer than a lease."""

import random
import time

from tests.faults import cast
from tests.faults.checker import check_database, check_mails, check_nothing_is_claimed, check_registrations
from tests.faults.journal import Journal
from tests.faults.results import Outcome
from tests.faults.smtp_faults import Rule
from tests.faults.stage import Stage
from tests.faults.watching import await_mails, await_release, seconds_since

SIZE, PEOPLE = 80, 6


def test_a_deploy_while_mail_leaves_and_people_register(
    stage: Stage, rounds: int, dice: random.Random, outcome: Outcome
) -> None:
    for _ in range(rounds):
        batch = cast.approved(SIZE, release_at=cast.now())
        stage.rules(Rule("slow", seconds=0.05))
        stage.ring()
        with Journal(stage, cast.unclaimed(PEOPLE)) as journal:
            await_release(batch, stage)
            time.sleep(dice.uniform(0.1, 1.5))
            began = time.monotonic()
            codes = [part.terminate() for part in (stage.workers[0], stage.web)]
            check_nothing_is_claimed()
            stage.restart_what_died()
            stage.await_ready()
        stage.rules()
        await_mails(batch, stage)
        outcome.recovered = max(outcome.recovered, seconds_since(began))
        assert codes == [0, 0]
        mails = check_mails(batch, stage)
        assert journal.wrong == []
        outcome.rounds += 1
        outcome.acknowledged += mails.expected + len(journal.acknowledged)
        outcome.lost += mails.lost + check_registrations(journal.acknowledged, journal.attempted)
        outcome.early += mails.early
        outcome.duplicated += mails.duplicated
    check_database()
    assert (outcome.lost, outcome.early, outcome.duplicated) == (0, 0, 0)
