"""Impossible results are found, column by column."""

from typing import Any

import pytest

from portal.rules.catalogue import load
from portal.rules.grading import ResultFields, problems_of, warnings_of

EXAMS = load().exams
B2, B1 = EXAMS["B2F"], EXAMS["B1P"]
PAPERS = {"reading": 172, "use_of_english": 168, "writing": 165, "listening": 178, "speaking": 181}
GOOD = ResultFields("OK", 173, "B", "B2", PAPERS, "QUALIFICATION")


def changed(**changes: Any) -> ResultFields:
    return GOOD._replace(**changes)


def columns(result: ResultFields) -> list[str]:
    return [problem.column for problem in problems_of(result, B2)]


def test_a_result_that_agrees_with_itself_can_exist() -> None:
    assert problems_of(GOOD, B2) == []


@pytest.mark.parametrize("status", ["X", "Z", "PENDING", "WITHHELD"])
def test_a_result_without_scores_can_exist(status: str) -> None:
    assert problems_of(ResultFields(status, certificate=""), B2) == []


@pytest.mark.parametrize("status", ["", "ok", "ABSENT", "Pending"])
def test_an_unknown_status_is_refused(status: str) -> None:
    assert columns(changed(status=status)) == ["result_status"]


@pytest.mark.parametrize(
    ("changes", "found_in"),
    [
        ({"overall_score": 172}, ["overall_score", "grade"]),
        ({"overall_score": 174}, ["overall_score"]),
        ({"overall_score": None}, ["overall_score"]),
        ({"overall_score": 191}, ["overall_score"]),
        ({"grade": "A"}, ["grade"]),
        ({"grade": ""}, ["grade"]),
        ({"grade": "b"}, ["grade"]),
        ({"cefr_level": "C1"}, ["cefr_level"]),
        ({"cefr_level": ""}, ["cefr_level"]),
        ({"certificate": "LEVEL"}, ["certificate"]),
        ({"certificate": ""}, ["certificate"]),
        ({"scores": PAPERS | {"reading_writing": 170}}, ["reading_writing"]),
        ({"scores": PAPERS | {"essay": 170}}, ["essay"]),
        ({"scores": PAPERS | {"speaking": 191}}, ["speaking"]),
        ({"scores": PAPERS | {"speaking": 121}}, ["speaking"]),
        ({"scores": {code: score for code, score in PAPERS.items() if code != "writing"}}, ["writing"]),
        ({"scores": {}}, ["reading", "use_of_english", "writing", "listening", "speaking"]),
    ],
)
def test_each_impossible_part_is_named(changes: dict[str, Any], found_in: list[str]) -> None:
    assert columns(changed(**changes)) == found_in


def test_columns_that_the_file_does_not_have_are_no_problem() -> None:
    assert problems_of(changed(cefr_level=None, certificate=None), B2) == []


def test_b1_preliminary_with_179_can_not_exist() -> None:
    papers = dict.fromkeys(("reading", "writing", "listening", "speaking"), 170)
    problem = problems_of(ResultFields("OK", 179, "A", "B2", papers, "QUALIFICATION"), B1)[0]
    assert problem == ("overall_score", "179", "a score from 102 to 170 for B1 Preliminary")


def test_a_wrong_overall_is_shown_with_the_mean() -> None:
    problem = problems_of(changed(overall_score=174), B2)[0]
    assert problem.expected == "173, the mean of the papers, halves rounded up"


def test_a_wrong_grade_is_shown_with_the_right_one() -> None:
    assert problems_of(changed(grade="A"), B2)[0] == ("grade", "A", "B for B2 First with 173")


@pytest.mark.parametrize("status", ["X", "Z", "PENDING", "WITHHELD"])
def test_only_ok_carries_scores(status: str) -> None:
    expected = ["overall_score", "grade", "cefr_level", "certificate", *PAPERS]
    assert columns(changed(status=status)) == expected


def test_an_absent_candidate_has_no_certificate() -> None:
    assert problems_of(ResultFields("Z", certificate="NONE"), B2) == []


def test_a_paper_thirty_away_from_the_overall_is_a_warning() -> None:
    papers = {"reading": 190, "use_of_english": 190, "writing": 190, "listening": 190, "speaking": 150}
    warned = warnings_of(changed(overall_score=182, scores=papers), B2)
    assert [warning.column for warning in warned] == ["speaking"]


@pytest.mark.parametrize(("speaking", "warned"), [(144, False), (143, True)])
def test_thirty_is_the_first_distance_that_warns(speaking: int, warned: bool) -> None:
    assert bool(warnings_of(changed(scores={"speaking": speaking}), B2)) is warned


def test_a_result_without_scores_has_no_warnings() -> None:
    assert warnings_of(ResultFields("Z"), B2) == []
