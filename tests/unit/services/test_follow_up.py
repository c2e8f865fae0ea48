"""What goes out later: lifted holds, results that were promised, and single results that are amended."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from portal.models.batch_row import BatchRow
from portal.models.outbox_email import OutboxEmail
from portal.models.release_batch import ReleaseBatch
from portal.services import amend, follow_up, holds, results
from portal.services.actor import Actor
from portal.services.batch_making import put
from portal.services.errors import NotAllowed, Refused
from tests.unit import factories
from tests.unit.services import batch_steps as steps

NOW = factories.RELEASE_AT + timedelta(days=1)
HIGHER = factories.SCORES | {"writing": 175}


@pytest.fixture
def out(database: str) -> ReleaseBatch:
    """A release of three in which the first row is held by Ada."""
    batch = steps.make()
    ada = factories.ada()
    steps.hold(steps.rows(batch)[0], ada)
    batch = steps.submit(batch, factories.ben())
    return steps.go_out(batch, ada, factories.bo())


def lift(row: BatchRow) -> None:
    holds.lift(row, actor=Actor.of_staff(factories.staff("Ida", "approver", factories.centre())), now=NOW)


def test_a_held_row_shows_its_word_and_gets_no_email(out: ReleaseBatch) -> None:
    held = steps.rows(out)[0]
    (view,) = results.list_for(held.entry.candidate, now=NOW)
    assert view.state == "PENDING"
    written = OutboxEmail.select().where(OutboxEmail.kind == "results_released")
    assert {email.candidate_id for email in written} == {row.entry.candidate_id for row in steps.rows(out)[1:]}


def test_a_lifted_hold_is_proposed_once(out: ReleaseBatch) -> None:
    assert follow_up.proposed(out) == []
    held = steps.rows(out)[0]
    lift(held)
    assert [row.id for row in follow_up.proposed(out)] == [held.id]
    ben = Actor.of_staff(factories.staff("Bea", "officer", factories.centre()))
    target = follow_up.make(out, actor=ben, now=NOW)
    assert (target.kind, target.state, [row.entry_id for row in steps.rows(target)]) == (
        "follow_up", "draft", [held.entry_id],
    )  # fmt: skip
    with pytest.raises(Refused, match="nothing_to_follow"):
        follow_up.make(out, actor=ben, now=NOW)
    assert follow_up.others(out) == [target]


def test_an_approver_does_not_fill_the_follow_up(out: ReleaseBatch) -> None:
    lift(steps.rows(out)[0])
    with pytest.raises(NotAllowed):
        follow_up.make(out, actor=Actor.of_staff(factories.staff("Ivo", "approver", factories.centre())), now=NOW)


def test_what_is_imported_for_a_held_row_waits_for_the_lift(out: ReleaseBatch) -> None:
    held = steps.rows(out)[0]
    newer = factories.result(held.entry, version=2, overall_score=174)
    bea = Actor.of_staff(factories.staff("Bea", "officer", factories.centre()))
    put(held.entry.sitting, [(held.entry_id, newer.id)], touched={}, actor=bea, now=NOW)
    assert follow_up.others(out) == []
    lift(held)
    target = follow_up.make(out, actor=bea, now=NOW)
    assert [row.result_id for row in steps.rows(target)] == [newer.id]


@pytest.mark.parametrize(("status", "kind"), [("PENDING", "follow_up"), ("WITHHELD", "follow_up"), ("OK", "amendment")])
def test_a_new_result_goes_where_it_belongs(database: str, status: str, kind: str) -> None:
    sitting = factories.sitting()
    entry = factories.entry(sitting)
    factories.batch(sitting, factories.result(entry, status=status), state="released")
    newer = factories.result(entry, version=2, overall_score=174)
    put(entry.sitting, [(entry.id, newer.id)], touched={}, actor=Actor.of_staff(factories.ben()), now=NOW)
    assert ReleaseBatch.get(ReleaseBatch.state == "draft").kind == kind


def amended(row: BatchRow, scores: Mapping[str, int] = HIGHER, status: str = "OK") -> ReleaseBatch:
    bea = factories.staff("Bea", "officer", factories.centre())
    return amend.amend(row, actor=Actor.of_staff(bea), status=status, scores=scores, reason="Re-mark", now=NOW)


def test_an_amended_result_keeps_the_version_before(database: str) -> None:
    row = steps.rows(steps.make(state="released"))[0]
    target = amended(row)
    newest, before = amend.versions(row.entry)
    assert (newest.version, newest.overall_score, newest.grade, before.overall_score) == (2, 175, "B", 173)
    assert (target.kind, target.state) == ("amendment", "draft")
    (view,) = results.list_for(row.entry.candidate, now=NOW)
    assert view.outcome is not None
    assert view.outcome.overall_score == 173


def test_an_amendment_replaces_and_says_so(database: str) -> None:
    row = steps.rows(steps.make(state="released"))[0]
    later = NOW + timedelta(hours=2)
    batch = steps.submit(amended(row), factories.ben(), at=later, now=NOW)
    steps.go_out(batch, factories.ada(), factories.bo(), now=later)
    (view,) = results.list_for(row.entry.candidate, now=later)
    assert view.outcome is not None
    assert (view.outcome.overall_score, view.outcome.updated_at) == (175, later)
    assert OutboxEmail.select().where(OutboxEmail.kind == "results_corrected").count() == 1


@pytest.mark.parametrize(
    ("scores", "code"), [(factories.SCORES, "same"), (HIGHER | {"writing": 200}, "impossible"), ({}, "impossible")]
)
def test_an_amendment_that_can_not_be(database: str, scores: dict[str, int], code: str) -> None:
    row = steps.rows(steps.make(state="released"))[0]
    with pytest.raises(Refused, match=code):
        amended(row, scores)
    assert len(amend.versions(row.entry)) == 1


def test_only_what_is_out_is_amended(database: str) -> None:
    with pytest.raises(Refused, match="not_out"):
        amended(steps.rows(steps.make(state="approved"))[0])


def test_an_amendment_from_scores_to_absent(database: str) -> None:
    row = steps.rows(steps.make(state="released"))[0]
    amended(row, {}, status="Z")
    newest = amend.versions(row.entry)[0]
    assert (newest.status, newest.overall_score, newest.grade) == ("Z", None, "")
