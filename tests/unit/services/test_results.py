"""What a candidate may see: nothing before the release, the right thing after it, and nothing of what is withdrawn."""

from datetime import timedelta

import pytest

from portal.models.batch_row import BatchRow
from portal.models.entry import Entry
from portal.models.release_batch import ReleaseBatch
from portal.models.result_view import ResultView
from portal.services import results
from portal.services.errors import NotFound
from portal.services.seen import EntryView
from tests.unit import factories

AFTER = factories.RELEASE_AT + timedelta(days=1)
UNRELEASED = ["draft", "submitted", "approved", "stopped", "cancelled"]


def see(entry: Entry, *, now: object = AFTER) -> EntryView:
    candidate = entry.candidate or factories.candidate(entry)
    return results.one_for(candidate, public_id=entry.public_id, now=now)


@pytest.mark.parametrize("state", UNRELEASED)
def test_a_result_whose_batch_is_not_out_is_not_there(database: str, state: str) -> None:
    entry = factories.entry()
    factories.batch(entry.sitting, factories.result(entry), state=state)
    view = see(entry)
    assert (view.state, view.outcome) == ("WAITING", None)


@pytest.mark.parametrize("state", UNRELEASED)
def test_a_noted_time_of_release_alone_opens_nothing(database: str, state: str) -> None:
    entry = factories.entry()
    factories.batch(entry.sitting, factories.result(entry), state=state)
    ReleaseBatch.update(released_at=factories.RELEASE_AT).execute()
    assert see(entry).state == "WAITING"


def test_a_released_result_is_there_from_its_minute_on(database: str) -> None:
    entry = factories.entry()
    factories.batch(entry.sitting, factories.result(entry), state="released")
    assert see(entry, now=factories.RELEASE_AT - timedelta(seconds=1)).state == "WAITING"
    outcome = see(entry, now=factories.RELEASE_AT).outcome
    assert outcome is not None
    assert (outcome.overall_score, outcome.grade, outcome.cefr_level) == (173, "B", "B2")
    assert outcome.scores == factories.SCORES


@pytest.mark.parametrize("status", ["X", "Z", "PENDING", "WITHHELD"])
def test_a_status_without_scores_is_told_as_it_is(database: str, status: str) -> None:
    entry = factories.entry()
    factories.batch(entry.sitting, factories.result(entry, status=status), state="released")
    view = see(entry)
    assert view.state == status
    assert view.outcome is not None
    assert view.outcome.overall_score is None


@pytest.mark.parametrize("word", ["PENDING", "WITHHELD"])
def test_a_held_row_shows_its_word_and_nothing_of_the_result(database: str, word: str) -> None:
    entry = factories.entry()
    factories.batch(entry.sitting, factories.result(entry), state="released")
    BatchRow.update(held_as=word).execute()
    outcome = see(entry).outcome
    assert outcome is not None
    assert (outcome.status, outcome.overall_score, outcome.grade, outcome.scores) == (word, None, "", None)


def test_a_recalled_result_is_withdrawn_until_its_corrected_version_is_out(database: str) -> None:
    entry = factories.entry()
    batch = factories.batch(entry.sitting, factories.result(entry), state="recalled", recalled_at=AFTER)
    assert see(entry).state == "WITHDRAWN"
    for state in ("draft", "submitted", "approved", "stopped"):
        ReleaseBatch.update(state=state, version=2).where(ReleaseBatch.id == batch.id).execute()
        assert see(entry).state == "WITHDRAWN"
    ReleaseBatch.update(state="released", version=2).where(ReleaseBatch.id == batch.id).execute()
    assert see(entry).state == "OK"


def test_who_comes_in_with_the_corrected_version_waits_for_it(database: str) -> None:
    sitting = factories.sitting()
    there, late = factories.entry(sitting), factories.entry(sitting)
    batch = factories.batch(
        sitting, factories.result(there), factories.result(late, created_at=AFTER), state="approved",
        version=2, recalled_at=factories.RELEASE_AT, released_at=factories.RELEASE_AT,
    )  # fmt: skip
    BatchRow.update(added_in=2).where(BatchRow.entry == late).execute()
    for state in ("draft", "submitted", "approved", "stopped"):
        ReleaseBatch.update(state=state).where(ReleaseBatch.id == batch.id).execute()
        assert (see(there).state, see(late).state) == ("WITHDRAWN", "WAITING")
    ReleaseBatch.update(state="released", released_at=AFTER).where(ReleaseBatch.id == batch.id).execute()
    outcomes = [see(entry).outcome for entry in (there, late)]
    assert [(bool(each.confirmed_at), bool(each.updated_at)) for each in outcomes if each] == [
        (True, False),
        (False, False),
    ]
    ReleaseBatch.update(state="recalled").where(ReleaseBatch.id == batch.id).execute()
    assert (see(there).state, see(late).state) == ("WITHDRAWN", "WITHDRAWN")


