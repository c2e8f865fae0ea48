"""Every scenario by the name it is asked for."""

from datetime import datetime
from typing import Protocol

from portal.cli.scenarios import (
    amended,
    bounced,
    demonstration,
    fresh_centre,
    held,
    locked,
    recalled,
    registered_unconfirmed,
    released_mixed,
    scheduled_tomorrow,
    two_entries_one_account,
    waiting_for_approval,
    zone_changes_tonight,
)
from portal.cli.sheet import Sheet


class Scenario(Protocol):
    """A module of this folder: one line about it, and what makes it."""

    SUMMARY: str

    def load(self, *, required: int, now: datetime) -> Sheet:
        """Make the people and rows; `required` is the number of approvals a batch needs."""


SCENARIOS: dict[str, Scenario] = {
    "amended": amended,
    "bounced": bounced,
    "demonstration": demonstration,
    "fresh-centre": fresh_centre,
    "held": held,
    "locked": locked,
    "recalled": recalled,
    "registered-unconfirmed": registered_unconfirmed,
    "released-mixed": released_mixed,
    "scheduled-tomorrow": scheduled_tomorrow,
    "two-entries-one-account": two_entries_one_account,
    "waiting-for-approval": waiting_for_approval,
    "zone-changes-tonight": zone_changes_tonight,
}
