"""What the page of one result shows, the same for its candidate and for the preview that staff look at.

It falls into what everybody of the sitting with such a result sees and what only this candidate sees, so that the page
of a results day is drawn once for many (portal/web/skeleton.py).
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from flask_babel import gettext

from portal.rules.exams import Band, Exam
from portal.services import catalogue
from portal.services.seen import EntryView, Outcome
from portal.web.filters import paper_name
from portal.web.skeleton import Own

Pairs = list[tuple[str, str]]
OVERALL = "overall"


class Common(NamedTuple):
    """`papers` are the codes of those with a score, as they are shown; `best` is the code of the best one, if one is.

    `lowest` and `highest` end the scale. The contact is that of the entry, or else the centre's.
    """

    state: str
    is_covered: bool
    exam_code: str
    exam_date: date
    results_from: date
    results_by: date
    centre: str
    zone: str
    contact_name: str
    contact_email: str
    contact_phone: str
    withdrawn_at: datetime | None = None
    released_at: datetime | None = None
    updated_at: datetime | None = None
    confirmed_at: datetime | None = None
    grade: str = ""
    cefr_level: str = ""
    certificate: str = ""
    papers: tuple[str, ...] = ()
    best: str = ""
    lowest: int = 0
    highest: int = 0


@dataclass(frozen=True)
class Picture:
    """The scores, the overall one first. `bands` are (label, lowest score), ascending; `low` and `high` end the scale.

    `doubled` counts twice.
    """

    scores: list[tuple[str, int]]
    bands: list[tuple[str, int]]
    low: int
    high: int
    doubled: str = ""

    @property
    def rows(self) -> list[tuple[str, int, float]]:
        """With where each score lies on the scale, in percent."""
        return [(label, score, position(score, self.low, self.high)) for label, score in self.scores]


def parts_of(view: EntryView, *, is_hidden: bool) -> tuple[Common, Own]:
    """What many see and what only one sees of the same page."""
    entry, outcome = view.entry, view.outcome
    whom, email, phone = entry.contact_name, entry.contact_email, entry.contact_phone
    if not (email or phone):
        whom, email, phone = entry.centre_contact_name, entry.centre_contact_email, entry.centre_contact_phone
    common = Common(
        view.state, is_hidden and outcome is not None,
        entry.exam_code, entry.exam_date, entry.results_from, entry.results_by,
        f"{entry.centre_number} {entry.centre_name}", entry.timezone,
        whom or entry.centre_name, email, phone, view.withdrawn_at,
    )  # fmt: skip
    own: Own = {"full_name": entry.full_name, "candidate_number": entry.candidate_number, "public_id": entry.public_id}
    return (common, own) if outcome is None else _with_outcome(common, own, outcome)


def context_of(common: Common, own: Own) -> dict[str, object]:
    """The context of candidate/_result.html: made of these two and of nothing else."""
    exam = catalogue.current().exams.get(common.exam_code)
    rows = [(paper_name(code), own[f"{code}_score"], own[f"{code}_place"]) for code in common.papers]
    if rows:
        rows.insert(0, (gettext("Overall"), own[f"{OVERALL}_score"], own[f"{OVERALL}_place"]))
    is_ok = common.state == "OK"
    return {
        "common": common,
        "own": own,
        "exam": exam,
        "scale": rows,
        "bands": _bands(exam),
        "doubled": _doubled(exam),
        "panel": panel_of(common.grade, common.cefr_level, str(own[f"{OVERALL}_score"])) if is_ok else [],
    }


def panel_of(grade: str, cefr_level: str, overall_score: str) -> Pairs:
    """What is said large, first, and what stands beside it: the grade, else the level, else the score."""
    pairs = [(gettext("Overall score"), overall_score)]
    if cefr_level:
        pairs.insert(0, (gettext("CEFR level"), cefr_level))
    if grade in {"A", "B", "C"}:
        pairs.insert(0, (gettext("Grade"), grade))
    return pairs


def picture_of(view: EntryView) -> Picture | None:
    """The scores of an outcome that has some, the overall score first; else None."""
    outcome = view.outcome
    if outcome is None or outcome.status != "OK" or outcome.overall_score is None or not outcome.scores:
        return None
    exam = catalogue.current().exams.get(view.entry.exam_code)
    papers = [(paper_name(code), outcome.scores[code]) for code in _in_order(outcome.scores, exam)]
    low, high = _ends(outcome, exam)
    return Picture([(gettext("Overall"), outcome.overall_score), *papers], _bands(exam), low, high, _doubled(exam))


@lru_cache(maxsize=1_024)  # a few hundred scores on a handful of scales
def position(score: int, low: int, high: int) -> float:
    """Where a score lies on its scale, in percent."""
    return round(100 * (score - low) / ((high - low) or 1), 1)


def _with_outcome(common: Common, own: Own, outcome: Outcome) -> tuple[Common, Own]:
    exam = catalogue.current().exams.get(common.exam_code)
    own[f"{OVERALL}_score"] = outcome.overall_score or 0
    papers: tuple[str, ...] = ()
    low = high = 0
    if outcome.status == "OK" and outcome.overall_score is not None and outcome.scores:
        papers = _in_order(outcome.scores, exam)
        low, high = _ends(outcome, exam)
        for code, score in ((OVERALL, outcome.overall_score), *((code, outcome.scores[code]) for code in papers)):
            own[f"{code}_score"], own[f"{code}_place"] = score, position(score, low, high)
    common = common._replace(
        released_at=outcome.released_at, updated_at=outcome.updated_at, confirmed_at=outcome.confirmed_at,
        grade=outcome.grade, cefr_level=outcome.cefr_level, certificate=outcome.certificate,
        papers=papers, best=_best(outcome, papers), lowest=low, highest=high,
    )  # fmt: skip
    return common, own


def _in_order(scores: dict[str, int], exam: Exam | None) -> tuple[str, ...]:
    """The codes of the papers with a score, as the exam has them."""
    return tuple(code for code in (paper.code for paper in exam.papers) if code in scores) if exam else tuple(scores)


def _ends(outcome: Outcome, exam: Exam | None) -> tuple[int, int]:
    """The ends of the scale; of an exam that the catalogue does not know, the scores themselves."""
    if exam is not None:
        return exam.lowest, exam.highest
    found = [outcome.overall_score or 0, *(outcome.scores or {}).values()]
    return min(found), max(found)


def _best(outcome: Outcome, papers: tuple[str, ...]) -> str:
    """The paper with the highest score where a page names it: below every level, and only if no other is as high."""
    if outcome.cefr_level or not papers or not outcome.scores:
        return ""
    by_score = sorted(papers, key=lambda code: -(outcome.scores or {})[code])
    return "" if len(papers) > 1 and outcome.scores[by_score[0]] == outcome.scores[by_score[1]] else by_score[0]


def _bands(exam: Exam | None) -> list[tuple[str, int]]:
    """The lowest band, which earns nothing, is the bare scale."""
    return [(_label(band), band.lowest) for band in exam.bands if band.grade != "NONE"][::-1] if exam else []


def _label(band: Band) -> str:
    return band.cefr_level if band.grade == "LEVEL" else band.grade


def _doubled(exam: Exam | None) -> str:
    return next((paper_name(paper.code) for paper in exam.papers if paper.weight == 2), "") if exam else ""
