"""Today: what needs whom, by the calendar of each centre, with the same number of queries for few and many batches."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest

from portal.models.approval import Approval
from portal.models.base import db
from portal.models.batch_row import BatchRow
from portal.models.hold import Hold
from portal.models.intake import Intake
from portal.models.outbox_email import OutboxEmail
from portal.models.recall import Recall
from portal.models.release_batch import ReleaseBatch
from portal.models.result import Result
from portal.models.staff import Staff
from portal.services import follow_up, second_factor_reset, today
from portal.services.actor import Actor
from tests.unit import factories
from tests.unit.factories import NOW

pytestmark = pytest.mark.usefixtures("database")
DAY = timedelta(days=1)


def _batch(state: str = "draft", exam_date: date = factories.EXAM_DATE, **columns: object) -> ReleaseBatch:
    """A batch of one unregistered candidate."""
    place = factories.sitting(exam_date=exam_date)
    return factories.batch(place, factories.result(factories.entry(place)), state=state, **columns)


def _ids(cards: list[today.Card]) -> list[int]:
    return [card.batch.id for card in cards]


def _hold(batch: ReleaseBatch, on: date, owner: Staff) -> Hold:
    row = BatchRow.get(BatchRow.batch == batch)
    return Hold.create(
        row=row, shown_as="PENDING", reason="A question of the examiner", owner=owner, next_update_on=on,
        placed_by=owner, placed_at=NOW,
    )  # fmt: skip


def _failed_mail(batch: ReleaseBatch, **columns: object) -> OutboxEmail:
    entry = BatchRow.get(BatchRow.batch == batch).entry
    person = entry.candidate or factories.candidate(entry)
    defaults: dict[str, object] = {"state": "failed", "dead_at": NOW - DAY, "last_error": "550 no such user"}
    values = defaults | columns
    key = f"k{OutboxEmail.select().count()}"
    return OutboxEmail.create(
        unique_key=key, kind="window_opens_soon", candidate=person, due_at=NOW, created_at=NOW - DAY, **values
    )


@contextmanager
def _counted() -> Iterator[list[str]]:
    """The statements that are run inside."""
    seen: list[str] = []
    execute = db.obj.execute_sql

    def noting(sql: str, *args: Any, **more: Any) -> Any:
        seen.append(sql)
        return execute(sql, *args, **more)

    db.obj.execute_sql = noting
    try:
        yield seen
    finally:
        del db.obj.execute_sql


def test_a_draft_is_due_from_the_first_day_by_the_centres_calendar() -> None:
    batch, ben = _batch(), factories.ben()
    first = NOW.replace(day=10, hour=22, minute=0)  # midnight of the 11th in Madrid
    assert _ids(today.of(ben, now=first - timedelta(seconds=1)).due) == []
    page = today.of(ben, now=first)
    assert _ids(page.due) == [batch.id]
    assert page.due[0].days_left == 14


def test_after_the_last_day_it_is_overdue_and_no_longer_due() -> None:
    batch, ben = _batch(), factories.ben()
    last = NOW.replace(day=25, hour=21, minute=59)
    assert _ids(today.of(ben, now=last).due) == [batch.id]
    page = today.of(ben, now=last + timedelta(minutes=1))
    assert (_ids(page.due), _ids(page.overdue), page.overdue[0].days_left) == ([], [batch.id], -1)


@pytest.mark.parametrize("state", ["submitted", "stopped"])
def test_what_is_submitted_or_stopped_can_be_overdue_as_well(state: str) -> None:
    batch = _batch(state)
    assert _ids(today.of(factories.ben(), now=NOW + 13 * DAY).overdue) == [batch.id]


@pytest.mark.parametrize(
    ("state", "columns", "what"),
    [("recalled", {}, ["withdrawn"]), ("released", {"wave_stopped_at": NOW}, ["halted"]), ("released", {}, [])],
)
def test_what_was_out_and_is_not_finished(state: str, columns: dict[str, object], what: list[str]) -> None:
    batch = _batch(state, **columns)
    page = today.of(factories.ben(), now=NOW)
    assert [(each.batch.id, each.what) for each in page.unfinished] == [(batch.id, word) for word in what]
    assert page.number == len(what)


def test_a_lifted_hold_asks_for_a_follow_up_once() -> None:
    ben, bo = factories.ben(), factories.bo()
    batch = _batch("released")
    hold = _hold(batch, NOW.date() + 2 * DAY, factories.ada())
    BatchRow.update(held_as="PENDING").execute()
    assert today.of(ben, now=NOW).unfinished == []
    Hold.update(lifted_at=NOW, lifted_by=bo).where(Hold.id == hold.id).execute()
    assert [each.what for each in today.of(ben, now=NOW).unfinished] == ["follow_up"]
    follow_up.make(batch, actor=Actor.of_staff(ben), now=NOW)
    assert today.of(ben, now=NOW).unfinished == []


@pytest.mark.parametrize("state", ["released", "cancelled"])
def test_what_is_over_needs_nobody(state: str) -> None:
    _batch(state)
    page = today.of(factories.ben(), now=NOW + 20 * DAY)
    assert (page.number, page.releases) == (0, [])


def test_an_approved_batch_is_no_task_but_a_date() -> None:
    batch = _batch("approved")
    page = today.of(factories.ben(), now=NOW)
    assert (_ids(page.releases), page.due, page.overdue) == ([batch.id], [], [])


def test_a_stopped_batch_says_why() -> None:
    _batch("stopped", reason="An approver has left")
    (card,) = today.of(factories.ben(), now=NOW).stopped
    assert card.batch.reason == "An approver has left"


def test_approvals_wait_for_those_who_may_give_them() -> None:
    ben = factories.ben()
    batch = _batch("submitted", submitted_by=ben)
    assert _ids(today.of(factories.ada(), now=NOW).to_approve) == [batch.id]
    assert _ids(today.of(factories.bo(), now=NOW).to_approve) == [batch.id]
    assert today.of(ben, now=NOW).to_approve == []
    assert today.of(factories.audrey(), now=NOW).to_approve == []


@pytest.mark.parametrize(
    ("state", "part"), [("submitted", "to_approve"), ("stopped", "stopped"), ("approved", "releases")]
)
def test_what_somebody_handed_in_long_before_its_window_is_there(state: str, part: str) -> None:
    """A time outside the window is chosen with a reason, and may be weeks before it."""
    batch = _batch(state, factories.EXAM_DATE + timedelta(days=60))
    page = today.of(factories.ada(), now=NOW)
    assert _ids(getattr(page, part)) == [batch.id]


def test_who_submitted_approved_or_imported_is_not_asked() -> None:
    submitter, importer, accepter, approver = (
        factories.staff(name, "board", None) for name in ("Sue", "Ida", "Acc", "App")
    )
    batch = _batch("submitted", submitted_by=submitter)
    file = Intake.create(
        kind="results", state="accepted", uploaded_by=importer, accepted_by=accepter, file_name="r.csv", sha256="-",
        created_at=NOW,
    )  # fmt: skip
    Result.update(intake=file).execute()
    approval = Approval.create(batch=batch, staff=approver, content_hash=batch.content_hash, approved_at=NOW)
    for person in (submitter, importer, accepter, approver):
        assert today.of(person, now=NOW).to_approve == [], person.name
    (card,) = today.of(factories.bo(), now=NOW).to_approve
    assert card.approvals == 1
    Approval.update(voided_at=NOW).where(Approval.id == approval.id).execute()
    assert _ids(today.of(approver, now=NOW).to_approve) == [batch.id]


@pytest.mark.parametrize(("offset", "days"), [(-2, 2), (0, 0), (1, None)])
def test_a_hold_comes_up_on_its_day(offset: int, days: int | None) -> None:
    _hold(_batch("released"), (NOW + offset * DAY).date(), factories.ada())
    assert [late.days for late in today.of(factories.ben(), now=NOW).holds] == ([] if days is None else [days])


def test_a_lifted_hold_does_not() -> None:
    ada = factories.ada()
    hold = _hold(_batch("released"), (NOW - DAY).date(), ada)
    Hold.update(lifted_at=NOW, lifted_by=factories.bo()).where(Hold.id == hold.id).execute()
    assert today.of(ada, now=NOW).holds == []


def test_a_failed_mail_shows_until_a_later_one_arrives() -> None:
    batch, ben = _batch("released"), factories.ben()
    _failed_mail(batch)
    newest = _failed_mail(batch, last_error="552 mailbox full", dead_at=NOW)
    (trouble,) = today.of(ben, now=NOW).mails
    assert (trouble.email.id, trouble.entry.id) == (newest.id, BatchRow.get().entry_id)
    _failed_mail(batch, state="sent", dead_at=None, sent_at=NOW + DAY)
    assert today.of(ben, now=NOW + DAY).mails == []


@pytest.mark.parametrize("columns", [{"state": "queued"}, {"state": "cancelled"}, {"dead_at": NOW - 31 * DAY}])
def test_other_mail_is_no_trouble(columns: dict[str, object]) -> None:
    _failed_mail(_batch("released"), **columns)
    assert today.of(factories.ben(), now=NOW).mails == []


def test_a_recall_waits_for_another_person_of_the_board() -> None:
    bo, bea = factories.bo(), factories.staff("Bea", "board", None)
    recall = Recall.create(batch=_batch("released"), asked_by=bo, asked_at=NOW, reason="Two papers were swapped")
    assert [each.id for each in today.of(bea, now=NOW).recalls] == [recall.id]
    for person in (bo, factories.ada(), factories.audrey()):
        assert today.of(person, now=NOW).recalls == [], person.name
    Recall.update(closed_at=NOW).execute()
    assert today.of(bea, now=NOW).recalls == []


def test_a_reset_waits_for_another_person_of_the_board() -> None:
    bo, bea, ben = factories.bo(), factories.staff("Bea", "board", None), factories.ben()
    second_factor_reset.ask(person=ben, actor=Actor.of_staff(bo), now=NOW)
    assert [each.staff.name for each in today.of(bea, now=NOW).resets] == ["Ben"]
    for person in (bo, ben, factories.audrey()):
        assert today.of(person, now=NOW).resets == [], person.name
    assert today.of(bea, now=NOW + DAY).resets == []


def test_unregistered_candidates_are_counted_before_the_release() -> None:
    place = factories.sitting()
    mine, other = factories.entry(place), factories.entry(place)
    batch = factories.batch(place, factories.result(mine), factories.result(other), state="approved")
    factories.candidate(mine)
    ben = factories.ben()
    (card,) = today.of(ben, now=NOW).unregistered
    assert (card.batch.id, card.entries, card.unregistered) == (batch.id, 2, 1)
    factories.candidate(other)
    assert today.of(ben, now=NOW).unregistered == []


def test_charlie_of_another_centre_sees_none_of_it() -> None:
    ada = factories.ada()
    _batch()
    _batch("stopped", exam_date=factories.EXAM_DATE - DAY)
    _batch("submitted", exam_date=factories.EXAM_DATE - 2 * DAY)
    released = _batch("released", exam_date=factories.EXAM_DATE - 3 * DAY)
    _hold(released, (NOW - DAY).date(), ada)
    _failed_mail(released)
    _batch("recalled", exam_date=factories.EXAM_DATE - 4 * DAY)
    for person in (factories.charlie(), factories.staff("Cleo", "officer", factories.centre("ZZ002"))):
        page = today.of(person, now=NOW)
        assert (page.number, page.releases) == (0, [])
    assert today.of(ada, now=NOW).number > 5


def test_many_batches_cost_no_more_queries_than_one() -> None:
    ada = factories.ada()
    counts = []
    for wave in range(2):
        for number in range(1 + 7 * wave):
            state = ("draft", "submitted", "approved", "stopped")[number % 4]
            batch = _batch(state, exam_date=factories.EXAM_DATE - (number + 10 * wave + 1) * DAY)
            _hold(batch, (NOW - DAY).date(), ada)
            _failed_mail(batch)
        _batch("submitted", exam_date=factories.EXAM_DATE - (wave + 40) * DAY)
        with _counted() as statements:
            page = today.of(ada, now=NOW)
            str([(late.hold.owner.name, late.hold.row.entry.full_name, late.hold.row.batch.sitting.centre.number)
                 for late in page.holds])  # fmt: skip
            str([(trouble.entry.full_name, trouble.entry.sitting.centre.number) for trouble in page.mails])
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 10
