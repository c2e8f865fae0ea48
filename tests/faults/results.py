"""What the faults came to, and the table that is printed of it."""

from dataclasses import dataclass, field

COLUMNS = ("fault", "back end", "rounds", "acknowledged", "lost", "early", "duplicated", "kills", "recovered in")


@dataclass
class Outcome:
    """One fault on one back end, added up over its rounds. `recovered` is the longest time, in seconds."""

    fault: str
    backend: str
    rounds: int = 0
    acknowledged: int = 0
    lost: int = 0
    early: int = 0
    duplicated: int = 0
    kills: int = 0
    recovered: float = 0.0

    def cells(self) -> tuple[str, ...]:
        numbers = (self.rounds, self.acknowledged, self.lost, self.early, self.duplicated, self.kills)
        return (self.fault, self.backend, *map(str, numbers), f"{self.recovered:.1f} s")


@dataclass
class Table:
    """All outcomes of a run."""

    outcomes: list[Outcome] = field(default_factory=list)

    def lines(self) -> list[str]:
        rows = [COLUMNS, *(outcome.cells() for outcome in self.outcomes)]
        widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
        return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
