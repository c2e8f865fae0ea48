"""kill -9 of the web server at random moments: what was acknowledged is stored, and sending a form again is safe."""

import os
import random
import signal
import time

from tests.faults import cast
from tests.faults.checker import check_database, check_registrations
from tests.faults.journal import Journal
from tests.faults.results import Outcome
from tests.faults.stage import Stage
from tests.faults.watching import seconds_since

SIZE, KILLS = 12, 2


def test_kill_9_of_the_web_server_while_people_register(
    stage: Stage, rounds: int, dice: random.Random, outcome: Outcome
) -> None:
    for _ in range(rounds):
        with Journal(stage, cast.unclaimed(SIZE)) as journal:
            for _ in range(KILLS):
                time.sleep(dice.uniform(0.3, 1.5))
                stage.web.kill()
                began = time.monotonic()
                stage.restart_what_died()
            stage.await_ready()
            outcome.recovered = max(outcome.recovered, seconds_since(began))
        outcome.rounds += 1
        outcome.acknowledged += len(journal.acknowledged)
        outcome.lost += check_registrations(journal.acknowledged, journal.attempted)
        assert journal.wrong == []
        assert len(journal.acknowledged) == SIZE, journal.heard
    check_database()
    assert outcome.lost == 0


def test_kill_9_of_single_processes_of_the_web_server(
    stage: Stage, rounds: int, dice: random.Random, outcome: Outcome
) -> None:
    for _ in range(rounds):
        with Journal(stage, cast.unclaimed(SIZE)) as journal:
            for _ in range(KILLS):
                time.sleep(dice.uniform(0.2, 0.8))
                os.kill(dice.choice(stage.web.workers()), signal.SIGKILL)
                stage.web.kills += 1
        outcome.rounds += 1
        outcome.acknowledged += len(journal.acknowledged)
        outcome.lost += check_registrations(journal.acknowledged, journal.attempted)
        assert journal.wrong == []
        assert len(journal.acknowledged) == SIZE, journal.heard
    check_database()
    assert outcome.lost == 0
