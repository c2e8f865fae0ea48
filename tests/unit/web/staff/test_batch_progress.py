"""The progress of a release, in the page and as the fragment that is polled, and what is done about failures."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from portal.models.candidate import Candidate
from portal.models.outbox_email import OutboxEmail
from portal.models.release_batch import ReleaseBatch
from portal.models.staff import Staff
from tests.unit import factories

SignIn = Callable[[Staff], FlaskClient]
Make = Callable[..., ReleaseBatch]


def email(batch: ReleaseBatch, number: int, state: str, **columns: object) -> OutboxEmail:
    person = Candidate.get_or_none() or factories.candidate()
    return OutboxEmail.create(
        unique_key=f"results_released:{number}:v1", kind="results_released", state=state, candidate=person, batch=batch,
        due_at=factories.NOW, created_at=factories.NOW, **columns,
    )  # fmt: skip


@pytest.fixture
def running(make_batch: Make) -> ReleaseBatch:
    """A release with 6 emails sent in the last three seconds and 12 waiting."""
    batch = make_batch("released")
    for number in range(6):
        email(batch, number, "sent", sent_at=factories.NOW)
    for number in range(6, 18):
        email(batch, number, "parked")
    return batch


def test_the_page_and_the_fragment_say_the_same(running: ReleaseBatch, sign_in: SignIn) -> None:
    browser = sign_in(factories.ben())
    page = browser.get(f"/staff/batches/{running.public_id}").text
    fragment = browser.get(f"/staff/batches/{running.public_id}/progress", headers={"HX-Request": "true"}).text
    for text in (page, fragment):
        assert "6 of 18 emails sent, 12 waiting" in text
        assert 'data-hx-trigger="every 2s"' in text
    assert "<html" not in fragment


def test_emails_that_wait_for_the_morning_say_so(make_batch: Make, sign_in: SignIn) -> None:
    batch = make_batch("released", released_at=datetime(2026, 4, 13, 23, tzinfo=UTC), mail_by_day=True)
    email(batch, 1, "queued")
    fragment = sign_in(factories.ben()).get(f"/staff/batches/{batch.public_id}/progress").text
    assert "0 of 1 emails sent, 1 waiting, leaving from 08:00." in fragment


def test_the_poll_ends_with_the_release(running: ReleaseBatch, sign_in: SignIn) -> None:
    OutboxEmail.update(state="sent").execute()
    fragment = sign_in(factories.ben()).get(f"/staff/batches/{running.public_id}/progress").text
    assert "18 of 18 emails sent." in fragment
    assert "data-hx-trigger" not in fragment


def test_a_fragment_asked_for_as_a_page_leads_to_the_page(running: ReleaseBatch, sign_in: SignIn) -> None:
    answer = sign_in(factories.ben()).get(
        f"/staff/batches/{running.public_id}/progress", headers={"Sec-Fetch-Dest": "document"}
    )
    assert answer.status_code == 303
    assert answer.location == f"/staff/batches/{running.public_id}"


def halt(batch: ReleaseBatch) -> None:
    OutboxEmail.update(state="failed", last_error="550 no such user", dead_at=factories.NOW).where(
        OutboxEmail.state == "sent"
    ).execute()
    ReleaseBatch.update(wave_stopped_at=factories.NOW, reason="6 of the first 6 emails failed.").execute()


def test_a_halted_wave_says_why_and_what_to_do(running: ReleaseBatch, sign_in: SignIn) -> None:
    halt(running)
    page = sign_in(factories.ada()).get(f"/staff/batches/{running.public_id}").text
    for words in ("6 of the first 6 emails failed.", "550 no such user", "Go on with the rest", "Try the failed ones"):
        assert words in page
    assert "Go on with the rest" not in sign_in(factories.audrey()).get(f"/staff/batches/{running.public_id}").text


@pytest.mark.parametrize(("act", "queued"), [("go-on", 12), ("retry", 6)])
def test_the_emails_go_on(running: ReleaseBatch, sign_in: SignIn, act: str, queued: int) -> None:
    halt(running)
    browser = sign_in(factories.ada())
    assert browser.post(f"/staff/batches/{running.public_id}/{act}").status_code == 303
    assert OutboxEmail.select().where(OutboxEmail.state == "queued").count() == queued
    assert ReleaseBatch.get_by_id(running.id).wave_stopped_at is None


@pytest.mark.parametrize("act", ["go-on", "retry"])
def test_nothing_to_go_on_with(make_batch: Make, sign_in: SignIn, act: str) -> None:
    batch = make_batch("released")
    assert sign_in(factories.ada()).post(f"/staff/batches/{batch.public_id}/{act}").status_code == 409


def test_a_stranger_sees_no_progress(running: ReleaseBatch, sign_in: SignIn) -> None:
    browser = sign_in(factories.charlie())
    assert browser.get(f"/staff/batches/{running.public_id}/progress").status_code == 404
    assert browser.post(f"/staff/batches/{running.public_id}/go-on").status_code == 404
