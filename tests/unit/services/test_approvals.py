"""Two people, one content: every way in which an approval must not count, alone and at the same instant."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from portal.models import connection
from portal.models.approval import Approval
from portal.models.audit_event import AuditEvent
from portal.models.outbox_email import OutboxEmail
from portal.models.staff import Staff
from portal.services import approvals, batch_changes, batch_content
from portal.services.actor import Actor
from portal.services.errors import IllegalStepError, NotAllowed, NotFound, Refused
from tests.unit import factories
from tests.unit.at_once import at_once, kinds
from tests.unit.services import batch_steps as steps

NOW = factories.NOW


def test_the_second_approval_completes_it(database: str) -> None:
    batch = steps.submit(steps.make(), factories.ben())
    batch = steps.approve(batch, factories.ada())
    assert batch.state == "submitted"
    assert steps.approve(batch, factories.bo()).state == "approved"


def test_one_approval_is_enough_where_the_setting_says_so(database: str) -> None:
    batch = steps.submit(steps.make(), factories.ben())
    assert steps.approve(batch, factories.ada(), required=1).state == "approved"


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"candidate_count": 2}, "wrong_count"), ({"seen_hash": "0" * 64}, "changed"), ({"code": "000000"}, "wrong_code")],
)
def test_what_does_not_fit_leaves_nothing_behind(database: str, changes: dict[str, object], code: str) -> None:
    batch, ada = steps.submit(steps.make(), factories.ben()), factories.ada()
    events = AuditEvent.select().count()
    with pytest.raises(Refused, match=code):
        steps.approve(batch, ada, **changes)
    assert Approval.select().count() == 0
    assert AuditEvent.select().count() == events


def test_nobody_approves_twice(database: str) -> None:
    batch, ada = steps.submit(steps.make(), factories.ben()), factories.ada()
    steps.approve(batch, ada)
    with pytest.raises(Refused, match="approved_before"):
        steps.approve(batch, ada, now=NOW + timedelta(minutes=2))


def test_who_submitted_does_not_approve(database: str) -> None:
    bo = factories.bo()
    with pytest.raises(Refused, match="own_work"):
        steps.approve(steps.submit(steps.make(), bo), bo)


def test_who_entered_a_result_by_hand_does_not_approve(database: str) -> None:
    bo, sitting = factories.bo(), factories.sitting()
    result = factories.result(factories.entry(sitting), entered_by=bo)
    batch = steps.submit(factories.batch(sitting, result), factories.ben())
    assert [person.id for person in batch_content.importers(batch)] == [bo.id]
    with pytest.raises(Refused, match="own_work"):
        steps.approve(batch, bo)


def test_a_code_works_once_for_all_batches(database: str) -> None:
    ben, ada = factories.ben(), factories.ada()
    one, two = (steps.submit(steps.make(sitting=factories.sitting(exam_code=code)), ben) for code in ("B2F", "B2FS"))
    steps.approve(one, ada)
    with pytest.raises(Refused, match="wrong_code"):
        steps.approve(two, ada)


def test_a_passed_time_is_not_approved(database: str) -> None:
    batch, ada = steps.submit(steps.make(), factories.ben()), factories.ada()
    with pytest.raises(Refused, match="time_passed"):
        steps.approve(batch, ada, now=factories.RELEASE_AT)


def test_a_changed_row_is_noticed_without_anybody_saying_so(database: str) -> None:
    batch, ada = steps.submit(steps.make(), factories.ben()), factories.ada()
    row = steps.rows(batch)[0]
    row.result = factories.result(row.entry, version=2, overall_score=174)
    row.save()
    with pytest.raises(Refused, match="changed"):
        steps.approve(batch, ada)


def test_sending_back_voids_and_says_why(database: str) -> None:
    ada = factories.ada()
    batch = steps.approve(steps.submit(steps.make(), factories.ben()), ada)
    batch = approvals.send_back(batch, actor=Actor.of_staff(factories.bo()), reason="Row 2 is wrong.", now=NOW)
    assert (batch.state, batch.reason) == ("draft", "Row 2 is wrong.")
    assert [voided.void_reason for voided in Approval.select()] == ["The batch was sent back."]
    assert OutboxEmail.select().where(OutboxEmail.kind == "batch_sent_back").count() == 1


def test_withdrawing_voids_the_approvals(database: str) -> None:
    ben = factories.ben()
    batch = steps.approve(steps.submit(steps.make(), ben), factories.ada())
    assert approvals.withdraw(batch, actor=Actor.of_staff(ben), now=NOW).state == "draft"
    assert approvals.live_approvals(batch) == []


@pytest.mark.parametrize(
    ("role", "refusal"), [("officer", NotAllowed), ("auditor", NotAllowed), ("approver", NotFound)]
)
def test_the_wrong_people(database: str, role: str, refusal: type[Exception]) -> None:
    batch = steps.submit(steps.make(), factories.ben())
    at = factories.centre("ZZ002" if role == "approver" else "ZZ001")
    with pytest.raises(refusal):
        steps.approve(batch, factories.staff("Mallory", role, at))


def test_a_draft_is_not_approved(database: str) -> None:
    with pytest.raises(Refused, match="moved_on"):
        steps.approve(steps.make(), factories.ada())


def test_only_what_is_complete_is_submitted(database: str) -> None:
    ben, batch = factories.ben(), steps.make()
    factories.entry(batch.sitting)
    with pytest.raises(Refused, match="incomplete"):
        steps.submit(batch, ben)
    with pytest.raises(Refused, match="empty"):
        steps.submit(factories.batch(factories.sitting(exam_code="C1A")), ben)
    with pytest.raises(IllegalStepError):
        steps.submit(steps.make(state="approved", sitting=factories.sitting(exam_code="B1P")), ben)


def test_warnings_are_looked_at_before_it_is_handed_over(database: str) -> None:
    ben, sitting = Actor.of_staff(factories.ben()), factories.sitting()
    batch = factories.batch(sitting, factories.result(factories.entry(sitting), status="X"))
    act = partial(approvals.submit, batch, actor=ben, release_at=factories.RELEASE_AT, now=NOW)
    with pytest.raises(Refused, match="warnings"):
        act()
    assert act(warnings_seen=True).state == "submitted"


def test_a_stopped_batch_with_warnings_is_looked_at_as_well(database: str) -> None:
    ben, sitting = Actor.of_staff(factories.ben()), factories.sitting()
    absent = factories.result(factories.entry(sitting), status="X")
    batch = factories.batch(sitting, absent, state="stopped")
    act = partial(batch_changes.resume, batch, actor=ben, release_at=factories.RELEASE_AT, now=NOW)
    with pytest.raises(Refused, match="warnings"):
        act()
    assert act(warnings_seen=True).state == "submitted"


def test_what_can_not_exist_is_not_handed_over(database: str) -> None:
    sitting = factories.sitting()
    batch = factories.batch(sitting, factories.result(factories.entry(sitting), grade="A"))
    with pytest.raises(Refused, match="impossible_rows"):
        steps.submit(batch, factories.ben())


@pytest.mark.parametrize("days", [-4, 12])
def test_a_time_outside_the_window_needs_a_reason(database: str, days: int) -> None:
    ben, batch = factories.ben(), steps.make()
    at = factories.RELEASE_AT + timedelta(days=days)
    early = NOW - timedelta(days=10)
    with pytest.raises(Refused, match="outside_window"):
        steps.submit(batch, ben, at=at, now=early)
    actor = Actor.of_staff(ben)
    done = approvals.submit(batch, actor=actor, release_at=at, now=early, outside_window_reason="A late examiner")
    assert (done.state, done.outside_window_reason) == ("submitted", "A late examiner")


def test_a_follow_up_is_not_bound_to_the_window(database: str) -> None:
    batch = steps.make(kind="follow_up")
    assert steps.submit(batch, factories.ben(), at=factories.RELEASE_AT + timedelta(days=60)).state == "submitted"


def forty(act: Callable[[int], object]) -> list[object]:
    """The pool has forty connections: the test's own goes back first."""
    connection.give_back_connection()
    outcomes = at_once(40, act)
    connection.open_connection()
    return outcomes


def test_forty_approvals_at_once_by_one_person_count_once(database: str) -> None:
    batch, ada = steps.submit(steps.make(), factories.ben()), factories.ada()
    outcomes = forty(lambda _: steps.approve(batch, ada))
    assert kinds(outcomes).get("ReleaseBatch") == 1
    assert len(approvals.live_approvals(batch)) == 1
    assert steps.fresh(batch).state == "submitted"


def test_forty_approvers_at_once_approve_it_once(database: str) -> None:
    batch = steps.submit(steps.make(), factories.ben())
    people = [factories.staff(f"Approver{number}", "approver", factories.centre()) for number in range(40)]
    by_number: dict[int, Staff] = dict(enumerate(people))
    outcomes = forty(lambda number: steps.approve(batch, by_number[number]))
    assert kinds(outcomes).get("ReleaseBatch") == 2
    assert len(approvals.live_approvals(batch)) == 2
    assert steps.fresh(batch).state == "approved"
    assert AuditEvent.select().where(AuditEvent.action == "batch.approve_last").count() == 1
