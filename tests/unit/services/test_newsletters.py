"""News: one email to each who asked, with a way out, in the reader's language."""

from datetime import timedelta

from portal.models.audit_event import AuditEvent
from portal.models.candidate import Candidate
from portal.models.outbox_email import OutboxEmail
from portal.services import delivery, news, newsletters
from portal.services.actor import COMMAND
from portal.services.links import token
from tests.unit import factories
from tests.unit.services.mail_rows import Server

NOW = factories.NOW


def publish(**more: str) -> int:
    return newsletters.publish(title="New dates", text="Two dates.", actor=COMMAND, now=NOW, **more)


def test_only_who_asked_gets_it(database: str) -> None:
    wants = factories.candidate(email="wants@example.org", wants_news=True)
    factories.candidate(email="quiet@example.org")
    factories.candidate(email="gone@example.org", wants_news=True, disabled_at=NOW)
    assert publish() == 1
    (email,) = OutboxEmail.select()
    assert (email.candidate_id, email.kind, email.news.title) == (wants.id, "news", "New dates")
    assert AuditEvent.get(AuditEvent.action == "news.publish").subject == f"news_issue:{email.news.public_id}"


def test_it_can_be_kept_to_a_language(sqlite_database: str) -> None:
    factories.candidate(email="es@example.org", wants_news=True, language="es")
    factories.candidate(email="en@example.org", wants_news=True)
    assert publish(language="es") == 1
    assert OutboxEmail.get().candidate.email == "es@example.org"


def test_who_ends_the_news_before_it_leaves_does_not_get_it(sqlite_database: str) -> None:
    factories.candidate(wants_news=True)
    publish()
    link = OutboxEmail.get().link
    assert link is not None
    news.unsubscribe(token=token(link), now=NOW)
    server = Server()
    delivery.deliver_due(post=server, now=NOW)
    assert (server.got, OutboxEmail.get().state) == ([], "cancelled")


def test_near_a_release_it_waits_and_goes_out_afterwards(sqlite_database: str) -> None:
    entry = factories.entry()
    factories.candidate(entry, wants_news=True)
    factories.batch(entry.sitting, factories.result(entry), state="released")
    publish()
    server, now = Server(), NOW
    while not server.got:
        delivery.deliver_due(post=server, now=now)
        now += timedelta(hours=12)
    assert timedelta(days=7) < now - factories.RELEASE_AT < timedelta(days=9)
    assert Candidate.select().count() == 1
