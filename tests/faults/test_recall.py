"""A recall while emails leave: the pages hide at once, and what has not left does not leave."""

import time

from portal.models.outbox_email import OutboxEmail
from portal.models.release_batch import ReleaseBatch
from portal.services import recall
from portal.services.actor import Actor
from tests.e2e.waiting import until
from tests.faults import cast, ledger
from tests.faults.checker import check_database, check_nothing_is_claimed
from tests.faults.results import Outcome
from tests.faults.smtp_faults import Rule
from tests.faults.stage import THREADS_OF_A_WORKER, Stage
from tests.faults.watching import Reader, await_mails, await_release, seconds_since

SIZE = 200


def names(batch: ReleaseBatch, *states: str) -> set[str]:
    """The Message-IDs of the notices of release in these states."""
    rows = OutboxEmail.select(OutboxEmail.unique_key).where(
        OutboxEmail.batch == batch, OutboxEmail.kind == "results_released", OutboxEmail.state.in_(states)
    )
    return {f"<{key.replace(':', '.')}@127.0.0.1>" for (key,) in rows.tuples()}


def test_a_recall_while_emails_leave(stage: Stage, rounds: int, outcome: Outcome) -> None:
    for _ in range(rounds):
        batch = cast.approved(SIZE, release_at=cast.now())
        stage.rules(Rule("slow", seconds=0.05))
        stage.ring()
        with Reader(cast.candidate_of(batch), stage) as reader:
            await_release(batch, stage)
            until(lambda batch=batch: len(names(batch, "sent")) > 30, "some of the emails")
            until(lambda reader=reader: reader.seen_at, "the result on the page")
            board = cast.approvers()[1]
            code = cast.code_of(board)
            began = time.monotonic()
            recall.emergency(
                ReleaseBatch.get_by_id(batch.id), actor=Actor.of_staff(board), reason="A wrong key", code=code,
                now=cast.now(),
            )  # fmt: skip
            taken = set(ledger.copies(stage.receipts()))
            until(lambda reader=reader: not reader.is_shown(), "the page to hide the result", seconds=5)
            outcome.recovered = max(outcome.recovered, seconds_since(began))
            stage.rules()
            await_mails(batch, stage)
        after = set(ledger.copies(stage.receipts())) - taken
        late = after & names(batch, "sent", "queued", "parked", "failed", "uncertain", "cancelled")
        assert len(late) <= THREADS_OF_A_WORKER, "only what was in a server's hands at that moment still arrives"
        assert names(batch, "queued", "parked") == set()
        assert len(names(batch, "cancelled")) > 0
        withdrawn = OutboxEmail.select().where(OutboxEmail.batch == batch, OutboxEmail.kind == "results_withdrawn")
        assert {row.state for row in withdrawn} == {"sent"}
        assert withdrawn.count() == SIZE
        outcome.rounds += 1
        outcome.acknowledged += SIZE
    check_database()
    check_nothing_is_claimed()
