"""The migrations make exactly the tables that the models describe, and the audit can not be changed."""

from datetime import UTC, datetime

import pytest
from peewee import PeeweeException, Query
from playhouse.schema_diff import diff_models

from portal.models import connection
from portal.models.audit_event import AuditEvent
from portal.models.base import db
from portal.models.tables import TABLES
from portal.services import audit
from portal.services.actor import COMMAND

NOW = datetime(2026, 4, 10, 9, tzinfo=UTC)


def test_the_migrated_schema_is_the_models(database: str) -> None:
    assert not str(diff_models(db.obj, list(TABLES)))


def test_migrating_again_does_nothing(database: str) -> None:
    assert connection.migrate() == []


@pytest.mark.parametrize("act", [AuditEvent.delete(), AuditEvent.update(action="another")])
def test_the_audit_refuses_changes(database: str, act: Query) -> None:
    audit.record(actor=COMMAND, action="test", subject="nothing:1", now=NOW)
    with pytest.raises(PeeweeException, match="append-only"):
        act.execute()
    assert audit.verify() == audit.Verdict(1, None)
