"""Counts for operators: what waits, what was sent, what was released."""

from datetime import datetime

from peewee import fn

from portal.models.outbox_email import OutboxEmail
from portal.models.release_batch import ReleaseBatch


def as_text(*, now: datetime) -> str:
    """Prometheus' text format; no label names a person."""
    lines = [
        *_counted("portal_emails", OutboxEmail),
        *_counted("portal_batches", ReleaseBatch),
        f"portal_emails_overdue {_overdue(now)}",
    ]
    return "\n".join(lines) + "\n"


def _counted(name: str, table: type[OutboxEmail] | type[ReleaseBatch]) -> list[str]:
    query = table.select(table.state, fn.COUNT(table.id)).group_by(table.state).tuples()
    return [f'{name}{{state="{state}"}} {number}' for state, number in query.execute()]


def _overdue(now: datetime) -> int:
    waiting = OutboxEmail.select().where(OutboxEmail.state == "queued", OutboxEmail.due_at <= now)
    return int(waiting.count())
