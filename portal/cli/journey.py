"""Journeys of the clock: it stops wherever something falls due, and goes on when that is done."""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from portal import clock
from portal.services import alarm, clock_hops, outbox_claims, time_travel
from portal.services.errors import Refused

PATIENCE_SECONDS = 10.0
LOOK_AGAIN_SECONDS = 0.02


def travel(by: timedelta, *, catch_up: Callable[[], object]) -> None:
    """Move the business clock forward by exactly `by`; `catch_up` does what is due at the moment it is called.

    Each thing happens at its own instant that way, and what follows from it at its own as well.
    Raises Refused("not_forward") or Refused("too_far") before anything has moved.
    """
    time_travel.require_reachable(by)
    goal = time_travel.lead() + by
    _finish(catch_up)
    while left := goal - time_travel.lead():
        present = clock.now()
        stop = clock_hops.next_stop(after=present, target=present + left)
        time_travel.advance_quietly(stop - present)
        clock.ask_again()
        _finish(catch_up)
    alarm.ring()


def begin_at(moment: datetime) -> None:
    """Set the clock of a database without a past to `moment`: nothing falls due on the way.

    Raises Refused("not_forward"), Refused("too_far") or, where the clock stays, Refused("needs_time_travel").
    """
    time_travel.advance(moment - clock.now())
    clock.ask_again()
    if clock.now() < moment:
        raise Refused("needs_time_travel")


def _finish(catch_up: Callable[[], object]) -> None:
    """Do what is due, and let a worker that runs beside us send what it has in hand: it would be dated later."""
    catch_up()
    end = time.monotonic() + PATIENCE_SECONDS
    while _in_hand() and time.monotonic() < end:
        threading.Event().wait(LOOK_AGAIN_SECONDS)


def _in_hand() -> bool:
    left = outbox_claims.next_lease_ends_in()
    return left is not None and left > timedelta()
