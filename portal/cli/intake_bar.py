"""A progress bar for a file that is being checked or saved; it follows the count in the file's row."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import click
from peewee import PeeweeException

from portal.models import connection
from portal.models.intake import Intake

LOOK_EVERY_SECONDS = 0.2


@contextmanager
def bar(intake: Intake, rows: int, label: str, *, shown: bool) -> Iterator[None]:
    """Moves while the block runs; on a terminal only."""
    if not shown or not sys.stderr.isatty():
        yield
        return
    done = Event()
    with click.progressbar(length=rows, label=f"{label} {intake.file_name}", file=sys.stderr) as progress:
        follower = Thread(target=_follow, args=(intake.id, progress, done))
        follower.start()
        try:
            yield
        finally:
            done.set()
            follower.join()
            progress.update(rows - progress.pos)


def _follow(intake_id: int, progress: "click._termui_impl.ProgressBar[int]", done: Event) -> None:
    """Runs beside the work, on a connection of its own."""
    while not done.wait(LOOK_EVERY_SECONDS):
        try:
            with connection.connection():
                intake = Intake.get_or_none(Intake.id == intake_id)
        except PeeweeException:
            continue
        if intake is not None:
            progress.update(min(intake.rows_done, progress.length or 0) - progress.pos)
