"""Entries from a file: what is new, what may change, and what may not."""

import pytest

from portal.models.entry import Entry
from portal.models.intake import Intake
from portal.models.intake_change import IntakeChange
from portal.models.intake_problem import IntakeProblem
from portal.models.sitting import Sitting
from portal.models.staff import Staff
from portal.rules.catalogue import load
from portal.services import hashing, intake_leases, intakes
from portal.services.actor import Actor
from tests.unit import csv_files, factories
from tests.unit.csv_files import entry_row
from tests.unit.factories import NOW

pytestmark = pytest.mark.usefixtures("database")


def work() -> None:
    intakes.work_through(catalogue=load(), now=NOW)


def checked(person: Staff, *rows: dict[str, str]) -> Intake:
    actor = Actor.of_staff(person)
    content = csv_files.entries(*rows)
    intake = intakes.receive(kind="entries", file_name="e.csv", content=content, actor=actor, now=NOW)
    work()
    return intake_leases.facts_of(intake.id)


def imported(person: Staff, *rows: dict[str, str]) -> Intake:
    intake = checked(person, *rows)
    assert intake.state == "checked", [problem.found for problem in IntakeProblem.select()]
    intakes.accept(intake, actor=Actor.of_staff(person), now=NOW)
    work()
    return intake_leases.facts_of(intake.id)


def problems(intake: Intake) -> list[tuple[str, str]]:
    return [
        (problem.column, problem.expected) for problem in IntakeProblem.select().where(IntakeProblem.intake == intake)
    ]


def test_a_new_entry_has_its_sitting_its_window_and_only_a_hash_of_its_secret() -> None:
    imported(factories.ben(), entry_row(secret_number="0042"))
    entry = Entry.get()
    assert hashing.verify_secret(entry.secret_hash, entry.id_number, "0042")
    assert "0042" not in entry.secret_hash
    sitting = entry.sitting
    assert (sitting.exam_code, sitting.delivery, str(sitting.results_from)) == ("B2F", "paper", "2026-04-11")
    assert entry.search_name == "maria jose nunez ibanez"


def test_twins_with_one_birthday_one_address_and_one_secret_both_come_in() -> None:
    twin = {"secret_number": "0907", "email": "school@example.org"}
    imported(factories.ben(), entry_row(1, **twin), entry_row(2, **twin))
    assert Entry.select().count() == 2
    assert Sitting.select().count() == 1


def test_names_and_contacts_change_and_nothing_else_is_touched() -> None:
    ben = factories.ben()
    imported(ben, entry_row(1), entry_row(2))
    before = Entry.get(Entry.candidate_number == "0001").secret_hash
    second = imported(ben, entry_row(1, family_name="Ibáñez"), entry_row(2))
    assert (second.rows_new, second.rows_changed, second.rows_total) == (0, 1, 2)
    entry = Entry.get(Entry.candidate_number == "0001")
    assert (entry.family_name, entry.secret_hash) == ("Ibáñez", before)
    assert entry.search_name == "maria jose ibanez"


def test_the_dry_run_says_what_would_change() -> None:
    ben = factories.ben()
    imported(ben, entry_row(1))
    checked(ben, entry_row(1, family_name="Ibáñez"))
    change = IntakeChange.get()
    assert (change.row, change.column, change.before, change.after) == (2, "family_name", "Núñez Ibáñez", "Ibáñez")


@pytest.mark.parametrize(
    ("changes", "column", "expected"),
    [
        ({"date_of_birth": "2007-11-29"}, "date_of_birth", "2007-11-30, as on the entry that is there"),
        ({"exam_date": "2026-03-15"}, "exam_date", "2026-03-14, as on the entry that is there"),
        ({"delivery": "CB"}, "delivery", "paper, as on the entry that is there"),
        ({"secret_number": "0043"}, "secret_number", "the one the entry has; the help desk gives new ones"),
        ({"candidate_number": "0009"}, "candidate_number", "0001, as on the entry that is there"),
    ],
)
def test_what_was_printed_is_not_changed_by_a_file(changes: dict[str, str], column: str, expected: str) -> None:
    ben = factories.ben()
    imported(ben, entry_row(1))
    assert problems(checked(ben, entry_row(1, **changes))) == [(column, expected)]


def test_a_candidate_number_that_somebody_has_is_refused() -> None:
    ben = factories.ben()
    imported(ben, entry_row(1))
    intake = checked(ben, entry_row(1, id_number="QXA999999"))
    assert problems(intake) == [("candidate_number", "a number that QXA000001 does not have")]


def test_an_officer_imports_for_their_own_centre_only_and_the_board_for_all() -> None:
    factories.centre("ZZ002")
    row = entry_row(1, centre_number="ZZ002")
    assert problems(checked(factories.ben(), row)) == [("centre_number", "a centre that you import for")]
    assert imported(factories.bo(), row).rows_new == 1


def test_an_id_number_of_another_centre_tells_nothing_and_changes_nothing() -> None:
    place = factories.sitting(factories.centre("ZZ002"))
    theirs = factories.entry(place, id_number="QXA000001", candidate_number="0001", given_names="Theirs")
    intake = checked(factories.ben(), entry_row(1, date_of_birth="2000-01-01"))
    assert problems(intake) == [("id_number", "an ID number that is not in use elsewhere")]
    assert Entry.get_by_id(theirs.id).given_names == "Theirs"


@pytest.mark.parametrize("name", ["<b>O'Neil</b>", "=1+1", "@SUM(A1)", "{{7*7}}", "🙂", "ليلى"])
def test_names_are_kept_as_they_are(name: str) -> None:
    imported(factories.ben(), entry_row(1, given_names=name))
    assert Entry.get().given_names == name


def test_a_file_of_many_parts_is_saved_whole() -> None:
    rows = [entry_row(number) for number in range(1, 1_202)]
    intake = imported(factories.ben(), *rows)
    assert (intake.rows_new, intake.rows_done) == (1_201, 1_201)
    assert Entry.select().count() == 1_201
