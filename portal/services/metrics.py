"""Counts for operators: what waits, what was sent, what was released, and when a worker was last seen."""

from datetime import datetime

from peewee import fn

from portal.models.connection import shared_time
from portal.models.outbox_email import STATES as EMAIL_STATES
from portal.models.outbox_email import OutboxEmail
from portal.models.release_batch import STATES as BATCH_STATES
from portal.models.release_batch import ReleaseBatch
from portal.services import guess_alarm, heartbeats


def as_text(*, now: datetime) -> str:
    """Prometheus' text format; no label names a person."""
    lines = [
        *_counted("portal_emails", "Emails in the outbox, by state.", OutboxEmail, EMAIL_STATES),
        *_counted("portal_batches", "Release batches, by state.", ReleaseBatch, BATCH_STATES),
        *_gauge("portal_emails_overdue", "Emails that are due and wait.", _overdue(now)),
        *_gauge("portal_emails_longest_wait_seconds", "How long the first of them has waited.", _longest_wait(now)),
        *_gauge(
            "portal_id_numbers_failing", "ID numbers tried in vain within ten minutes.", guess_alarm.failing(now=now)
        ),
        *_gauge("portal_worker_silent_seconds", "Since a worker was last seen; -1 if never.", _silence()),
    ]
    return "\n".join(lines) + "\n"


def _counted(
    name: str, about: str, table: type[OutboxEmail] | type[ReleaseBatch], states: tuple[str, ...]
) -> list[str]:
    """Every state has its line, so that a graph of a state begins at nought."""
    query = table.select(table.state, fn.COUNT(table.id)).group_by(table.state).tuples()
    found: dict[str, int] = dict(query.execute())
    return [*_head(name, about), *(f'{name}{{state="{state}"}} {found.get(state, 0)}' for state in states)]


def _gauge(name: str, about: str, value: float) -> list[str]:
    return [*_head(name, about), f"{name} {value:g}"]


def _head(name: str, about: str) -> list[str]:
    return [f"# HELP {name} {about}", f"# TYPE {name} gauge"]


def _overdue(now: datetime) -> int:
    waiting = OutboxEmail.select().where(OutboxEmail.state == "queued", OutboxEmail.due_at <= now)
    return int(waiting.count())


def _longest_wait(now: datetime) -> float:
    first = OutboxEmail.select(fn.MIN(OutboxEmail.due_at)).where(OutboxEmail.state == "queued").scalar()
    return 0 if first is None else max(0.0, (now - first).total_seconds())


def _silence() -> float:
    seen = heartbeats.worker_seen_at()
    return -1 if seen is None else max(0.0, (shared_time() - seen).total_seconds())
