"""Every outcome, over a real socket: what the server does, and what the sender concludes."""

import socket
import threading
import time
from collections.abc import Callable
from unittest.mock import Mock

import pytest

from portal.mail.transport import Delivery, Outcome, Transport
from tests.faults.smtp_faults import Rule
from tests.faults.smtp_sink import SinkThread
from tests.unit.mail.conftest import a_mail


def test_an_accepted_message_is_sent_and_stands_in_the_ledger(sink: SinkThread, transport: Transport) -> None:
    assert transport.send(a_mail()) == Delivery(Outcome.SENT, 250, "2.0.0 Taken")
    [receipt] = sink.state.ledger.receipts
    assert (receipt.message_id, receipt.to) == ("<notice-1@portal.example.org>", "amara@example.org")


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "body"])
@pytest.mark.parametrize("code", [421, 450, 451])
def test_a_4xx_answer_defers(sink: SinkThread, transport: Transport, stage: str, code: int) -> None:
    sink.use(Rule(str(code), stage=stage))
    delivery = transport.send(a_mail())
    assert (delivery.outcome, delivery.code) == (Outcome.DEFERRED, code)
    assert sink.state.ledger.receipts == []


@pytest.mark.parametrize("stage", ["rcpt", "data", "body"])
def test_a_5xx_answer_refuses(sink: SinkThread, transport: Transport, stage: str) -> None:
    sink.use(Rule("550", stage=stage))
    assert transport.send(a_mail()) == Delivery(Outcome.REFUSED, 550, "5.1.1 No such mailbox")


def test_a_refused_sender_does_not_end_the_message(sink: SinkThread, transport: Transport) -> None:
    sink.use(Rule("550", stage="mail"))
    delivery = transport.send(a_mail())
    assert (delivery.outcome, delivery.code) == (Outcome.UNREACHABLE, 550)
    assert "sender" in delivery.detail


@pytest.mark.parametrize("pipelining", [True, False])
@pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "body"])
def test_one_refusal_leaves_the_connection_to_the_others(
    connect: Callable[..., Transport], pipelining: bool, stage: str
) -> None:
    rule = Rule("451", stage=stage, times=1)
    with SinkThread(rule, pipelining=pipelining) as sink:
        transport = connect(sink.url)
        outcomes = [transport.send(a_mail()).outcome for _ in range(2)]
    assert outcomes == [Outcome.DEFERRED, Outcome.SENT]
    assert sink.state.connections == 1


def test_greylisting_takes_the_second_attempt(sink: SinkThread, transport: Transport) -> None:
    sink.use(Rule("451", times=1))
    first = [transport.send(a_mail(f"c{n}@example.org", n)).outcome for n in range(3)]
    second = [transport.send(a_mail(f"c{n}@example.org", n)).outcome for n in range(3)]
    assert (set(first), set(second)) == ({Outcome.DEFERRED}, {Outcome.SENT})


def test_a_rate_limit_defers_what_is_beyond_it(sink: SinkThread, transport: Transport) -> None:
    sink.use(Rule("rate", per_second=3))
    codes = [transport.send(a_mail(number=n)).code for n in range(9)]
    assert 3 <= codes.count(250) <= 6
    assert set(codes) == {250, 450}


def test_a_line_cut_before_the_message_defers(sink: SinkThread, transport: Transport) -> None:
    sink.use(Rule("cut_before_data"))
    delivery = transport.send(a_mail())
    assert (delivery.outcome, delivery.code) == (Outcome.DEFERRED, None)


@pytest.mark.parametrize("behaviour", ["cut_in_data", "cut_after_data", "drop_answer"])
def test_a_line_cut_after_the_message_was_written_is_uncertain(
    sink: SinkThread, transport: Transport, behaviour: str
) -> None:
    sink.use(Rule(behaviour))
    delivery = transport.send(a_mail())
    assert (delivery.outcome, delivery.code) == (Outcome.UNCERTAIN, None)
    assert [receipt.answered for receipt in sink.state.ledger.receipts] == [False] * (behaviour == "drop_answer")


def test_a_cut_line_spares_the_next_message(sink: SinkThread, transport: Transport) -> None:
    sink.use(Rule("drop_answer", times=1))
    outcomes = [transport.send(a_mail()).outcome for _ in range(2)]
    assert outcomes == [Outcome.UNCERTAIN, Outcome.SENT]
    assert [receipt.message_id for receipt in sink.state.ledger.receipts] == ["<notice-1@portal.example.org>"] * 2


def test_what_is_accepted_and_dropped_looks_sent(sink: SinkThread, transport: Transport) -> None:
    sink.use(Rule("accept_and_drop"))
    assert transport.send(a_mail()).outcome is Outcome.SENT
    assert [receipt.kept for receipt in sink.state.ledger.receipts] == [False]


