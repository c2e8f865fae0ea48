"""Recall: two people, results gone at once, honest emails, and a corrected version that tells only whom it changed."""

import json
from datetime import timedelta

import pytest

from portal.models.candidate import Candidate
from portal.models.outbox_email import OutboxEmail
from portal.models.recall import Recall
from portal.models.release_batch import ReleaseBatch
from portal.services import approvals, batch_changes, calendar_work, recall, results
from portal.services.actor import Actor
from portal.services.batch_making import put, settle
from portal.services.errors import IllegalStepError, NotAllowed, NotFound, Refused, SlowDown
from portal.services.still_true import Verdict
from tests.unit import factories
from tests.unit.services import batch_steps as steps
from tests.unit.services.mail_rows import verdict_of

NOW = factories.RELEASE_AT + timedelta(hours=1)
LATER = NOW + timedelta(minutes=5)


def state_for(batch: ReleaseBatch) -> set[str]:
    """What the candidates of the batch are shown."""
    people = [row.entry.candidate for row in steps.rows(batch)]
    return {view.state for person in people for view in results.list_for(person, now=LATER)}


def kinds() -> list[str]:
    query = OutboxEmail.select(OutboxEmail.kind).where(OutboxEmail.candidate.is_null(False))
    return sorted(email.kind for email in query)


def late_news() -> list[OutboxEmail]:
    return list(OutboxEmail.select().where(OutboxEmail.kind == "batch_recall_unconfirmed"))


def test_asking_changes_nothing_for_candidates(database: str) -> None:
    batch = steps.make(state="released")
    steps.ask_recall(batch, factories.ada(), NOW)
    assert state_for(batch) == {"OK"}
    assert kinds() == []


def test_the_second_person_withdraws(database: str) -> None:
    batch = steps.make(state="released")
    steps.ask_recall(batch, factories.ada(), NOW)
    batch = steps.confirm_recall(batch, factories.bo(), LATER)
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
    steps.emergency(batch, factories.bo(), NOW)
    found = {
        email.unique_key: email.state for email in OutboxEmail.select().where(OutboxEmail.kind == "results_released")
    }
    assert found == {"queued": "cancelled", "parked": "cancelled", "sent": "sent"}


def test_an_emergency_is_withdrawn_at_once_and_confirmed_afterwards(database: str) -> None:
    bo, second = factories.bo(), factories.staff("Cyd", "board", None)
    batch = steps.emergency(steps.make(state="released"), bo, NOW)
    assert state_for(batch) == {"WITHDRAWN"}
    asked = recall.waiting(batch)
    assert asked is not None
    assert recall.confirm_by(asked) == NOW + timedelta(hours=1)
    with pytest.raises(Refused, match="own_recall"):
        steps.confirm_recall(batch, bo, LATER)
    with pytest.raises(Refused, match="withdrawn_before"):
        recall.turn_down(batch, actor=Actor.of_staff(second), now=LATER)
    assert steps.confirm_recall(batch, second, LATER).state == "recalled"
    assert recall.waiting(batch) is None
    assert kinds() == ["results_withdrawn"] * 3


def test_one_person_is_not_two(database: str) -> None:
    batch, bo = steps.make(state="released"), factories.bo()
    steps.ask_recall(batch, bo, NOW)
    with pytest.raises(Refused, match="own_recall"):
        steps.confirm_recall(batch, bo, LATER)
    with pytest.raises(Refused, match="asked_before"):
        steps.emergency(batch, bo, LATER)
    assert steps.fresh(batch).state == "released"
    assert Recall.select().count() == 1


def test_a_recall_that_is_turned_down_can_be_asked_for_again(database: str) -> None:
    batch, ada, bo = steps.make(state="released"), factories.ada(), factories.bo()
    steps.ask_recall(batch, ada, NOW)
    assert recall.turn_down(batch, actor=Actor.of_staff(bo), now=LATER).state == "released"
    with pytest.raises(Refused, match="not_asked"):
        steps.confirm_recall(batch, bo, LATER)
    steps.ask_recall(batch, ada, LATER)
    assert steps.confirm_recall(batch, bo, LATER).state == "recalled"


def test_each_of_the_two_proves_it_with_a_code_of_their_own(database: str) -> None:
    batch, ada, bo = steps.make(state="released"), factories.ada(), factories.bo()
    by_ada, by_bo = Actor.of_staff(ada), Actor.of_staff(bo)
    with pytest.raises(Refused, match="wrong_code"):
        recall.ask(batch, actor=by_ada, code=steps.code(bo, NOW), reason="x", now=NOW)
    with pytest.raises(Refused, match="wrong_code"):
        recall.emergency(batch, actor=by_bo, code="", reason="x", now=NOW)
    assert not Recall.select().exists()
    steps.ask_recall(batch, ada, NOW)
    with pytest.raises(Refused, match="wrong_code"):
        recall.confirm(batch, actor=by_bo, code=steps.code(ada, LATER), now=LATER)
    assert steps.fresh(batch).state == "released"
    assert state_for(batch) == {"OK"}
    assert steps.confirm_recall(batch, bo, LATER).state == "recalled"


