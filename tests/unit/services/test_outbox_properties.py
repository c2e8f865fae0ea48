"""Fifty workers at once that die at any moment: nothing is lost, and copies are no more than deaths."""

import random
import threading
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.mail.delivery import Delivery
from portal.models.outbox_email import OutboxEmail
from portal.services import delivery
from portal.services.letters import PlainPost
from portal.services.outcomes import RelayAway
from tests.unit.at_once import together
from tests.unit.services.mail_rows import AWAY, NO_MAILBOX, NOW, PUT_OFF, SENT, UNSURE, waiting

WORKERS, LATER_WORKERS, ROWS = 50, 4, 60
LONG_AGO = NOW - timedelta(days=365)


class Killed(BaseException):
    """The worker is gone in the middle of what it did: nothing of its own code runs any more."""


class Network:
    """What really left, and who died doing it. `risk` is how often something goes wrong."""

    def __init__(self, seed: int, risk: float) -> None:
        self._dice, self._lock, self._risk = random.Random(seed), threading.Lock(), risk
        self.arrived: Counter[int] = Counter()
        self.deaths_after_sending: Counter[int] = Counter()
        self.unsure: Counter[int] = Counter()

    def __call__(self, email: OutboxEmail) -> Delivery:
        with self._lock:
            chance, kind = self._dice.random(), self._dice.choice(["before", "after", "put off", "unsure", "away"])
            if chance > self._risk:
                kind = "well"
            if kind in {"well", "after", "unsure"}:
                self.arrived[email.id] += 1
            self.deaths_after_sending[email.id] += kind == "after"
            self.unsure[email.id] += kind == "unsure"
        if kind in {"before", "after"}:
            raise Killed
        return {"well": SENT, "put off": PUT_OFF, "unsure": UNSURE, "away": AWAY}[kind]


def work(network: Network, now: object) -> None:
    try:
        while delivery.deliver_due(post=PlainPost(network), now=now, limit=2):  # type: ignore[arg-type]
            pass
    except (Killed, RelayAway):
        return


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), risk=st.sampled_from([0.1, 0.4]))
def test_nothing_is_lost_and_copies_are_no_more_than_deaths(database: str, seed: int, risk: float) -> None:
    OutboxEmail.delete().execute()
    waiting(ROWS)
    network, now = Network(seed, risk), NOW
    for attempt in range(40):
        workers = LATER_WORKERS if attempt else WORKERS
        together(workers, lambda network=network, now=now: work(network, now))
        OutboxEmail.update(claimed_until=LONG_AGO).where(OutboxEmail.claimed_until.is_null(False)).execute()
        now += timedelta(hours=5)
        if not OutboxEmail.select().where(OutboxEmail.state == "queued").exists():
            break
    rows = list(OutboxEmail.select())
    assert {row.state for row in rows} <= {"sent", "uncertain", "failed"}
    for row in rows:
        copies, excuses = network.arrived[row.id], network.deaths_after_sending[row.id] + network.unsure[row.id]
        assert copies >= 1 or row.state == "failed"
        assert copies <= 1 + excuses
        assert row.state != "uncertain" or network.unsure[row.id]
        assert (row.claim_token, row.claimed_until) == ("", None)
        if excuses:
            assert row.possible_duplicate


@pytest.mark.parametrize("answer", [SENT, NO_MAILBOX])
def test_fifty_workers_at_once_send_each_row_once(database: str, answer: Delivery) -> None:
    waiting(ROWS)
    sent: list[int] = []

    def send(email: OutboxEmail) -> Delivery:
        sent.append(email.id)
        return answer

    def drain() -> None:
        while delivery.deliver_due(post=PlainPost(send), now=NOW, limit=3):
            pass

    together(WORKERS, drain)
    assert len(sent) == len(set(sent)) == ROWS
