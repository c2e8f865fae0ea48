"""The post of the worker: who waits for their domain is neither sent nor announced."""

import pytest

from portal.mail import messages, sender
from portal.mail.delivery import Delivery, Outcome, OutgoingMail
from portal.mail.domain_pace import DomainPace
from portal.mail.pace import Pace
from portal.mail.transport import Transport
from portal.models.outbox_email import OutboxEmail
from portal.services.letters import Letter
from tests.faults.smtp_sink import SinkThread
from tests.unit.mail.conftest import a_mail


@pytest.fixture
def domains() -> DomainPace:
    return DomainPace()


@pytest.fixture
def post(transport: Transport, domains: DomainPace, monkeypatch: pytest.MonkeyPatch) -> sender.Sender:
    """Writes to whatever address a row names."""

    def compose(email: OutboxEmail, **_: object) -> OutgoingMail:
        return a_mail(email.address)

    monkeypatch.setattr(messages, "compose", compose)
    return sender.Sender(
        settings=None, transport=transport, pace=Pace(per_second=1000), domains=domains  # type: ignore[arg-type]
    )  # fmt: skip


def send(letter: Letter, follower: Letter | None = None) -> str:
    return letter.send(may_go=lambda: True, follower=follower, meanwhile=lambda: None).outcome


def test_a_follower_is_announced(sink: SinkThread, post: sender.Sender) -> None:
    first, second = (post.letter(OutboxEmail(address=f"c{number}@example.org")) for number in range(2))
    sink.state.commands = []
    assert [send(first, second), send(second)] == ["sent", "sent"]
    assert b"RCPT TO:<c1@example.org>" in sink.state.commands[2]


def test_who_waits_for_their_domain_is_not_announced(
    sink: SinkThread, post: sender.Sender, domains: DomainPace
) -> None:
    first = post.letter(OutboxEmail(address="amara@example.org"))
    slow = post.letter(OutboxEmail(address="ben@example.com"))
    domains.learn("someone@example.com", Delivery(Outcome.DEFERRED, 450))
    assert [send(first, slow), send(slow)] == ["sent", "paced"]
    assert [receipt.to for receipt in sink.state.ledger.receipts] == ["amara@example.org"]
    assert send(post.letter(OutboxEmail(address="charlie@example.org"))) == "sent"
    assert sink.state.connections == 1
