"""What is done to a database that came from a backup before anybody can use it: nothing may go out by itself.

The world went on after the backup. Sessions were ended, links used, emails sent and batches released of which this
database knows nothing, so that all of it stops here and a person decides.
"""

from dataclasses import asdict, dataclass
from datetime import datetime

from portal.models.email_link import EmailLink
from portal.models.heartbeat import Heartbeat
from portal.models.intake import Intake
from portal.models.login_session import LoginSession
from portal.models.outbox_email import OutboxEmail
from portal.models.release_batch import ReleaseBatch
from portal.rules.batch_states import Act
from portal.services import audit, calendar_work, erasure
from portal.services.actor import COMMAND
from portal.services.backup_file import About
from portal.services.batch_steps import lock, step, void_approvals
from portal.services.links import Purpose

STOPPED = "Restored from a backup of {at}: find out first whether this batch was released after that."
VOID = "The portal was restored from a backup."
UNSURE = "Restored from a backup of {at}: it may have been sent after that."


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How much was stopped; `audit_events` are those of the backup, `audit_broken_at` is None when its chain holds."""

    sessions_ended: int
    links_ended: int
    batches_stopped: int
    emails_held: int
    erased_again: int
    audit_events: int
    audit_broken_at: int | None


def look_after(about: About, *, erased: list[str], now: datetime) -> Outcome:
    """Do all of it, in the caller's transaction, and leave one event in the audit."""
    verdict = audit.verify()
    outcome = Outcome(
        sessions_ended=_end_sessions(now),
        links_ended=_end_links(now),
        batches_stopped=_stop_batches(about, now),
        erased_again=erasure.replay(erased, now=now),
        emails_held=_hold_emails(about, now),
        audit_events=verdict.events,
        audit_broken_at=verdict.broken_at,
    )
    _free_leases()
    after = asdict(outcome) | {"made_at": about.made_at}
    audit.record(actor=COMMAND, action="portal.restored", subject="portal:backup", after=after, now=now)
    return outcome


def _end_sessions(now: datetime) -> int:
    return int(LoginSession.update(ended_at=now).where(LoginSession.ended_at.is_null()).execute())


def _end_links(now: datetime) -> int:
    """Each may have been used since; only the way out of the news stays open, which does no harm twice."""
    live = EmailLink.used_at.is_null() & (EmailLink.expires_at > now)
    return int(EmailLink.update(expires_at=now).where(live, EmailLink.purpose != str(Purpose.UNSUBSCRIBE)).execute())


def _stop_batches(about: About, now: datetime) -> int:
    planned = list(ReleaseBatch.select().where(ReleaseBatch.state == "approved").order_by(ReleaseBatch.id))
    for batch in planned:
        locked = lock(batch)
        void_approvals(locked, reason=VOID, actor=COMMAND, now=now)
        step(locked, Act.GATE_FAILED, actor=COMMAND, now=now, reason=STOPPED.format(at=about.made_at))
    return len(planned)


def _hold_emails(about: About, now: datetime) -> int:
    """What waited, and what the calendar would write by itself now and may have written since the backup."""
    calendar_work.work_through(now=now)
    return int(
        OutboxEmail.update(
            state="uncertain",
            dead_at=now,
            claim_token="",
            claimed_until=None,
            last_error=UNSURE.format(at=about.made_at),
        )
        .where(OutboxEmail.state.in_(("queued", "parked")))
        .execute()
    )


def _free_leases() -> None:
    """No worker of the old portal holds anything here, and none was seen alive."""
    Intake.update(claimed_until=None).where(Intake.claimed_until.is_null(False)).execute()
    Heartbeat.delete().execute()
