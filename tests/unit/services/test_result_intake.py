"""Results from a file: each row meets its entry, and what differs becomes a new version in the right batch."""

import pytest

from portal.models.batch_row import BatchRow
from portal.models.entry import Entry
from portal.models.intake import Intake
from portal.models.intake_change import IntakeChange
from portal.models.intake_problem import IntakeProblem
from portal.models.release_batch import ReleaseBatch
from portal.models.result import Result
from portal.models.staff import Staff
from portal.rules.catalogue import load
from portal.services import intake_leases, intakes
from portal.services.actor import Actor
from tests.unit import csv_files, factories
from tests.unit.csv_files import result_row
from tests.unit.factories import NOW

pytestmark = pytest.mark.usefixtures("database")


def checked(person: Staff, *rows: dict[str, str]) -> Intake:
    content, actor = csv_files.as_bytes(*rows), Actor.of_staff(person)
    intake = intakes.receive(kind="results", file_name="r.csv", content=content, actor=actor, now=NOW)
    intakes.work_through(catalogue=load(), now=NOW)
    return intake_leases.facts_of(intake.id)


def imported(person: Staff, *rows: dict[str, str]) -> Intake:
    intake = checked(person, *rows)
    assert intake.state == "checked", [problem.expected for problem in IntakeProblem.select()]
    intakes.accept(intake, actor=Actor.of_staff(person), now=NOW)
    intakes.work_through(catalogue=load(), now=NOW)
    return intake_leases.facts_of(intake.id)


@pytest.fixture
def entry(database: str) -> Entry:
    return factories.entry()


def test_a_result_comes_into_the_batch_of_its_sitting(entry: Entry) -> None:
    imported(factories.ben(), result_row(entry))
    row = BatchRow.get()
    assert (row.result.overall_score, row.result.grade, row.result.version) == (173, "B", 1)
    assert (row.batch.sitting_id, row.batch.state, row.batch.kind) == (entry.sitting_id, "draft", "main")


def test_a_corrected_result_is_a_new_version_in_the_same_place(entry: Entry) -> None:
    ben = factories.ben()
    imported(ben, result_row(entry))
    second = imported(ben, result_row(entry, reading="182", overall_score="175"))
    assert (second.rows_new, second.rows_changed) == (0, 1)
    assert [result.version for result in Result.select().order_by(Result.version)] == [1, 2]
    assert BatchRow.get().result.overall_score == 175
    assert ReleaseBatch.select().count() == 1


def test_an_unchanged_result_makes_no_version(entry: Entry) -> None:
    ben = factories.ben()
    imported(ben, result_row(entry))
    same = imported(ben, result_row(entry) | {"hold_reason": ""})
    assert (same.rows_new, same.rows_changed, same.rows_total) == (0, 0, 1)
    assert Result.select().count() == 1


def test_first_and_corrected_results_of_two_sittings_in_one_file(entry: Entry) -> None:
    ben = factories.ben()
    imported(ben, result_row(entry))
    late, elsewhere = factories.entry(entry.sitting), factories.entry(factories.sitting(session="2026-06"))
    corrected = result_row(entry, reading="182", overall_score="175")
    intake = imported(ben, result_row(late), corrected, result_row(elsewhere))
    assert (intake.rows_new, intake.rows_changed) == (2, 1)
    placed = {row.entry_id: row for row in BatchRow.select()}
    versions = {entry.id: 2, late.id: 1, elsewhere.id: 1}
    assert {number: row.result.version for number, row in placed.items()} == versions
    assert all(row.result.entry_id == row.entry_id and row.added_in == row.batch.version for row in placed.values())
    assert placed[late.id].batch_id == placed[entry.id].batch_id != placed[elsewhere.id].batch_id
    assert placed[elsewhere.id].batch.sitting_id == elsewhere.sitting_id


@pytest.mark.parametrize("corrected_first", [True, False])
def test_new_candidates_come_into_the_corrected_version_of_a_recalled_batch(
    entry: Entry, corrected_first: bool
) -> None:
    ben = factories.ben()
    imported(ben, result_row(entry))
    ReleaseBatch.update(state="recalled", released_at=NOW, recalled_at=NOW).execute()
    late = factories.entry(entry.sitting)
    rows = [result_row(entry, reading="182", overall_score="175"), result_row(late)]
    imported(ben, *(rows if corrected_first else reversed(rows)))
    (batch,) = ReleaseBatch.select()
    assert (batch.kind, batch.state, batch.version) == ("main", "draft", 2)
    assert {row.entry_id: (row.result.version, row.added_in) for row in BatchRow.select()} == {
        entry.id: (2, 1), late.id: (1, 2),
    }  # fmt: skip


def test_the_dry_run_says_which_score_would_change(entry: Entry) -> None:
    ben = factories.ben()
    imported(ben, result_row(entry))
    checked(ben, result_row(entry, reading="182", overall_score="175"))
    changes = {change.column: (change.before, change.after) for change in IntakeChange.select()}
    assert changes["overall_score"] == ("173", "175")
    assert Result.select().count() == 1


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"date_of_birth": "2007-11-29"}, "date_of_birth"),
        ({"candidate_number": "9998"}, "candidate_number"),
        ({"session": "2026-04"}, "session"),
        ({"id_number": "QXZ999999"}, "id_number"),
        ({"overall_score": "174"}, "overall_score"),
        ({"grade": "A"}, "grade"),
        ({"reading": "191"}, "reading"),
        ({"result_status": "X"}, "overall_score"),
    ],
)
def test_what_does_not_meet_the_entry_or_can_not_exist_is_refused(
    entry: Entry, changes: dict[str, str], column: str
) -> None:
    intake = checked(factories.ben(), result_row(entry, **changes))
    assert intake.state == "refused"
    assert column in {problem.column for problem in IntakeProblem.select()}
    assert Result.select().count() == 0


def test_shuffled_rows_still_meet_their_own_entries(entry: Entry) -> None:
    other = factories.entry(entry.sitting)
    swapped = result_row(entry, id_number=other.id_number), result_row(other, id_number=entry.id_number)
    intake = checked(factories.ben(), *swapped)
    assert intake.state == "refused"
    assert {problem.column for problem in IntakeProblem.select()} == {"candidate_number"}


def test_an_entry_of_another_centre_is_as_unknown_as_none(entry: Entry) -> None:
    ben, theirs = factories.ben(), factories.entry(factories.sitting(factories.centre("ZZ002")))
    checked(ben, result_row(theirs))
    checked(ben, result_row(entry, id_number="QXZ999999"))
    told = [(problem.column, problem.expected) for problem in IntakeProblem.select()]
    assert told == [("id_number", "the ID number of an entry that you import for")] * 2


def test_a_new_result_after_submission_voids_the_approvals(entry: Entry) -> None:
    ben = factories.ben()
    result = factories.result(entry)
    batch = factories.batch(entry.sitting, result, state="approved")
    imported(ben, result_row(entry, reading="182", overall_score="175"))
    assert ReleaseBatch.get_by_id(batch.id).state == "submitted"


def test_a_result_after_the_release_waits_in_a_follow_up_or_an_amendment(entry: Entry) -> None:
    released = factories.batch(entry.sitting, factories.result(entry), state="released")
    late = factories.entry(entry.sitting)
    imported(factories.ben(), result_row(late), result_row(entry, reading="182", overall_score="175"))
    made = {row.entry_id: row.batch.kind for row in BatchRow.select() if row.batch_id != released.id}
    assert made == {late.id: "follow_up", entry.id: "amendment"}
