"""Reading a file in parts, so that its size does not show in the memory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Self, TypeVar

from portal.rules.problems import Problem

PART = 500
Row = TypeVar("Row")


@dataclass(frozen=True)
class Checked:
    """What a dry run counted."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    errors: int = 0
    warnings: int = 0

    def __add__(self, other: Self) -> "Checked":
        return Checked(
            self.rows + other.rows,
            self.new + other.new,
            self.changed + other.changed,
            self.errors + other.errors,
            self.warnings + other.warnings,
        )


@dataclass(frozen=True)
class Part:
    """One part's counts and problems."""

    counts: Checked
    problems: list[Problem] = field(default_factory=list)


def part_of(rows: int, new: int, changed: int, problems: list[Problem]) -> Part:
    """A part whose errors and warnings are counted from its problems."""
    errors = sum(problem.is_error for problem in problems)
    return Part(Checked(rows, new, changed, errors, len(problems) - errors), problems)


def parts(rows: Iterable[Row | Problem]) -> Iterator[tuple[list[Row], list[Problem]]]:
    """The rows and problems of a file, a few hundred at a time."""
    source = iter(rows)
    while several := list(islice(source, PART)):
        yield (
            [row for row in several if not isinstance(row, Problem)],
            [row for row in several if isinstance(row, Problem)],
        )
