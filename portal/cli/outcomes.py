"""Results that a scenario wishes for: a grade, or a status without scores."""

from portal.cli.demo_data import NOT_GRADED, Row
from portal.rules.exams import GRADES, Exam

ABOVE_THE_LINE = 2  # so that a wished grade is not on the very edge of its band
ALL = (*GRADES, "X", "Z", "PENDING", "WITHHELD")


def of(exam: Exam, outcome: str) -> Row:
    """The columns of a results file for one of ALL: the same score in every paper, or none."""
    if outcome not in GRADES:
        return NOT_GRADED | {"result_status": outcome}
    band = next(band for band in exam.bands if band.grade == outcome)
    score = str(band.lowest + ABOVE_THE_LINE)
    return NOT_GRADED | {
        "result_status": "OK",
        "overall_score": score,
        "grade": band.grade,
        "cefr_level": band.cefr_level,
        "certificate": band.certificate,
        **{paper.code: score for paper in exam.papers},
    }
