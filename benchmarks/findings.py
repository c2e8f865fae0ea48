"""What a benchmark finds: one ratio for each round, held against its goal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median


@dataclass(frozen=True)
class Goal:
    """`at_least` or `at_most` a ratio; with neither the figure is only reported."""

    at_least: float | None = None
    at_most: float | None = None

    def reached(self, value: float) -> bool:
        above = self.at_least is None or value >= self.at_least
        below = self.at_most is None or value <= self.at_most
        return above and below

    def __str__(self) -> str:
        least = None if self.at_least is None else f"at least {self.at_least:g}"
        most = None if self.at_most is None else f"at most {self.at_most:g}"
        return ", ".join(filter(None, (least, most))) or "reported"


REPORTED = Goal()


@dataclass(frozen=True)
class Finding:
    """`ratios` holds one figure a round; `notes` the absolute figures beside it, which move with the machine."""

    name: str
    what: str
    goal: Goal
    ratios: Sequence[float]
    notes: str = ""
    unit: str = ""

    @property
    def middle(self) -> float:
        return median(self.ratios)

    @property
    def verdict(self) -> str:
        if self.goal == REPORTED:
            return "reported"
        return "reached" if self.goal.reached(self.middle) else "MISSED"

    @property
    def spread(self) -> str:
        return f"{figure(min(self.ratios))} to {figure(max(self.ratios))}"


def figure(value: float) -> str:
    """Three digits, and thousands in full."""
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.3g}"


@dataclass
class Rounds:
    """The figures of two things measured in turn, so that a noisy minute hits both."""

    ours: list[float] = field(default_factory=list)
    reference: list[float] = field(default_factory=list)

    @property
    def ratios(self) -> list[float]:
        """Ours over the reference, round by round."""
        return [mine / other for mine, other in zip(self.ours, self.reference, strict=True)]


def alternate(ours: Callable[[], float], reference: Callable[[], float], *, rounds: int) -> Rounds:
    """Measure one and the other `rounds` times, each going first in every second round."""
    found = Rounds()
    pair = ((ours, found.ours), (reference, found.reference))
    for number in range(rounds):
        for measure, figures in pair if number % 2 else reversed(pair):
            figures.append(measure())
    return found


class NotMeasured(Exception):
    """Why something can not be measured on this machine, in a sentence."""
