"""What both peers know about the exam of the measured page."""

import json
from typing import NamedTuple

NAME, LEVEL, LOW, HIGH = "B2 First", "B2", 122, 190
BANDS = (("B1", 140), ("C", 160), ("B", 173), ("A", 180))
PAPERS = {
    "reading": "Reading",
    "use_of_english": "Use of English",
    "writing": "Writing",
    "listening": "Listening",
    "speaking": "Speaking",
}
LANGUAGES = (("en", "English"), ("es", "Español"), ("ar", "العربية"))


class Score(NamedTuple):
    """`at` is where it stands on the scale, in percent."""

    name: str
    score: int
    at: float


class Band(NamedTuple):
    """`start` and `width` are percents of the scale."""

    label: str
    start: float
    width: float


def scores(overall: int, papers: str | dict[str, int]) -> list[Score]:
    """The overall score and then the papers."""
    found = json.loads(papers) if isinstance(papers, str) else papers
    named = [("Overall", overall), *((name, found[code]) for code, name in PAPERS.items() if code in found)]
    return [Score(name, score, _percent(score)) for name, score in named]


def bands() -> list[Band]:
    return [Band(label, _percent(low), round(100 - _percent(low), 1)) for label, low in BANDS]


def _percent(score: int) -> float:
    return round(100 * (score - LOW) / (HIGH - LOW), 1)
