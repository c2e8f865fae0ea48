"""A file on its way in: received once, checked, accepted whole by one person, saved by one worker."""

from datetime import timedelta

import pytest

from portal.models.audit_event import AuditEvent
from portal.models.entry import Entry
from portal.models.intake import Intake
from portal.models.intake_piece import IntakePiece
from portal.models.intake_problem import IntakeProblem
from portal.models.staff import Staff
from portal.rules.catalogue import load
from portal.services import intake_findings, intake_leases, intake_work, intakes
from portal.services.actor import COMMAND, Actor
from portal.services.errors import Busy, NotAllowed, NotFound, Refused
from portal.services.intake_leases import LEASE, LeaseLost
from tests.unit import csv_files, factories
from tests.unit.at_once import at_once, kinds
from tests.unit.factories import NOW

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def ben(database: str) -> Staff:
    return factories.ben()


def receive(person: Staff | None, content: bytes, *, kind: str = "entries", name: str = "file.csv") -> Intake:
    actor = Actor.of_staff(person) if person else COMMAND
    return intakes.receive(kind=kind, file_name=name, content=content, actor=actor, now=NOW)


def work() -> int:
    return intakes.work_through(catalogue=load(), now=NOW)


def checked(person: Staff | None, content: bytes | None = None) -> Intake:
    intake = receive(person, csv_files.entries() if content is None else content)
    work()
    return intake_leases.facts_of(intake.id)


def accept(intake: Intake, person: Staff) -> Intake:
    return intakes.accept(intake, actor=Actor.of_staff(person), now=NOW)


def state_of(intake: Intake) -> str:
    return str(intake_leases.facts_of(intake.id).state)


def test_the_worker_checks_and_saves_nothing_before_somebody_accepts(ben: Staff) -> None:
    intake = checked(ben)
    assert (intake.state, intake.rows_total, intake.rows_new) == ("checked", 1, 1)
    assert Entry.select().count() == 0
    accept(intake, ben)
    assert work() == 1
    assert state_of(intake) == "accepted"
    assert Entry.select().count() == 1
    assert not IntakePiece.select().exists()


def test_every_step_is_in_the_audit(ben: Staff) -> None:
    accept(checked(ben), ben)
    work()
    actions = [event.action for event in AuditEvent.select().order_by(AuditEvent.number)]
    assert actions == ["intake.received", "intake.accepted", "intake.entries"]


def test_a_refused_file_changes_nothing_and_is_forgotten(ben: Staff) -> None:
    rows = [csv_files.entry_row(1), csv_files.entry_row(2, secret_number="7")]
    intake = checked(ben, csv_files.entries(*rows))
    assert (intake.state, intake.errors, intake.rows_total) == ("refused", 1, 2)
    assert not IntakePiece.select().exists()
    with pytest.raises(Refused, match="not_checked"):
        accept(intake, ben)
    assert Entry.select().count() == 0


def test_a_file_without_rows_is_refused(ben: Staff) -> None:
    assert checked(ben, csv_files.entries().split(b"\r\n")[0] + b"\r\n").state == "refused"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"\xff\xfea\x00b\x00", "text in UTF-16"),
        (b"PK\x03\x04spreadsheet", "a spreadsheet or a zip archive"),
        (b"x" * 200_000, "a line of more than 100,000 bytes"),
        (b"nonsense\r\n1\r\n", "no column name of this kind of file"),
        (csv_files.entries().replace(b"Ib", b"I\x00b"), "a NUL character"),
        (csv_files.entries().replace(b"language", b"session"), "2 columns of this name"),
        (csv_files.entries().replace(b",es\r\n", b"\r\n"), "11 cells"),
        (csv_files.entries().replace("Núñez".encode(), "Núñez".encode("latin-1")), "bytes that are not UTF-8"),
        (csv_files.entries().replace(b",es\r\n", b',"es\r\n'), "a row that can not be read"),
    ],
)
def test_a_broken_file_is_refused_with_a_sentence(ben: Staff, content: bytes, found: str) -> None:
    assert checked(ben, content).state == "refused"
    assert IntakeProblem.get().found == found
    assert Entry.select().count() == 0


