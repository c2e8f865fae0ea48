"""Any sequence of acts on one batch: illegal steps are refused and change nothing, and the promises hold after each."""

from collections.abc import Callable
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from portal.models.approval import Approval
from portal.models.base import db
from portal.models.hold import Hold
from portal.models.outbox_email import OutboxEmail
from portal.rules.batch_states import STEPS
from portal.services import approvals, audit, batch_changes, batch_content, holds, release, results
from portal.services.actor import Actor
from portal.services.errors import IllegalStepError, NotFound, Refused, SlowDown
from tests.unit import factories
from tests.unit.services import batch_steps as steps

REQUIRED = 2
REFUSALS = (IllegalStepError, Refused, NotFound, SlowDown)


class Batches(RuleBasedStateMachine):
    """One batch of three candidates and everybody who may touch it; the clock only runs forward."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = db.transaction()  # each sequence starts from nothing: the audit could not be emptied otherwise
        self.undo.__enter__()
        self.now = factories.NOW
        self.ben, self.ada, self.bo = factories.ben(), factories.ada(), factories.bo()
        self.cyd = factories.staff("Cyd", "board", None)
        self.batch = steps.make()
        self.results = {row.entry_id: row.result for row in steps.rows(self.batch)}

    def attempt(self, act: Callable[[], object]) -> None:
        """Do it, or see that a refusal has left the batch, its approvals and its emails as they were."""
        before = self._picture()
        try:
            act()
        except REFUSALS:
            assert self._picture() == before
        after = steps.fresh(self.batch)
        was, now_is = before[0], after.state
        assert was == now_is or now_is in {follows for (start, _), follows in STEPS.items() if start == was}
        self.batch = after
        self.now += timedelta(minutes=1)

    def _picture(self) -> tuple[object, ...]:
        batch = steps.fresh(self.batch)
        live = Approval.select().where(Approval.voided_at.is_null()).count()
        held = sorted(row.held_as for row in steps.rows(batch))
        return batch.state, batch.content_hash, batch.version, live, held, OutboxEmail.select().count()

    @rule(hours=st.integers(1, 48))
    def submit(self, hours: int) -> None:
        at = self.now + timedelta(hours=hours)
        actor = Actor.of_staff(self.ben)
        self.attempt(
            lambda: approvals.submit(self.batch, actor=actor, release_at=at, outside_window_reason="Test", now=self.now)
        )

    @rule(who=st.sampled_from(["ada", "bo", "cyd"]), right=st.booleans())
    def approve(self, who: str, right: bool) -> None:
        count = self.batch.row_count if right else self.batch.row_count + 1
        self.attempt(lambda: steps.approve(self.batch, getattr(self, who), now=self.now, candidate_count=count))

    @initialize(far=st.integers(0, 8))
    def come_far(self, far: int) -> None:
        """Begin anywhere in the life of a batch, so that sequences come to the later states often enough."""
        for _ in range(far):
            match self.batch.state:
                case "draft":
                    self.submit(hours=3)
                case "stopped":
                    self.resume(hours=3)
                case "submitted":
                    self.approve("ada", right=True)
                    self.approve("cyd", right=True)
                case "approved":
                    self.time_passes(hours=50)
                case "released":
                    self.recall_at_once("bo")
                case "recalled":
                    self.correct()

    @rule()
    def send_back(self) -> None:
        self.attempt(lambda: approvals.send_back(self.batch, actor=Actor.of_staff(self.ada), reason="x", now=self.now))

    @rule()
    def withdraw(self) -> None:
        self.attempt(lambda: approvals.withdraw(self.batch, actor=Actor.of_staff(self.ben), now=self.now))

    @rule()
    def stop(self) -> None:
        self.attempt(lambda: batch_changes.stop(self.batch, actor=Actor.of_staff(self.ada), reason="x", now=self.now))

    @rule(hours=st.integers(1, 48))
    def resume(self, hours: int) -> None:
        at, actor = self.now + timedelta(hours=hours), Actor.of_staff(self.ben)
        self.attempt(
            lambda: batch_changes.resume(
                self.batch, actor=actor, release_at=at, outside_window_reason="Test", now=self.now
            )
        )

    @rule(number=st.integers(0, 2))
    def hold(self, number: int) -> None:
        row = steps.rows(self.batch)[number]
        self.attempt(lambda: steps.hold(row, self.ada, now=self.now))

    @rule(number=st.integers(0, 2), who=st.sampled_from(["ada", "bo"]))
    def lift(self, number: int, who: str) -> None:
        row = steps.rows(self.batch)[number]
        self.attempt(lambda: holds.lift(row, actor=Actor.of_staff(getattr(self, who)), now=self.now))

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self.attempt(lambda: release.release_due_batches(required=REQUIRED, now=self.now))

    @rule(who=st.sampled_from(["bo", "cyd"]))
    def recall_at_once(self, who: str) -> None:
        self.attempt(lambda: steps.emergency(self.batch, getattr(self, who), now=self.now))

    @rule(who=st.sampled_from(["bo", "cyd"]))
    def confirm_recall(self, who: str) -> None:
        self.attempt(lambda: steps.confirm_recall(self.batch, getattr(self, who), now=self.now))

    @rule()
    def correct(self) -> None:
        self.attempt(lambda: batch_changes.correct(self.batch, actor=Actor.of_staff(self.ben), now=self.now))

    @precondition(lambda self: self.batch.state not in ("draft", "submitted"))
    @rule()
    def cancel(self) -> None:
        self.attempt(lambda: batch_changes.cancel(self.batch, actor=Actor.of_staff(self.ada), reason="x", now=self.now))

    @invariant()
    def nothing_is_seen_before_it_is_out(self) -> None:
        for row in steps.rows(self.batch):
            (view,) = results.list_for(row.entry.candidate, now=self.now)
            if self.batch.state != "released":
                assert view.outcome is None
            else:
                assert view.outcome is not None
                assert view.outcome.status == (row.held_as or "OK")

    @invariant()
    def approvals_belong_to_the_content(self) -> None:
        live = approvals.live_approvals(self.batch)
        assert all(approval.content_hash == self.batch.content_hash for approval in live)
        if self.batch.state in ("submitted", "approved", "released"):
            present = batch_content.fingerprint(self.batch, release_at=self.batch.release_at)
            assert present == self.batch.content_hash
        if self.batch.state in ("approved", "released"):
            assert len({approval.staff_id for approval in live}) >= REQUIRED
        if self.batch.state in ("draft", "stopped", "recalled", "cancelled"):
            assert live == []

    @invariant()
    def one_email_for_each_who_is_not_held(self) -> None:
        version = f":v{self.batch.version}"
        told = OutboxEmail.select().where(
            OutboxEmail.kind.in_(("results_released", "results_corrected")), OutboxEmail.unique_key.endswith(version)
        )
        free = [row.entry.candidate_id for row in steps.rows(self.batch) if not row.held_as]
        if self.batch.state == "released":
            assert sorted(email.candidate_id for email in told) == sorted(free)
        elif self.batch.state != "recalled":
            assert told.count() == 0

    @invariant()
    def open_holds_are_on_held_rows(self) -> None:
        held = {row.id for row in steps.rows(self.batch) if row.held_as}
        assert {hold.row_id for hold in Hold.select().where(Hold.lifted_at.is_null())} <= held

    def teardown(self) -> None:
        try:
            assert audit.verify().broken_at is None
        finally:
            self.undo.__exit__(Exception, Exception(), None)


def test_every_sequence_of_acts(sqlite_database: str) -> None:
    run_state_machine_as_test(
        Batches,
        settings=settings(
            max_examples=15, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
