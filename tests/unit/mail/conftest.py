"""A mail sink on a real socket, and transports to it that give up after two seconds."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from portal.mail.transport import OutgoingMail, Transport, transport_for
from tests.faults.smtp_sink import SinkThread

MAIL_FROM = "Examinations Board <no-reply@example.org>"
NOW = datetime(2026, 8, 13, 5, 0, tzinfo=UTC)


def a_mail(to: str = "amara@example.org", number: int = 1, **changes: object) -> OutgoingMail:
    """A notice with nothing special about it, unless `changes` say so."""
    fields: dict[str, object] = {
        "to": to,
        "subject": "Your results have been released",
        "text": "Sign in to see them.\n",
        "html": "<p>Sign in to see them.</p>\n",
        "message_id": f"<notice-{number}@portal.example.org>",
    }
    return OutgoingMail(**(fields | changes))  # type: ignore[arg-type]


@pytest.fixture
def sink() -> Iterator[SinkThread]:
    """A sink without faults; `use` gives it some."""
    with SinkThread() as running:
        yield running


@pytest.fixture
def connect() -> Iterator[Callable[..., Transport]]:
    """Makes transports, and closes them afterwards."""
    opened: list[Transport] = []

    def make(url: str, *, seconds: float = 2) -> Transport:
        opened.append(transport_for(url, mail_from=MAIL_FROM, deadline_seconds=seconds))
        return opened[-1]

    yield make
    for transport in opened:
        transport.close()


@pytest.fixture
def transport(sink: SinkThread, connect: Callable[..., Transport]) -> Transport:
    """A transport to the sink."""
    return connect(sink.url)
