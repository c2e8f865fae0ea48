"""Which results can exist: status, scores, grade, CEFR level and certificate must agree with the exam."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from portal.rules.exams import PAPERS, Exam

STATUSES = ("OK", "X", "Z", "PENDING", "WITHHELD")
FAR_FROM_OVERALL = 30
_PAPERS = frozenset(PAPERS)
_NO_SCORES: Mapping[str, int] = MappingProxyType({})


class Mismatch(NamedTuple):
    """One column that does not fit the rest of the result."""

    column: str
    found: str
    expected: str


class ResultFields(NamedTuple):
    """The outcome of one entry as a file states it; None where the file has no such column or number."""

    status: str
    overall_score: int | None = None
    grade: str = ""
    cefr_level: str | None = None
    scores: Mapping[str, int] = _NO_SCORES  # paper code -> score, only papers with a score
    certificate: str | None = None


def problems_of(result: ResultFields, exam: Exam) -> list[Mismatch]:
    """Everything that makes this result impossible for this exam; empty when it can exist."""
    if result.status not in STATUSES:
        return [Mismatch("result_status", _shown(result.status), f"one of {', '.join(STATUSES)}")]
    if result.status != "OK":
        return list(_scores_without_ok(result))
    problems = list(_paper_problems(result.scores, exam))
    problems += _overall_problems(result, exam, papers_complete=not problems)
    return problems + list(_band_problems(result, exam))


def warnings_of(result: ResultFields, exam: Exam) -> list[Mismatch]:
    """Papers so far from the overall score that a person should look."""
    overall = result.overall_score
    if result.status != "OK" or overall is None:
        return []
    far = [(code, score) for code, score in result.scores.items() if abs(score - overall) >= FAR_FROM_OVERALL]
    expected = f"less than {FAR_FROM_OVERALL} from the overall score {overall} of {exam.name}" if far else ""
    return [Mismatch(code, str(score), expected) for code, score in far]


def _scores_without_ok(result: ResultFields) -> Iterator[Mismatch]:
    """An absent, pending or withheld result says nothing about scores; "no certificate" is true of it."""
    expected = f"nothing, because the status is {result.status} and only OK carries scores"
    if result.overall_score is not None:
        yield Mismatch("overall_score", str(result.overall_score), expected)
    if result.grade:
        yield Mismatch("grade", result.grade, expected)
    if result.cefr_level:
        yield Mismatch("cefr_level", result.cefr_level, expected)
    if result.certificate not in (None, "", "NONE"):
        yield Mismatch("certificate", str(result.certificate), expected)
    for code, score in result.scores.items():
        yield Mismatch(code, str(score), expected)


def _paper_problems(scores: Mapping[str, int], exam: Exam) -> Iterator[Mismatch]:
    papers = exam.weights
    if scores.keys() == papers.keys() and all(map(exam.is_score, scores.values())):
        return
    for code in (*PAPERS, *sorted(scores.keys() - _PAPERS)):
        score = scores.get(code)
        if code not in papers and score is not None:
            yield Mismatch(code, str(score), f"nothing, because {exam.name} has no such paper")
        elif code in papers and (score is None or not exam.is_score(score)):
            yield Mismatch(code, _shown(score), _range(exam))


def _overall_problems(result: ResultFields, exam: Exam, *, papers_complete: bool) -> list[Mismatch]:
    score = result.overall_score
    if score is None or not exam.is_score(score):
        return [Mismatch("overall_score", _shown(score), _range(exam))]
    if papers_complete and (mean := exam.overall(result.scores)) != score:
        return [Mismatch("overall_score", str(score), f"{mean}, the mean of the papers, halves rounded up")]
    return []


def _band_problems(result: ResultFields, exam: Exam) -> Iterator[Mismatch]:
    if result.overall_score is None or not exam.is_score(result.overall_score):
        return
    band = exam.band_for(result.overall_score)
    if (result.grade, result.cefr_level, result.certificate) == (band.grade, band.cefr_level, band.certificate):
        return
    because = f"for {exam.name} with {result.overall_score}"
    for column, found, expected in (
        ("grade", result.grade, band.grade),
        ("cefr_level", result.cefr_level, band.cefr_level),
        ("certificate", result.certificate, band.certificate),
    ):
        if found is not None and found != expected:
            yield Mismatch(column, _shown(found), f"{_shown(expected)} {because}")


def _range(exam: Exam) -> str:
    return f"a score from {exam.lowest} to {exam.highest} for {exam.name}"


def _shown(value: str | int | None) -> str:
    return "nothing" if value is None or value == "" else str(value)
