"""What staff must look at before a batch is submitted: missing rows, and what is unlikely enough for a second look."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from portal.rules.exams import GRADES, Exam
from portal.rules.grading import ResultFields, problems_of, warnings_of

ABSENT = frozenset({"X", "Z"})
MOST_ABSENT = 0.10
FEWEST_TO_COMPARE = 20  # fewer grades than this say nothing about a mix
FAR_IN_POINTS = 10
FAR_IN_ERRORS = 3  # standard errors: a small batch wanders further from the usual by chance


@dataclass(frozen=True)
class Check:
    """One line of the check; `blocks` means that nobody can submit before it is put right."""

    name: str
    passed: bool
    sentence: str
    blocks: bool = False

    @property
    def warns(self) -> bool:
        return not self.passed and not self.blocks


@dataclass(frozen=True)
class GradeShare:
    """How many candidates got a grade; `usual` is the usual share in per cent, None where the board does not say."""

    grade: str
    count: int
    usual: int | None


def checks_of(results: Sequence[ResultFields], exam: Exam | None, *, missing: int) -> tuple[Check, ...]:
    """Every check of a batch, those that block first; `missing` counts entries without a result row."""
    return (
        _complete(missing, len(results)),
        _possible(results, exam),
        _present(results),
        _near_overall(results, exam),
        _usual(grade_shares(results, exam)),
    )


def grade_shares(results: Iterable[ResultFields], exam: Exam | None) -> tuple[GradeShare, ...]:
    """The grades of this exam with their counts, the best first; only results that carry a grade count."""
    counts = Counter(result.grade for result in results if result.status == "OK")
    bands = [band.grade for band in exam.bands] if exam else [grade for grade in GRADES if counts[grade]]
    usual: Mapping[str, int] = exam.usual_mix if exam else {}
    return tuple(GradeShare(grade, counts[grade], usual.get(grade)) for grade in bands)


def is_far(shares: Iterable[GradeShare]) -> list[str]:
    """The grades whose share lies far from the usual one, each as a part of a sentence."""
    shares = tuple(shares)
    total = sum(share.count for share in shares)
    if total < FEWEST_TO_COMPARE:
        return []
    return [
        f"{100 * share.count / total:.0f} % have {GRADE_WORDS[share.grade]}, usually {share.usual} %"
        for share in shares
        if share.usual is not None and _is_far(share.count, share.usual, total)
    ]


GRADE_WORDS = {
    "A": "grade A", "B": "grade B", "C": "grade C",
    "LEVEL": "the level below", "NONE": "no certificate",
}  # fmt: skip


def _is_far(count: int, usual: int, total: int) -> bool:
    distance = abs(100 * count / total - usual)
    error = 100 * sqrt(usual / 100 * (1 - usual / 100) / total)
    return distance > max(FAR_IN_POINTS, FAR_IN_ERRORS * error)


def _complete(missing: int, rows: int) -> Check:
    if not rows:
        return Check("Complete", False, "There are no results yet. Import them first.", blocks=True)
    if missing:
        words = "1 entry has" if missing == 1 else f"{missing:,} entries have"
        return Check("Complete", False, f"{words} no result yet. Import the rest before you submit.", blocks=True)
    return Check("Complete", True, "Every entry has a result.")


def _possible(results: Iterable[ResultFields], exam: Exam | None) -> Check:
    if exam is None:
        return Check("Possible", False, "This exam is not in the catalogue, so nothing can be checked.", blocks=True)
    impossible = sum(bool(problems_of(result, exam)) for result in results)
    if impossible:
        words = "1 result" if impossible == 1 else f"{impossible:,} results"
        return Check("Possible", False, f"{words} can not exist in this exam. Import them again.", blocks=True)
    return Check("Possible", True, "Scores, grades and levels agree with the exam.")


def _present(results: Sequence[ResultFields]) -> Check:
    absent = sum(result.status in ABSENT for result in results)
    share = absent / len(results) if results else 0
    sentence = f"{absent:,} of {len(results):,} were absent ({100 * share:.0f} %)."
    if share > MOST_ABSENT:
        return Check("Attendance", False, f"{sentence} That is more than {100 * MOST_ABSENT:.0f} %.")
    return Check("Attendance", True, sentence)


def _near_overall(results: Iterable[ResultFields], exam: Exam | None) -> Check:
    odd = sum(bool(warnings_of(result, exam)) for result in results) if exam else 0
    if odd:
        words = "1 candidate has" if odd == 1 else f"{odd:,} candidates have"
        return Check("Papers", False, f"{words} a paper 30 or more away from the overall score.")
    return Check("Papers", True, "No paper is 30 or more away from the overall score.")


def _usual(shares: tuple[GradeShare, ...]) -> Check:
    far = is_far(shares)
    if far:
        return Check("Grades", False, f"Far from the usual mix: {'; '.join(far)}.")
    if sum(share.count for share in shares) < FEWEST_TO_COMPARE:
        return Check("Grades", True, f"Fewer than {FEWEST_TO_COMPARE} grades: too few to compare with the usual mix.")
    return Check("Grades", True, "Near the usual mix.")
