"""The bytes of a notice, judged by the standard library's parser."""

import smtplib
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from flask_mail import BadHeaderError
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portal.mail.notice_message import NoticeMessage
from portal.mail.transport import OutgoingMail, Transport
from tests.faults.smtp_sink import SinkThread
from tests.unit.mail.conftest import MAIL_FROM, NOW, a_mail

FIELDS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
]
# A busy machine is no reason to fail.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
ANYTHING = st.text(st.characters(exclude_categories=["Cs"]))


def _bytes(mail: OutgoingMail, mail_from: str = MAIL_FROM) -> bytes:
    return NoticeMessage(mail, mail_from=mail_from, at=NOW).as_bytes()


def _parsed(wire: bytes) -> EmailMessage:
    parsed = message_from_bytes(wire, policy=policy.default)
    assert parsed.defects == []
    return parsed


def _content(parsed: EmailMessage, kind: str) -> str:
    part = parsed.get_body(preferencelist=(kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_the_fields_of_a_notice() -> None:
    parsed = _parsed(_bytes(a_mail()))
    assert parsed.keys() == FIELDS
    assert parsed["From"] == MAIL_FROM
    assert parsed["To"].addresses[0].addr_spec == "amara@example.org"
    assert parsed["Subject"] == "Your results have been released"
    assert parsed["Date"].datetime == NOW
    assert parsed["Message-ID"] == "<notice-1@portal.example.org>"
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert parsed.get_content_type() == "multipart/alternative"


def test_text_comes_before_html() -> None:
    kinds = [part.get_content_type() for part in _parsed(_bytes(a_mail())).iter_parts()]
    assert kinds == ["text/plain", "text/html"]


def test_the_headers_of_news_are_added() -> None:
    headers = (
        ("List-Unsubscribe", "<https://portal.example.org/unsubscribe/abc>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    )
    parsed = _parsed(_bytes(a_mail(headers=headers)))
    assert [(name, parsed[name]) for name, _ in headers] == list(headers)


def test_a_message_id_may_come_without_its_brackets() -> None:
    assert _parsed(_bytes(a_mail(message_id="key-1@portal.example.org")))["Message-ID"] == (
        "<key-1@portal.example.org>"
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("to", "a@example.org\r\nBcc: eve@example.org"),
        ("to", "a@example.org,eve@example.org"),
        ("subject", "Results\nBcc: eve@example.org"),
        ("subject", "Results\u2028Bcc: eve@example.org"),
        ("subject", "Results\x00"),
        ("message_id", "<a@b>\r\nX: y"),
        ("message_id", "no-at-sign"),
        ("headers", (("X-Note", "a\r\nBcc: eve@example.org"),)),
        ("headers", (("X-Note\r\nBcc", "eve@example.org"),)),
        ("headers", (("bcc", "eve@example.org"),)),
        ("headers", (("Content-Type", "text/html"),)),
        ("headers", (("X-Note", "naïve"),)),
    ],
)
def test_what_could_leave_its_header_is_refused(field: str, value: object) -> None:
    with pytest.raises(BadHeaderError):
        _bytes(a_mail(**{field: value}))


@PATIENT
@given(subject=ANYTHING)
@example(subject="=?utf-8?b?Zm9v?=")
@example(subject="Results " * 40)
@example(subject="結果" * 60)
@example(subject="a\r\nBcc: eve@example.org")
def test_no_subject_adds_a_header(subject: str) -> None:
    try:
        wire = _bytes(a_mail(subject=subject))
    except BadHeaderError:
        return
    parsed = _parsed(wire)
    assert parsed.keys() == FIELDS
    assert parsed["Subject"] == subject.strip()


@PATIENT
@given(to=ANYTHING | st.from_regex(r"\A[^@]{1,9}@[^@]{1,9}\Z"), name=ANYTHING, value=ANYTHING)
def test_no_address_and_no_further_header_adds_another(to: str, name: str, value: str) -> None:
    try:
        wire = _bytes(a_mail(to, headers=((f"X-{name}", value),)))
    except BadHeaderError:
        return
    head = wire.partition(b"\r\n\r\n")[0].decode()
    assert [line.partition(":")[0] for line in head.split("\r\n")] == [*FIELDS[:6], f"X-{name}", *FIELDS[6:]]


@PATIENT
@given(text=ANYTHING, html=ANYTHING)
@example(text="السلام عليكم، نتائجك متاحة الآن\n", html="<p>您的成绩已公布</p>\n")
@example(text="Dear Zoë Åström,\r\n.\r\n..two dots\n", html="=_notice--\n--=_notice\n")
@example(text="x" * 2000, html="é" + " word" * 500)
@example(text="trailing space \nFrom here\n", html="é trailing \t\n.\n")
def test_every_body_comes_back_and_no_line_is_too_long(text: str, html: str) -> None:
    wire = _bytes(a_mail(text=text, html=html))
    assert max(len(line) for line in wire.split(b"\r\n")) <= 78
    assert wire.isascii()
    assert b"\n" not in wire.replace(b"\r\n", b"")
    assert b"\r" not in wire.replace(b"\r\n", b"")
    parsed = _parsed(wire)
    assert _content(parsed, "plain") == _one_newline(text)
    assert _content(parsed, "html") == _one_newline(html)


def _one_newline(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return lines if lines.endswith("\n") else lines + "\n"


def test_a_lone_surrogate_does_not_stop_a_notice() -> None:
    assert _content(_parsed(_bytes(a_mail(text="a\ud800b\n"))), "plain") == "a?b\n"


@pytest.mark.parametrize("name", ["Board", 'The "Board", Ltd', "Prüfungsausschuss", "هيئة الامتحانات", "=?utf-8?q?x?="])
def test_the_name_of_the_sender_comes_back(name: str) -> None:
    quoted = name.replace('"', '\\"')
    parsed = _parsed(_bytes(a_mail(), f'"{quoted}" <no-reply@example.org>'))
    [address] = parsed["From"].addresses
    assert (address.display_name, address.addr_spec) == (name, "no-reply@example.org")


@pytest.mark.parametrize("mail_from", ["", "Board", "Board <>", "Board\r\nBcc: x <a@b.c>", "a@b.c, d@e.f"])
def test_a_sender_that_is_none_is_refused_with_a_sentence(mail_from: str) -> None:
    with pytest.raises(ValueError, match="The sender of emails"):
        _bytes(a_mail(), mail_from)


@pytest.mark.parametrize(
    ("text", "encoding"), [("plain", "7bit"), ("Zoë said much here", "quoted-printable"), ("成绩", "base64")]
)
def test_the_encoding_suits_the_text(text: str, encoding: str) -> None:
    part = _parsed(_bytes(a_mail(text=text))).get_body(preferencelist=("plain",))
    assert part is not None
    assert part["Content-Transfer-Encoding"] == encoding


def test_dots_at_the_start_of_lines_reach_the_server_as_they_were(sink: SinkThread, transport: Transport) -> None:
    dotted = a_mail(text=".\n..\n.hidden\nend\n.\n")
    transport.send(dotted)
    with smtplib.SMTP("127.0.0.1", sink.port, local_hostname="test") as client:
        client.sendmail("a@example.org", "b@example.org", _bytes(dotted))
    [ours, smtplibs] = sink.state.ledger.receipts
    assert ours.body_sha256 == smtplibs.body_sha256
