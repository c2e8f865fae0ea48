"""Emails that a mail server took and could not deliver after all: the report comes back minutes or days later."""

import logging
from datetime import datetime, timedelta

from portal.models.base import db
from portal.models.outbox_email import OutboxEmail
from portal.services import outbox, refused_addresses

log = logging.getLogger(__name__)

LATEST = timedelta(days=14)


def take(*, name: str, address: str, status: str, diagnostic: str, now: datetime) -> bool:
    """Mark the email of this name as not delivered, and remember an address that takes no mail; True when it was.

    `name` is the email's unique key as its Message-ID has it. Anybody can write to the mailbox that reports come to:
    one counts only for the address that the email went to, soon after it was sent, and once.
    """
    row: OutboxEmail | None = OutboxEmail.get_or_none(OutboxEmail.unique_key == name.replace(".", ":"))
    if row is None or outbox.address_of(row).lower() != address.lower():
        log.info("bounce.unknown")
        return False
    detail = f"{status} {diagnostic}".strip()
    with db.atomic():
        marked = (
            OutboxEmail.update(state="failed", problem="refused", dead_at=now, last_error=detail)
            .where(
                OutboxEmail.id == row.id,
                OutboxEmail.state.in_(("sent", "uncertain")),
                OutboxEmail.created_at > now - LATEST,
            )
            .execute()
        )
        if marked:
            refused_addresses.note(row, code=None, detail=detail, now=now)
    log.info("bounce.taken", extra={"email": row.id, "counted": bool(marked)})
    return bool(marked)
