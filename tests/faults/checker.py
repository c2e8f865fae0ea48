"""The invariants: what was acknowledged, what the database holds, and what the mail sink took must fit together."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from peewee import JOIN, fn

from portal.models.approval import Approval
from portal.models.audit_event import AuditEvent
from portal.models.base import db, is_postgresql
from portal.models.batch_row import BatchRow
from portal.models.candidate import Candidate
from portal.models.connection import shared_time
from portal.models.entry import Entry
from portal.models.outbox_email import OutboxEmail
from portal.models.release_batch import ReleaseBatch
from portal.services import audit
from tests.e2e.waiting import until
from tests.faults import ledger
from tests.faults.stage import LEASE_SECONDS, Stage

OUT = ("released", "recalled")
LEASE = timedelta(seconds=LEASE_SECONDS)


@dataclass(frozen=True)
class Mails:
    """What became of emails: how many should have arrived, did not, came before their time, came twice."""

    expected: int = 0
    lost: int = 0
    early: int = 0
    duplicated: int = 0


def check_database(required: int = 2) -> None:
    """What must hold at every moment, whatever happened before."""
    assert audit.verify().broken_at is None, "the audit chain is broken"
    if not is_postgresql():
        assert db.execute_sql("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute_sql("PRAGMA foreign_key_check").fetchall() == []
    for batch in ReleaseBatch.select().where(ReleaseBatch.state.in_(OUT)):
        _check_release(batch, required)
    keys = OutboxEmail.select(fn.COUNT(OutboxEmail.id), fn.COUNT(OutboxEmail.unique_key.distinct())).tuples()
    ((rows, names),) = keys
    assert rows == names


def check_nothing_is_claimed() -> None:
    """No row stays anybody's for longer than a lease, whatever is being sent at this moment."""
    started = shared_time()

    def is_over() -> bool:
        claimed = OutboxEmail.claimed_until.is_null(False) & (OutboxEmail.claimed_until <= started + LEASE)
        return not OutboxEmail.select().where(claimed).exists()

    until(is_over, "every claim of this moment to end", seconds=2 * LEASE_SECONDS)


def check_mails(batch: ReleaseBatch, stage: Stage) -> Mails:
    """The candidates of a released batch against the sink's ledger, by Message-ID."""
    batch = ReleaseBatch.get_by_id(batch.id)
    assert batch.released_at is not None, f"the batch is {batch.state}: {batch.reason}"
    kinds = ("results_released", "results_corrected")
    rows = list(OutboxEmail.select().where(OutboxEmail.batch == batch, OutboxEmail.kind.in_(kinds)))
    expected = _registered(batch)
    assert {row.candidate_id for row in rows} == expected
    assert len(rows) == len(expected)
    receipts = [receipt for receipt in stage.receipts() if receipt.kept]
    copies = ledger.copies(receipts)
    names = {_name(row) for row in rows}
    by_name = Counter({name: copies[name] for name in names})
    instant = batch.released_at.timestamp()
    return Mails(
        expected=len(rows),
        lost=sum(number == 0 for number in by_name.values()),
        early=sum(receipt.message_id in names and receipt.at < instant for receipt in receipts),
        duplicated=sum(number - 1 for number in by_name.values() if number > 1),
    )


def check_registrations(acknowledged: list[str], attempted: list[str]) -> int:
    """Every acknowledged ID number has its account and one confirmation; returns how many have not.

    What was attempted and not acknowledged may stand or not, but whole.
    """
    lost = 0
    for entry in Entry.select(Entry, Candidate).join(Candidate, JOIN.LEFT_OUTER).where(Entry.id_number.in_(attempted)):
        if entry.candidate is None:
            lost += entry.id_number in acknowledged
            continue
        mails = OutboxEmail.select().where(
            OutboxEmail.candidate == entry.candidate, OutboxEmail.kind == "registration_confirmed"
        )
        assert mails.count() == 1, f"{entry.id_number} has {mails.count()} confirmations"
        assert entry.candidate.entries.count() == 1
    orphans = Candidate.select().join(Entry, JOIN.LEFT_OUTER).where(Entry.id.is_null(True))
    assert orphans.count() == 0, "there is an account without an entry"
    return lost


def _check_release(batch: ReleaseBatch, required: int) -> None:
    live = Approval.select().where(
        Approval.batch == batch, Approval.voided_at.is_null(), Approval.content_hash == batch.content_hash
    )
    people = {approval.staff_id for approval in live}
    assert batch.state == "recalled" or len(people) >= required, "released without its approvals"
    assert batch.submitted_by_id not in people
    assert batch.released_at is not None
    assert batch.release_at is not None
    assert batch.released_at >= batch.release_at, "released before its time"
    events = AuditEvent.select().where(
        AuditEvent.subject == f"release_batch:{batch.public_id}", AuditEvent.action == "batch.release"
    )
    assert events.count() == 1, f"{events.count()} releases in the audit"


def _registered(batch: ReleaseBatch) -> set[int]:
    rows = (
        BatchRow.select(Entry.candidate)
        .join(Entry)
        .where(BatchRow.batch == batch, BatchRow.held_as == "", Entry.candidate.is_null(False))
    )
    return {candidate for (candidate,) in rows.tuples()}


def _name(row: OutboxEmail) -> str:
    return f"<{row.unique_key.replace(':', '.')}@127.0.0.1>"
