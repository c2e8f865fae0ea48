"""Everything the worker does, once and at this moment: for a clock that was moved, where no alarm rings in between."""

from portal import clock
from portal.services import catalogue, intakes, release, windows
from workflows.deliver_mail import deliver_all
from workflows.queue import settings


def catch_up() -> None:
    """The calendar first, then what follows from it; emails last, because everything before writes some."""
    windows.work_through(now=clock.now())
    release.release_due_batches(required=settings.approvals_required, now=clock.now())
    intakes.work_through(catalogue=catalogue.current(), now=clock.now())
    deliver_all()
