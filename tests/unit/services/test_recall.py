"""Recall: two people, results gone at once, honest emails, and a corrected version that tells only whom it changed."""

import json
from datetime import timedelta

import pytest

from portal.models.candidate import Candidate
from portal.models.outbox_email import OutboxEmail
from portal.models.recall import Recall
from portal.models.release_batch import ReleaseBatch
from portal.services import approvals, batch_changes, recall, results
from portal.services.actor import Actor
from portal.services.batch_making import put, settle
from portal.services.errors import IllegalStepError, NotAllowed, NotFound, Refused
from tests.unit import factories
from tests.unit.services import batch_steps as steps

NOW = factories.RELEASE_AT + timedelta(hours=1)
LATER = NOW + timedelta(minutes=5)


def state_for(batch: ReleaseBatch) -> set[str]:
    """What the candidates of the batch are shown."""
    people = [row.entry.candidate for row in steps.rows(batch)]
    return {view.state for person in people for view in results.list_for(person, now=LATER)}


def kinds() -> list[str]:
    query = OutboxEmail.select(OutboxEmail.kind).where(OutboxEmail.candidate.is_null(False))
    return sorted(email.kind for email in query)


def test_asking_changes_nothing_for_candidates(database: str) -> None:
    batch = steps.make(state="released")
    recall.ask(batch, actor=Actor.of_staff(factories.ada()), reason="Wrong key", now=NOW)
    assert state_for(batch) == {"OK"}
    assert kinds() == []


def test_the_second_person_withdraws(database: str) -> None:
    batch = steps.make(state="released")
    recall.ask(batch, actor=Actor.of_staff(factories.ada()), reason="Wrong key", now=NOW)
    batch = recall.confirm(batch, actor=Actor.of_staff(factories.bo()), now=LATER)
    assert (batch.state, batch.recalled_at, batch.reason) == ("recalled", LATER, "Wrong key")
    assert state_for(batch) == {"WITHDRAWN"}
    assert kinds() == ["results_withdrawn"] * 3


def test_emails_that_wait_do_not_leave_any_more(database: str) -> None:
    batch = steps.make(state="released")
    person = Candidate.get()
    for state in ("queued", "parked", "sent"):
        OutboxEmail.create(
            unique_key=state, kind="results_released", state=state, batch=batch, candidate=person, due_at=NOW,
            created_at=NOW,
        )  # fmt: skip
    recall.emergency(batch, actor=Actor.of_staff(factories.bo()), reason="Wrong key", now=NOW)
    found = {
        email.unique_key: email.state for email in OutboxEmail.select().where(OutboxEmail.kind == "results_released")
    }
    assert found == {"queued": "cancelled", "parked": "cancelled", "sent": "sent"}


def test_an_emergency_is_withdrawn_at_once_and_confirmed_afterwards(database: str) -> None:
    bo, second = factories.bo(), factories.staff("Cyd", "board", None)
    batch = recall.emergency(steps.make(state="released"), actor=Actor.of_staff(bo), reason="Wrong key", now=NOW)
    assert state_for(batch) == {"WITHDRAWN"}
    asked = recall.waiting(batch)
    assert asked is not None
    assert recall.confirm_by(asked) == NOW + timedelta(hours=1)
    with pytest.raises(Refused, match="own_recall"):
        recall.confirm(batch, actor=Actor.of_staff(bo), now=LATER)
    with pytest.raises(Refused, match="withdrawn_before"):
        recall.turn_down(batch, actor=Actor.of_staff(second), now=LATER)
    assert recall.confirm(batch, actor=Actor.of_staff(second), now=LATER).state == "recalled"
    assert recall.waiting(batch) is None
    assert kinds() == ["results_withdrawn"] * 3


