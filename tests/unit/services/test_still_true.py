"""In the moment before an email leaves it is asked whether it still holds."""

from datetime import timedelta

import pytest

from portal.models.batch_row import BatchRow
from portal.models.candidate import Candidate
from portal.models.email_link import EmailLink
from portal.models.entry import Entry
from portal.models.outbox_email import OutboxEmail
from portal.models.release_batch import ReleaseBatch
from portal.models.revocation import REVOCATION_WAITS, Revocation
from portal.models.staff import Staff
from portal.services import links, outbox
from portal.services.links import Purpose
from portal.services.still_true import Verdict
from tests.unit import factories
from tests.unit.services import batch_steps
from tests.unit.services.mail_rows import verdict_of

NOW = factories.NOW
SEND, DROP, LATER, UNDECIDED = Verdict.SEND, Verdict.DROP, Verdict.LATER, Verdict.UNDECIDED


@pytest.fixture
def batch(sqlite_database: str) -> ReleaseBatch:
    return batch_steps.make(1, state="released")


def row(kind: str, batch: ReleaseBatch, *, to_staff: bool = False) -> OutboxEmail:
    """An email of this kind about the batch and its one candidate."""
    if to_staff:
        key = f"b{batch.id}:{batch.content_hash[:16]}:1"
        outbox.to_staff(kind=kind, key=key, staff=factories.ben(), batch=batch, now=NOW)
    else:
        outbox.to_candidate(kind=kind, key="1", candidate=Candidate.get(), entry=Entry.get(), batch=batch, now=NOW)
    return OutboxEmail.get()


def verdict(number: int) -> Verdict:
    return verdict_of(number, now=NOW)


def put(batch: ReleaseBatch, state: str) -> None:
    ReleaseBatch.update(state=state).where(ReleaseBatch.id == batch.id).execute()


@pytest.mark.parametrize("kind", ["results_released", "results_corrected"])
@pytest.mark.parametrize("state", ["recalled", "stopped", "draft"])
def test_results_are_announced_only_while_they_are_out(batch: ReleaseBatch, kind: str, state: str) -> None:
    email = row(kind, batch)
    assert verdict(email.id) is SEND
    put(batch, state)
    assert verdict(email.id) is DROP


@pytest.mark.parametrize("kind", ["results_released", "results_corrected", "results_withdrawn"])
def test_who_may_lose_the_entry_is_told_of_no_result_before_that_is_decided(batch: ReleaseBatch, kind: str) -> None:
    email, asker = row(kind, batch), factories.ben()
    put(batch, "recalled" if kind == "results_withdrawn" else "released")
    wish = Revocation.create(
        entry=email.entry, candidate=email.candidate, reason="Found by another", asked_by=asker, asked_at=NOW
    )
    assert verdict(email.id) is (SEND if kind == "results_withdrawn" else UNDECIDED)
    assert verdict_of(email.id, now=NOW + REVOCATION_WAITS) is SEND
    Revocation.update(closed_at=NOW).where(Revocation.id == wish.id).execute()
    assert verdict(email.id) is SEND


def test_a_withdrawal_is_told_only_while_it_lasts(batch: ReleaseBatch) -> None:
    email = row("results_withdrawn", batch)
    assert verdict(email.id) is DROP
    put(batch, "recalled")
    assert verdict(email.id) is SEND


def test_a_delay_is_over_once_the_result_is_out(batch: ReleaseBatch) -> None:
    email = row("results_delayed", batch)
    assert verdict(email.id) is DROP
    put(batch, "approved")
    assert verdict(email.id) is SEND


def test_that_it_takes_longer_is_told_only_to_who_is_held(batch: ReleaseBatch) -> None:
    email = row("hold_update", batch)
    assert verdict(email.id) is DROP
    BatchRow.update(held_as="PENDING").execute()
    assert verdict(email.id) is SEND


@pytest.mark.parametrize("kind", ["batch_due", "batch_reminder", "batch_overdue"])
def test_staff_are_not_reminded_of_what_is_done(batch: ReleaseBatch, kind: str) -> None:
    email = row(kind, batch, to_staff=True)
    assert verdict(email.id) is DROP
    put(batch, "submitted")
    assert verdict(email.id) is SEND


def test_approval_is_asked_for_the_present_content_only(batch: ReleaseBatch) -> None:
    email = row("batch_awaits_approval", batch, to_staff=True)
    assert verdict(email.id) is DROP
    put(batch, "submitted")
    assert verdict(email.id) is SEND
    ReleaseBatch.update(content_hash="f" * 64).execute()
    assert verdict(email.id) is DROP


def test_who_confirmed_meanwhile_is_not_reminded(batch: ReleaseBatch) -> None:
    email = row("confirm_email_reminder", batch)
    assert verdict(email.id) is DROP
    Candidate.update(email_confirmed_at=None).execute()
    assert verdict(email.id) is SEND


def test_a_link_that_was_used_replaced_or_ran_out_is_not_sent(batch: ReleaseBatch) -> None:
    person = Candidate.get()
    link = links.make(purpose=Purpose.RESET_PASSWORD, email=person.email, candidate=person, now=NOW)
    outbox.to_candidate(kind="password_reset", key="1", candidate=person, link=link, now=NOW)
    number = OutboxEmail.get().id
    assert verdict(number) is SEND
    EmailLink.update(used_at=NOW).execute()
    assert verdict(number) is DROP
    EmailLink.update(used_at=None, expires_at=NOW).execute()
    assert verdict(number) is DROP


def test_staff_who_left_get_nothing(batch: ReleaseBatch) -> None:
    email = row("batch_released", batch, to_staff=True)
    assert verdict(email.id) is SEND
    Staff.update(disabled_at=NOW).execute()
    assert verdict(email.id) is DROP


@pytest.mark.parametrize(("days", "expected"), [(-8, SEND), (-6, LATER), (0, LATER), (6, LATER), (8, SEND)])
def test_news_waits_while_results_are_near(batch: ReleaseBatch, days: int, expected: Verdict) -> None:
    Candidate.update(wants_news=True).execute()
    email = row("news", batch)
    at = factories.RELEASE_AT + timedelta(days=days)
    assert verdict_of(email.id, now=at) is expected


def test_news_goes_to_nobody_who_does_not_want_it(batch: ReleaseBatch) -> None:
    email = row("news", batch)
    assert verdict_of(email.id, now=factories.RELEASE_AT + timedelta(days=30)) is DROP
