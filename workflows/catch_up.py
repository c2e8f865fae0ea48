"""Everything the worker does, once and at this moment: for a clock that was moved, where no alarm rings in between."""

from contextlib import suppress
from contextvars import Context

from flask import Flask

from portal import clock
from portal.services import calendar_work, catalogue, intakes, outcomes, release
from workflows import application, deliver_mail
from workflows.queue import settings


def load() -> None:
    """Make the application that renders the emails; it binds the database anew."""
    application.app()


def catch_up() -> None:
    """The calendar first, then what follows from it; emails last, because everything before writes some."""
    calendar_work.work_through(now=clock.now())
    release.release_due_batches(required=settings.approvals_required, now=clock.now())
    intakes.work_through(catalogue=catalogue.current(), now=clock.now())
    with suppress(outcomes.RelayAway):  # what can not leave now waits, as it does in the worker
        deliver_mail.deliver_all()


def within(web: Flask) -> None:
    """The same inside a web process that moves the clock, as if there were no request with its language and address."""
    application.lend(web)
    Context().run(catch_up)
