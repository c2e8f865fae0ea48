"""Messages that follow each other: announced behind the one before, and sent only if nothing came in between."""

import socket
from collections.abc import Callable

import pytest

from portal.mail import deadline_smtp
from portal.mail.delivery import Prepared
from portal.mail.transport import Delivery, Outcome, Transport
from tests.faults.smtp_faults import Rule
from tests.faults.smtp_sink import SinkThread
from tests.unit.mail.conftest import a_mail


def prepared(transport: Transport, *numbers: int) -> list[Prepared]:
    return [transport.prepare(a_mail(f"c{number}@example.org", number)) for number in numbers]


def send_in_turn(messages: list[Prepared]) -> list[Delivery]:
    followers = [*messages[1:], None]
    return [message.send(follower=after) for message, after in zip(messages, followers, strict=True)]


def outcomes(deliveries: list[Delivery]) -> list[Outcome]:
    return [delivery.outcome for delivery in deliveries]


def taken(sink: SinkThread) -> list[str]:
    return [receipt.to for receipt in sink.state.ledger.receipts]


def test_a_follower_costs_one_turn(sink: SinkThread, transport: Transport) -> None:
    sink.state.commands = []
    assert set(outcomes(send_in_turn(prepared(transport, 1, 2, 3)))) == {Outcome.SENT}
    _, _, first, second, third = sink.state.commands
    assert first.endswith(b"\r\n.\r\nMAIL FROM:<no-reply@example.org>\r\nRCPT TO:<c2@example.org>\r\nDATA\r\n")
    assert second.endswith(b"\r\n.\r\nMAIL FROM:<no-reply@example.org>\r\nRCPT TO:<c3@example.org>\r\nDATA\r\n")
    assert third.endswith(b"\r\n.\r\n")
    assert taken(sink) == ["c1@example.org", "c2@example.org", "c3@example.org"]


def test_nothing_is_announced_to_a_server_that_takes_one_command_at_a_time(connect: Callable[..., Transport]) -> None:
    with SinkThread(pipelining=False) as sink:
        assert set(outcomes(send_in_turn(prepared(connect(sink.url), 1, 2, 3)))) == {Outcome.SENT}
        assert sink.state.connections == 1


def test_an_address_beyond_ascii_is_not_announced_where_it_can_not_go(connect: Callable[..., Transport]) -> None:
    with SinkThread(smtputf8=False) as sink:
        transport = connect(sink.url)
        foreign = transport.prepare(a_mail("пеле@example.org"))
        assert outcomes(send_in_turn([*prepared(transport, 1), foreign, *prepared(transport, 2)])) == [
            Outcome.SENT, Outcome.REFUSED, Outcome.SENT
        ]  # fmt: skip


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "body"])
def test_a_follower_that_is_put_off_holds_up_nobody(sink: SinkThread, transport: Transport, stage: str) -> None:
    first, *others = prepared(transport, 1, 2, 3)
    assert first.send(follower=None).outcome is Outcome.SENT
    sink.use(Rule("451", to="mail" if stage == "mail" else "c2*", stage=stage, times=2))
    found = outcomes(send_in_turn(others))
    assert sorted(found) == [Outcome.DEFERRED, Outcome.SENT]
    assert sink.state.connections == 1


def test_one_that_is_put_off_holds_up_no_follower(sink: SinkThread, transport: Transport) -> None:
    sink.use(Rule("451", to="c1*", stage="body"))
    assert outcomes(send_in_turn(prepared(transport, 1, 2))) == [Outcome.DEFERRED, Outcome.SENT]


@pytest.mark.parametrize(("behaviour", "first"), [("drop_answer", Outcome.UNCERTAIN), ("421", Outcome.DEFERRED)])
def test_a_line_that_ends_with_one_spares_the_follower(
    sink: SinkThread, transport: Transport, behaviour: str, first: Outcome
) -> None:
    sink.use(Rule(behaviour, to="c1*", stage="body"))
    assert outcomes(send_in_turn(prepared(transport, 1, 2))) == [first, Outcome.SENT]
    assert sink.state.connections == 2


def test_one_that_may_not_go_leaves_no_word_behind(sink: SinkThread, transport: Transport) -> None:
    first, second, third = prepared(transport, 1, 2, 3)
    assert first.send(follower=second).outcome is Outcome.SENT
    assert second.send(may_go=lambda: False, follower=third) == Delivery(Outcome.WITHDRAWN)
    assert third.send().outcome is Outcome.SENT
    assert taken(sink) == ["c1@example.org", "c3@example.org"]


def test_a_question_that_fails_leaves_no_word_behind(sink: SinkThread, transport: Transport) -> None:
    first, second, third = prepared(transport, 1, 2, 3)
    first.send(follower=second)
    with pytest.raises(ZeroDivisionError):
        second.send(may_go=lambda: bool(1 / 0))
    assert third.send().outcome is Outcome.SENT
    assert taken(sink) == ["c1@example.org", "c3@example.org"]


def test_the_words_of_another_never_go_where_the_follower_was_announced(sink: SinkThread, transport: Transport) -> None:
    first, second, third = prepared(transport, 1, 2, 3)
    first.send(follower=second)
    assert third.send().outcome is Outcome.SENT
    assert second.send().outcome is Outcome.SENT
    assert taken(sink) == ["c1@example.org", "c3@example.org", "c2@example.org"]
    assert sink.state.connections == 2


def test_the_last_question_comes_before_the_words_and_the_other_work_behind_them(
    sink: SinkThread, transport: Transport
) -> None:
    transport.send(a_mail())
    sink.use(Rule("slow", seconds=0.05))
    seen: list[int] = []

    def look() -> bool:
        seen.append(len(taken(sink)))
        return True

    [message] = prepared(transport, 1)
    message.send(may_go=look, meanwhile=lambda: seen.append(-1))
    assert seen == [1, -1]


@pytest.mark.parametrize(("unsent", "outcome"), [(100, Outcome.DEFERRED), (6, Outcome.UNCERTAIN)])
def test_a_line_lost_behind_the_last_dot_leaves_it_uncertain(
    transport: Transport, monkeypatch: pytest.MonkeyPatch, unsent: int, outcome: Outcome
) -> None:
    first, second = prepared(transport, 1, 2)
    real = deadline_smtp.DeadlineSMTP._open_socket
    calls: list[int] = []

    class Breaking:
        """Takes all but so many bytes of what begins as the words of a message do."""

        def __init__(self, line: socket.socket) -> None:
            self._line = line
            self.settimeout, self.recv = line.settimeout, line.recv

        def send(self, words: memoryview) -> int:
            if calls:
                raise BrokenPipeError
            if not bytes(words).startswith(b"From:"):
                return self._line.send(words)
            calls.append(self._line.send(words[:-unsent]))
            return calls[0]

    monkeypatch.setattr(deadline_smtp.DeadlineSMTP, "_open_socket", lambda session: Breaking(real(session)))
    assert first.send(follower=second).outcome is outcome
