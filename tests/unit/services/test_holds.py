"""Holding one candidate's row, and lifting the hold by another person."""

from datetime import date, timedelta

import pytest

from portal.models.approval import Approval
from portal.models.hold import Hold
from portal.services import approvals, batch_changes, holds, results
from portal.services.actor import Actor
from portal.services.errors import NotAllowed, NotFound, Refused
from tests.unit import factories
from tests.unit.at_once import at_once, kinds
from tests.unit.services import batch_steps as steps

NOW = factories.NOW


@pytest.mark.parametrize(("before", "after"), [("draft", "draft"), ("approved", "submitted"), ("stopped", "stopped")])
def test_a_hold_voids_what_was_approved(database: str, before: str, after: str) -> None:
    batch, ada = steps.make(), factories.ada()
    if before != "draft":
        batch = steps.approve(steps.submit(batch, factories.ben()), factories.bo())
        batch.state = before
        batch.save()
    old = batch.content_hash
    steps.hold(steps.rows(batch)[0], ada)
    batch = steps.fresh(batch)
    assert batch.state == after
    assert batch.content_hash != old
    assert approvals.live_approvals(batch) == []
    assert all(voided.void_reason == "A row was held." for voided in Approval.select())


def test_a_held_candidate_never_reads_the_reason(database: str) -> None:
    batch, ada = steps.make(), factories.ada()
    steps.hold(steps.rows(batch)[0], ada, shown_as="WITHHELD", reason="Suspected cheating")
    out = steps.go_out(steps.submit(batch, factories.ben()), ada, factories.bo())
    (view,) = results.list_for(steps.rows(out)[0].entry.candidate, now=factories.RELEASE_AT)
    assert view.outcome is not None
    assert (view.outcome.status, view.outcome.overall_score, view.outcome.grade) == ("WITHHELD", None, "")
    assert "cheating" not in repr(view.outcome)


def test_who_held_does_not_lift(database: str) -> None:
    batch, ada, bo = steps.make(), factories.ada(), factories.bo()
    row = steps.rows(batch)[0]
    steps.hold(row, ada)
    with pytest.raises(Refused, match="own_hold"):
        holds.lift(row, actor=Actor.of_staff(ada), now=NOW)
    holds.lift(row, actor=Actor.of_staff(bo), now=NOW)
    assert steps.rows(batch)[0].held_as == ""
    with pytest.raises(NotFound):
        holds.lift(row, actor=Actor.of_staff(bo), now=NOW)


def test_a_row_is_held_once(database: str) -> None:
    row, ada = steps.rows(steps.make())[0], factories.ada()
    outcomes = at_once(8, lambda _: steps.hold(row, ada))
    assert kinds(outcomes) == {"Hold": 1, "Refused": 7}
    assert Hold.select().count() == 1


@pytest.mark.parametrize("state", ["released", "recalled", "cancelled"])
def test_what_is_out_is_not_held(sqlite_database: str, state: str) -> None:
    with pytest.raises(Refused, match="too_late"):
        steps.hold(steps.rows(steps.make(state=state))[0], factories.ada())


def test_the_day_of_the_news_is_ahead_by_the_centres_calendar(sqlite_database: str) -> None:
    row, ada = steps.rows(steps.make())[0], factories.ada()
    night = NOW.replace(hour=22, minute=30)  # half past midnight in Madrid
    with pytest.raises(Refused, match="date_passed"):
        steps.hold(row, ada, now=night, next_update_on=night.date())
    hold = steps.hold(row, ada, now=night, next_update_on=night.date() + timedelta(days=1))
    holds.postpone(row, actor=Actor.of_staff(ada), next_update_on=date(2026, 5, 1), now=night)
    assert Hold.get_by_id(hold.id).next_update_on == date(2026, 5, 1)


def test_who_may_hold(sqlite_database: str) -> None:
    row = steps.rows(steps.make())[0]
    with pytest.raises(NotAllowed):
        steps.hold(row, factories.ben())
    with pytest.raises(NotFound):
        steps.hold(row, factories.charlie())


def test_owners_are_people_who_act_for_the_centre(sqlite_database: str) -> None:
    batch = steps.make()
    people = [factories.ada(), factories.ben(), factories.bo()]
    factories.audrey()
    factories.charlie()
    assert holds.owners(batch) == people


def test_a_lifted_hold_holds_nothing_in_a_corrected_version(database: str) -> None:
    ben, ada, bo = factories.ben(), factories.ada(), factories.bo()
    batch = steps.make()
    row = steps.rows(batch)[0]
    steps.hold(row, ada)
    batch = steps.go_out(steps.submit(batch, ben), ada, bo)
    later = factories.RELEASE_AT + timedelta(hours=1)
    holds.lift(row, actor=Actor.of_staff(bo), now=later)
    from_now = steps.emergency(batch, bo, later)
    batch_changes.correct(from_now, actor=Actor.of_staff(ben), now=later)
    assert [each.held_as for each in steps.rows(batch)] == ["", "", ""]
