"""What the page of one result needs, the same for its candidate and for the preview that staff look at."""

from dataclasses import dataclass

from flask_babel import gettext

from portal.rules.exams import Band
from portal.services import catalogue
from portal.services.results import EntryView, Outcome
from portal.web.filters import paper_name

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Picture:
    """`bands` are (label, lowest score), ascending; `low` and `high` end the scale; `doubled` counts twice."""

    scores: list[tuple[str, int]]
    bands: list[tuple[str, int]]
    low: int
    high: int
    doubled: str = ""

    @property
    def best(self) -> str:
        """The paper with the highest score, or nothing when several share it."""
        papers = sorted(self.scores[1:], key=lambda pair: -pair[1])
        return "" if len(papers) > 1 and papers[0][1] == papers[1][1] else papers[0][0]


def context_of(view: EntryView) -> dict[str, object]:
    """The context of candidate/_result.html."""
    return {
        "view": view,
        "exam": catalogue.current().exams.get(view.sitting.exam_code),
        "picture": picture_of(view),
        "panel": panel_of(view.outcome) if view.state == "OK" and view.outcome else [],
    }


def panel_of(outcome: Outcome) -> Pairs:
    """What is said large, first, and what stands beside it: the grade, else the level, else the score."""
    pairs = [(gettext("Overall score"), str(outcome.overall_score))]
    if outcome.cefr_level:
        pairs.insert(0, (gettext("CEFR level"), outcome.cefr_level))
    if outcome.grade in {"A", "B", "C"}:
        pairs.insert(0, (gettext("Grade"), outcome.grade))
    return pairs


def picture_of(view: EntryView) -> Picture | None:
    """The scores of an outcome that has some, the overall score first; else None."""
    outcome = view.outcome
    exam = catalogue.current().exams.get(view.sitting.exam_code)
    if outcome is None or outcome.status != "OK" or outcome.overall_score is None or not outcome.scores:
        return None
    in_order = [paper.code for paper in exam.papers] if exam else list(outcome.scores)
    papers = [(paper_name(code), outcome.scores[code]) for code in in_order if code in outcome.scores]
    scores = [(gettext("Overall"), outcome.overall_score), *papers]
    if exam is None:
        found = [score for _, score in scores]
        return Picture(scores, [], min(found), max(found))
    doubled = next((paper_name(paper.code) for paper in exam.papers if paper.weight == 2), "")
    return Picture(scores, _bands(exam.bands), exam.lowest, exam.highest, doubled)


def _bands(bands: tuple[Band, ...]) -> list[tuple[str, int]]:
    """The lowest band, which earns nothing, is the bare scale."""
    labelled = [(band.cefr_level if band.grade == "LEVEL" else band.grade, band.lowest) for band in bands]
    return [pair for pair, band in zip(labelled, bands, strict=True) if band.grade != "NONE"][::-1]
