"""The kept connection: used again, renewed when stale, one for each thread, good for both ways of use."""

import logging
import os
import smtplib
import threading
from collections.abc import Callable

import pytest
from flask import Flask
from flask_mail import Message

from portal.mail import smtp_connection
from portal.mail.mail_url import mail_server
from portal.mail.notice_message import NoticeMessage
from portal.mail.smtp_connection import NoticeMail, NotSentError
from portal.mail.transport import Outcome, SmtpTransport, Transport
from tests.faults.smtp_faults import Rule
from tests.faults.smtp_sink import SinkThread
from tests.unit.mail.conftest import MAIL_FROM, NOW, a_mail


def _send(transport: Transport, count: int) -> list[Outcome]:
    return [transport.send(a_mail(number=number)).outcome for number in range(count)]


def test_one_connection_carries_many_messages(sink: SinkThread, transport: Transport) -> None:
    assert set(_send(transport, 50)) == {Outcome.SENT}
    assert {receipt.connection for receipt in sink.state.ledger.receipts} == {1}


def test_commands_go_together_where_the_server_allows_it(sink: SinkThread, transport: Transport) -> None:
    _send(transport, 1)
    sink.state.commands = []
    _send(transport, 1)
    assert sink.state.commands[0] == (b"MAIL FROM:<no-reply@example.org>\r\nRCPT TO:<amara@example.org>\r\nDATA\r\n")
    assert len(sink.state.commands) == 2


def test_commands_go_one_by_one_where_it_does_not(connect: Callable[..., Transport]) -> None:
    with SinkThread(pipelining=False) as sink:
        transport = connect(sink.url)
        _send(transport, 1)
        sink.state.commands = []
        _send(transport, 1)
        assert sink.state.commands[:3] == [
            b"MAIL FROM:<no-reply@example.org>\r\n",
            b"RCPT TO:<amara@example.org>\r\n",
            b"DATA\r\n",
        ]


@pytest.mark.parametrize("last_words", [None, b"421 4.4.2 Idle for too long"])
def test_a_connection_closed_by_the_server_is_renewed(
    sink: SinkThread, transport: Transport, last_words: bytes | None
) -> None:
    _send(transport, 1)
    sink.hang_up(last_words)
    assert _send(transport, 1) == [Outcome.SENT]
    assert [receipt.connection for receipt in sink.state.ledger.receipts] == [1, 2]


def test_a_full_connection_is_renewed_when_mail_is_answered_421(sink: SinkThread, transport: Transport) -> None:
    _send(transport, 1)
    sink.use(Rule("421", stage="mail", times=2))  # the first attempt was the message before
    assert _send(transport, 1) == [Outcome.SENT]
    assert sink.state.connections == 2


def test_a_server_that_comes_back_is_used_again(connect: Callable[..., Transport]) -> None:
    with SinkThread() as first:
        transport = connect(first.url)
        _send(transport, 1)
    assert _send(transport, 1) == [Outcome.UNREACHABLE]
    with SinkThread(port=first.port):
        assert _send(transport, 1) == [Outcome.SENT]


def test_a_long_idle_connection_is_not_trusted(
    sink: SinkThread, transport: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp_connection, "_LONGEST_IDLE_SECONDS", -1)
    assert _send(transport, 2) == [Outcome.SENT] * 2
    assert sink.state.connections == 2


