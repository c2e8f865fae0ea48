"""Retention: how long each class of data is kept, and its removal once that is over.

Two things are not here. The audit is kept for ever: it is the proof of who released what, and holds ids, counts and
masked addresses only. Counters of tries end by themselves within a day (services/throttle.py, services/tidying.py).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self

from peewee import fn

from portal.models.base import db
from portal.models.batch_row import BatchRow
from portal.models.candidate import Candidate
from portal.models.email_link import EmailLink
from portal.models.entry import Entry
from portal.models.intake import Intake
from portal.models.intake_change import IntakeChange
from portal.models.intake_problem import IntakeProblem
from portal.models.login_session import LoginSession
from portal.models.outbox_email import OutboxEmail
from portal.models.result import Result
from portal.models.sitting import Sitting
from portal.services import audit, erasure, intake_files
from portal.services.actor import WORKER
from portal.settings import Settings

AT_ONCE = 200
OVER = ("sent", "failed", "uncertain", "cancelled")
IN_WORK = ("waiting", "checking", "saving")


@dataclass(frozen=True, kw_only=True)
class Ages:
    """How long each class is kept."""

    sessions: timedelta
    links: timedelta
    emails: timedelta
    files: timedelta
    unclaimed_years: int
    account_years: int

    @classmethod
    def of(cls, settings: Settings) -> Self:
        return cls(
            sessions=timedelta(days=settings.keep_sessions_days),
            links=timedelta(days=settings.keep_links_days),
            emails=timedelta(days=settings.keep_emails_days),
            files=timedelta(days=settings.keep_files_days),
            unclaimed_years=settings.keep_unclaimed_years,
            account_years=settings.keep_accounts_years,
        )


def work_through(*, ages: Ages, now: datetime) -> dict[str, int]:
    """Remove what is too old; returns how many rows of each class went.

    Each class, or each few hundred of its rows, goes in one transaction with its audit event, so that a stop in
    between leaves nothing unsaid, and the next night goes on.
    """
    steps: dict[str, Callable[[], int]] = {
        "sessions": lambda: _sessions(now - ages.sessions),
        "links": lambda: _links(now - ages.links),
        "emails": lambda: _emails(now - ages.emails, now),
        "files": lambda: _files(now - ages.files),
        "accounts": lambda: _accounts(years_before(now.date(), ages.account_years), now),
        "entries": lambda: _entries(years_before(now.date(), ages.unclaimed_years), now),
    }
    return {name: gone for name, step in steps.items() if (gone := _all_of(name, step, now))}


def years_before(day: date, years: int) -> date:
    """The same day so many years before; of 29 February the day before it where there is none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _all_of(name: str, step: Callable[[], int], now: datetime) -> int:
    total = 0
    while True:
        with db.atomic():
            gone = step()
            if gone:
                audit.record(
                    actor=WORKER, action="retention.remove", subject=f"retention:{name}", after={"rows": gone}, now=now
                )
        total += gone
        if gone != AT_ONCE:
            return total


def _sessions(before: datetime) -> int:
    return int(LoginSession.delete().where(LoginSession.seen_at < before).execute())


def _links(before: datetime) -> int:
    """Links that stopped working so long ago; an email that held one forgets it."""
    return int(EmailLink.delete().where(EmailLink.expires_at < before).execute())


def _emails(before: datetime, now: datetime) -> int:
    """The fact that an email was sent stays; address, link and the server's words go."""
    forgotten = OutboxEmail.update(address="", link=None, last_error="", forgotten_at=now)
    old = OutboxEmail.forgotten_at.is_null() & OutboxEmail.state.in_(OVER) & (OutboxEmail.created_at < before)
    return int(forgotten.where(old).execute())


def _files(before: datetime) -> int:
    """Who imported which file when stays; its content, problems and changes go."""
    old = Intake.select(Intake.id).where(Intake.created_at < before, Intake.state.not_in(IN_WORK))
    gone = IntakeProblem.delete().where(IntakeProblem.intake.in_(old)).execute()
    gone += IntakeChange.delete().where(IntakeChange.intake.in_(old)).execute()
    return int(gone + intake_files.forget(old))


def _accounts(before: date, now: datetime) -> int:
    """Accounts whose last exam was so long ago, and that nobody has signed in to for as long as sessions are kept."""
    recent = Entry.select(Entry.id).join(Sitting).where(Entry.candidate == Candidate.id, Sitting.exam_date >= before)
    signed_in = LoginSession.select(LoginSession.id).where(LoginSession.candidate == Candidate.id)
    made_then = Candidate.created_at < datetime.combine(before, time(), UTC)
    old = Candidate.select().where(made_then, ~fn.EXISTS(recent), ~fn.EXISTS(signed_in))
    accounts = list(old.order_by(Candidate.id).limit(AT_ONCE))
    for account in accounts:
        erasure.erase_account(account, now=now)
    return len(accounts)


def _entries(before: date, now: datetime) -> int:
    """Unclaimed entries: one without a result goes; one with a result keeps it, without address and Secret number."""
    result, row = Result.select(Result.id).where(Result.entry == Entry.id), BatchRow.entry == Entry.id
    needed = fn.EXISTS(result) | fn.EXISTS(BatchRow.select(BatchRow.id).where(row))
    says_more = (Entry.email_hint != "") | (Entry.secret_hash != erasure.NO_SECRET)
    unclaimed = Entry.select().join(Sitting).where(Entry.candidate.is_null(), Sitting.exam_date < before)
    entries = list(unclaimed.where(~needed | says_more).order_by(Entry.id).limit(AT_ONCE))
    erasure.forget_entries(entries, now=now)
    Entry.delete().where(Entry.id.in_([entry.id for entry in entries]), ~needed).execute()
    return len(entries)
