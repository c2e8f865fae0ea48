"""The migrations make exactly the tables that the models describe, and the audit can not be changed."""

import os
from datetime import UTC, datetime
from importlib import import_module

import pytest
from peewee import BlobField, PeeweeException, Query
from playhouse.migrate import SchemaMigrator, migrate
from playhouse.schema_diff import diff_models

from portal.models import connection
from portal.models.audit_event import AuditEvent
from portal.models.base import db
from portal.models.intake import Intake
from portal.models.intake_piece import IntakePiece
from portal.models.tables import TABLES
from portal.services import audit, intake_files
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


def test_a_file_that_waited_before_it_was_kept_in_pieces_still_waits_whole(database: str) -> None:
    pieces = import_module("portal.models.migrations.0017_intake_pieces")
    db.drop_tables([IntakePiece])
    migrator = SchemaMigrator.from_database(db.obj)
    migrate(migrator.add_column("intake", "content", BlobField(null=True)))
    content = os.urandom(2 * pieces.PIECE_BYTES + 1)
    for number, held in enumerate([content, None]):
        Intake.create(kind="results", file_name="r.csv", sha256=str(number), created_at=NOW)
        query = "UPDATE intake SET content = ? WHERE sha256 = ?".replace("?", db.param)
        db.execute_sql(query, (held, str(number)))
    pieces.up(migrator, db.obj)
    waiting, decided = Intake.select().order_by(Intake.sha256)
    assert intake_files.opened(waiting).read() == content
    assert not decided.pieces.exists()
    assert not str(diff_models(db.obj, list(TABLES)))
