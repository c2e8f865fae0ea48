"""What the kinds of files share: reading in parts, and the answer of a comparison with what is there."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import BinaryIO, Generic, Protocol, Self, TypeVar

from portal.models.intake import Intake
from portal.rules.catalogue import Catalogue
from portal.rules.problems import Problem
from portal.services.actor import Actor


class Numbered(Protocol):
    """What every row of every kind has."""

    @property
    def row(self) -> int: ...
    @property
    def id_number(self) -> str: ...


Row = TypeVar("Row", bound=Numbered)
Met = TypeVar("Met")
Stored = TypeVar("Stored")


@dataclass(frozen=True)
class Change:
    """One cell that would be saved over another value."""

    row: int
    id_number: str
    column: str
    before: str
    after: str


@dataclass
class Comparison(Generic[Row, Met, Stored]):
    """Some rows beside what is there: `entries` by ID number, new rows, and changed ones with what they replace."""

    rows: list[Row]
    entries: dict[str, Met]
    new: list[Row] = field(default_factory=list)
    changed: list[tuple[Row, Stored]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, row: Row, stored: Stored | None, changes: list[Change]) -> None:
        """Sort one row in: new without `stored`, changed with changes, else as it was."""
        if stored is None:
            self.new.append(row)
        elif changes:
            self.changed.append((row, stored))
            self.changes.extend(changes)


@dataclass(frozen=True)
class Counts:
    """What was counted so far; `rows` are rows of data, refused ones among them."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    errors: int = 0
    warnings: int = 0

    def __add__(self, other: Self) -> "Counts":
        return Counts(
            self.rows + other.rows,
            self.new + other.new,
            self.changed + other.changed,
            self.errors + other.errors,
            self.warnings + other.warnings,
        )


class IntakeKind(ABC, Generic[Row, Met, Stored]):
    """One kind of file, read for one intake: its rows, how they compare, and how they are saved.

    `part` is how many rows are compared, or saved, at once.
    """

    part = 500

    def __init__(self, intake: Intake, catalogue: Catalogue) -> None:
        self.intake = intake
        self.catalogue = catalogue

    @abstractmethod
    def read(self, source: BinaryIO) -> Iterator[Row | Problem]:
        """Every row that can be saved and every problem, in the order of the file."""

    @abstractmethod
    def compare(self, rows: list[Row], *, fully: bool) -> Comparison[Row, Met, Stored]:
        """The rows beside what is there; `fully` includes what is too slow to be asked inside a transaction."""

    def prepare(self, source: BinaryIO) -> Iterator[int]:
        """Do what is slow before the transaction begins; how many rows are done, after every few hundred.

        Results need nothing of the kind.
        """
        yield from ()

    @abstractmethod
    def write(self, compared: Comparison[Row, Met, Stored], *, actor: Actor, now: datetime) -> None:
        """Save these rows inside the caller's transaction."""

    def finish(self, *, actor: Actor, now: datetime) -> None:
        """What follows once every row is written, in the same transaction."""


def parts(rows: Iterable[Row | Problem], size: int) -> Iterator[tuple[list[Row], list[Problem]]]:
    """The rows and problems of a file, some at a time, so that its size does not show in the memory."""
    source = iter(rows)
    while several := list(islice(source, size)):
        yield (
            [row for row in several if not isinstance(row, Problem)],
            [row for row in several if isinstance(row, Problem)],
        )
