"""The file of entries, cell by cell."""

from datetime import date
from pathlib import Path

import pytest

from portal.rules import entries_file
from portal.rules.catalogue import load
from portal.rules.entries_file import EntryRow
from portal.rules.problems import Problem

SAMPLE = Path(__file__).parents[2] / "fixtures" / "march-2026" / "entries.csv"
MARIA = {
    "centre_number": "ZZ001",
    "session": "2026-03",
    "exam_code": "B2F",
    "delivery": "PB",
    "candidate_number": "0001",
    "id_number": "QXA104233",
    "secret_number": "0042",
    "family_name": "Núñez Ibáñez",
    "given_names": "María José",
    "date_of_birth": "2007-11-30",
    "exam_date": "2026-03-14",
    "results_from": "",
    "results_by": "",
    "email": "maria@example.org",
    "language": "es",
    "country": "ES",
    "contact_phone": "+34 600 000 000",
}
YUSUF = MARIA | {"candidate_number": "0002", "id_number": "104234QXA"}


def read(*people: dict[str, str]) -> list[EntryRow | Problem]:
    lines = [",".join(MARIA), *(",".join(person.values()) for person in people)]
    return list(entries_file.read("\n".join(lines).encode(), load()))


def entry(**changes: str) -> EntryRow:
    return next(row for row in read(MARIA | changes) if isinstance(row, EntryRow))


def problems(**changes: str) -> list[Problem]:
    return [row for row in read(MARIA | changes) if isinstance(row, Problem)]


def test_every_row_of_the_sample_is_accepted() -> None:
    rows = list(entries_file.read(SAMPLE.read_bytes(), load()))
    assert [type(row) for row in rows] == [EntryRow] * 180


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("row", 2),
        ("delivery", "paper"),
        ("secret_number", "0042"),
        ("family_name", "Núñez Ibáñez"),
        ("date_of_birth", date(2007, 11, 30)),
        ("exam_date", date(2026, 3, 14)),
        ("results_from", None),
        ("venue", ""),
    ],
)
def test_a_row_is_read_into_an_entry(column: str, value: object) -> None:
    assert getattr(entry(), column) == value


@pytest.mark.parametrize(
    ("column", "typed", "stored"),
    [
        ("id_number", "qxa 104-233", "QXA104233"),
        ("centre_number", "zz001", "ZZ001"),
        ("secret_number", " 0042 ", "0042"),
        ("given_names", "Jose\u0301", "Jos\u00e9"),
        ("family_name", "", ""),
        ("family_name", "=cmd()", "=cmd()"),
        ("given_names", "<b>O'Neil</b>", "<b>O'Neil</b>"),
        ("given_names", "ليلى", "ليلى"),
        ("delivery", "DG", "digital"),
        ("language", "pt-BR", "pt-BR"),
    ],
)
def test_what_people_write_is_kept(column: str, typed: str, stored: str) -> None:
    assert getattr(entry(**{column: typed}), column) == stored


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("centre_number", "Z001"),
        ("session", "2026-13"),
        ("session", "March 2026"),
        ("exam_code", "FCE"),
        ("delivery", "paper"),
        ("candidate_number", "1"),
        ("id_number", "123ABC456"),
        ("secret_number", "42"),
        ("given_names", ""),
        ("given_names", "a\x07b"),
        ("given_names", "\u202eabc"),
        ("given_names", "Mar\ufffda"),
        ("family_name", "a" * 151),
        ("contact_phone", "1" * 201),
        ("date_of_birth", "30/11/2007"),
        ("date_of_birth", "2007-02-29"),
        ("date_of_birth", "20071130"),
        ("date_of_birth", "1899-12-31"),
        ("date_of_birth", "2026-03-14"),
        ("date_of_birth", ""),
        ("exam_date", "2100-01-01"),
        ("results_from", "2026-03-14"),
    ],
)
def test_a_cell_that_does_not_fit_refuses_the_row(column: str, cell: str) -> None:
    assert [(problem.row, problem.column, problem.is_error) for problem in problems(**{column: cell})] == [
        (2, column, True)
    ]


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("email", "not an address"),
        ("language", "Spanish"),
        ("country", "Spain"),
        ("date_of_birth", "2024-01-01"),
        ("exam_date", "2026-04-14"),
    ],
)
def test_an_odd_cell_is_a_warning_and_the_row_is_kept(column: str, cell: str) -> None:
    first, second = read(MARIA | {column: cell})
    assert isinstance(first, Problem)
    assert (first.column, first.severity, type(second)) == (column, "warning", EntryRow)


def test_an_address_that_is_none_is_left_out() -> None:
    assert entry(email="not an address").email == ""


def test_results_come_from_a_day_to_a_later_day() -> None:
    found = problems(results_from="2026-04-25", results_by="2026-04-11")
    assert [problem.column for problem in found] == ["results_by"]


def test_a_short_secret_number_is_refused_with_the_reason() -> None:
    assert "spreadsheets drop leading zeros" in problems(secret_number="42")[0].expected


@pytest.mark.parametrize(
    ("secret", "found"),
    [("42", "2 digits"), ("7", "1 digit"), ("73105", "5 digits"), ("73x0", "4 characters"), ("", "nothing")],
)
def test_a_refused_secret_number_is_shown_by_its_length(secret: str, found: str) -> None:
    assert problems(secret_number=secret)[0].found == found


def test_the_secret_number_is_not_in_the_text_of_an_entry() -> None:
    assert "0042" not in repr(entry())


def test_every_problem_of_a_row_is_told() -> None:
    found = problems(session="x", id_number="y", exam_date="z")
    assert [problem.column for problem in found] == ["session", "id_number", "exam_date"]


def test_an_id_number_that_comes_again_is_refused_with_the_first_row() -> None:
    found = read(MARIA, YUSUF | {"id_number": "qxa104233"})[1]
    assert found == Problem(3, "id_number", "QXA104233, as in row 2", "each ID number once in the file")


def test_a_candidate_number_that_comes_again_in_the_centre_is_refused() -> None:
    found = read(MARIA, YUSUF | {"candidate_number": "0001"})[1]
    assert isinstance(found, Problem)
    assert (found.column, found.found) == ("candidate_number", "0001 of ZZ001 in 2026-03, as in row 2")


def test_a_repeat_of_a_refused_row_is_told_too() -> None:
    found = read(MARIA | {"session": "x"}, YUSUF | {"id_number": "QXA104233"})
    assert [(row.row, row.column) for row in found if isinstance(row, Problem)] == [
        (2, "session"),
        (3, "id_number"),
    ]


@pytest.mark.parametrize("change", [{"centre_number": "ZZ002"}, {"session": "2026-04"}])
def test_the_same_candidate_number_elsewhere_is_another_candidate(change: dict[str, str]) -> None:
    rows = read(MARIA, YUSUF | {"candidate_number": "0001"} | change)
    assert sum(isinstance(row, EntryRow) for row in rows) == 2


def test_twins_may_share_birthday_mailbox_and_secret_number() -> None:
    assert [type(row) for row in read(MARIA, YUSUF)] == [EntryRow, EntryRow]