def test_a_forked_process_leaves_its_parents_connection_alone(
    sink: SinkThread, transport: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    _send(transport, 1)
    monkeypatch.setattr(os, "getpid", lambda: -1)
    assert _send(transport, 1) == [Outcome.SENT]
    assert sink.state.connections == 2


def test_each_thread_has_a_connection_of_its_own(sink: SinkThread, transport: Transport) -> None:
    threads = [threading.Thread(target=_send, args=(transport, 20)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sink.state.ledger.receipts) == 80
    assert sink.state.connections == 4


def test_close_says_good_bye_and_sending_may_go_on(sink: SinkThread, transport: Transport) -> None:
    sink.state.commands = []
    _send(transport, 1)
    transport.close()
    assert _send(transport, 1) == [Outcome.SENT]
    assert b"QUIT\r\n" in sink.state.commands


def test_sign_in_uses_the_password_of_the_url(connect: Callable[..., Transport]) -> None:
    with SinkThread(credentials=("board", "pass:word")) as sink:
        transport = connect(f"smtp://board:pass%3Aword@127.0.0.1:{sink.port}")
        assert _send(transport, 1) == [Outcome.SENT]


def test_a_wrong_password_is_unreachable_and_stands_nowhere(
    connect: Callable[..., Transport], caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with SinkThread(credentials=("board", "right")) as sink:
        transport = connect(f"smtp://board:marker-secret@127.0.0.1:{sink.port}")
        delivery = transport.send(a_mail())
    assert (delivery.outcome, delivery.code) == (Outcome.UNREACHABLE, 535)
    assert isinstance(transport, SmtpTransport)
    shown = f"{delivery} {transport} {transport.mail} {transport.mail.relay} {caplog.text} {capfd.readouterr()}"
    assert "marker-secret" not in shown


def test_a_server_without_sign_in_is_unreachable_for_who_has_a_password(
    sink: SinkThread, connect: Callable[..., Transport]
) -> None:
    transport = connect(f"smtp://board:secret@127.0.0.1:{sink.port}")
    assert _send(transport, 1) == [Outcome.UNREACHABLE]


def _mail_of(sink: SinkThread) -> NoticeMail:
    return NoticeMail(mail_server(sink.url), mail_from=MAIL_FROM, deadline_seconds=2)


def test_flask_mail_sends_a_notice_through_an_application(sink: SinkThread) -> None:
    app, mail = Flask(__name__), _mail_of(sink)
    mail.init_app(app)
    with app.app_context(), mail.record_messages() as recorded:
        mail.send(NoticeMessage(a_mail(), mail_from=MAIL_FROM, at=NOW))
    assert app.extensions["mail"].server == "127.0.0.1"
    assert [message.msgId for message in recorded] == ["<notice-1@portal.example.org>"]
    assert len(sink.state.ledger.receipts) == 1


def test_an_application_under_test_records_and_sends_nothing(sink: SinkThread) -> None:
    app, mail = Flask(__name__), _mail_of(sink)
    app.testing = True
    mail.init_app(app)
    with app.app_context(), mail.record_messages() as recorded:
        mail.send(NoticeMessage(a_mail(), mail_from=MAIL_FROM, at=NOW))
    assert len(recorded) == 1
    assert sink.state.connections == 0


def test_debug_mode_does_not_make_smtplib_talk(sink: SinkThread, capfd: pytest.CaptureFixture[str]) -> None:
    app, mail = Flask(__name__), _mail_of(sink)
    app.debug = True
    mail.init_app(app)
    mail.send(NoticeMessage(a_mail(), mail_from=MAIL_FROM, at=NOW))
    assert "amara" not in "".join(capfd.readouterr())


def test_flask_mails_own_way_raises_what_was_not_sent(sink: SinkThread) -> None:
    sink.use(Rule("550"))
    with pytest.raises(NotSentError, match="No such mailbox"):
        _mail_of(sink).send(NoticeMessage(a_mail(), mail_from=MAIL_FROM, at=NOW))


def test_flask_mails_own_messages_are_turned_away(sink: SinkThread) -> None:
    stranger = Message("Hello", recipients=["amara@example.org"], body="Hello", sender="ben@example.org")
    with pytest.raises(TypeError, match="NoticeMessage"):
        _mail_of(sink).send(stranger)


def test_the_sink_takes_what_smtplib_sends(sink: SinkThread) -> None:
    with smtplib.SMTP("127.0.0.1", sink.port, local_hostname="test") as client:
        client.sendmail("a@example.org", ["b@example.org", "c@example.org"], b"Message-ID: <1@a>\r\n\r\n.\r\n..\r\n")
    assert [receipt.to for receipt in sink.state.ledger.receipts] == ["b@example.org", "c@example.org"]