@pytest.mark.parametrize("code", [421, 554])
def test_a_greeting_that_refuses_is_unreachable(sink: SinkThread, transport: Transport, code: int) -> None:
    sink.use(Rule(str(code), stage="greeting"))
    delivery = transport.send(a_mail())
    assert (delivery.outcome, delivery.code) == (Outcome.UNREACHABLE, code)


def test_a_closed_port_is_unreachable(connect: Callable[..., Transport]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    delivery = connect(f"smtp://127.0.0.1:{port}").send(a_mail())
    assert delivery == Delivery(Outcome.UNREACHABLE, None, "No connection to the server: Connection refused")


def test_an_unknown_host_is_unreachable(connect: Callable[..., Transport], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Mock(side_effect=socket.gaierror(-2, "Name not known")))
    transport = connect("smtp://mail.invalid:2525?starttls=no")
    assert transport.send(a_mail()).outcome is Outcome.UNREACHABLE


def test_a_server_that_never_greets_is_unreachable_at_the_deadline(connect: Callable[..., Transport]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        transport = connect(f"smtp://127.0.0.1:{silent.getsockname()[1]}", seconds=0.2)
        assert transport.send(a_mail()).outcome is Outcome.UNREACHABLE


@pytest.mark.parametrize("chatter", [b"HTTP/1.1 400 Bad Request\r\n", b"220-" * 5000, b"220-more\r\n" * 200])
def test_a_server_that_does_not_speak_smtp_is_unreachable(connect: Callable[..., Transport], chatter: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        transport = connect(f"smtp://127.0.0.1:{other.getsockname()[1]}")
        talker = threading.Thread(target=_talk, args=(other, chatter))
        talker.start()
        assert transport.send(a_mail()).outcome is Outcome.UNREACHABLE
        talker.join()


def _talk(server: socket.socket, chatter: bytes) -> None:
    line, _ = server.accept()
    with line:
        line.sendall(chatter)


@pytest.mark.parametrize("stage", ["greeting", "rcpt"])
def test_a_tarpit_ends_at_the_deadline(sink: SinkThread, connect: Callable[..., Transport], stage: str) -> None:
    sink.use(Rule("tarpit", seconds=0.05, stage=stage))
    began = time.monotonic()
    delivery = connect(sink.url, seconds=0.4).send(a_mail())
    assert 0.3 < time.monotonic() - began < 2
    assert delivery.outcome is (Outcome.UNREACHABLE if stage == "greeting" else Outcome.DEFERRED)


def test_a_slow_server_is_waited_for(sink: SinkThread, transport: Transport) -> None:
    sink.use(Rule("slow", seconds=0.05))
    assert transport.send(a_mail()).outcome is Outcome.SENT


def test_the_detail_names_nobody_and_stays_on_one_line(sink: SinkThread, transport: Transport) -> None:
    sink.use(Rule("rate", per_second=0))
    detail = transport.send(a_mail()).detail
    assert detail == "4.7.1 <[address]>: slow down"


def test_an_address_beyond_ascii_goes_where_it_is_offered(sink: SinkThread, transport: Transport) -> None:
    assert transport.send(a_mail("пеле@пример.example")).outcome is Outcome.SENT
    assert [receipt.to for receipt in sink.state.ledger.receipts] == ["пеле@xn--e1afmkfd.example"]


def test_an_address_beyond_ascii_is_refused_where_it_is_not(connect: Callable[..., Transport]) -> None:
    with SinkThread(smtputf8=False) as sink:
        delivery = connect(sink.url).send(a_mail("пеле@пример.example"))
    assert delivery.outcome is Outcome.REFUSED
    assert "SMTPUTF8" in delivery.detail


def test_a_domain_beyond_ascii_needs_no_extension(connect: Callable[..., Transport]) -> None:
    with SinkThread(smtputf8=False) as sink:
        assert connect(sink.url).send(a_mail("amara@faß.example")).outcome is Outcome.SENT
    assert [receipt.to for receipt in sink.state.ledger.receipts] == ["amara@xn--fa-hia.example"]


@pytest.mark.parametrize("to", ["", "amara", "a@b@c", "a@example.org, b@example.org", "A <a@example.org>", "a\r\n@b.c"])
def test_anything_but_one_plain_address_is_refused(sink: SinkThread, transport: Transport, to: str) -> None:
    delivery = transport.send(a_mail(to))
    assert (delivery.outcome, delivery.code) == (Outcome.REFUSED, None)
    assert sink.state.connections == 0


def test_a_subject_with_a_line_break_is_refused(sink: SinkThread, transport: Transport) -> None:
    delivery = transport.send(a_mail(subject="Results\r\nBcc: eve@example.org"))
    assert delivery.outcome is Outcome.REFUSED
    assert sink.state.ledger.receipts == []