def test_one_person_is_not_two(database: str) -> None:
    batch, bo = steps.make(state="released"), Actor.of_staff(factories.bo())
    recall.ask(batch, actor=bo, reason="Wrong key", now=NOW)
    with pytest.raises(Refused, match="own_recall"):
        recall.confirm(batch, actor=bo, now=LATER)
    with pytest.raises(Refused, match="asked_before"):
        recall.emergency(batch, actor=bo, reason="Wrong key", now=LATER)
    assert steps.fresh(batch).state == "released"
    assert Recall.select().count() == 1


def test_a_recall_that_is_turned_down_can_be_asked_for_again(database: str) -> None:
    batch, ada = steps.make(state="released"), Actor.of_staff(factories.ada())
    bo = Actor.of_staff(factories.bo())
    recall.ask(batch, actor=ada, reason="Wrong key", now=NOW)
    assert recall.turn_down(batch, actor=bo, now=LATER).state == "released"
    with pytest.raises(Refused, match="not_asked"):
        recall.confirm(batch, actor=bo, now=LATER)
    recall.ask(batch, actor=ada, reason="It is wrong", now=LATER)
    assert recall.confirm(batch, actor=bo, now=LATER).state == "recalled"


def test_who_may_not_recall(database: str) -> None:
    batch = steps.make(state="released")
    with pytest.raises(NotAllowed):
        recall.ask(batch, actor=Actor.of_staff(factories.ben()), reason="x", now=NOW)
    with pytest.raises(NotAllowed):
        recall.emergency(batch, actor=Actor.of_staff(factories.ada()), reason="x", now=NOW)
    with pytest.raises(NotFound):
        recall.ask(batch, actor=Actor.of_staff(factories.charlie()), reason="x", now=NOW)


@pytest.mark.parametrize("state", ["draft", "approved", "stopped"])
def test_only_what_is_out_is_recalled(sqlite_database: str, state: str) -> None:
    with pytest.raises(IllegalStepError):
        recall.ask(steps.make(state=state), actor=Actor.of_staff(factories.bo()), reason="x", now=NOW)


def test_the_corrected_version_tells_only_whom_it_changed(database: str) -> None:
    ben, ada, bo = factories.ben(), factories.ada(), factories.bo()
    batch = recall.emergency(steps.make(state="released"), actor=Actor.of_staff(bo), reason="Wrong key", now=NOW)
    changed = steps.rows(batch)[0]
    touched: dict[int, str] = {}
    scores = json.dumps(factories.SCORES | {"writing": 170})
    corrected = factories.result(changed.entry, version=2, overall_score=174, scores=scores, created_at=LATER)
    put([(changed.entry, corrected)], touched=touched, actor=Actor.of_staff(ben), now=LATER)
    settle(touched, actor=Actor.of_staff(ben), now=LATER)
    batch = steps.fresh(batch)
    assert (batch.state, batch.version, approvals.live_approvals(batch)) == ("draft", 2, [])
    assert state_for(batch) == {"WITHDRAWN"}
    out = LATER + timedelta(hours=2)
    batch = steps.go_out(steps.submit(batch, ben, at=out, now=LATER), ada, bo, now=out)
    assert batch.state == "released"
    told = OutboxEmail.select().where(OutboxEmail.unique_key.endswith(":v2"), OutboxEmail.candidate.is_null(False))
    assert sorted((email.kind, email.candidate_id == changed.entry.candidate_id) for email in told) == [
        ("results_corrected", True), ("results_released", False), ("results_released", False),
    ]  # fmt: skip


def test_opening_for_correction_needs_the_right_person(database: str) -> None:
    bo = Actor.of_staff(factories.bo())
    batch = recall.emergency(steps.make(state="released"), actor=bo, reason="Wrong key", now=NOW)
    with pytest.raises(NotAllowed):
        batch_changes.correct(batch, actor=Actor.of_staff(factories.ada()), now=LATER)
    again = batch_changes.correct(batch, actor=Actor.of_staff(factories.ben()), now=LATER)
    assert (again.state, again.version, again.content_hash) == ("draft", 2, "")
    assert again.released_at is not None
