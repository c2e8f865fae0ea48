"""One thing that is wrong, or worth a look, in an uploaded file: where, what was found, what was expected."""

from dataclasses import dataclass

ERROR = "error"
WARNING = "warning"
LONGEST_SHOWN = 60


@dataclass(frozen=True)
class Problem:
    """Row 1 is the header and row 0 the whole file; an error refuses the file, a warning does not."""

    row: int
    column: str
    found: str
    expected: str
    severity: str = ERROR

    @property
    def is_error(self) -> bool:
        return self.severity == ERROR


def shown(cell: str) -> str:
    """A cell as a list of problems can show it: short, on one line, every character visible."""
    if not cell:
        return "nothing"
    visible = "".join(mark if mark.isprintable() else f"\\u{ord(mark):04x}" for mark in cell[:LONGEST_SHOWN])
    return visible if len(cell) <= LONGEST_SHOWN else f"{visible}..."
