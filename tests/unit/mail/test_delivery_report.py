"""Returned emails: what is a final failure of ours, and what is not."""

import pytest

from portal.mail.delivery_report import LARGEST_BYTES, read

REPORT = """\
From: MAILER-DAEMON@relay.example.org
To: bounces@portal.example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="edge"

--edge
Content-Type: text/plain

I could not deliver your message.

--edge
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example.org

Original-Recipient: rfc822;Amara@example.org
Final-Recipient: rfc822; amara@example.org
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.example.org
Diagnostic-Code: smtp; 550 5.1.1 <amara@example.org>: no such
    user here

--edge
Content-Type: message/rfc822

From: portal@example.org
To: amara@example.org
Message-ID: <results_released.c12.b1.v1@portal.example.org>
Subject: Your results are out

Body
--edge--
"""
HEADERS_ONLY = REPORT.replace("message/rfc822\n\nFrom", "text/rfc822-headers\n\nFrom").replace("\n\nBody", "\n")


@pytest.mark.parametrize("text", [REPORT, HEADERS_ONLY, REPORT.replace("\n", "\r\n")])
def test_a_final_failure_names_email_address_status_and_reason(text: str) -> None:
    (bounce,) = read(text.encode())
    assert (bounce.name, bounce.address, bounce.status) == ("results_released.c12.b1.v1", "amara@example.org", "5.1.1")
    assert bounce.diagnostic == "550 5.1.1 <the address>: no such user here"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Action: failed", "Action: delayed"),
        ("Action: failed", "Action: delivered"),
        ("Status: 5.1.1", "Status: 4.2.2"),
        ("Status: 5.1.1", "Status: broken"),
        ("Message-ID: <", "X-Other: <"),
        ("rfc822;", "x400;"),
        ("multipart/report", "multipart/mixed"),
        ("message/delivery-status", "text/plain"),
    ],
)
def test_everything_else_is_passed_over(old: str, new: str) -> None:
    assert read(REPORT.replace(old, new).encode()) == []


@pytest.mark.parametrize("raw", [b"", b"\x00\xff", b"Content-Type: multipart/report\n\n", b"x" * (LARGEST_BYTES + 1)])
def test_what_is_no_message_breaks_nothing(raw: bytes) -> None:
    assert read(raw) == []


def test_a_cut_off_report_breaks_nothing() -> None:
    raw = REPORT.encode()
    for length in range(0, len(raw), 17):
        assert len(read(raw[:length])) <= 1


def test_several_recipients_are_several_bounces() -> None:
    original = "\n--edge\nContent-Type: message/rfc822"
    second = "\nFinal-Recipient: rfc822; ben@example.org\nAction: failed\nStatus: 5.2.2\n"
    text = REPORT.replace(original, second + original)
    assert [(bounce.address, bounce.status) for bounce in read(text.encode())] == [
        ("amara@example.org", "5.1.1"), ("ben@example.org", "5.2.2"),
    ]  # fmt: skip