def test_a_mark_semicolons_and_a_line_break_in_a_cell_are_fine(ben: Staff) -> None:
    content = "\ufeff".encode() + csv_files.entries().replace(b",", b";")
    assert checked(ben, content).state == "checked"
    broken = csv_files.entries().replace("María José".encode(), b'"Mar\r\nia"')
    assert checked(ben, broken).errors == 1


def test_a_cell_longer_than_its_column_is_a_problem_and_no_crash(ben: Staff) -> None:
    rows = csv_files.entry_row(1, contact_phone="+" + "1" * 40), csv_files.entry_row(2, contact_phone="+" + "1" * 39)
    intake = checked(ben, csv_files.entries(*rows))
    assert (intake.state, intake.errors) == ("refused", 1)
    fits = checked(ben, csv_files.entries(rows[1] | {"language": "zh-Hant-TW"}))
    accept(fits, ben)
    work()
    assert state_of(fits) == "accepted"


def test_yes_said_again_by_the_same_person_gets_the_same_answer(ben: Staff) -> None:
    """The first answer may have been lost on the way; anybody else comes too late."""
    intake = checked(ben)
    accept(intake, ben)
    saving = intake_leases.facts_of(intake.id)
    assert accept(saving, ben).state == "saving"
    with pytest.raises(Refused, match="not_checked"):
        accept(saving, factories.staff("Bea", "officer", ben.centre))
    work()
    assert accept(intake_leases.facts_of(intake.id), ben).state == "accepted"
    assert Entry.select().count() == 1


def test_the_same_file_again_is_already_imported(ben: Staff) -> None:
    accept(checked(ben), ben)
    work()
    with pytest.raises(Refused, match="already_imported"):
        receive(ben, csv_files.entries())


def test_the_same_file_by_another_hand_is_found_out_in_its_check(ben: Staff) -> None:
    first, second = checked(ben), receive(None, csv_files.entries())
    accept(first, ben)
    work()
    work()
    assert state_of(second) == "refused"
    assert IntakeProblem.get().found == "a file that was imported already"


def test_a_button_pressed_twice_is_one_file(ben: Staff) -> None:
    assert receive(ben, csv_files.entries()) == receive(ben, csv_files.entries())


def test_an_empty_file_is_not_taken(ben: Staff) -> None:
    with pytest.raises(Refused, match="empty_file"):
        receive(ben, b" \r\n\t")


@pytest.mark.parametrize(
    ("name", "kept"),
    [("../../etc/x.csv", "x.csv"), ("C:\\files\\x.csv", "x.csv"), ("a\x00\r\nb.csv", "ab.csv"), ("", "unnamed")],
)
def test_a_file_name_is_text_without_a_path(ben: Staff, name: str, kept: str) -> None:
    assert receive(ben, csv_files.entries(), name=name).file_name == kept


def test_two_people_accept_at_the_same_instant_and_it_counts_once(ben: Staff) -> None:
    intake, people = checked(ben), [ben, factories.bo()]
    outcomes = at_once(8, lambda number: accept(intake, people[number % 2]))
    assert kinds(outcomes) == {"Intake": 1, "Refused": 7}
    work()
    assert Entry.select().count() == 1


def test_two_workers_save_one_file_once(ben: Staff) -> None:
    accept(checked(ben), ben)
    at_once(4, lambda _: work())
    assert Entry.select().count() == 1
    assert AuditEvent.select().where(AuditEvent.action == "intake.entries").count() == 1


