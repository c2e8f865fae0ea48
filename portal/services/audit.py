"""The audit: append-only events of staff and releases, each hashed together with the one before."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from portal import keys
from portal.models.audit_event import AuditEvent, AuditHead
from portal.models.base import db, insert_once, microseconds
from portal.services.actor import Actor

Facts = Mapping[str, object]


def record(
    *,
    actor: Actor,
    action: str,
    subject: str,
    now: datetime,
    centre_id: int | None = None,
    before: Facts | None = None,
    after: Facts | None = None,
) -> None:
    """Append one event in the caller's transaction; the head row makes writers wait for each other.

    `subject` is a table and a public id ("release_batch:3f...").  Facts hold ids, states and counts, never a
    secret, a password or a score.
    """
    with db.atomic():
        head = _next_number()
        event = AuditEvent(
            number=head.number,
            at=now,
            actor=actor.key,
            actor_name=actor.name,
            action=action,
            subject=subject,
            centre=centre_id,
            before=_json(before),
            after=_json(after),
            network=actor.network,
        )
        event.hash = _hash(event, head.hash)
        event.save(force_insert=True)
        AuditHead.update(hash=event.hash).where(AuditHead.id == 1).execute()


@dataclass(frozen=True)
class Verdict:
    """`broken_at` is the number of the first event that does not fit, or None when the whole chain holds."""

    events: int
    broken_at: int | None


def verify() -> Verdict:
    """Walk the whole chain: a changed, removed, added or cut-off event breaks it.

    Others may record meanwhile: the walk passes the head of before, and no event lies beyond the head of afterwards.
    """
    head, reached = _head(), ""
    previous, expected = "", 0
    for event in AuditEvent.select().order_by(AuditEvent.number).iterator():
        expected += 1
        if event.number != expected or not hmac.compare_digest(event.hash, _hash(event, previous)):
            return Verdict(expected - 1, expected)
        previous = event.hash
        if expected == head.number:
            reached = previous
    whole = reached == head.hash and (expected == head.number or expected <= _head().number)
    return Verdict(expected, None if whole else expected + 1)


def _head() -> AuditHead:
    """The number and hash of the last event; before the first one, 0 and nothing."""
    return AuditHead.get_or_none(AuditHead.id == 1) or AuditHead(number=0, hash="")


def _next_number() -> AuditHead:
    step = AuditHead.update(number=AuditHead.number + 1).where(AuditHead.id == 1)
    if not step.execute():
        insert_once(AuditHead, [AuditHead.id], id=1, number=0, hash="")
        step.execute()
    return AuditHead.get_by_id(1)


def _json(facts: Facts | None) -> str:
    return "" if facts is None else json.dumps(facts, sort_keys=True, ensure_ascii=False, default=str)


def _hash(event: AuditEvent, previous: str) -> str:
    content = [
        event.number, microseconds(event.at), event.actor, event.actor_name, event.action, event.subject,
        event.centre_id, event.before, event.after, event.network, previous,
    ]  # fmt: skip
    text = json.dumps(content, ensure_ascii=False).encode()
    return hmac.new(keys.derive("audit"), text, hashlib.sha256).hexdigest()
