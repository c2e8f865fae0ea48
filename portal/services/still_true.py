"""Whether an email is still worth sending: asked for every single one in the moment before it leaves."""

from collections.abc import Callable
from datetime import datetime
from enum import Enum

from portal.models.batch_row import BatchRow
from portal.models.outbox_email import OutboxEmail
from portal.models.recall import Recall
from portal.models.release_batch import ReleaseBatch
from portal.services import news, newsletters


class Verdict(Enum):
    """Send it now, send it another day, when somebody has decided, or never."""

    SEND = "send"
    LATER = "later"
    UNDECIDED = "undecided"
    DROP = "drop"


def verdict(email: OutboxEmail, *, asked_back: bool, now: datetime) -> Verdict:
    """What to do with a row whose turn has come, by the rows as they are at this moment.

    `asked_back`: the help desk may take the entry from this account, perhaps a stranger's, who is told nothing.
    """
    person = email.candidate or email.staff
    if person is None or person.disabled_at is not None or not _link_works(email, now):
        return Verdict.DROP
    if email.kind == "news":
        return _news(email, now)
    rule = RULES.get(email.kind)
    if rule is not None and not rule(email):
        return Verdict.DROP
    return Verdict.UNDECIDED if asked_back and email.kind in ABOUT_A_RESULT else Verdict.SEND


def _link_works(email: OutboxEmail, now: datetime) -> bool:
    return email.link is None or (email.link.used_at is None and email.link.expires_at > now)


def _in_state(*states: str) -> Callable[[OutboxEmail], bool]:
    def rule(email: OutboxEmail) -> bool:
        return email.batch is not None and email.batch.state in states

    return rule


def _awaits_this_content(email: OutboxEmail) -> bool:
    batch = email.batch
    return batch is not None and batch.state == "submitted" and batch.content_hash[:16] in email.unique_key


def _is_unconfirmed(email: OutboxEmail) -> bool:
    return email.candidate is not None and email.candidate.email_confirmed_at is None


def _waits_for_a_result(email: OutboxEmail) -> bool:
    out = BatchRow.select().join(ReleaseBatch).where(BatchRow.entry == email.entry_id, ReleaseBatch.state == "released")
    return not out.exists()


def _is_held(email: OutboxEmail) -> bool:
    held = BatchRow.select().where(
        BatchRow.batch == email.batch_id, BatchRow.entry == email.entry_id, BatchRow.held_as != ""
    )
    return _in_state("released")(email) and bool(held.exists())


def _news(email: OutboxEmail, now: datetime) -> Verdict:
    candidate = email.candidate
    if candidate is None or not candidate.wants_news or news.is_silenced(candidate):
        return Verdict.DROP
    return Verdict.LATER if newsletters.is_near_a_release(candidate, now=now) else Verdict.SEND


def _recall_waits(email: OutboxEmail) -> bool:
    return bool(Recall.select().where(Recall.batch == email.batch_id, Recall.closed_at.is_null()).exists())


ABOUT_A_RESULT = ("results_released", "results_corrected")
_OPEN = ("draft", "submitted", "stopped")
# Kinds that are not here are sent as long as their link works and their person is not disabled.
RULES: dict[str, Callable[[OutboxEmail], bool]] = {
    "results_released": _in_state("released"),
    "results_corrected": _in_state("released"),
    "results_withdrawn": _in_state("recalled", "draft", "submitted", "approved", "stopped", "cancelled"),
    "results_delayed": _waits_for_a_result,
    "hold_update": _is_held,
    "confirm_email_reminder": _is_unconfirmed,
    "batch_due": _in_state(*_OPEN),
    "batch_reminder": _in_state(*_OPEN),
    "batch_overdue": _in_state(*_OPEN),
    "batch_recall_asked": _recall_waits,
    "batch_recall_unconfirmed": _recall_waits,
    "batch_awaits_approval": _awaits_this_content,
}
