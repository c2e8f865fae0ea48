"""Who was revoked or erased gets no email any more, whatever was written before and whatever happens afterwards."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from portal.models.candidate import Candidate
from portal.models.entry import Entry
from portal.models.outbox_email import OutboxEmail
from portal.models.release_batch import ReleaseBatch
from portal.services import (
    batch_progress,
    calendar_work,
    erasure,
    links,
    newsletters,
    outbox,
    outbox_desk,
    release,
    revocation,
    second_factor,
)
from portal.services.actor import COMMAND, Actor
from portal.services.links import Purpose
from tests.unit import factories
from tests.unit.factories import NOW, RELEASE_AT
from tests.unit.services import mail_rows

ADDRESS, ANOTHERS = "gone@example.org", "diego@example.org"
BEFORE = RELEASE_AT - timedelta(hours=1)


def erase(entry: Entry) -> None:
    erasure.erase(entry, actor=Actor.of_staff(factories.bo()), now=BEFORE)


def revoke(entry: Entry) -> None:
    ben, bo = factories.ben(), factories.bo()
    revocation.ask(entry, reason="Another person", actor=Actor.of_staff(ben), now=BEFORE)
    code = second_factor.current_code(staff=bo, now=BEFORE)
    revocation.confirm(entry, actor=Actor.of_staff(bo), code=code, now=BEFORE)


def revoke_one_of_two(entry: Entry) -> None:
    """The account lives on with an exam of next year; nothing about the one it lost is for it."""
    next_year = factories.EXAM_DATE + timedelta(days=365)
    own = factories.entry(factories.sitting(entry.sitting.centre, session="2027-03", exam_date=next_year))
    Entry.update(candidate=entry.candidate).where(Entry.id == own.id).execute()
    revoke(entry)


@pytest.fixture
def entry(database: str) -> Entry:
    return factories.entry()


@pytest.fixture
def batch(entry: Entry) -> ReleaseBatch:
    """Approved; its email to the one who goes is written in every state it can wait in, as in a release of before."""
    person = factories.candidate(entry, email=ADDRESS, wants_news=True)
    other = factories.entry(entry.sitting)
    factories.candidate(other, email=ANOTHERS)
    ready = factories.batch(entry.sitting, *map(factories.result, (entry, other)), state="approved")
    for state in ("queued", "parked", "failed", "uncertain"):
        outbox.to_candidate(
            kind="results_released", key=f"{state}:v1", candidate=person, entry=entry, batch=ready, now=NOW
        )
        OutboxEmail.update(state=state, dead_at=NOW).where(OutboxEmail.unique_key.contains(f":{state}:")).execute()
    return ready


@pytest.mark.parametrize("go", [erase, revoke, revoke_one_of_two])
def test_nothing_more_about_the_exam_is_sent(entry: Entry, batch: ReleaseBatch, go: Callable[[Entry], None]) -> None:
    assert send_everything(entry, batch, go) == [ANOTHERS]


@pytest.mark.parametrize("go", [erase, revoke])
def test_nothing_about_the_account_is_sent(entry: Entry, batch: ReleaseBatch, go: Callable[[Entry], None]) -> None:
    person = Candidate.get(Candidate.email == ADDRESS)
    link = links.make(purpose=Purpose.RESET_PASSWORD, email=ADDRESS, candidate=person, now=NOW)
    outbox.to_candidate(kind="password_reset", key="r", candidate=person, link=link, address=ADDRESS, now=NOW)
    outbox.to_candidate(kind="password_changed", key="c", candidate=person, now=NOW)
    newsletters.publish(title="News", text="News", actor=COMMAND, now=NOW)
    assert send_everything(entry, batch, go) == [ANOTHERS]


def send_everything(entry: Entry, batch: ReleaseBatch, go: Callable[[Entry], None]) -> list[str]:
    """Go, release, let weeks pass and try everything again that failed; to which candidates emails went."""
    go(entry)
    server = mail_rows.Server()
    release.release_due_batches(required=0, now=RELEASE_AT)
    assert ReleaseBatch.get_by_id(batch.id).state == "released"
    for state in ("failed", "uncertain"):
        outbox_desk.retry_all(state=state, now=RELEASE_AT)
    for days in (0, 1, 30):
        now = RELEASE_AT + timedelta(days=days)
        calendar_work.work_through(now=now)
        OutboxEmail.update(state="queued").where(OutboxEmail.state == "parked").execute()
        mail_rows.deliver_until_idle(server, now)
    assert batch_progress.of(batch, now=RELEASE_AT).counts.failed == 0
    staff = {person.email for person in factories.Staff.select()}
    return sorted({address for address in server.got if address not in staff})
