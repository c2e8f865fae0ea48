"""Claims: nobody else's while the lease runs, somebody's again when it has run out, and one row to one worker."""

from datetime import timedelta

import pytest

from portal.models.base import db
from portal.models.outbox_email import OutboxEmail
from portal.services import claimed_rows, outbox, outbox_claims
from tests.unit import factories
from tests.unit.at_once import at_once, kinds
from tests.unit.queries import queries
from tests.unit.services.mail_rows import NOW, the_row, waiting

LEASE = timedelta(minutes=1)


def claim(token: str, limit: int = 50) -> list[int]:
    return outbox_claims.claim(token, now=NOW, lease=LEASE, limit=limit)


def test_a_claimed_row_is_nobody_else_s(database: str) -> None:
    waiting(3)
    assert len(claim("a", limit=2)) == 2
    assert len(claim("b")) == 1
    assert claim("c") == []


def test_an_expired_lease_is_taken_over_and_marked_as_a_possible_duplicate(database: str) -> None:
    waiting()
    (first,) = claim("a")
    OutboxEmail.update(claimed_until=NOW - timedelta(days=365)).execute()
    assert claim("b") == [first]
    assert (the_row().claim_token, the_row().possible_duplicate, the_row().attempts) == ("b", True, 2)


def test_a_worker_that_was_overtaken_can_not_write_its_outcome(database: str) -> None:
    waiting()
    (number,) = claim("slow")
    claimed = claimed_rows.read([number], "slow", now=NOW)[number]
    assert claimed_rows.is_as_it_was(claimed, "slow", now=NOW)
    OutboxEmail.update(claimed_until=NOW - timedelta(days=365)).execute()
    claim("quick")
    outbox_claims.mark(claimed.email, "slow", state="failed")
    outbox_claims.mark_sent(claimed.email, "slow", now=NOW)
    assert not claimed_rows.is_as_it_was(claimed, "slow", now=NOW)
    assert (the_row().state, the_row().claim_token) == ("queued", "quick")
    assert claimed_rows.read([number], "slow", now=NOW) == {}


def test_repair_returns_what_a_dead_worker_held_and_nothing_else(database: str) -> None:
    waiting(2)
    dead, _ = claim("dead", limit=1) + claim("alive", limit=1)
    OutboxEmail.update(claimed_until=NOW - timedelta(days=365)).where(OutboxEmail.id == dead).execute()
    assert outbox_claims.return_expired() == 1
    assert [(row.claim_token, row.possible_duplicate) for row in OutboxEmail.select().order_by(OutboxEmail.id)] == [
        ("", True),
        ("alive", False),
    ]


def test_what_is_given_back_was_not_tried(sqlite_database: str) -> None:
    waiting()
    claim("a")
    outbox_claims.give_back("a")
    assert (the_row().attempts, the_row().claim_token, the_row().claimed_until) == (0, "", None)


def test_many_workers_at_once_share_the_rows_out(database: str) -> None:
    waiting(60)
    shares = at_once(12, lambda number: claim(f"w{number}", limit=10))
    assert kinds(shares) == {"list": 12}
    claimed = [number for share in shares if isinstance(share, list) for number in share]
    assert len(claimed) == len(set(claimed))
    left = outbox_claims.claim("last", now=NOW, lease=LEASE, limit=100)
    assert len(claimed) + len(left) == 60


@pytest.mark.parametrize("later", [timedelta(), timedelta(hours=3)])
def test_the_alarm_is_set_for_the_next_that_is_due(sqlite_database: str, later: timedelta) -> None:
    assert outbox_claims.next_due_at() is None
    waiting(now=NOW + later)
    assert outbox_claims.next_due_at() == NOW + later


def test_what_a_person_waits_for_comes_before_a_release(database: str) -> None:
    batch = factories.batch(factories.sitting())
    waiting(2, batch=batch)
    alone = factories.candidate(email="quick@example.org")
    outbox.to_candidate(kind="password_reset", key="1", candidate=alone, now=NOW)
    claimed = claim("a", limit=2)
    assert [OutboxEmail.get_by_id(number).kind for number in claimed] == ["password_reset", "password_changed"]


def test_the_claim_reads_only_rows_that_wait(sqlite_database: str) -> None:
    waiting()
    with queries() as sent:
        claim("a")
    claims = [(sql, values) for sql, values in sent if sql.startswith("WITH")]
    assert len(claims) == 2
    for sql, values in claims:
        plan = str(db.execute_sql(f"EXPLAIN QUERY PLAN {sql}", values).fetchall())
        assert "SEARCH t1 USING INDEX outbox_email_" in plan
        assert "SCAN t1" not in plan
