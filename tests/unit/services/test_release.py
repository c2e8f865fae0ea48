"""The release: once, at its minute, with one email a candidate; and every gate that fails stops it with the reason."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from peewee import OperationalError

from portal.models.approval import Approval
from portal.models.audit_event import AuditEvent
from portal.models.batch_row import BatchRow
from portal.models.entry import Entry
from portal.models.outbox_email import OutboxEmail
from portal.models.release_batch import ReleaseBatch
from portal.models.release_freeze import ReleaseFreeze
from portal.models.result import Result
from portal.models.staff import Staff
from portal.services import audit, batch_mail, release
from tests.unit import factories
from tests.unit.at_once import at_once
from tests.unit.services import batch_steps
from tests.unit.services.approved import approved

AT = factories.RELEASE_AT
SECOND = timedelta(seconds=1)


def go(required: int = 2) -> list[ReleaseBatch]:
    return release.release_due_batches(required=required, now=AT)


def to_candidates() -> list[OutboxEmail]:
    return list(OutboxEmail.select().where(OutboxEmail.candidate.is_null(False)))


def test_it_goes_out_at_its_minute_and_not_a_second_before(database: str) -> None:
    batch = approved()
    assert release.next_release_at() == AT
    assert release.release_due_batches(required=2, now=AT - SECOND) == []
    assert to_candidates() == []
    assert go() == [batch]
    assert (batch_steps.fresh(batch).state, batch_steps.fresh(batch).released_at) == ("released", AT)
    assert release.next_release_at() is None


def test_each_registered_candidate_gets_one_email(database: str) -> None:
    batch = approved(5)
    held, unclaimed, *_ = batch_steps.rows(batch)
    BatchRow.update(held_as="PENDING").where(BatchRow.id == held.id).execute()
    ReleaseBatch.update(content_hash="").execute()  # the hold is part of the content that was approved
    batch = batch_steps.fresh(batch)
    batch.content_hash = release.batch_content.fingerprint(batch, release_at=batch.release_at)
    batch.save()
    Approval.update(content_hash=batch.content_hash).execute()
    Entry.update(candidate=None).where(Entry.id == unclaimed.entry_id).execute()
    go()
    written = to_candidates()
    assert len(written) == len({email.candidate_id for email in written}) == 3
    assert {email.kind for email in written} == {"results_released"}


def test_many_workers_at_the_same_instant_release_it_once(database: str) -> None:
    approved(4)
    outcomes = at_once(8, lambda _: len(go()))
    assert sorted(number for number in outcomes if isinstance(number, int)) == [0] * 7 + [1]
    assert len(to_candidates()) == 4
    assert AuditEvent.select().where(AuditEvent.action == "batch.release").count() == 1
    assert audit.verify().broken_at is None


def _freeze() -> None:
    ReleaseFreeze.create(reason="Power cut", placed_at=AT)


def _change_a_result() -> None:
    Result.update(overall_score=180, grade="A").where(Result.id == Result.select(Result.id).limit(1)).execute()


def _lose_a_row() -> None:
    BatchRow.delete().where(BatchRow.id == BatchRow.select(BatchRow.id).limit(1)).execute()


def _hold_a_row() -> None:
    BatchRow.update(held_as="WITHHELD").where(BatchRow.id == BatchRow.select(BatchRow.id).limit(1)).execute()


def _void_an_approval() -> None:
    Approval.update(voided_at=AT).where(Approval.id == Approval.select(Approval.id).limit(1)).execute()


def _approval_of_something_else() -> None:
    Approval.update(content_hash="0" * 64).where(Approval.id == Approval.select(Approval.id).limit(1)).execute()


def _disable_an_approver() -> None:
    Staff.update(disabled_at=AT).where(Staff.name == "Ada").execute()


def _demote_an_approver() -> None:
    Staff.update(role="officer").where(Staff.name == "Ada").execute()


def _miscount() -> None:
    ReleaseBatch.update(row_count=2).execute()


GATES = {
    _freeze: "A release freeze is in force.",
    _change_a_result: "The content is not the one that was approved.",
    _lose_a_row: "The content is not the one that was approved.",
    _hold_a_row: "The content is not the one that was approved.",
    _miscount: "The number of candidates is not the one that was approved.",
    _void_an_approval: "Fewer than 2 approvals are in force.",
    _approval_of_something_else: "Fewer than 2 approvals are in force.",
    _disable_an_approver: "Fewer than 2 approvals are in force.",
    _demote_an_approver: "Fewer than 2 approvals are in force.",
}


@pytest.mark.parametrize("spoil", GATES, ids=lambda spoil: spoil.__name__.strip("_"))
def test_a_gate_that_fails_stops_it_with_the_reason(sqlite_database: str, spoil: Callable[[], None]) -> None:
    batch = approved()
    factories.ben()
    spoil()
    assert go() == []
    batch = batch_steps.fresh(batch)
    assert (batch.state, batch.reason, batch.released_at) == ("stopped", GATES[spoil], None)
    assert to_candidates() == []
    told = OutboxEmail.select().where(OutboxEmail.kind == "batch_could_not_release")
    assert "Ben" in {email.staff.name for email in told if email.staff}
    assert go() == []


def test_one_approval_is_enough_where_one_is_required(sqlite_database: str) -> None:
    batch = approved()
    _void_an_approval()
    assert go(required=1) == [batch]


def test_a_fault_in_one_batch_does_not_hold_up_the_others(
    sqlite_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = approved()
    elsewhere = factories.sitting(exam_code="C1A")
    second = factories.batch(elsewhere, factories.result(factories.entry(elsewhere)), state="approved")
    for approval in list(Approval.select()):
        Approval.create(batch=second, staff=approval.staff, content_hash=second.content_hash, approved_at=AT)
    real = batch_mail.released

    def fail(batch: ReleaseBatch, **how: object) -> None:
        if batch.id == first.id:
            raise ZeroDivisionError
        real(batch, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(batch_mail, "released", fail)
    assert go() == [second]
    assert batch_steps.fresh(first).state == "approved"
    assert {email.batch_id for email in to_candidates()} <= {second.id}


def test_a_database_that_goes_away_is_said(sqlite_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    approved()

    def away(*_: object, **__: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(batch_mail, "released", away)
    with pytest.raises(OperationalError):
        go()
    assert ReleaseBatch.get().state == "approved"