def test_a_corrected_result_says_that_it_was_updated_and_an_unchanged_one_that_it_was_checked(database: str) -> None:
    changed, same = (factories.entry(sitting) for sitting in [factories.sitting()] * 2)
    recalled_at, again = factories.NOW + timedelta(days=2), factories.NOW + timedelta(days=4)
    factories.batch(
        changed.sitting,
        factories.result(changed, version=2, created_at=recalled_at + timedelta(days=1)),
        factories.result(same),
        state="released",
        version=2,
        released_at=again,
        recalled_at=recalled_at,
    )
    outcomes = [see(entry, now=again + timedelta(days=1)).outcome for entry in (changed, same)]
    assert [(outcome.updated_at, outcome.confirmed_at) for outcome in outcomes if outcome] == [
        (again, None),
        (None, again),
    ]


def test_an_amendment_replaces_the_result_and_says_so(database: str) -> None:
    entry = factories.entry()
    factories.batch(entry.sitting, factories.result(entry), state="released")
    better = factories.result(entry, version=2, overall_score=180, grade="A", cefr_level="C1")
    factories.batch(entry.sitting, better, state="released", kind="amendment", released_at=AFTER)
    outcome = see(entry, now=AFTER).outcome
    assert outcome is not None
    assert (outcome.grade, outcome.updated_at) == ("A", AFTER)


def test_an_amendment_that_is_held_or_not_out_leaves_the_result_in_force(database: str) -> None:
    entry = factories.entry()
    factories.batch(entry.sitting, factories.result(entry), state="released")
    better = factories.result(entry, version=2, overall_score=180, grade="A", cefr_level="C1")
    amendment = factories.batch(entry.sitting, better, state="approved", kind="amendment")
    before = see(entry)
    BatchRow.update(held_as="PENDING").where(BatchRow.batch == amendment).execute()
    ReleaseBatch.update(state="released", released_at=AFTER).where(ReleaseBatch.id == amendment.id).execute()
    for view in (before, see(entry)):
        assert view.outcome is not None
        assert (view.outcome.grade, view.outcome.updated_at) == ("B", None)


def test_a_follow_up_brings_the_result_that_was_held(database: str) -> None:
    entry = factories.entry()
    result = factories.result(entry)
    factories.batch(entry.sitting, result, state="released")
    BatchRow.update(held_as="PENDING").execute()
    factories.batch(entry.sitting, result, state="released", kind="follow_up", released_at=AFTER)
    assert see(entry, now=AFTER).state == "OK"


def test_a_window_that_passed_without_a_release_is_late_by_the_calendar_of_the_centre(database: str) -> None:
    entry = factories.entry(factories.sitting(factories.centre(timezone="Asia/Tokyo")))
    midnight_there = factories.NOW.replace(day=25, hour=15)
    assert see(entry, now=midnight_there - timedelta(seconds=1)).state == "WAITING"
    assert see(entry, now=midnight_there).state == "LATE"


def test_nobody_sees_an_entry_of_somebody_else(database: str) -> None:
    entry, other = factories.entry(), factories.entry(factories.sitting(factories.centre("ZZ002")))
    factories.batch(entry.sitting, factories.result(entry), state="released")
    factories.candidate(entry)
    stranger = factories.candidate(other, email="stranger@example.org")
    with pytest.raises(NotFound):
        results.one_for(stranger, public_id=entry.public_id, now=AFTER)
    assert [view.entry.id for view in results.list_for(stranger, now=AFTER)] == [other.id]


def test_the_list_tells_of_each_entry_what_its_page_tells(database: str) -> None:
    out, waiting = factories.entry(), factories.entry(factories.sitting(factories.centre("ZZ002")))
    factories.batch(out.sitting, factories.result(out), state="released")
    candidate = factories.candidate(out, waiting)
    assert {view.entry.id: view.state for view in results.list_for(candidate, now=AFTER)} == {
        out.id: "OK",
        waiting.id: "WAITING",
    }


def test_only_the_first_look_is_noted(database: str) -> None:
    entry = factories.entry()
    factories.batch(entry.sitting, factories.result(entry), state="released")
    first = see(entry).outcome
    assert first is not None
    assert not first.is_seen
    for minutes in (1, 2):
        results.note_seen(first, now=AFTER + timedelta(minutes=minutes))
    assert [view.at for view in ResultView.select()] == [AFTER + timedelta(minutes=1)]
    again = see(entry).outcome
    assert again is not None
    assert again.is_seen
