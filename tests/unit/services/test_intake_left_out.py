"""A dry run names whoever was imported before and is missing in the file; a first file misses nobody."""

from datetime import date

import pytest

from portal.models.entry import Entry
from portal.models.intake import Intake
from portal.models.intake_problem import IntakeProblem
from portal.models.staff import Staff
from portal.rules.catalogue import load
from portal.services import intakes
from portal.services.actor import Actor
from tests.unit import csv_files, factories
from tests.unit.csv_files import entry_row, result_row
from tests.unit.factories import NOW

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def three(database: str) -> list[Entry]:
    """Entries 0001 to 0003 of one sitting."""
    place = factories.sitting()
    return [
        factories.entry(place, secret="0042", id_number=f"QXA{number:06}", candidate_number=f"{number:04}")
        for number in (1, 2, 3)
    ]


def warnings_of(kind: str, *rows: dict[str, str], by: str = "ben") -> list[str]:
    """What the dry run warns of about the whole file."""
    person = Staff.get_or_none(Staff.email.startswith(by)) or getattr(factories, by)()
    content, actor = csv_files.as_bytes(*rows), Actor.of_staff(person)
    intake = intakes.receive(kind=kind, file_name="x.csv", content=content, actor=actor, now=NOW)
    intakes.work_through(catalogue=load(), now=NOW)
    found = [problem.found for problem in IntakeProblem.select().where(IntakeProblem.row == 0)]
    assert Intake.get_by_id(intake.id).warnings == len(found)
    return found


def test_entries_that_are_missing_are_named(three: list[Entry]) -> None:
    assert warnings_of("entries", entry_row(1), entry_row(3)) == [
        "1 of 3 entries of B2F on 2026-03-14 that were imported before are not in it: 0002"
    ]


def test_results_that_are_missing_are_named_and_those_that_never_came_are_not(three: list[Entry]) -> None:
    assert warnings_of("results", result_row(three[0])) == []
    for entry in three[:2]:
        factories.result(entry)
    assert warnings_of("results", result_row(three[0], reading="182", overall_score="175")) == [
        "1 of 2 results of B2F on 2026-03-14 that were imported before are not in it: 0002"
    ]


def test_of_many_the_first_are_named(three: list[Entry]) -> None:
    for number in range(4, 10):
        factories.entry(three[0].sitting, candidate_number=f"{number:04}")
    (found,) = warnings_of("entries", entry_row(1))
    assert found.endswith("are not in it: 0002, 0003, 0004, 0005, 0006 and 3 more")


def test_late_entries_and_other_exams_miss_nobody(three: list[Entry]) -> None:
    factories.entry(factories.sitting(three[0].centre, exam_code="C1A", exam_date=date(2026, 3, 21)))
    assert warnings_of("entries", entry_row(4)) == []


def test_nothing_is_told_about_another_centre(three: list[Entry]) -> None:
    factories.charlie("officer")
    assert warnings_of("entries", entry_row(1, centre_number="ZZ002"), by="charlie") == []
