"""Names that look like markup, htmx attributes or templates: on every page, in every email, they are text."""

from html.parser import HTMLParser

import pytest
from flask import Flask
from flask_mail import BadHeaderError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.mail import messages
from portal.mail.notice_message import NoticeMessage
from portal.models.centre import Centre
from portal.models.entry import Entry
from portal.models.outbox_email import OutboxEmail
from portal.rules.search_words import fold
from portal.services import batch_mail
from tests.unit import factories
from tests.unit.email_rows import NOW
from tests.unit.security import world as making
from tests.unit.security.world import SignIn, rules, sign_in_as

EVIL = "evil-mark"
MARKUP = f"""<{EVIL} data-hx-get="/{EVIL}" hx-get=/{EVIL}></title></script>"' onload={EVIL} x=" &lt;{{{{7*7}}}}"""
ESCAPED = f"&lt;{EVIL}"
SHOW_NAMES = {
    "amara": {"candidate.result", "candidate.statement"},
    "ben": {"staff.today", "staff.batch", "staff.candidate", "staff.slip", "staff.intake"},
    "bo": {"staff.people", "staff.person", "staff.centres", "staff.centre", "staff.audit"},
}
"""Pages that show a name, so that the look at all of them is a look at something."""


class Reader(HTMLParser):
    """Collects what became an element or an attribute although it is a name."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        shows = {"value", "title", "aria-label", "content"}  # such an attribute may hold a name as its text
        for name, value in attrs:
            dials = name == "href" and (value or "").startswith("tel:")
            if EVIL in name or (EVIL in (value or "") and name not in shows and not dials):
                self.found.append(f"{tag} {name}={value}")
        if tag == EVIL:
            self.found.append(tag)


def escaped(html: str) -> list[str]:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.found


def test_the_reader_sees_what_gets_out() -> None:
    assert escaped(f"<p>{MARKUP}</p>") != []
    assert escaped(f'<input value="{MARKUP}">') != []
    assert escaped(f'<button title="a" hx-post="/{EVIL}">x</button>') != []


@pytest.mark.parametrize("visitor", ["amara", "ben", "bo"])
def test_on_every_page_a_name_is_text(app: Flask, sign_in: SignIn, visitor: str) -> None:
    world = making.make(MARKUP)
    browser, shown = sign_in_as(sign_in, world, visitor), set()
    for rule in rules(app, "GET"):
        answer = browser.get(world.address(app, rule))
        if answer.mimetype in {"text/html", "image/svg+xml"}:
            assert escaped(answer.text) == [], rule.endpoint
            assert f"<{EVIL}" not in answer.text, rule.endpoint
            assert "evil-mark onload=49" not in answer.text, rule.endpoint
            shown |= {rule.endpoint} if ESCAPED in answer.text else set()
    assert SHOW_NAMES[visitor] - shown == set()


def test_found_again_a_name_is_text(app: Flask, sign_in: SignIn) -> None:
    world = making.make(MARKUP)
    Entry.update(search_name=fold(MARKUP)).execute()
    answer = sign_in_as(sign_in, world, "ben").post("/staff/candidates", data={"sought": EVIL}, follow_redirects=True)
    assert ESCAPED in answer.text
    assert escaped(answer.text) == []


def test_in_every_email_a_name_is_text(app: Flask) -> None:
    making.make(MARKUP)
    with app.test_request_context():
        for email in OutboxEmail.select():
            sent = messages.compose(email, settings=app.config["SETTINGS"])
            assert escaped(sent.html) == [], email.kind
            assert "{{7*7}}" not in sent.subject or "49" not in sent.subject


FIELDS = [
    b"Auto-Submitted", b"Content-Type", b"Date", b"From", b"MIME-Version", b"Message-ID", b"Subject", b"To",
]  # fmt: skip


# One application for all examples: making it anew each time would take minutes and show nothing more.
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(name=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=60))
def test_no_name_becomes_a_header_of_an_email(app: Flask, name: str) -> None:
    row = _told_about_a_batch()
    Centre.update(name=name, number=name[:5]).execute()
    with app.test_request_context():
        mail = messages.compose(OutboxEmail.get_by_id(row.id), settings=app.config["SETTINGS"])
    assert mail.to == "bo@example.org"
    try:
        message = NoticeMessage(mail, mail_from="Portal <no-reply@example.org>", at=NOW).as_bytes()
    except BadHeaderError:
        return  # refused whole, which is as good
    head = message.split(b"\r\n\r\n")[0].replace(b"\r\n ", b"").replace(b"\r\n\t", b"")
    assert sorted(line.split(b":")[0] for line in head.split(b"\r\n")) == FIELDS


def _told_about_a_batch() -> OutboxEmail:
    """The board is told about a batch; the number of the centre stands in the subject."""
    row: OutboxEmail | None = OutboxEmail.get_or_none()
    if row is None:
        factories.bo()
        batch_mail.recalled(factories.batch(factories.sitting()), now=NOW)
    return row or OutboxEmail.get()
