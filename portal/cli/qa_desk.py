"""What QA asks of a portal with made-up people: what the worker still has to do, the mail, the codes of staff."""

import contextlib
from datetime import datetime

from portal.cli import cast, mailbox
from portal.models.intake import Intake
from portal.models.outbox_email import OutboxEmail
from portal.models.release_batch import ReleaseBatch
from portal.models.staff import Staff
from portal.services.errors import NotFound
from portal.settings import Settings

UNFINISHED_FILES = ("waiting", "checking", "saving")


def work_waiting(*, now: datetime) -> dict[str, int]:
    """What is due at this moment and not done; all zero means that the worker may rest."""
    return {
        "emails": OutboxEmail.select()
        .where((OutboxEmail.state == "parked") | ((OutboxEmail.state == "queued") & (OutboxEmail.due_at <= now)))
        .count(),
        "files": Intake.select().where(Intake.state.in_(UNFINISHED_FILES)).count(),
        "releases": ReleaseBatch.select()
        .where(ReleaseBatch.state == "approved", ReleaseBatch.release_at <= now)
        .count(),
    }


def empty_mailbox(settings: Settings) -> None:
    """Remove every caught mail; one that comes in at this moment stays."""
    for file in mailbox.folder_of(settings).glob("*.eml"):
        with contextlib.suppress(FileNotFoundError):
            file.unlink()


def code_of(*, email: str, now: datetime) -> str:
    """A code that this person's second factor takes now. Raises NotFound for who has none."""
    person: Staff | None = Staff.get_or_none(Staff.email == email, Staff.totp_enrolled_at.is_null(False))
    if person is None:
        raise NotFound
    return cast.usable_code(person, now=now)
