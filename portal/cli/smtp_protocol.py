"""The server's side of SMTP, as much as receiving needs: one session, with PIPELINING."""

import asyncio
import re
from collections.abc import Callable
from typing import NamedTuple

_LONGEST_LINE = 4096
_LARGEST_MESSAGE = 10 * 1024 * 1024
_SENDER = re.compile(rb"MAIL FROM:\s*<([^>]*)>.*", re.IGNORECASE)
_RECIPIENT = re.compile(rb"RCPT TO:\s*<([^>]+)>.*", re.IGNORECASE)
_END = b"\r\n.\r\n"


class Envelope(NamedTuple):
    """Who sent the message, as the commands said, and for whom."""

    sender: str
    recipients: tuple[str, ...]


class SmtpProtocol(asyncio.Protocol):
    """Reads commands and messages as they arrive; a subclass says what becomes of a message in `accept`."""

    name = b"localhost"
    extensions: tuple[bytes, ...] = (b"PIPELINING", b"8BITMIME", b"SMTPUTF8", b"SIZE %d" % _LARGEST_MESSAGE)

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.waiting = False
        self._input = bytearray()
        self._output: list[bytes] = []
        self._in_body = False
        self._scanned = 0
        self._sender: str | None = None
        self._recipients: list[str] = []
        self._verbs: dict[bytes, Callable[[bytes], None]] = {
            b"EHLO": self.on_ehlo,
            b"HELO": lambda line: self.answer(b"250 " + self.name),
            b"MAIL": self.on_mail,
            b"RCPT": self.on_rcpt,
            b"DATA": self.on_data,
            b"RSET": lambda line: self._forget(b"250 2.0.0 OK"),
            b"NOOP": lambda line: self.answer(b"250 2.0.0 OK"),
            b"VRFY": lambda line: self.answer(b"252 2.0.0 Send it and see"),
            b"QUIT": self.on_quit,
        }

    def accept(self, envelope: Envelope, message: bytes) -> bytes | None:
        """The answer to a message that has come in whole; None says nothing."""
        raise NotImplementedError

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        if not isinstance(transport, asyncio.Transport):
            raise TypeError("SMTP needs a stream.")
        self.transport = transport
        self.greet()
        self.flush()

    def greet(self) -> None:
        """Say that the server is ready."""
        self.answer(b"220 " + self.name + b" ESMTP")

    def data_received(self, data: bytes) -> None:
        """Keep what came and go through as much of it as is complete."""
        self._input += data
        self.work()

    def work(self) -> None:
        """Take command after command, then answer all of them in one write."""
        while not self.waiting and (self._take_message() if self._in_body else self._take_line()):
            pass
        self.flush()

    def answer(self, line: bytes) -> None:
        """Add a reply to what the next `flush` writes."""
        self._output.append(line + b"\r\n")

    def flush(self) -> None:
        """Write the replies gathered."""
        if self._output and self.transport is not None:
            self.transport.write(self.take_output())

    def take_output(self) -> bytes:
        """The replies gathered, which are then gone."""
        gathered = b"".join(self._output)
        self._output.clear()
        return gathered

    def hang_up(self) -> None:
        """Close once the replies have been written."""
        self.waiting = True
        self.flush()
        if self.transport is not None:
            self.transport.close()

    def on_ehlo(self, line: bytes) -> None:
        """List what this server offers."""
        words = (self.name, *self.extensions)
        self._forget(b"\r\n".join(b"250-" + word for word in words[:-1]) + b"\r\n250 " + words[-1])

    def on_mail(self, line: bytes) -> None:
        """A message begins."""
        found = _SENDER.fullmatch(line)
        if found is None:
            self.answer(b"501 5.5.4 Write MAIL FROM:<address>")
        elif self._sender is not None:
            self.answer(b"503 5.5.1 One message at a time")
        else:
            self._sender = found[1].decode("utf-8", "replace")
            self.answer(b"250 2.1.0 OK")

    def on_rcpt(self, line: bytes) -> None:
        """One more recipient."""
        found = _RECIPIENT.fullmatch(line)
        if found is None:
            self.answer(b"501 5.5.4 Write RCPT TO:<address>")
        elif self._sender is None:
            self.answer(b"503 5.5.1 First MAIL")
        else:
            self.recipient(found[1].decode("utf-8", "replace"))

    def recipient(self, address: str) -> None:
        """Take the recipient."""
        self._recipients.append(address)
        self.answer(b"250 2.1.5 OK")

    def on_data(self, line: bytes) -> None:
        """The message itself begins."""
        if not self._recipients:
            self.answer(b"503 5.5.1 First MAIL and RCPT")
            return
        self.answer(b"354 End with a dot on a line of its own")
        self._in_body = True
        self._input[:0] = b"\r\n"  # so that a dot on the very first line is found as well
        self._scanned = 0

    def on_quit(self, line: bytes) -> None:
        """Good-bye."""
        self.answer(b"221 2.0.0 Bye")
        self.hang_up()

    def on_other(self, line: bytes) -> None:
        """A command this server does not know."""
        self.answer(b"500 5.5.2 Unknown command")

    def _take_line(self) -> bool:
        end = self._input.find(b"\n")
        if end < 0:
            if len(self._input) > _LONGEST_LINE:
                self.answer(b"500 5.5.6 Line too long")
                self.hang_up()
            return False
        line = bytes(self._input[:end]).rstrip(b"\r")
        del self._input[: end + 1]
        self._verbs.get(line[:4].upper(), self.on_other)(line)
        return True

    def _take_message(self) -> bool:
        end = self._input.find(_END, max(0, self._scanned - len(_END)))
        if end < 0:
            self._scanned = len(self._input)
            if self._scanned > _LARGEST_MESSAGE:
                self.answer(b"552 5.3.4 Message too large")
                self.hang_up()
            return False
        message = bytes(self._input[: end + 2]).replace(b"\r\n..", b"\r\n.")[2:]
        del self._input[: end + len(_END)]
        envelope = Envelope(self._sender or "", tuple(self._recipients))
        self._in_body = False
        self._forget(self.accept(envelope, message))
        return True

    def _forget(self, reply: bytes | None) -> None:
        self._sender, self._recipients = None, []
        if reply is not None:
            self.answer(reply)
