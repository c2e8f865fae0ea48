"""Approvals: two people at once, one person many times, while the content changes, and with the server killed."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

from portal.models.approval import Approval
from portal.models.release_batch import ReleaseBatch
from portal.models.staff import Staff
from portal.services import batch_content, holds
from portal.services.actor import Actor
from portal.services.errors import Refused
from tests.faults import cast
from tests.faults.checker import check_database
from tests.faults.person import Answer, NoAnswer, Person
from tests.faults.results import Outcome
from tests.faults.stage import Stage
from tests.faults.watching import seconds_since, soon

SIZE, TIMES = 4, 6
LATER = 3600


class Approver:
    """A member of staff with the page of the batch open."""

    def __init__(self, staff: Staff, batch: ReleaseBatch, stage: Stage) -> None:
        self.staff = staff
        self._page = f"/staff/batches/{batch.public_id}"
        self._person = Person(stage.base_url, cookie=cast.cookie_of(staff))
        self._count = batch.row_count
        self.form: dict[str, str] = {}

    def look(self) -> None:
        self.form = self._person.form(self._page, f"{self._page}/approve")

    def press(self, code: str) -> Answer:
        fields = self.form | {"candidate_count": str(self._count), "code": code}
        return self._person.post(f"{self._page}/approve", fields)


def live(batch: ReleaseBatch) -> list[Approval]:
    return list(Approval.select().where(Approval.batch == batch, Approval.voided_at.is_null()))


def fresh(batch: ReleaseBatch) -> ReleaseBatch:
    return ReleaseBatch.get_by_id(batch.id)


def test_two_approvers_at_the_same_instant_each_pressing_many_times(
    stage: Stage, rounds: int, outcome: Outcome
) -> None:
    for _ in range(rounds):
        batch = cast.submitted(SIZE, release_at=soon(LATER))
        people = [Approver(cast.approver(), batch, stage) for _ in range(2)]
        for person in people:
            person.look()
        codes = {person: cast.code_of(person.staff) for person in people}
        start = threading.Barrier(2 * TIMES)

        def press(person: Approver, start: threading.Barrier = start, codes: dict[Approver, str] = codes) -> int:
            start.wait(30)
            return person.press(codes[person]).status

        with ThreadPoolExecutor(2 * TIMES) as pool:
            statuses = list(pool.map(press, people * TIMES))
        assert set(statuses) <= {303, 409, 422, 429, 503}, "a form that is sent again gets its first answer again"
        assert statuses.count(303) >= 2
        assert len(live(batch)) == 2
        assert fresh(batch).state == "approved"
        outcome.rounds += 1
        outcome.acknowledged += 2
    check_database()


def test_approval_while_the_content_changes(stage: Stage, rounds: int, dice: random.Random, outcome: Outcome) -> None:
    for _ in range(rounds):
        batch = cast.submitted(SIZE, release_at=soon(LATER))
        people = [Approver(cast.approver(), batch, stage) for _ in range(2)]
        for person in people:
            person.look()
        holder = cast.approver()
        row = batch.rows.first()
        pressing = [threading.Thread(target=person.press, args=(cast.code_of(person.staff),)) for person in people]
        for thread in pressing:
            thread.start()
        time.sleep(dice.uniform(0, 0.3))
        with suppress(Refused):  # an approval came between: the person looks again
            holds.place(
                row, actor=Actor.of_staff(holder), shown_as="PENDING", reason="A doubt", owner=holder,
                next_update_on=(cast.now() + timedelta(days=3)).date(), now=cast.now(),
            )  # fmt: skip
        for thread in pressing:
            thread.join()
        now = fresh(batch)
        assert now.content_hash == batch_content.fingerprint(now, release_at=now.release_at)
        assert all(approval.content_hash == now.content_hash for approval in live(batch))
        assert now.state == ("approved" if len(live(batch)) == 2 else "submitted")
        outcome.rounds += 1
        outcome.acknowledged += 1
    check_database()


def test_kill_9_of_the_web_server_while_people_approve(
    stage: Stage, rounds: int, dice: random.Random, outcome: Outcome
) -> None:
    for _ in range(rounds):
        batch = cast.submitted(SIZE, release_at=soon(LATER))
        for _ in range(2):
            person = Approver(cast.approver(), batch, stage)
            person.look()
            nemesis = threading.Timer(dice.uniform(0, 0.25), stage.web.kill)
            nemesis.start()
            acknowledged = _press(person)
            nemesis.join()
            began = time.monotonic()
            stage.restart_what_died()
            stage.await_ready()
            outcome.recovered = max(outcome.recovered, seconds_since(began))
            mine = [approval for approval in live(batch) if approval.staff_id == person.staff.id]
            outcome.acknowledged += acknowledged
            outcome.lost += acknowledged and not mine
            assert len(mine) <= 1
            if not mine:  # it is safe to press again
                assert _press(person)
        assert len(live(batch)) == 2
        assert fresh(batch).state == "approved"
        outcome.rounds += 1
    check_database()
    assert outcome.lost == 0


def _press(person: Approver) -> bool:
    """Whether the approval was acknowledged."""
    try:
        return person.press(cast.code_of(person.staff)).status == 303
    except NoAnswer:
        return False
