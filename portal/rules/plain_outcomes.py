"""Outcomes that are right at a glance, as nearly all rows of a file are: nothing to refuse and nothing to warn of.

What is told here is told by rules/grading.py too, which takes ten times as long; None leaves it to that. Bare tuples,
since there is one for each row of a large file.
"""

from collections.abc import Mapping
from itertools import compress
from math import inf
from operator import mul

from portal.rules.exams import PAPERS, Exam
from portal.rules.grading import FAR_FROM_OVERALL, STATUSES

Stated = tuple[str, int | None, str, str | None, str | None, tuple[int | None, ...]]
"""Status, overall score, grade, level, certificate, and the scores in the order of PAPERS.

Level and certificate are None where the file has no such column.
"""
Graded = tuple[str, int | None, str, str, Mapping[str, int], str]
"""Status, overall score, grade, level, scores and certificate of a row that can be saved."""
NOTHING: Graded = ("", None, "", "", {}, "")
ODD = -inf  # in place of a cell that can not be read: below every score
_WITHOUT_SCORES = frozenset(STATUSES) - {"OK"}


class PlainOutcomes:
    """Those of one exam."""

    def __init__(self, exam: Exam) -> None:
        self._exam = exam
        self._has = [paper in exam.weights for paper in PAPERS]
        self._codes = tuple(compress(PAPERS, self._has))
        self._weights = tuple(exam.weights[paper] for paper in self._codes)
        self._absent = len(PAPERS) - len(self._codes)
        self._bands = {score: exam.band_for(score) for score in range(exam.lowest, exam.highest + 1)}

    def of(self, stated: Stated) -> Graded | None:
        """The outcome, with the level and the certificate that follow from its score."""
        status, overall, grade, cefr_level, certificate, papers = stated
        if overall is None:
            return (status, *NOTHING[1:]) if _says_nothing(stated) else None
        band = self._bands.get(overall)
        if status != "OK" or band is None or grade != band.grade:
            return None
        if cefr_level not in (band.cefr_level, None) or certificate not in (band.certificate, None):
            return None
        scores = self._scores(papers, overall)
        return None if scores is None else (status, overall, grade, band.cefr_level, scores, band.certificate)

    def _scores(self, papers: tuple[int | None, ...], overall: int) -> dict[str, int] | None:
        """By paper: all of the exam and no other, near the overall score, which is their mean."""
        scores = [score for score in compress(papers, self._has) if score is not None]
        if len(scores) < len(self._codes) or papers.count(None) != self._absent:
            return None
        low, high = min(scores), max(scores)
        if low not in self._bands or high not in self._bands:
            return None
        if overall - low >= FAR_FROM_OVERALL or high - overall >= FAR_FROM_OVERALL:
            return None
        if self._exam.mean_of(sum(map(mul, scores, self._weights))) != overall:
            return None
        return dict(zip(self._codes, scores, strict=True))


def _says_nothing(stated: Stated) -> bool:
    """Of somebody whose status is known and whose scores are not."""
    status, overall, grade, cefr_level, certificate, papers = stated
    is_bare = overall is None and not grade and not cefr_level and papers.count(None) == len(PAPERS)
    return is_bare and status in _WITHOUT_SCORES and certificate in (None, "", "NONE")