def test_codes_are_not_guessed_but_other_refusals_do_not_count(database: str) -> None:
    batch, ada = steps.make(), factories.ada()
    for _ in range(6):
        with pytest.raises(IllegalStepError):
            steps.ask_recall(batch, ada, NOW)
    batch = steps.make(state="released", sitting=factories.sitting(exam_code="B2FS"))
    for _ in range(5):
        with pytest.raises(Refused, match="wrong_code"):
            recall.ask(batch, actor=Actor.of_staff(ada), code="000000", reason="x", now=NOW)
    with pytest.raises(SlowDown):
        steps.ask_recall(batch, ada, NOW)


def test_the_board_is_told_once_when_the_hour_passes(database: str) -> None:
    bo, second = factories.bo(), factories.staff("Cyd", "board", None)
    factories.ada()
    batch = steps.emergency(steps.make(state="released"), bo, NOW)
    hour = NOW + timedelta(hours=1)
    calendar_work.work_through(now=hour - timedelta(seconds=1))
    assert late_news() == []
    for minute in range(3):
        calendar_work.work_through(now=hour + timedelta(minutes=minute))
    assert sorted(email.staff.name for email in late_news()) == ["Bo", "Cyd"]
    assert {verdict_of(email.id, now=hour) for email in late_news()} == {Verdict.SEND}
    steps.confirm_recall(batch, second, hour)
    assert {verdict_of(email.id, now=hour) for email in late_news()} == {Verdict.DROP}


def test_a_recall_that_is_only_asked_for_or_confirmed_in_time_is_not_late(database: str) -> None:
    steps.ask_recall(steps.make(state="released"), factories.ada(), NOW)
    batch = steps.emergency(
        steps.make(state="released", sitting=factories.sitting(exam_code="B2FS")), factories.bo(), NOW
    )
    steps.confirm_recall(batch, factories.staff("Cyd", "board", None), LATER)
    assert recall.unconfirmed(now=NOW + timedelta(days=2)) == []


def test_who_may_not_recall(database: str) -> None:
    batch = steps.make(state="released")
    with pytest.raises(NotAllowed):
        steps.ask_recall(batch, factories.ben(), NOW)
    with pytest.raises(NotAllowed):
        steps.emergency(batch, factories.ada(), NOW)
    with pytest.raises(NotFound):
        steps.ask_recall(batch, factories.charlie(), NOW)


@pytest.mark.parametrize("state", ["draft", "approved", "stopped"])
def test_only_what_is_out_is_recalled(sqlite_database: str, state: str) -> None:
    with pytest.raises(IllegalStepError):
        steps.ask_recall(steps.make(state=state), factories.bo(), NOW)


def test_the_corrected_version_tells_only_whom_it_changed(database: str) -> None:
    ben, ada, bo = factories.ben(), factories.ada(), factories.bo()
    batch = steps.emergency(steps.make(state="released"), bo, NOW)
    changed = steps.rows(batch)[0]
    touched: dict[int, str] = {}
    scores = json.dumps(factories.SCORES | {"writing": 170})
    corrected = factories.result(changed.entry, version=2, overall_score=174, scores=scores, created_at=LATER)
    put(
        changed.entry.sitting, [(changed.entry_id, corrected.id)], touched=touched, actor=Actor.of_staff(ben), now=LATER
    )
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


def test_who_is_added_to_the_corrected_version_is_told_of_a_first_result(sqlite_database: str) -> None:
    ben, ada, bo = factories.ben(), factories.ada(), factories.bo()
    by_ben = Actor.of_staff(ben)
    batch = batch_changes.correct(steps.emergency(steps.make(state="released"), bo, NOW), actor=by_ben, now=LATER)
    late = factories.entry(batch.sitting)
    person = factories.candidate(late, email="late@example.org")
    touched: dict[int, str] = {}
    put(
        late.sitting, [(late.id, factories.result(late, created_at=LATER).id)], touched=touched, actor=by_ben, now=LATER
    )
    assert touched == {batch.id: "added"}
    assert [view.state for view in results.list_for(person, now=LATER)] == ["WAITING"]
    out = LATER + timedelta(hours=2)
    steps.go_out(steps.submit(steps.fresh(batch), ben, at=out, now=LATER), ada, bo, now=out)
    (told,) = OutboxEmail.select().where(OutboxEmail.candidate == person)
    assert told.kind == "results_released"


def test_opening_for_correction_needs_the_right_person(database: str) -> None:
    batch = steps.emergency(steps.make(state="released"), factories.bo(), NOW)
    with pytest.raises(NotAllowed):
        batch_changes.correct(batch, actor=Actor.of_staff(factories.ada()), now=LATER)
    again = batch_changes.correct(batch, actor=Actor.of_staff(factories.ben()), now=LATER)
    assert (again.state, again.version, again.content_hash) == ("draft", 2, "")
    assert again.released_at is not None
