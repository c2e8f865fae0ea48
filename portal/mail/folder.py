"""A folder of .eml files: what the demonstration and tests use in place of a mail server."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask_mail import BadHeaderError

from portal import clock
from portal.mail.delivery import Delivery, Outcome, OutgoingMail, Prepared, always, nothing
from portal.mail.notice_message import NoticeMessage

_STAMP = "%Y%m%dT%H%M%S%fZ"
_MAIL_ID = re.compile(r"([0-9]{8}T[0-9]{12}Z)-[0-9a-f]{8}")


def save(folder: Path, message: bytes) -> str:
    """Write one message so that no reader sees half of it; its id sorts by arrival, to the microsecond.

    Arrival goes by the machine's time: the order stays right when the business clock is moved.
    """
    mail_id = f"{clock.machine_now():{_STAMP}}-{secrets.token_hex(4)}"
    half_written = folder / f".{mail_id}.part"
    half_written.write_bytes(message)
    half_written.replace(folder / f"{mail_id}.eml")
    return mail_id


def received_at(mail_id: str) -> datetime | None:
    """When the message of that id was saved; None if this is no id, so that nothing else is ever opened."""
    found = _MAIL_ID.fullmatch(mail_id)
    if found is None:
        return None
    try:
        return datetime.strptime(f"{found[1][:-1]}+0000", "%Y%m%dT%H%M%S%f%z")
    except ValueError:
        return None


class FolderTransport:
    """Puts every message into a folder, which it creates."""

    def __init__(self, folder: Path, *, mail_from: str) -> None:
        self.folder = folder
        self._mail_from = mail_from

    def prepare(self, mail: OutgoingMail) -> Prepared:
        """Written anew when it is sent."""
        return _ForFolder(self, mail)

    def send(self, mail: OutgoingMail) -> Delivery:
        """SENT once the file stands; UNREACHABLE while the folder can not be written."""
        try:
            message = NoticeMessage(mail, mail_from=self._mail_from, at=clock.now())
            self.folder.mkdir(parents=True, exist_ok=True)
            return Delivery(Outcome.SENT, None, save(self.folder, message.as_bytes()))
        except BadHeaderError as wrong:
            return Delivery(Outcome.REFUSED, None, str(wrong))
        except OSError as failure:
            return Delivery(Outcome.UNREACHABLE, None, f"The folder can not be written: {failure.strerror}")

    def close(self) -> None:
        """Nothing is kept open."""


@dataclass(frozen=True)
class _ForFolder:
    folder: FolderTransport
    mail: OutgoingMail

    def send(
        self,
        *,
        may_go: Callable[[], bool] = always,
        follower: Prepared | None = None,
        meanwhile: Callable[[], None] = nothing,
    ) -> Delivery:
        return self.folder.send(self.mail) if may_go() else Delivery(Outcome.WITHDRAWN)
