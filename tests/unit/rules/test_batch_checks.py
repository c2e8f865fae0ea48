"""The checks of a batch: what blocks, what warns, and from which number on."""

import pytest

from portal.rules.batch_checks import Check, GradeShare, checks_of, grade_shares, is_far
from portal.rules.catalogue import load
from portal.rules.grading import ResultFields

B2 = load().exams["B2F"]
GOOD = ResultFields(
    "OK", 173, "B", "B2",
    {"reading": 172, "use_of_english": 168, "writing": 165, "listening": 178, "speaking": 181}, "QUALIFICATION",
)  # fmt: skip
ABSENT = ResultFields("Z")


def check(name: str, results: list[ResultFields], missing: int = 0) -> Check:
    return next(each for each in checks_of(results, B2, missing=missing) if each.name == name)


@pytest.mark.parametrize(("rows", "missing", "holds"), [(0, 0, False), (3, 1, False), (3, 0, True)])
def test_every_entry_needs_a_row(rows: int, missing: int, holds: bool) -> None:
    found = check("Complete", [GOOD] * rows, missing)
    assert found.passed == holds
    assert found.blocks == (not holds)


@pytest.mark.parametrize(("absent", "present", "warns"), [(0, 10, False), (1, 9, False), (2, 9, True), (1, 0, True)])
def test_more_than_a_tenth_absent(absent: int, present: int, warns: bool) -> None:
    assert check("Attendance", [ABSENT] * absent + [GOOD] * present).warns == warns


@pytest.mark.parametrize(("writing", "warns"), [(144, False), (143, True)])
def test_a_paper_thirty_away(writing: int, warns: bool) -> None:
    result = ResultFields("OK", 173, "B", "B2", {**GOOD.scores, "writing": writing}, "QUALIFICATION")
    assert check("Papers", [result]).warns == warns


def test_an_impossible_result_blocks() -> None:
    wrong = ResultFields("OK", 173, "A", "C1", GOOD.scores, "QUALIFICATION")
    assert check("Possible", [GOOD, wrong]).blocks
    assert "1 result can not exist" in check("Possible", [GOOD, wrong]).sentence
    assert check("Possible", [GOOD]).passed


def test_an_exam_that_is_not_in_the_catalogue_blocks() -> None:
    assert any(each.blocks and not each.passed for each in checks_of([GOOD], None, missing=0))


def shares(**counts: int) -> list[GradeShare]:
    return [GradeShare(grade, counts.get(grade, 0), usual) for grade, usual in B2.usual_mix.items()]


@pytest.mark.parametrize(
    ("counts", "far"),
    [
        ({"A": 8, "B": 17, "C": 50, "LEVEL": 24, "NONE": 1}, 0),
        ({"A": 19}, 0),
        ({"A": 20}, 2),
        ({"A": 18, "B": 17, "C": 50, "LEVEL": 14, "NONE": 1}, 0),
        ({"A": 190, "B": 170, "C": 500, "LEVEL": 130, "NONE": 10}, 2),
    ],
)
def test_a_mix_far_from_the_usual(counts: dict[str, int], far: int) -> None:
    assert len(is_far(shares(**counts))) == far


def test_only_results_with_grades_are_counted() -> None:
    found = {share.grade: share.count for share in grade_shares([GOOD, GOOD, ABSENT], B2)}
    assert found == {"A": 0, "B": 2, "C": 0, "LEVEL": 0, "NONE": 0}


def test_without_a_usual_mix_nothing_is_far() -> None:
    assert is_far([GradeShare("A", 100, None)]) == []
