"""A real outbox row for every kind of email, written about one sitting whose rows hold markers that must not leak."""

from collections.abc import Iterable
from datetime import timedelta

from portal.models.candidate import Candidate
from portal.models.entry import Entry
from portal.models.news_issue import NewsIssue
from portal.models.outbox_email import OutboxEmail
from portal.models.release_batch import ReleaseBatch
from portal.models.staff import Staff
from portal.services import links, news, outbox
from portal.services.links import Purpose
from tests.unit import factories

NOW = factories.NOW
ID_NUMBER = "QXA104233"
TYPED = "MARKER typed by a member of staff"
LINKS = {
    "registration_confirmed": Purpose.CONFIRM_EMAIL,
    "confirm_email_reminder": Purpose.CONFIRM_EMAIL,
    "password_reset": Purpose.RESET_PASSWORD,
    "email_changed": Purpose.UNDO_EMAIL,
    "staff_invitation": Purpose.INVITE_STAFF,
    "staff_new_password": Purpose.INVITE_STAFF,
}


def write_all(kinds: Iterable[str]) -> None:
    """A sitting with a candidate, a released batch and an officer, and a row of each kind about them."""
    entry = factories.entry(id_number=ID_NUMBER)
    factories.candidate(entry)
    result = factories.result(entry, overall_score=187, grade="A", cefr_level="C1")
    batch = factories.batch(entry.sitting, result, state="released", reason=TYPED)
    factories.ben()
    for kind in kinds:
        if kind.startswith(("batch_", "hold_due", "staff_")) or kind == "bounce_report":
            _to_staff(kind, batch)
        else:
            _to_candidate(kind, batch, LINKS.get(kind))


def row(kind: str) -> OutboxEmail:
    """The row of this kind."""
    return OutboxEmail.get(OutboxEmail.kind == kind, OutboxEmail.state == "queued")


def _to_staff(kind: str, batch: ReleaseBatch) -> None:
    officer = Staff.get()
    link = None
    key = "1"
    if kind in LINKS:
        link = links.make(purpose=LINKS[kind], email=officer.email, staff=officer, now=NOW)
    if kind == "bounce_report":
        key = _bounce(batch)
    about = batch if kind.startswith(("batch_", "hold_due")) else None
    outbox.to_staff(kind=kind, key=key, staff=officer, batch=about, link=link, now=NOW)


def _bounce(batch: ReleaseBatch) -> str:
    """An email of yesterday that was refused; returns the report's key."""
    yesterday = NOW - timedelta(days=1)
    candidate = Candidate.get()
    outbox.to_candidate(kind="results_released", key="bounced", candidate=candidate, batch=batch, now=yesterday)
    OutboxEmail.update(state="failed", problem="refused", dead_at=yesterday).where(
        OutboxEmail.unique_key.endswith(":bounced")
    ).execute()
    return f"{yesterday:%Y%m%d}"


def _to_candidate(kind: str, batch: ReleaseBatch, purpose: Purpose | None) -> None:
    candidate = Candidate.get()
    link, issue = None, None
    if purpose is not None:
        link = links.make(purpose=purpose, email=candidate.email, candidate=candidate, now=NOW)
    if kind == "news":
        issue = NewsIssue.create(title="New dates", text="Two new dates.\n\nSee our list.", created_at=NOW)
        link = news.unsubscribe_link(candidate=candidate, now=NOW)
    outbox.to_candidate(
        kind=kind, key="1", candidate=candidate, entry=Entry.get(), batch=batch, link=link, news=issue, now=NOW
    )
