"""The rights that docs/security.md gives the portal's own database user: it works, and can not undo the audit."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from portal.models import connection
from portal.models.audit_event import AuditEvent
from portal.models.base import db
from portal.models.candidate import Candidate
from portal.services import audit, registration, tidying
from portal.services.actor import WORKER
from tests.unit import factories
from tests.unit.source import ROOT

NOW = factories.NOW
FORBIDDEN = (
    "UPDATE audit_event SET action = 'x'", "DELETE FROM audit_event", "TRUNCATE audit_event", "DROP TABLE audit_event",
    "ALTER TABLE audit_event DISABLE TRIGGER ALL", "DROP TRIGGER audit_event_append_only ON audit_event",
    "DROP TABLE candidate", "CREATE TABLE mine (id int)",
    "CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
)  # fmt: skip


@pytest.fixture
def own_user(postgresql_database: str) -> Iterator[str]:
    """The address of the database as the user whom the document makes."""
    sql = re.search(r"```sql\n(.*?)```", (ROOT / "docs/security.md").read_text(), re.S)
    assert sql is not None
    name = "portal_" + urlsplit(postgresql_database).path.rpartition("_")[2]
    with psycopg.connect(postgresql_database, autocommit=True) as owner:
        owner.execute(sql[1].replace("portal_app", name).replace("'choose one'", "'only for this test'"))
    db.close_all()
    host = urlsplit(postgresql_database).netloc.rpartition("@")[2]
    yield urlunsplit(urlsplit(postgresql_database)._replace(netloc=f"{name}:only%20for%20this%20test@{host}"))
    db.close_all()
    with psycopg.connect(postgresql_database, autocommit=True) as owner:
        owner.execute(f"DROP OWNED BY {name}; DROP ROLE {name}")  # type: ignore[arg-type]  # a name made here


def test_the_portal_works_with_these_rights(own_user: str) -> None:
    connection.bind(own_user)
    with connection.connection():
        entry = factories.entry()
        wish = registration.Registration(
            id_number=entry.id_number, secret_number=factories.SECRET, email="amara@example.org",
            password="seven small grey herons", wants_news=False, terms_version="1",
        )  # fmt: skip
        registration.register(wish, now=NOW)
        audit.record(actor=WORKER, action="test", subject="x:1", now=NOW)
        tidying.tidy(now=NOW)
        assert Candidate.select().count() == 1
        assert audit.verify().broken_at is None
        assert connection.missing_migrations() == [], "a start asks for this"


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_what_is_none_of_its_business_is_refused(own_user: str, statement: str) -> None:
    connection.bind(own_user)
    with connection.connection():
        audit.record(actor=WORKER, action="test", subject="x:1", now=NOW)
    db.close_all()
    with psycopg.connect(own_user, autocommit=True) as user, pytest.raises(psycopg.Error):
        user.execute(statement)  # type: ignore[call-overload]  # statements of this file
    connection.bind(own_user)
    with connection.connection():
        assert [event.action for event in AuditEvent.select()] == ["test"]