def test_a_killed_workers_file_comes_back_when_its_lease_ends(ben: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    intake = receive(ben, csv_files.entries())
    assert intake_leases.take(intake) is not None
    assert intake_leases.next_waiting() is None
    assert work() == 0
    later = intake_leases.shared_time() + LEASE + timedelta(seconds=1)
    monkeypatch.setattr(intake_leases, "shared_time", lambda: later)
    assert work() == 1
    assert state_of(intake) == "checked"


def test_a_worker_that_slept_too_long_leaves_the_file_alone(ben: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = intake_leases.take(receive(ben, csv_files.entries()))
    assert slow is not None
    later = intake_leases.shared_time() + LEASE + timedelta(seconds=1)
    monkeypatch.setattr(intake_leases, "shared_time", lambda: later)
    assert work() == 1
    with pytest.raises(LeaseLost):
        intake_leases.extend(slow, rows_done=1)
    with pytest.raises(Busy):
        intakes.check(slow, catalogue=load())


def test_the_progress_is_written_about_twice_a_second(ben: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    intake = intake_leases.take(receive(ben, csv_files.entries()))
    assert intake is not None
    started, written = intake_leases.shared_time(), []
    for tenths in range(1, 14):
        monkeypatch.setattr(intake_leases, "shared_time", lambda at=tenths: started + timedelta(milliseconds=100 * at))
        intake_leases.extend(intake, rows_done=tenths)
        written.append(intake_leases.facts_of(intake.id).rows_done)
    assert len(set(written)) == 3
    assert written[-1] in (10, 11, 12, 13)


def test_a_few_files_at_once_leave_workers_for_the_rest(ben: Staff) -> None:
    several = [receive(ben, csv_files.entries(csv_files.entry_row(number))) for number in range(1, 4)]
    for intake in several[: intake_leases.AT_ONCE]:
        intake_leases.take(intake)
    assert intake_leases.next_waiting() is None


def test_what_came_in_between_sends_a_file_back_to_its_check(ben: Staff) -> None:
    first, second = (
        checked(ben, csv_files.entries(csv_files.entry_row(1, id_number=id_number)))
        for id_number in ("QXA000008", "QXA000009")
    )
    accept(second, ben)
    accept(first, ben)
    work()
    assert (state_of(first), state_of(second)) == ("accepted", "refused")
    assert Entry.get().id_number == "QXA000008"
    assert IntakeProblem.get().expected == "a number that QXA000008 does not have"


def test_a_failure_in_the_middle_saves_nothing(ben: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    intake = checked(ben)
    accept(intake, ben)

    def die(*_: object, **__: object) -> None:
        raise RuntimeError("the worker dies")

    monkeypatch.setattr(intake_work.audit, "record", die)
    with pytest.raises(RuntimeError):
        work()
    assert state_of(intake) == "saving"
    assert Entry.select().count() == 0


def test_dropping_is_for_a_checked_file_only(ben: Staff) -> None:
    intake = checked(ben)
    intakes.drop(intake, actor=Actor.of_staff(ben), now=NOW)
    assert state_of(intake) == "dropped"
    with pytest.raises(Refused, match="not_checked"):
        intakes.drop(intake, actor=Actor.of_staff(ben), now=NOW)
    with pytest.raises(NotAllowed):
        intakes.drop(intake, actor=COMMAND, now=NOW)


def test_charlie_and_those_who_do_not_import_get_nothing(ben: Staff) -> None:
    intake, charlie = checked(ben), factories.charlie("officer")
    with pytest.raises(NotFound):
        intakes.intake_of(charlie, intake.public_id)
    with pytest.raises(NotFound):
        accept(intake, charlie)
    with pytest.raises(NotFound):
        intakes.drop(intake, actor=Actor.of_staff(charlie), now=NOW)
    assert intakes.page_of(charlie, page=1) == ([], 0)
    with pytest.raises(NotAllowed):
        receive(factories.ada(), csv_files.entries())


def test_twenty_thousand_rows_that_are_wrong_are_counted_and_the_first_are_kept(ben: Staff) -> None:
    bad = csv_files.entry_row(1, delivery="XX", session="2026-13")
    content = csv_files.entries(*(csv_files.entry_row(number, delivery="XX") for number in range(1, 4)))
    assert checked(ben, content).errors == 3
    row = csv_files.as_bytes(bad).split(b"\r\n")
    intake = checked(ben, row[0] + b"\r\n" + (row[1] + b"\r\n") * 6_000)
    assert intake.rows_total == 6_000
    assert intake.errors > intake_findings.KEPT_PROBLEMS
    kept = IntakeProblem.select().where(IntakeProblem.intake == intake.id).count()
    assert kept == intake_findings.KEPT_PROBLEMS
    assert sum(group.count for group in intake_findings.groups(intake)) == kept
