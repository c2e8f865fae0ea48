"""The first wave: twenty emails to addresses that were confirmed, and the rest only when those went well."""

import pytest

from portal.mail.delivery import Delivery
from portal.models.candidate import Candidate
from portal.models.outbox_email import OutboxEmail
from portal.models.release_batch import ReleaseBatch
from portal.services import delivery, release, waves
from portal.services.actor import Actor
from portal.services.errors import Refused
from portal.services.letters import CanNotCompose
from tests.unit import factories
from tests.unit.services import batch_steps
from tests.unit.services.approved import approved
from tests.unit.services.mail_rows import NO_MAILBOX, PUT_OFF, SENT, Server

RELEASE_AT = factories.RELEASE_AT


def released(size: int) -> ReleaseBatch:
    """A batch that was released to so many candidates."""
    batch = approved(size)
    assert release.release_due_batches(required=2, now=RELEASE_AT) == [batch]
    OutboxEmail.delete().where(OutboxEmail.candidate.is_null()).execute()  # what staff are told is no part of a wave
    return batch_steps.fresh(batch)


def send(*answers: Delivery | Exception) -> Server:
    server = Server(*answers)
    while delivery.deliver_due(post=server, now=RELEASE_AT):
        pass
    return server


def test_twenty_go_first_and_the_rest_follow(database: str) -> None:
    batch = released(25)
    assert waves.open_waves(now=RELEASE_AT) == 0
    assert len(send().got) == 20
    assert waves.open_waves(now=RELEASE_AT) == 1
    assert len(send().got) == 5
    assert waves.progress(batch).sent == 25
    assert waves.open_waves(now=RELEASE_AT) == 0


def test_the_first_are_those_whose_address_was_confirmed(sqlite_database: str) -> None:
    batch = approved(24)
    Candidate.update(email_confirmed_at=None).where(Candidate.id <= 12).execute()
    release.release_due_batches(required=2, now=RELEASE_AT)
    first = OutboxEmail.select().where(OutboxEmail.batch == batch, OutboxEmail.state == "queued")
    confirmed = [row for row in first if row.candidate is not None and row.candidate.email_confirmed_at is not None]
    assert len(confirmed) == 12


@pytest.mark.parametrize("failure", [NO_MAILBOX, CanNotCompose("no name")])
def test_one_that_fails_stops_the_rest_and_staff_are_told(sqlite_database: str, failure: Delivery | Exception) -> None:
    batch = released(25)
    factories.staff("Carla", "officer", factories.centre())
    send(failure, SENT)
    assert waves.open_waves(now=RELEASE_AT) == 0
    batch = batch_steps.fresh(batch)
    assert batch.wave_stopped_at == RELEASE_AT
    assert batch.reason.startswith("1 of the first 20 emails failed.")
    assert batch.state == "released"
    assert waves.progress(batch).parked == 5
    assert OutboxEmail.select().where(OutboxEmail.kind == "batch_wave_stopped").exists()
    assert waves.open_waves(now=RELEASE_AT) == 0


def test_somebody_who_looked_lets_the_rest_go(sqlite_database: str) -> None:
    batch = released(25)
    send(NO_MAILBOX, SENT)
    waves.open_waves(now=RELEASE_AT)
    actor = Actor.of_staff(factories.staff("Dora", "approver", factories.centre()))
    batch = waves.go_on(batch, actor=actor, now=RELEASE_AT)
    assert (batch.wave_stopped_at, batch.reason) == (None, "")
    assert waves.progress(batch).parked == 0
    with pytest.raises(Refused, match="not_stopped"):
        waves.go_on(batch, actor=actor, now=RELEASE_AT)


def test_a_relay_that_puts_everything_off_opens_nothing(sqlite_database: str) -> None:
    batch = released(25)
    delivery.deliver_due(post=Server(PUT_OFF), now=RELEASE_AT)
    assert waves.open_waves(now=RELEASE_AT) == 0
    assert batch_steps.fresh(batch).wave_stopped_at is None


def test_one_that_is_greylisted_does_not_hold_up_the_rest(sqlite_database: str) -> None:
    released(25)
    delivery.deliver_due(post=Server(PUT_OFF, SENT), now=RELEASE_AT)
    assert waves.open_waves(now=RELEASE_AT) == 1


def test_an_address_that_was_refused_before_says_nothing_about_the_wave(sqlite_database: str) -> None:
    batch = released(25)
    row = OutboxEmail.get(OutboxEmail.batch == batch, OutboxEmail.state == "queued")
    OutboxEmail.update(state="failed", problem="suppressed").where(OutboxEmail.id == row.id).execute()
    send()
    assert waves.open_waves(now=RELEASE_AT) == 1


def test_a_recall_ends_what_waits(sqlite_database: str) -> None:
    batch = released(25)
    ReleaseBatch.update(state="recalled", recalled_at=RELEASE_AT).where(ReleaseBatch.id == batch.id).execute()
    server = send()
    assert server.got == []
    assert waves.open_waves(now=RELEASE_AT) == 0
