"""Flask-Mail's Message for the portal's notices: the same fields, its bytes assembled directly."""

import re
from base64 import b64encode
from binascii import b2a_qp
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache

from flask_mail import Message

from portal.mail import header_text
from portal.mail.delivery import OutgoingMail

# Neither quoted-printable nor base64 can hold "=_", and plain text that does is not left plain.
_BOUNDARY = "=_notice"
_PLAIN_BODY = re.compile(rb"(?:[\t\x20-\x7e]{0,78}\r\n)*")
_BASE64_LINE = 57  # bytes that make 76 characters


class NoticeMessage(Message):
    """One notice to one recipient, as text and light HTML.

    Flask-Mail builds a tree of MIME objects for every message, which costs fifty times what writing the few
    lines does; and it lets line breaks through in further headers, which here raise BadHeaderError.
    """

    def __init__(self, mail: OutgoingMail, *, mail_from: str, at: datetime) -> None:
        # Not the parent's __init__: it asks the name service for this machine's name, once per message, to
        # make a Message-ID that would be replaced.
        self.header_from, self.envelope_from = header_text.sender(mail_from)
        self.envelope_to = header_text.address(mail.to)
        self.sender = self.envelope_from
        self.recipients = [self.envelope_to]
        self.subject = mail.subject
        self.body = mail.text
        self.alts = {"html": mail.html}
        self.date = at.timestamp()
        self.msgId = header_text.message_id(mail.message_id)
        self.extra_headers = dict(mail.headers)
        self.charset = "utf-8"
        self.reply_to = None
        self.cc, self.bcc, self.attachments = [], [], []
        self.mail_options, self.rcpt_options = [], []
        self._wire = self._assemble(mail, at)

    @property
    def needs_smtputf8(self) -> bool:
        """Whether the recipient's address can only be written where the server offers SMTPUTF8."""
        return not self.envelope_to.isascii()

    def as_bytes(self) -> bytes:
        """The message as it goes over the wire, lines ended by CR LF, not yet dot-stuffed."""
        return self._wire

    def as_string(self) -> str:
        """The same as text."""
        return self._wire.decode()

    def has_bad_headers(self) -> bool:
        """Never: a message with one is not made."""
        return False

    def _assemble(self, mail: OutgoingMail, at: datetime) -> bytes:
        further = "".join(header_text.extra_field(name, value) for name, value in mail.headers)
        head = (
            f"From: {self.header_from}\r\n"
            f"To: <{self.envelope_to}>\r\n"
            f"Subject: {header_text.unstructured(mail.subject)}\r\n"
            f"Date: {_date(at.replace(microsecond=0))}\r\n"
            f"Message-ID: {self.msgId}\r\n"
            f"Auto-Submitted: auto-generated\r\n"
            f"{further}"
            f"MIME-Version: 1.0\r\n"
            f'Content-Type: multipart/alternative; boundary="{_BOUNDARY}"\r\n'
        )
        text, html = _part("plain", mail.text), _part("html", mail.html)
        return b"%b%b%b\r\n--%b--\r\n" % (head.encode(), text, html, _BOUNDARY.encode())


@lru_cache(maxsize=4)  # thousands leave in one second
def _date(second: datetime) -> str:
    return format_datetime(second)


def _part(subtype: str, content: str) -> bytes:
    lines = content.replace("\r\n", "\n").replace("\r", "\n")
    encoding, body = _encoded(lines if lines.endswith("\n") else lines + "\n")
    head = (
        f"\r\n--{_BOUNDARY}\r\nContent-Type: text/{subtype}; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: {encoding}\r\n\r\n"
    )
    return head.encode() + body


def _encoded(text: str) -> tuple[str, bytes]:
    """Always seven bits a byte, so that no relay rewrites it and breaks a signature."""
    encoded = text.encode("utf-8", "replace")
    body = encoded.replace(b"\n", b"\r\n")
    if b"=_" not in body and _PLAIN_BODY.fullmatch(body):
        return "7bit", body
    if len(encoded) - len(text) < len(text) // 6:
        return "quoted-printable", b2a_qp(body)
    lines = (body[start : start + _BASE64_LINE] for start in range(0, len(body), _BASE64_LINE))
    return "base64", b"\r\n".join(b64encode(line) for line in lines)
