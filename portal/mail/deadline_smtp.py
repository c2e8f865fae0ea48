"""One SMTP session in which everything together, not each read, has to end by a deadline."""

import contextlib
import select
import smtplib
import socket
import ssl
import time
from typing import TYPE_CHECKING, NamedTuple

from portal.mail.mail_url import MailServer, Tls

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_LONGEST_LINE = 8192
_MOST_LINES = 100
_TLS_RECORD = 16_384


class Reply(NamedTuple):
    """A server's code and words."""

    code: int
    words: bytes


class Deadline:
    """An instant of the machine's steady clock."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def remaining(self) -> float:
        """Seconds left; raises TimeoutError when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("The deadline of the message has passed.")
        return left


class DeadlineSMTP(smtplib.SMTP):
    """smtplib's session (EHLO, STARTTLS, sign-in), read and written by a deadline that each message renews.

    A timeout of the socket would not do: it starts anew with every byte, so a server that answers one byte
    at a time holds a worker for ever. Every failure closes the session and is an OSError. `unsent` says how many
    bytes had not left when `send` failed; `announced` is the message, if any, whose first three commands were sent
    ahead: their answers come next, and no other message may be sent.
    """

    def __init__(self, server: MailServer, deadline: Deadline) -> None:
        self._server = server
        self._received = bytearray()
        self.unsent = 0
        self.announced: object = None
        self.deadline = deadline
        # A name is given, because smtplib would look one up by DNS, which knows no deadline.
        super().__init__(server.host, server.port, local_hostname=_own_name())
        try:
            self._protect()
            if server.username:
                self.login(server.username, server.password)
            self.ehlo_or_helo_if_needed()
        except BaseException:
            self.close()
            raise

    def send(self, s: "ReadableBuffer | str") -> None:
        """Write all of `s` (bytes or ASCII text) or raise OSError; then not all of it has left."""
        left = memoryview(s.encode("ascii") if isinstance(s, str) else s)
        try:
            while left:
                sock = self._open_socket()
                sock.settimeout(self.deadline.remaining())
                left = left[sock.send(left[:_TLS_RECORD]) :]  # what is cut within a record has not left
        except BaseException:
            self.unsent = len(left)
            self.close()
            raise

    def getreply(self) -> Reply:
        """The next reply, however many lines it has."""
        try:
            return self._read_reply()
        except BaseException:
            self.close()
            raise

    def is_stale(self) -> bool:
        """Whether the server has closed a kept session, said something into it unasked (a 421) or waits for a body."""
        if self.sock is None or self._received or self.announced is not None:
            return True
        watch = select.poll()
        watch.register(self.sock, select.POLLIN)
        return bool(watch.poll(0))

    def close(self) -> None:
        """End the session; what was announced in it was not sent."""
        self._received.clear()
        self.announced = None
        super().close()

    def leave(self) -> None:
        """Say QUIT and close without waiting for the answer."""
        with contextlib.suppress(OSError):
            self.deadline = Deadline(1)
            self.putcmd("QUIT")
        self.close()

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        # smtplib's connect() calls this; its own SMTP_SSL replaces it in the same way.
        sock = self._connect(host, port)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._server.tls is not Tls.IMPLICIT:
            return sock
        sock.settimeout(self.deadline.remaining())
        return ssl.create_default_context().wrap_socket(sock, server_hostname=host)

    def _connect(self, host: str, port: int) -> socket.socket:
        failure: OSError = TimeoutError("The server has no address.")
        for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            sock = socket.socket(family, kind, protocol)
            try:
                sock.settimeout(self.deadline.remaining())
                sock.connect(address)
            except OSError as failed:
                sock.close()
                failure = failed
            else:
                return sock
        raise failure

    def _protect(self) -> None:
        if self._server.tls not in {Tls.REQUIRED, Tls.OPPORTUNISTIC}:
            return
        self.ehlo_or_helo_if_needed()
        if self._server.tls is Tls.OPPORTUNISTIC and not self.has_extn("starttls"):
            return
        sock = self._open_socket()
        sock.settimeout(self.deadline.remaining())
        self.starttls(context=ssl.create_default_context())
        self._received.clear()  # what came before TLS was said by anybody

    def _read_reply(self) -> Reply:
        words = []
        for _ in range(_MOST_LINES):
            line = self._read_line()
            if not line[:3].isdigit():
                break
            words.append(line[4:].strip())
            if line[3:4] != b"-":
                return Reply(int(line[:3]), b"\n".join(words))
        raise smtplib.SMTPServerDisconnected("The server's answer is not SMTP.")

    def _read_line(self) -> bytes:
        while (end := self._received.find(b"\n")) < 0:
            if len(self._received) > _LONGEST_LINE:
                raise smtplib.SMTPServerDisconnected("The server's answer has no end.")
            sock = self._open_socket()
            sock.settimeout(self.deadline.remaining())
            chunk = sock.recv(_LONGEST_LINE)
            if not chunk:
                raise smtplib.SMTPServerDisconnected("The server closed the connection.")
            self._received += chunk
        line = bytes(self._received[: end + 1])
        del self._received[: end + 1]
        return line

    def _open_socket(self) -> socket.socket:
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("The connection is closed.")
        return self.sock


def _own_name() -> str:
    name = socket.gethostname()
    return name if "." in name and name.isascii() else "[127.0.0.1]"
