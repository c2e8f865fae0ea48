"""Every scenario by the name it is asked for."""

from datetime import datetime
from typing import Protocol

from portal.cli.scenarios import demonstration
from portal.cli.sheet import Sheet


class Scenario(Protocol):
    """A module of this folder: one line about it, and what makes it."""

    SUMMARY: str

    def load(self, *, required: int, now: datetime) -> Sheet:
        """Make the people and rows; `required` is the number of approvals a batch needs."""


SCENARIOS: dict[str, Scenario] = {
    "demonstration": demonstration,
}
