"""Reads a folder of caught mail; writes nothing, and opens nothing but the files a transport saved there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import errors, policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr
from html.parser import HTMLParser
from pathlib import Path

from portal.mail.folder import received_at
from portal.mail.mail_url import mail_folder
from portal.settings import Settings

_LARGEST_FILE = 10 * 1024 * 1024
_LINK = re.compile(r"https?://[^\s<>\"'\]]+")
_PARSER = BytesParser(policy=policy.default)
# What the standard library's parser is known to raise for malformed messages.
_UNREADABLE = (OSError, ValueError, LookupError, AttributeError, TypeError, errors.MessageError)


@dataclass(frozen=True)
class CaughtMail:
    """One message as a person reads it. `received_at` is the machine's time, `dated` the business time."""

    id: str
    to: str
    sender: str
    subject: str
    received_at: datetime
    dated: datetime | None
    text: str
    html: str
    headers: tuple[tuple[str, str], ...]
    links: tuple[str, ...]

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its capitals."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


def folder_of(settings: Settings) -> Path:
    """Where the mail of these settings lies: the folder they send to, or what the demonstration's catcher fills."""
    if settings.mail_url.startswith("file:"):
        return mail_folder(settings.mail_url)
    return Path(settings.demo_folder)


def messages(folder: Path, to: str | None = None, *, limit: int | None = None) -> list[CaughtMail]:
    """The mails of `folder`, newest first; only those to the address `to` if one is given."""
    found: list[CaughtMail] = []
    for mail in _newest_first(folder, to):
        if limit is not None and len(found) >= limit:
            break
        found.append(mail)
    return found


def one(folder: Path, mail_id: str) -> CaughtMail | None:
    """The mail of that id; None if there is none, or if it is no id at all."""
    at = received_at(mail_id)
    return None if at is None else _read(folder / f"{mail_id}.eml", mail_id, at, to=None)


def _newest_first(folder: Path, to: str | None) -> Iterator[CaughtMail]:
    if not folder.is_dir():
        return
    for path in sorted(folder.glob("*.eml"), reverse=True):
        at = received_at(path.stem)
        mail = None if at is None else _read(path, path.stem, at, to=to)
        if mail is not None and (to is None or mail.to.casefold() == to.strip().casefold()):
            yield mail


def _read(path: Path, mail_id: str, at: datetime, *, to: str | None) -> CaughtMail | None:
    try:
        if path.is_symlink() or path.stat().st_size > _LARGEST_FILE:
            return None
        raw = path.read_bytes()
        if not raw or (to is not None and not _may_be_for(raw, to)):
            return None
        return _parsed(raw, mail_id, at)
    except _UNREADABLE:
        return None


def _may_be_for(raw: bytes, to: str) -> bool:
    """A cheap look before parsing: the part before the @ stands in the header as it is."""
    head = raw.partition(b"\r\n\r\n")[0].decode("utf-8", "replace")
    return to.strip().partition("@")[0].casefold() in head.casefold()


def _parsed(raw: bytes, mail_id: str, at: datetime) -> CaughtMail | None:
    parsed = _PARSER.parsebytes(raw)
    if "To" not in parsed:
        return None
    text, html = _body(parsed, "plain"), _body(parsed, "html")
    return CaughtMail(
        id=mail_id,
        to=parseaddr(str(parsed["To"]))[1],
        sender=str(parsed["From"] or ""),
        subject=str(parsed["Subject"] or ""),
        received_at=at,
        dated=parsed["Date"].datetime if "Date" in parsed else None,
        text=text,
        html=html,
        headers=tuple((name, str(value)) for name, value in parsed.items()),
        links=_links(text, html),
    )


def _body(parsed: EmailMessage, kind: str) -> str:
    part = parsed.get_body(preferencelist=(kind,))
    return "" if part is None else str(part.get_content()).replace("\r\n", "\n")


def _links(text: str, html: str) -> tuple[str, ...]:
    anchors = _Anchors()
    anchors.feed(html)
    anchors.close()
    in_text = (link.rstrip(".,;:!?)") for link in _LINK.findall(text))
    return tuple(dict.fromkeys([*in_text, *anchors.links]))


class _Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if tag == "a" and name == "href" and value and _LINK.fullmatch(value):
                self.links.append(value)
