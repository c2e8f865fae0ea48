"""The file of results, row by row."""

from collections import Counter
from pathlib import Path

import pytest

from portal.rules import results_file
from portal.rules.catalogue import load
from portal.rules.problems import Problem
from portal.rules.result_row import ResultRow

SAMPLE = Path(__file__).parents[2] / "fixtures" / "march-2026" / "results.csv"
PAPERS = {"reading": "172", "use_of_english": "168", "writing": "165", "listening": "178", "speaking": "181"}
MARIA = {
    "centre_number": "ZZ001",
    "session": "2026-03",
    "exam_code": "B2F",
    "candidate_number": "0001",
    "id_number": "QXA104233",
    "date_of_birth": "2007-11-30",
    "reference_number": "263ZZ0010001",
    "result_status": "OK",
    "overall_score": "173",
    "grade": "B",
    "cefr_level": "B2",
    **PAPERS,
    "reading_writing": "",
    "certificate": "QUALIFICATION",
    "hold_reason": "",
    "version": "",
    "scheme": "CES-2020",
}
BARE = dict.fromkeys(("overall_score", "grade", "cefr_level", "certificate", *PAPERS), "")


def read(person: dict[str, str]) -> list[ResultRow | Problem]:
    return list(results_file.read(f"{','.join(person)}\n{','.join(person.values())}\n".encode(), load()))


def result(**changes: str) -> ResultRow:
    return next(row for row in read(MARIA | changes) if isinstance(row, ResultRow))


def problems(**changes: str) -> list[Problem]:
    return [row for row in read(MARIA | changes) if isinstance(row, Problem)]


def columns(**changes: str) -> list[str]:
    return [problem.column for problem in problems(**changes) if problem.is_error]


def sample() -> list[ResultRow]:
    return [row for row in results_file.read(SAMPLE.read_bytes(), load()) if isinstance(row, ResultRow)]


def test_every_row_of_the_sample_is_accepted_without_a_problem() -> None:
    assert [type(row) for row in results_file.read(SAMPLE.read_bytes(), load())] == [ResultRow] * 180


def test_the_sample_has_every_status() -> None:
    assert Counter(row.status for row in sample()) == {"OK": 170, "Z": 6, "X": 2, "PENDING": 1, "WITHHELD": 1}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("status", "OK"),
        ("overall_score", 173),
        ("grade", "B"),
        ("scores", {paper: int(score) for paper, score in PAPERS.items()}),
        ("version", 1),
        ("reference_number", "263ZZ0010001"),
        ("amend_reason", ""),
    ],
)
def test_a_row_is_read_into_a_result(column: str, value: object) -> None:
    assert getattr(result(), column) == value


@pytest.mark.parametrize("status", ["X", "Z", "PENDING", "WITHHELD"])
def test_a_result_without_scores_is_accepted(status: str) -> None:
    found = result(result_status=status, **BARE)
    assert (found.status, found.overall_score, found.scores, found.cefr_level) == (status, None, {}, "")


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"result_status": ""}, ["result_status"]),
        ({"result_status": "ABSENT"}, ["result_status"]),
        ({"result_status": "X"}, ["overall_score", "grade", "cefr_level", "certificate", *PAPERS]),
        ({"overall_score": "174"}, ["overall_score"]),
        ({"overall_score": ""}, ["overall_score"]),
        ({"overall_score": "173.0"}, ["overall_score"]),
        ({"overall_score": "-173"}, ["overall_score"]),
        ({"grade": "A"}, ["grade"]),
        ({"cefr_level": ""}, ["cefr_level"]),
        ({"certificate": ""}, ["certificate"]),
        ({"reading_writing": "170"}, ["reading_writing"]),
        ({"reading": ""}, ["reading"]),
        ({"reading": "many"}, ["reading"]),
        ({"reading": "\u0661\u0667\u0662"}, ["reading"]),
        (
            {"exam_code": "B1P"},
            ["use_of_english", "reading", "listening", "speaking", "overall_score"],
        ),
        ({"exam_code": "FCE"}, ["exam_code"]),
        ({"scheme": "CES-1999"}, ["scheme"]),
        ({"reference_number": "263ZZ0010002"}, ["reference_number"]),
        ({"reference_number": "nonsense"}, ["reference_number"]),
        ({"version": "0"}, ["version"]),
        ({"version": "v2"}, ["version"]),
        ({"hold_reason": "a" * 501}, ["hold_reason"]),
        ({"hold_reason": "a\x07"}, ["hold_reason"]),
        ({"date_of_birth": ""}, ["date_of_birth"]),
        ({"id_number": ""}, ["id_number"]),
    ],
)
def test_a_row_that_can_not_be_is_refused(changes: dict[str, str], refused: list[str]) -> None:
    assert sorted(columns(**changes)) == sorted(refused)


def test_a_refused_row_tells_what_was_expected() -> None:
    assert problems(grade="A") == [Problem(2, "grade", "A", "B for B2 First with 173")]


def test_a_level_that_the_file_has_no_column_for_follows_from_the_score() -> None:
    row = read({column: cell for column, cell in MARIA.items() if column not in ("cefr_level", "certificate")})[0]
    assert isinstance(row, ResultRow)
    assert (row.cefr_level, row.certificate) == ("B2", "QUALIFICATION")


@pytest.mark.parametrize("column", ["reference_number", "scheme"])
def test_an_empty_optional_cell_follows_from_the_row(column: str) -> None:
    assert getattr(result(**{column: ""}), column) == MARIA[column]


def test_a_paper_far_from_the_overall_is_a_warning_and_the_row_is_kept() -> None:
    far = {"reading": "190", "use_of_english": "190", "writing": "190", "listening": "190", "speaking": "150"}
    graded = {"overall_score": "182", "grade": "A", "cefr_level": "C1"}
    first, second = read(MARIA | far | graded)
    assert isinstance(first, Problem)
    assert (first.column, first.severity, type(second)) == ("speaking", "warning", ResultRow)


def test_a_row_that_comes_again_is_refused() -> None:
    line = ",".join(MARIA.values())
    found = list(results_file.read(f"{','.join(MARIA)}\n{line}\n{line}\n".encode(), load()))
    assert [row.column for row in found if isinstance(row, Problem)] == ["id_number", "candidate_number"]
