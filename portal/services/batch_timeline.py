"""What happened to a batch, as the audit tells it."""

import json
from dataclasses import dataclass
from datetime import datetime

from portal.models.audit_event import AuditEvent
from portal.models.release_batch import ReleaseBatch

MOST = 100


@dataclass(frozen=True)
class Event:
    """One act: who did what, when, and the facts the audit keeps of it."""

    at: datetime
    actor_name: str
    action: str
    facts: dict[str, object]


def of_batch(batch: ReleaseBatch, *, most: int = MOST) -> list[Event]:
    """The latest events first; the audit page has them all."""
    query = (
        AuditEvent.select()
        .where(AuditEvent.subject == f"release_batch:{batch.public_id}")
        .order_by(AuditEvent.number.desc())
        .limit(most)
    )
    return [
        Event(event.at, event.actor_name, event.action, json.loads(event.after) if event.after else {})
        for event in query
    ]
