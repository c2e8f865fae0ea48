"""Delivering: every outcome of sending, what no longer holds, and rows that must not hold up the others."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from peewee import OperationalError

from portal.mail.delivery import Delivery, Outcome
from portal.models.base import db
from portal.models.candidate import Candidate
from portal.models.outbox_email import OutboxEmail
from portal.models.refused_address import RefusedAddress
from portal.services import delivery, outbox_claims, outcomes
from portal.services.letters import CanNotCompose
from portal.services.outcomes import Manners, RelayAway
from tests.unit.services.mail_rows import (
    AWAY,
    MINUTE,
    NO_MAILBOX,
    NOT_WANTED,
    NOW,
    PUT_OFF,
    SENT,
    UNSURE,
    Server,
    deliver_until_idle,
    states,
    the_row,
    waiting,
)

LONG = timedelta(days=4)


def test_a_sent_email_is_marked_and_not_sent_again(database: str) -> None:
    waiting(3)
    server = Server()
    assert delivery.deliver_due(post=server, now=NOW) == 3
    assert delivery.deliver_due(post=server, now=NOW + LONG) == 0
    assert server.got == ["c0@example.org", "c1@example.org", "c2@example.org"]
    assert {(row.state, row.sent_at, row.claim_token, row.attempts) for row in OutboxEmail.select()} == {
        ("sent", NOW, "", 1)
    }


def test_what_is_not_due_yet_waits(sqlite_database: str) -> None:
    waiting(now=NOW + MINUTE)
    assert delivery.deliver_due(post=Server(), now=NOW) == 0


def test_a_4xx_comes_back_later_and_later_and_is_given_up_after_two_days(sqlite_database: str) -> None:
    waiting()
    now, waits = NOW, []
    while the_row().state == "queued":
        delivery.deliver_due(post=Server(PUT_OFF), now=now)
        waits.append(the_row().due_at - now)
        now = max(the_row().due_at, now + MINUTE)
    assert timedelta(seconds=40) < waits[0] < timedelta(seconds=80)
    assert waits[:6] == sorted(waits[:6])
    assert timedelta(hours=40) < now - NOW < timedelta(hours=60)
    assert (the_row().state, the_row().problem, the_row().last_error) == ("failed", "gave_up", "4.3.0 Local error")


@pytest.mark.parametrize(("answer", "is_remembered"), [(NO_MAILBOX, True), (NOT_WANTED, False)])
def test_a_5xx_ends_it_and_the_others_go_on(sqlite_database: str, answer: Delivery, is_remembered: bool) -> None:
    waiting(3)
    delivery.deliver_due(post=Server(answer, SENT), now=NOW)
    assert states() == ["failed", "sent", "sent"]
    assert OutboxEmail.get(OutboxEmail.state == "failed").problem == "refused"
    assert RefusedAddress.select().count() == is_remembered


def test_an_uncertain_one_is_sent_once_more_after_half_an_hour_and_then_shown(sqlite_database: str) -> None:
    waiting()
    server = Server(UNSURE)
    delivery.deliver_due(post=server, now=NOW)
    assert (the_row().state, the_row().possible_duplicate) == ("queued", True)
    assert delivery.deliver_due(post=server, now=NOW + 29 * MINUTE) == 0
    delivery.deliver_due(post=server, now=NOW + 30 * MINUTE)
    assert the_row().state == "uncertain"
    assert delivery.deliver_due(post=server, now=NOW + LONG) == 0
    assert len(server.got) == 2


def test_an_uncertain_one_is_held_where_that_is_wished(sqlite_database: str) -> None:
    waiting()
    delivery.deliver_due(post=Server(UNSURE), now=NOW, manners=Manners(resend_uncertain=False))
    assert the_row().state == "uncertain"


def test_a_relay_that_is_away_counts_against_nobody_and_keeps_the_order(sqlite_database: str) -> None:
    waiting(3)
    with pytest.raises(RelayAway):
        delivery.deliver_due(post=Server(SENT, AWAY), now=NOW)
    assert states() == ["sent", "queued", "queued"]
    left = list(OutboxEmail.select().where(OutboxEmail.state == "queued"))
    assert {(row.attempts, row.claim_token, row.due_at) for row in left} == {(0, "", NOW)}
    server = Server()
    delivery.deliver_due(post=server, now=NOW + MINUTE)
    assert server.got == ["c1@example.org", "c2@example.org"]


def test_one_that_waits_for_its_domain_does_not_count_as_tried(sqlite_database: str) -> None:
    waiting()
    delivery.deliver_due(post=Server(Delivery(Outcome.PACED, None, "slow", 7)), now=NOW)
    assert (the_row().state, the_row().attempts, the_row().due_at) == ("queued", 0, NOW + timedelta(seconds=7))


def test_one_that_can_not_be_composed_ends_and_the_others_go_on(sqlite_database: str) -> None:
    waiting(2)
    delivery.deliver_due(post=Server(CanNotCompose("no name"), SENT), now=NOW)
    assert states() == ["failed", "sent"]
    assert OutboxEmail.get(OutboxEmail.state == "failed").problem == "compose"


def test_our_own_fault_in_one_row_does_not_hold_up_the_others(sqlite_database: str) -> None:
    waiting(2)
    delivery.deliver_due(post=Server(ZeroDivisionError("secret 0042"), SENT), now=NOW)
    assert states() == ["queued", "sent"]
    assert OutboxEmail.get(OutboxEmail.state == "queued").last_error == "ZeroDivisionError"


def test_a_database_that_goes_away_is_no_fault_of_the_row(sqlite_database: str) -> None:
    waiting()
    with pytest.raises(OperationalError):
        delivery.deliver_due(post=Server(OperationalError("gone")), now=NOW)
    assert the_row().state == "queued"


def test_a_notice_is_not_sent_to_an_address_that_was_refused(sqlite_database: str) -> None:
    person = waiting()[0]
    delivery.deliver_due(post=Server(NO_MAILBOX), now=NOW)
    OutboxEmail.update(state="queued", kind="window_opens_soon", claim_token="").execute()
    server = Server()
    delivery.deliver_due(post=server, now=NOW)
    assert (server.got, the_row().state, the_row().problem) == ([], "failed", "suppressed")
    Candidate.update(email="right@example.org").where(Candidate.id == person.id).execute()
    OutboxEmail.update(state="queued").execute()
    delivery.deliver_due(post=server, now=NOW)
    assert server.got == ["right@example.org"]


def test_what_a_person_asked_for_is_tried_and_opens_the_address_again(sqlite_database: str) -> None:
    waiting()
    delivery.deliver_due(post=Server(NO_MAILBOX), now=NOW)
    assert delivery.retry(the_row(), now=NOW)
    assert RefusedAddress.select().count() == 0
    deliver_until_idle(Server(), NOW)
    assert (the_row().state, the_row().problem) == ("sent", "")
    assert not delivery.retry(the_row(), now=NOW)


def test_who_was_disabled_gets_nothing_more(sqlite_database: str) -> None:
    waiting()
    Candidate.update(disabled_at=NOW).execute()
    server = Server()
    delivery.deliver_due(post=server, now=NOW)
    assert (server.got, the_row().state) == ([], "cancelled")


def test_a_slow_server_does_not_hold_the_claim_beyond_its_lease(
    sqlite_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting(3)
    ticks = iter([0.0, 1.0, 31.0])
    monkeypatch.setattr(delivery.time, "monotonic", lambda: next(ticks, 31.0))
    delivery.deliver_due(post=Server(), now=NOW)
    assert states() == ["sent", "queued", "queued"]
    assert {row.claim_token for row in OutboxEmail.select()} == {""}


def test_on_sqlite_a_claim_waits_for_the_disk_and_its_marks_do_not(
    sqlite_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing else may stay so: PRAGMA synchronous is 2 for FULL and 1 for NORMAL."""
    claim, note, seen = outbox_claims.claim, outcomes.note, []

    def looked_at(act: Callable[..., object], name: str) -> Callable[..., object]:
        def look(*given: object, **named: object) -> object:
            seen.append((name, *db.execute_sql("PRAGMA synchronous").fetchone()))
            return act(*given, **named)

        return look

    monkeypatch.setattr(outbox_claims, "claim", looked_at(claim, "claim"))
    monkeypatch.setattr(outcomes, "note", looked_at(note, "note"))
    waiting(2)
    with pytest.raises(RelayAway):
        delivery.deliver_due(post=Server(SENT, AWAY), now=NOW)
    assert seen == [("claim", 2), ("note", 1), ("note", 1)]
    assert db.execute_sql("PRAGMA synchronous").fetchone() == (2,)


def test_within_a_transaction_emails_leave_as_well(sqlite_database: str) -> None:
    """As when a scenario is laid out, whose emails are a part of it."""
    waiting(2)
    with db.atomic():
        assert delivery.deliver_due(post=Server(), now=NOW) == 2
    assert states() == ["sent", "sent"]
