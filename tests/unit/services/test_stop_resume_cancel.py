"""Halting a batch: it never fires by itself afterwards, and goes on only with a new time and new approvals."""

from datetime import timedelta

import pytest

from portal.models.release_batch import ReleaseBatch
from portal.services import approvals, batch_changes, release
from portal.services.actor import Actor
from portal.services.batch_making import open_batch
from portal.services.errors import IllegalStepError, NotAllowed, NotFound, Refused
from tests.unit import factories
from tests.unit.at_once import at_once
from tests.unit.services import batch_steps as steps

NOW, RELEASE_AT = factories.NOW, factories.RELEASE_AT
LATER = RELEASE_AT + timedelta(days=1)


@pytest.fixture
def approved(database: str) -> ReleaseBatch:
    batch = steps.submit(steps.make(), factories.ben())
    return steps.approve(steps.approve(batch, factories.ada()), factories.bo())


def actor(name: str = "Eve", role: str = "approver") -> Actor:
    return Actor.of_staff(factories.staff(name, role, factories.centre()))


def test_a_stopped_batch_does_not_go_out(approved: ReleaseBatch) -> None:
    batch = batch_changes.stop(approved, actor=actor(), reason="Wait", now=NOW)
    assert (batch.state, batch.reason, approvals.live_approvals(batch)) == ("stopped", "Wait", [])
    assert release.release_due_batches(required=2, now=LATER) == []
    assert steps.fresh(batch).state == "stopped"


def test_it_goes_on_with_a_new_time_and_new_approvals(approved: ReleaseBatch) -> None:
    batch = batch_changes.stop(approved, actor=actor(), reason="Wait", now=NOW)
    batch = batch_changes.resume(batch, actor=actor("Ivo", "officer"), release_at=LATER, now=NOW)
    assert (batch.state, batch.release_at, batch.reason) == ("submitted", LATER, "")
    assert release.release_due_batches(required=2, now=LATER) == []
    batch = steps.go_out(batch, factories.staff("Ann", "approver", factories.centre()), actor("Abe").staff, now=LATER)
    assert batch.state == "released"


def test_a_passed_time_is_no_new_time(approved: ReleaseBatch) -> None:
    batch = batch_changes.stop(approved, actor=actor(), reason="Wait", now=NOW)
    with pytest.raises(Refused, match="time_passed"):
        batch_changes.resume(batch, actor=actor("Ivo"), release_at=RELEASE_AT, now=RELEASE_AT)


def test_a_cancelled_batch_is_over_and_makes_room(approved: ReleaseBatch) -> None:
    eve = actor()
    batch = batch_changes.cancel(approved, actor=eve, reason="Wrong file", now=NOW)
    assert batch.state == "cancelled"
    assert release.release_due_batches(required=2, now=LATER) == []
    with pytest.raises(IllegalStepError):
        batch_changes.resume(batch, actor=eve, release_at=LATER, now=NOW)
    assert open_batch(batch.sitting, "main", actor=eve, now=NOW).id != batch.id


@pytest.mark.parametrize(
    ("person", "refusal"), [("officer", NotAllowed), ("auditor", NotAllowed), ("charlie", NotFound)]
)
def test_who_may_not_halt(approved: ReleaseBatch, person: str, refusal: type[Exception]) -> None:
    who = Actor.of_staff(factories.charlie()) if person == "charlie" else actor("Eve", person)
    with pytest.raises(refusal):
        batch_changes.stop(approved, actor=who, reason="x", now=NOW)
    with pytest.raises(refusal):
        batch_changes.cancel(approved, actor=who, reason="x", now=NOW)
    assert steps.fresh(approved).state == "approved"


def test_a_stop_and_the_release_at_the_same_instant_are_one_of_the_two(approved: ReleaseBatch) -> None:
    eve = actor()

    def act(number: int) -> object:
        if number == 0:
            return batch_changes.stop(approved, actor=eve, reason="Wait", now=RELEASE_AT)
        return release.release_due_batches(required=2, now=RELEASE_AT)

    outcomes = at_once(2, act)
    state = steps.fresh(approved).state
    assert state in ("stopped", "released")
    assert isinstance(outcomes[0], IllegalStepError) == (state == "released")
