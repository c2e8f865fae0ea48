"""One session of the mail sink: the catcher's protocol, with faults."""

import asyncio
import base64
import re
import ssl
import time
from dataclasses import dataclass, field
from hashlib import sha256

from portal.cli.smtp_protocol import Envelope, SmtpProtocol
from tests.faults.ledger import Ledger, Receipt
from tests.faults.smtp_faults import CODES, Faults, Rule

_MESSAGE_ID = re.compile(rb"^message-id:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


@dataclass
class Sink:
    """What all sessions share: the faults, the ledger, what is offered, and counters."""

    faults: Faults
    ledger: Ledger
    pipelining: bool = True
    smtputf8: bool = True
    starttls: ssl.SSLContext | None = None
    credentials: tuple[str, str] | None = None
    connections: int = 0
    commands: list[bytes] | None = None
    sessions: set["SinkProtocol"] = field(default_factory=set)


class SinkProtocol(SmtpProtocol):
    """One session."""

    def __init__(self, sink: Sink) -> None:
        super().__init__()
        self._sink = sink
        self._rule: Rule | None = None
        self._pieces: list[bytes] = []
        self._number = 0
        self._verbs |= {b"STAR": self._on_starttls, b"AUTH": self._on_auth}
        self._offer()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._sink.connections += 1
        self._number = self._sink.connections
        self._sink.sessions.add(self)
        super().connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._sink.sessions.discard(self)

    def greet(self) -> None:
        self._rule = self._sink.faults.choose_early("greeting")
        if self._rule is not None and self._rule.behaviour in CODES:
            self._refuse(self._rule, hang_up=True)
        else:
            super().greet()

    def data_received(self, data: bytes) -> None:
        if self._sink.commands is not None:
            self._sink.commands.append(data)
        if self._in_body and self._behaviour == "cut_in_data":
            self.cut()
        else:
            super().data_received(data)

    def on_mail(self, line: bytes) -> None:
        rule = self._sink.faults.choose_early("mail")
        if rule is None:
            super().on_mail(line)
        else:
            self._refuse(rule)

    def recipient(self, address: str) -> None:
        self._rule = rule = self._sink.faults.choose(address)
        if rule is not None and rule.behaviour == "rate":
            self.answer(b"450 4.7.1 <%b>: slow down" % address.encode())
        elif rule is not None and rule.stage == "rcpt" and rule.behaviour in CODES:
            self._refuse(rule)
        else:
            super().recipient(address)

    def on_data(self, line: bytes) -> None:
        rule = self._rule
        if not self._recipients or rule is None:
            super().on_data(line)
        elif rule.behaviour == "cut_before_data":
            self.hang_up()
        elif rule.stage == "data":
            self._refuse(rule)
        else:
            super().on_data(line)
            if self._behaviour == "cut_in_data" and len(self._input) > 2:
                self.cut()

    def accept(self, envelope: Envelope, message: bytes) -> bytes | None:
        behaviour = self._behaviour
        if self._rule is not None and self._rule.stage == "body" and behaviour in CODES:
            self._refuse(self._rule)
            return None
        if behaviour != "cut_after_data":
            self._write_down(envelope, message)
        if behaviour in {"cut_after_data", "drop_answer"}:
            self.cut()
            return None
        return b"250 2.0.0 Taken"

    def flush(self) -> None:
        if self._behaviour not in {"slow", "tarpit"} or self._rule is None or self.waiting:
            super().flush()  # `waiting`: these are the last words before it hangs up
            return
        gathered = self.take_output()
        if gathered:
            step = len(gathered) if self._behaviour == "slow" else 1
            self._pieces += [gathered[at : at + step] for at in range(0, len(gathered), step)]
            self.waiting = True
            self._later(self._rule.seconds)

    def cut(self) -> None:
        """End the line as a broken one ends: at once, unsaid answers lost."""
        self.waiting = True
        self.take_output()
        if self.transport is not None:
            self.transport.abort()

    @property
    def _behaviour(self) -> str:
        return "" if self._rule is None else self._rule.behaviour

    def _refuse(self, rule: Rule, *, hang_up: bool = False) -> None:
        self.answer(CODES[rule.behaviour])
        if hang_up or rule.behaviour == "421":
            self.hang_up()

    def _later(self, seconds: float) -> None:
        asyncio.get_running_loop().call_later(seconds, self._drip, seconds)

    def _drip(self, seconds: float) -> None:
        if self.transport is None or self.transport.is_closing():
            return
        self.transport.write(self._pieces.pop(0))
        if self._pieces:
            self._later(seconds)
        else:
            self.waiting = False
            self.work()

    def _write_down(self, envelope: Envelope, message: bytes) -> None:
        found = _MESSAGE_ID.search(message[:4096])
        digest = sha256(message.partition(b"\r\n\r\n")[2]).hexdigest()
        for recipient in envelope.recipients:
            receipt = Receipt(
                message_id=found[1].decode() if found else "",
                to=recipient,
                at=time.time(),
                answered=self._behaviour != "drop_answer",
                kept=self._behaviour != "accept_and_drop",
                body_sha256=digest,
                connection=self._number,
            )
            self._sink.ledger.add(receipt)

    def _offer(self, *, secured: bool = False) -> None:
        sink = self._sink
        wanted = {
            b"8BITMIME": True,
            b"PIPELINING": sink.pipelining,
            b"SMTPUTF8": sink.smtputf8,
            b"STARTTLS": sink.starttls is not None and not secured,
            b"AUTH PLAIN": sink.credentials is not None,
        }
        self.extensions = tuple(name for name, is_offered in wanted.items() if is_offered)

    def _on_starttls(self, line: bytes) -> None:
        if self._sink.starttls is None or self.transport is None:
            self.on_other(line)
            return
        self.answer(b"220 2.0.0 Go ahead")
        self.flush()
        self.waiting = True
        self._input.clear()  # what was said in the clear does not count
        self._securing = asyncio.get_running_loop().create_task(self._secure(self.transport, self._sink.starttls))

    async def _secure(self, transport: asyncio.Transport, context: ssl.SSLContext) -> None:
        start_tls = asyncio.get_running_loop().start_tls
        try:
            self.transport = await start_tls(transport, self, context, server_side=True)
        except OSError:  # the client does not trust the certificate and has gone
            return
        self._offer(secured=True)
        self.waiting = False
        self.work()  # the client may have gone on already

    def _on_auth(self, line: bytes) -> None:
        credentials = self._sink.credentials
        expected = b"\0".join(word.encode() for word in ("", *(credentials or ())))
        given = base64.b64decode(line.partition(b"PLAIN ")[2])
        is_right = credentials is not None and given == expected
        self.answer(b"235 2.7.0 Welcome" if is_right else b"535 5.7.8 Wrong user name or password")
