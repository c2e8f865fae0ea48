"""Short ways through the life of a batch, for tests that begin in the middle of it."""

from datetime import datetime, timedelta

from portal.models.batch_row import BatchRow
from portal.models.hold import Hold
from portal.models.recall import Recall
from portal.models.release_batch import ReleaseBatch
from portal.models.sitting import Sitting
from portal.models.staff import Staff
from portal.services import approvals, holds, recall, release, second_factor
from portal.services.actor import Actor
from tests.unit import factories

NOW, RELEASE_AT = factories.NOW, factories.RELEASE_AT


def make(size: int = 3, state: str = "draft", sitting: Sitting | None = None, **columns: object) -> ReleaseBatch:
    """A batch of `size` results whose candidates are all registered."""
    place = sitting or factories.sitting()
    results = [factories.result(factories.entry(place)) for _ in range(size)]
    for number, result in enumerate(results):
        factories.candidate(result.entry, email=f"c{number}@example.org")
    return factories.batch(place, *results, state=state, **columns)


def fresh(batch: ReleaseBatch) -> ReleaseBatch:
    return ReleaseBatch.get_by_id(batch.id)


def rows(batch: ReleaseBatch) -> list[BatchRow]:
    return list(BatchRow.select().where(BatchRow.batch == batch).order_by(BatchRow.id))


def submit(batch: ReleaseBatch, person: Staff, at: datetime = RELEASE_AT, now: datetime = NOW) -> ReleaseBatch:
    return approvals.submit(batch, actor=Actor.of_staff(person), release_at=at, now=now)


def approve(batch: ReleaseBatch, person: Staff, now: datetime = NOW, **changes: object) -> ReleaseBatch:
    wish: dict[str, object] = {
        "candidate_count": batch.row_count, "seen_hash": batch.content_hash, "session": None, "required": 2,
        "code": code(person, now),
    }  # fmt: skip
    return approvals.approve(batch, actor=Actor.of_staff(person), now=now, **(wish | changes))


def code(person: Staff, now: datetime) -> str:
    """What this person's authenticator app shows then."""
    return second_factor.current_code(staff=person, now=now)


def emergency(batch: ReleaseBatch, person: Staff, now: datetime, reason: str = "Wrong key") -> ReleaseBatch:
    """One of the board withdraws the results at once."""
    return recall.emergency(batch, actor=Actor.of_staff(person), code=code(person, now), reason=reason, now=now)


def ask_recall(batch: ReleaseBatch, person: Staff, now: datetime, reason: str = "Wrong key") -> Recall:
    return recall.ask(batch, actor=Actor.of_staff(person), code=code(person, now), reason=reason, now=now)


def confirm_recall(batch: ReleaseBatch, person: Staff, now: datetime) -> ReleaseBatch:
    return recall.confirm(batch, actor=Actor.of_staff(person), code=code(person, now), now=now)


def hold(row: BatchRow, person: Staff, now: datetime = NOW, **changes: object) -> Hold:
    wish: dict[str, object] = {
        "shown_as": "PENDING", "reason": "Another look", "owner": person, "next_update_on": now.date(),
    }  # fmt: skip
    return holds.place(row, actor=Actor.of_staff(person), now=now, **(wish | changes))


def go_out(batch: ReleaseBatch, *people: Staff, now: datetime = RELEASE_AT) -> ReleaseBatch:
    """Approve a submitted batch by these people, a few minutes apart, and release it at its time."""
    for number, person in enumerate(people):
        batch = approve(batch, person, now=now - timedelta(minutes=30 - 2 * number))
    release.release_due_batches(required=2, now=now)
    return fresh(batch)
