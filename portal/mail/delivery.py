"""What is handed to a transport, and what it says became of it."""

import re
from collections.abc import Callable
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
    WITHDRAWN = "withdrawn"
    """It did not leave: whoever sends it changed their mind in the last moment."""


@dataclass(frozen=True)
class Delivery:
    """The outcome, the server's code if it gave one, and its words without addresses or line breaks.

    `wait_seconds` says for PACED when to try.
    """

    outcome: Outcome
    code: int | None = None
    detail: str = ""
    wait_seconds: float = 0


def always() -> bool:
    """Of a message that may go whatever happens."""
    return True


def nothing() -> None:
    """Of a sender that has nothing to do while the server takes a message."""


class Prepared(Protocol):
    """One message as it goes over the wire. `send` never raises for what a server or a network does."""

    def send(
        self,
        *,
        may_go: Callable[[], bool] = always,
        follower: "Prepared | None" = None,
        meanwhile: Callable[[], None] = nothing,
    ) -> Delivery:
        """Send it within the transport's deadline, from the thread that sends the follower as well.

        `may_go` is asked once the server waits for the words. A `follower` of the same transport is announced right
        behind them, where the server allows that: it costs no turn of its own then, if it is the next to be sent.
        `meanwhile` may be called, once, while the server takes the words.
        """
        ...


class Transport(Protocol):
    """Sends messages."""

    def prepare(self, mail: OutgoingMail) -> Prepared:
        """Everything that can be done before it is the message's turn."""

    def send(self, mail: OutgoingMail) -> Delivery:
        """Send one message alone."""

    def close(self) -> None:
        """Close what is kept open; call it when no thread is sending any more."""


def printable(words: str | bytes) -> str:
    """`words` of a server fit for a log line: no address, no control character, at most 200 characters."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    one_line = _NOT_PRINTABLE.sub(" ", text)
    return _ADDRESS.sub("[address]", one_line).strip()[:_DETAIL_LENGTH]
