"""Writing news: one issue becomes one email to each candidate who asked for news, never near a release."""

from datetime import datetime, timedelta

from portal.models.base import db
from portal.models.batch_row import BatchRow
from portal.models.candidate import Candidate
from portal.models.entry import Entry
from portal.models.news_issue import NewsIssue
from portal.models.release_batch import ReleaseBatch
from portal.services import audit, news, outbox
from portal.services.actor import Actor

AROUND = timedelta(days=7)


def publish(*, title: str, text: str, actor: Actor, now: datetime, language: str = "") -> int:
    """Write the issue and an email to everybody who wants news in `language` (any, if empty); returns how many."""
    with db.atomic():
        issue = NewsIssue.create(title=title, text=text, language=language, written_by=actor.staff, created_at=now)
        readers = Candidate.select().where(Candidate.wants_news, Candidate.disabled_at.is_null())
        if language:
            readers = readers.where(Candidate.language == language)
        people = list(readers)
        for candidate in people:
            link = news.unsubscribe_link(candidate=candidate, now=now)
            outbox.to_candidate(kind="news", key=f"n{issue.id}", candidate=candidate, news=issue, link=link, now=now)
        audit.record(
            actor=actor, action="news.publish", subject=f"news_issue:{issue.public_id}", now=now,
            after={"title": title, "readers": len(people)},
        )  # fmt: skip
    return len(people)


def is_near_a_release(candidate: Candidate, *, now: datetime) -> bool:
    """Whether results of this candidate come out, or came out, within a week of `now`."""
    near = ReleaseBatch.release_at.between(now - AROUND, now + AROUND) & ReleaseBatch.state.in_(
        ("approved", "released", "recalled")
    )
    return bool(
        BatchRow.select()
        .join(ReleaseBatch)
        .switch(BatchRow)
        .join(Entry)
        .where(Entry.candidate == candidate, near)
        .exists()
    )
