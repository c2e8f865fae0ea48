"""What is handed to a transport, and what it says became of it."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

_DETAIL_LENGTH = 200
_ADDRESS = re.compile(r"[^\s<>()\[\]\"',;]+@[^\s<>()\[\]\"',;]+")
_NOT_PRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True)
class OutgoingMail:
    """One rendered message for one recipient; `message_id` stays the same however often it is sent."""

    to: str
    subject: str
    text: str
    html: str
    message_id: str
    headers: tuple[tuple[str, str], ...] = ()


class Outcome(StrEnum):
    """What became of one message."""

    SENT = "sent"
    """The server answered 250: the message is its responsibility now."""
    DEFERRED = "deferred"
    """It did not leave and may later: a 4xx answer, or a line lost before the body was written."""
    REFUSED = "refused"
    """It will never leave as it is: a 5xx answer, or an address or header that can not be written."""
    UNCERTAIN = "uncertain"
    """The body was written and the answer never came: nobody can know whether it arrived."""
    UNREACHABLE = "unreachable"
    """The server could not be used at all; says nothing about this message."""
    PACED = "paced"
    """It was not tried: the recipient's domain asked for less at a time."""


@dataclass(frozen=True)
class Delivery:
    """The outcome, the server's code if it gave one, and its words without addresses or line breaks.

    `wait_seconds` says for PACED when to try.
    """

    outcome: Outcome
    code: int | None = None
    detail: str = ""
    wait_seconds: float = 0


class Transport(Protocol):
    """Sends prepared messages. `send` never raises for what a server or a network does."""

    def send(self, mail: OutgoingMail) -> Delivery:
        """Send one message within the transport's deadline."""

    def close(self) -> None:
        """Close what is kept open; call it when no thread is sending any more."""


def printable(words: str | bytes) -> str:
    """`words` of a server fit for a log line: no address, no control character, at most 200 characters."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    one_line = _NOT_PRINTABLE.sub(" ", text)
    return _ADDRESS.sub("[address]", one_line).strip()[:_DETAIL_LENGTH]
