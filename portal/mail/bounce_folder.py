"""The folder that a mail server drops returned emails into: a Maildir, or plain files of one message each."""

import mailbox
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from portal.mail import delivery_report
from portal.services import bounces


@dataclass(frozen=True)
class Taken:
    """How many messages were read, and how many emails they showed as not delivered."""

    messages: int = 0
    bounced: int = 0


def take_all(folder: Path, *, now: datetime) -> Taken:
    """Read every message that is new. Taking one twice does no harm, so a stop in the middle loses nothing.

    Raises FileNotFoundError for a folder that is not there.
    """
    if not folder.is_dir():
        raise FileNotFoundError(folder)
    return _maildir(folder, now) if (folder / "new").is_dir() else _files(folder, now)


def _maildir(folder: Path, now: datetime) -> Taken:
    """New messages are marked as seen, in the way mail programs do, once they were read."""
    box = mailbox.Maildir(folder, factory=None, create=False)
    messages = bounced = 0
    for key in list(box.keys()):
        message = box.get_message(key)
        if message.get_subdir() != "new":
            continue
        bounced += _take(box.get_bytes(key), now)
        messages += 1
        message.set_subdir("cur")
        message.add_flag("S")
        box[key] = message
    return Taken(messages, bounced)


def _files(folder: Path, now: datetime) -> Taken:
    files = sorted(file for file in folder.iterdir() if file.is_file())
    return Taken(len(files), sum(_take(_beginning(file), now) for file in files))


def _beginning(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(delivery_report.LARGEST_BYTES + 1)


def _take(raw: bytes, now: datetime) -> int:
    return sum(
        bounces.take(
            name=bounce.name, address=bounce.address, status=bounce.status, diagnostic=bounce.diagnostic, now=now
        )
        for bounce in delivery_report.read(raw)
    )
