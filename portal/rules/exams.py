"""An exam of the catalogue: its papers, its grade bands and the arithmetic of an overall score."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

PAPERS = ("reading", "use_of_english", "writing", "listening", "speaking", "reading_writing")
GRADES = ("A", "B", "C", "LEVEL", "NONE")
CERTIFICATES = ("QUALIFICATION", "LEVEL", "NONE")


@dataclass(frozen=True)
class Paper:
    """One part of an exam; a weight of 2 counts double."""

    code: str
    name: str
    weight: int = 1


@dataclass(frozen=True)
class Band:
    """The scores, both ends included, that earn one grade."""

    grade: str
    lowest: int
    highest: int
    cefr_level: str  # empty where no level is reported
    certificate: str


@dataclass(frozen=True)
class Exam:
    """One exam code; bands run from the highest to the lowest without a gap.

    `usual_mix` says how many candidates in a hundred usually get each grade; empty where the board does not say.
    """

    code: str
    name: str
    level: str
    papers: tuple[Paper, ...]
    bands: tuple[Band, ...]
    usual_mix: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def lowest(self) -> int:
        return self.bands[-1].lowest

    @cached_property
    def highest(self) -> int:
        return self.bands[0].highest

    @cached_property
    def weights(self) -> Mapping[str, int]:
        """How much each paper counts, in the order of the papers; asked for with every result of a file."""
        return {paper.code: paper.weight for paper in self.papers}

    @cached_property
    def _weight(self) -> int:
        return sum(self.weights.values())

    def is_score(self, score: int) -> bool:
        """True for a score this exam, or one of its papers, can report."""
        return self.lowest <= score <= self.highest

    def band_for(self, score: int) -> Band:
        """The band of an overall score; ValueError outside the range of the exam."""
        for band in self.bands:
            if band.lowest <= score <= band.highest:
                return band
        raise ValueError(f"{self.name} is reported from {self.lowest} to {self.highest}, not {score}.")

    def overall(self, scores: Mapping[str, int]) -> int:
        """The weighted mean of all papers to the nearest whole number, halves up."""
        return self.mean_of(sum([weight * scores[code] for code, weight in self.weights.items()]))

    def mean_of(self, total: int) -> int:
        """The same from the weighted sum of all papers."""
        return (2 * total + self._weight) // (2 * self._weight)
