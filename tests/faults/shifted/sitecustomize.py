"""Loaded by Python when it starts with this folder on its path: the clock of this one process is ahead."""

import os
from datetime import UTC, datetime, timedelta

from portal import clock

AHEAD = timedelta(seconds=int(os.environ.get("PORTAL_TEST_CLOCK_AHEAD_SECONDS", "0")))
clock.machine_now = lambda: datetime.now(UTC) + AHEAD
