"""The catcher as the process that the demonstration starts."""

import signal
import smtplib
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.cli import mailbox
from portal.mail.transport import Outcome, OutgoingMail, transport_for

_COMMAND = [sys.executable, "-m", "portal.cli.smtp_catcher", "--port", "0", "--folder"]


@pytest.fixture
def catcher(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A running catcher and its port."""
    with subprocess.Popen([*_COMMAND, str(tmp_path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        yield process, int(line.split("127.0.0.1:")[1].split()[0])
        process.terminate()


def test_what_a_transport_sends_is_in_the_mailbox(catcher: tuple[subprocess.Popen[str], int], tmp_path: Path) -> None:
    transport = transport_for(f"smtp://127.0.0.1:{catcher[1]}", mail_from="Board <no-reply@example.org>")
    mail = OutgoingMail("amara@example.org", "Released", ".dot\n您好\n", "<p>.</p>\n", "<key@example.org>")
    assert transport.send(mail).outcome is Outcome.SENT
    transport.close()
    [caught] = mailbox.messages(tmp_path)
    assert (caught.to, caught.subject, caught.text) == ("amara@example.org", "Released", ".dot\n您好\n")
    assert caught.header("message-id") == "<key@example.org>"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order_with_a_connection_open(
    catcher: tuple[subprocess.Popen[str], int], number: signal.Signals
) -> None:
    process, port = catcher
    with smtplib.SMTP("127.0.0.1", port, local_hostname="test") as client:
        client.ehlo()
        process.send_signal(number)
        assert process.wait(timeout=10) == 0
        assert client.getreply()[0] == 421
        client.close()


@pytest.mark.parametrize(
    ("commands", "codes"),
    [
        ([b"RCPT TO:<a@b.c>"], [503]),
        ([b"DATA"], [503]),
        ([b"MAIL FROM:<a@b.c>", b"DATA"], [250, 503]),
        ([b"MAIL FROM:<a@b.c>", b"MAIL FROM:<a@b.c>"], [250, 503]),
        ([b"MAIL FROM:<a@b.c>", b"RSET", b"MAIL FROM:<>"], [250, 250, 250]),
        ([b"MAIL FROM:a@b.c", b"MAIL FROM:<a@b.c>", b"RCPT TO:<>"], [501, 250, 501]),
        ([b"NOOP", b"VRFY x", b"HELO x", b"EXPN x", b"QUIT"], [250, 252, 250, 500, 221]),
        ([b"x" * 5000], [500]),
    ],
)
def test_commands_out_of_order_are_answered(
    catcher: tuple[subprocess.Popen[str], int], commands: list[bytes], codes: list[int]
) -> None:
    with socket.create_connection(("127.0.0.1", catcher[1]), timeout=5) as line, line.makefile("rb") as answers:
        answers.readline()
        line.sendall(b"".join(command + b"\r\n" for command in commands))
        assert [int(answers.readline()[:3]) for _ in codes] == codes


def test_a_message_may_arrive_byte_by_byte(catcher: tuple[subprocess.Popen[str], int], tmp_path: Path) -> None:
    script = b"MAIL FROM:<a@b.c>\r\nRCPT TO:<b@b.c>\r\nDATA\r\nTo: b@b.c\r\n\r\n..\r\nx\n.\ny\r\n.\r\nQUIT\r\n"
    with socket.create_connection(("127.0.0.1", catcher[1]), timeout=5) as line, line.makefile("rb") as answers:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for position in range(len(script)):
            line.sendall(script[position : position + 1])
        assert [int(answer[:3]) for answer in answers] == [220, 250, 250, 354, 250, 221]
    [file] = tmp_path.glob("*.eml")
    assert file.read_bytes() == b"To: b@b.c\r\n\r\n.\r\nx\n.\ny\r\n"


def test_a_folder_that_has_gone_is_answered_452(catcher: tuple[subprocess.Popen[str], int], tmp_path: Path) -> None:
    tmp_path.rmdir()
    with (
        smtplib.SMTP("127.0.0.1", catcher[1], local_hostname="test") as client,
        pytest.raises(smtplib.SMTPDataError, match="452"),
    ):
        client.sendmail("a@example.org", "b@example.org", b"To: b@example.org\r\n\r\nx\r\n")
