"""What delivering asks of whoever composes and sends, and what it is told became of an email."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from portal.models.outbox_email import OutboxEmail


class Delivery(Protocol):
    """What became of one email; `outcome` is one of the words that `outcomes.note` handles."""

    @property
    def outcome(self) -> str: ...
    @property
    def code(self) -> int | None: ...
    @property
    def detail(self) -> str: ...
    @property
    def wait_seconds(self) -> float: ...


class CanNotCompose(Exception):
    """The message can not be made, for example because a value it needs is empty."""


class Letter(Protocol):
    """One email, composed and not sent yet."""

    def send(self, *, may_go: Callable[[], bool], follower: "Letter | None", meanwhile: Callable[[], None]) -> Delivery:
        """Send it within the deadline.

        `may_go` is asked in the last moment before the words leave; if it says no, the outcome is `withdrawn`. The
        server may be told already that the `follower` comes next. `meanwhile` may be called once, while the server
        takes this one.
        """
        ...


class Post(Protocol):
    """Makes letters of rows."""

    def letter(self, email: OutboxEmail) -> Letter:
        """Raises CanNotCompose."""
        ...


@dataclass(frozen=True)
class Unsent:
    """An outcome of our own: the row never came to a mail server."""

    outcome: str
    detail: str = ""
    code: int | None = None
    wait_seconds: float = 0


@dataclass(frozen=True)
class PlainPost:
    """The post of a function that composes and sends a row at one go."""

    send: Callable[[OutboxEmail], Delivery]

    def letter(self, email: OutboxEmail) -> Letter:
        return _PlainLetter(self.send, email)


@dataclass(frozen=True)
class _PlainLetter:
    how: Callable[[OutboxEmail], Delivery]
    email: OutboxEmail

    def send(self, *, may_go: Callable[[], bool], follower: Letter | None, meanwhile: Callable[[], None]) -> Delivery:
        if not may_go():
            return Unsent("withdrawn")
        delivery = self.how(self.email)
        meanwhile()
        return delivery
