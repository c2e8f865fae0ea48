"""Submitting, approving and the other acts on a batch, as forms: what works, and what is refused with a sentence."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal import clock
from portal.models.approval import Approval
from portal.models.release_batch import ReleaseBatch
from portal.models.staff import Staff
from portal.services import second_factor
from tests.unit import factories

SignIn = Callable[[Staff], FlaskClient]
Make = Callable[..., ReleaseBatch]
ACTS = ("submit", "approve", "send-back", "withdraw", "stop", "resume", "cancel")
TIME = {"release_date": "2026-04-14", "release_time": "10:00"}


def now_of(batch: ReleaseBatch) -> ReleaseBatch:
    return ReleaseBatch.get_by_id(batch.id)


def post(browser: FlaskClient, batch: ReleaseBatch, act: str, **fields: object) -> TestResponse:
    return browser.post(f"/staff/batches/{batch.public_id}/{act}", data=fields)


def consent(browser: FlaskClient, person: Staff, batch: ReleaseBatch, **changes: object) -> TestResponse:
    code = second_factor.current_code(staff=person, now=clock.now())
    fields = {"candidate_count": batch.row_count, "code": code, "seen_hash": batch.content_hash}
    return post(browser, batch, "approve", **(fields | changes))


def test_two_people_approve_what_an_officer_submits(make_batch: Make, sign_in: SignIn) -> None:
    batch = make_batch()
    answer = post(sign_in(factories.ben()), batch, "submit", **TIME)
    assert answer.status_code == 303
    batch = now_of(batch)
    assert (batch.state, batch.release_at) == ("submitted", datetime(2026, 4, 14, 8, tzinfo=UTC))
    for person, state in ((factories.ada(), "submitted"), (factories.bo(), "approved")):
        assert consent(sign_in(person), person, batch).status_code == 303
        assert now_of(batch).state == state


def test_the_page_offers_the_content_it_shows(make_batch: Make, sign_in: SignIn) -> None:
    batch = make_batch("submitted")
    page = sign_in(factories.ada()).get(f"/staff/batches/{batch.public_id}").text
    assert f'name="seen_hash" value="{batch.content_hash}"' in page


def test_the_act_is_told_once_on_the_page(make_batch: Make, sign_in: SignIn) -> None:
    browser, batch = sign_in(factories.ben()), make_batch()
    post(browser, batch, "submit", **TIME)
    address = f"/staff/batches/{batch.public_id}"
    assert "It waits for approval, to go out 14 Apr 2026, 10:00" in browser.get(address).text
    assert "It waits for approval, to go out" not in browser.get(address).text


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"candidate_count": 4}, 422, "not the number of candidates"),
        ({"candidate_count": ""}, 422, "Type the number of candidates"),
        ({"candidate_count": "three"}, 422, "in digits"),
        ({"candidate_count": "9" * 5000}, 422, "in digits"),
        ({"code": "000000"}, 422, "code does not match"),
        ({"code": ""}, 422, "six digits"),
        ({"code": "\x00💥" * 10}, 422, "code does not match"),
        ({"seen_hash": "0" * 64}, 409, "Look again"),
        ({"seen_hash": ""}, 409, "Look again"),
    ],
)
def test_an_approval_that_does_not_fit(
    make_batch: Make, sign_in: SignIn, changes: dict[str, object], status: int, words: str
) -> None:
    batch, ada = make_batch("submitted"), factories.ada()
    answer = consent(sign_in(ada), ada, batch, **changes)
    assert answer.status_code == status
    assert words in answer.text
    assert Approval.select().count() == 0


def test_a_refused_page_offers_the_content_of_now(make_batch: Make, sign_in: SignIn) -> None:
    batch, ada = make_batch("submitted"), factories.ada()
    answer = consent(sign_in(ada), ada, batch, seen_hash="0" * 64)
    assert f'name="seen_hash" value="{batch.content_hash}"' in answer.text


def test_nobody_approves_twice(make_batch: Make, sign_in: SignIn, travel: Callable[[datetime], None]) -> None:
    batch, ada = make_batch("submitted"), factories.ada()
    browser = sign_in(ada)
    consent(browser, ada, batch)
    travel(factories.NOW + timedelta(minutes=2))
    answer = consent(browser, ada, batch)
    assert answer.status_code == 409
    assert "approved this batch already" in answer.text
    assert Approval.select().count() == 1


def test_who_submitted_is_told_that_others_approve(make_batch: Make, sign_in: SignIn) -> None:
    bo = factories.bo()
    batch = make_batch("submitted", submitted_by=bo)
    browser = sign_in(bo)
    page = browser.get(f"/staff/batches/{batch.public_id}").text
    assert "two other people approve" in page
    assert "Approve the release" not in page
    assert consent(browser, bo, batch).status_code == 409


def test_a_passed_time_is_not_approved(make_batch: Make, sign_in: SignIn, travel: Callable[[datetime], None]) -> None:
    batch, ada = make_batch("submitted"), factories.ada()
    travel(factories.RELEASE_AT + timedelta(minutes=1))
    answer = consent(sign_in(ada), ada, batch)
    assert answer.status_code == 409
    assert "release time has passed" in answer.text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"release_date": ""}, "Choose the day"),
        ({"release_date": "14/04/2026"}, "2026-04-14"),
        ({"release_date": "0001-01-01"}, "years 2000 to 2199"),
        ({"release_date": "2026-04-13", "release_time": "10:59"}, "That time has passed"),
        ({"release_date": "2026-05-14"}, "outside the results window"),
        ({"release_time": ""}, "Choose the time"),
        ({"release_time": "25:00"}, "hours and minutes"),
        ({"release_time": "\x00💥"}, "hours and minutes"),
        ({"outside_window_reason": "x" * 501}, "at most 500"),
    ],
)
def test_a_release_time_that_does_not_fit(
    make_batch: Make, sign_in: SignIn, changes: dict[str, str], words: str
) -> None:
    batch = make_batch()
    answer = post(sign_in(factories.ben()), batch, "submit", **(TIME | changes))
    assert answer.status_code == 422
    assert words in answer.text
    assert "<title>Error: " in answer.text
    assert now_of(batch).state == "draft"


def test_a_day_outside_the_window_needs_a_reason(make_batch: Make, sign_in: SignIn) -> None:
    batch = make_batch()
    late = TIME | {"release_date": "2026-05-14", "outside_window_reason": "The marks of one examiner came late."}
    assert post(sign_in(factories.ben()), batch, "submit", **late).status_code == 303
    assert now_of(batch).outside_window_reason == "The marks of one examiner came late."


def test_the_emails_may_wait_for_the_daytime(make_batch: Make, sign_in: SignIn) -> None:
    batch, browser = make_batch(), sign_in(factories.ben())
    night = TIME | {"release_time": "03:00", "mail_by_day": "y"}
    assert post(browser, batch, "submit", **night).status_code == 303
    page = browser.get(f"/staff/batches/{batch.public_id}").text
    assert "by the clock of the centre: from 14 April 2026, 08:00" in page


def test_a_skipped_and_a_repeated_time(make_batch: Make, sign_in: SignIn) -> None:
    batch, browser = make_batch(), sign_in(factories.ben())
    spring = {"release_date": "2027-03-28", "release_time": "02:30", "outside_window_reason": "Late."}
    answer = post(browser, batch, "submit", **spring)
    assert answer.status_code == 422
    assert "the clock jumps over it" in answer.text
    autumn = spring | {"release_date": "2026-10-25"}
    answer = post(browser, batch, "submit", **autumn)
    assert answer.status_code == 422
    assert "Choose which of the two times you mean" in answer.text
    answer = post(browser, batch, "submit", **autumn, which="The second time, after it")
    assert answer.status_code == 303
    assert now_of(batch).release_at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_warnings_are_looked_at_before_submitting(make_batch: Make, sign_in: SignIn) -> None:
    sitting = factories.sitting()
    absent = factories.batch(sitting, factories.result(factories.entry(sitting), status="X"))
    browser = sign_in(factories.ben())
    answer = post(browser, absent, "submit", **TIME)
    assert answer.status_code == 422
    assert "tick this box" in answer.text
    assert 'href="#warnings_seen"' in answer.text
    assert now_of(absent).state == "draft"
    assert post(browser, absent, "submit", **TIME, warnings_seen="y").status_code == 303


def test_an_incomplete_batch_is_not_submitted(make_batch: Make, sign_in: SignIn) -> None:
    batch = make_batch()
    factories.entry(batch.sitting)
    answer = post(sign_in(factories.ben()), batch, "submit", **TIME)
    assert answer.status_code == 409
    assert "1 entry has no result" in answer.text


@pytest.mark.parametrize(
    ("act", "before", "after", "fields"),
    [
        ("send-back", "submitted", "draft", {"reason": "Row 12 is wrong."}),
        ("stop", "approved", "stopped", {}),
        ("resume", "stopped", "submitted", TIME),
        ("cancel", "approved", "cancelled", {"reason": "Made by mistake."}),
    ],
)
def test_an_act_takes_the_batch_further(
    make_batch: Make, sign_in: SignIn, act: str, before: str, after: str, fields: dict[str, str]
) -> None:
    batch, browser = make_batch(before), sign_in(factories.ada())
    assert post(browser, batch, act, **fields).status_code == 303
    assert now_of(batch).state == after
    again = post(browser, batch, act, **fields)
    assert again.status_code == 409
    assert "not possible any more" in again.text


def test_an_officer_withdraws(make_batch: Make, sign_in: SignIn) -> None:
    batch = make_batch("submitted")
    assert post(sign_in(factories.ben()), batch, "withdraw").status_code == 303
    assert now_of(batch).state == "draft"


def test_a_form_that_is_sent_twice_has_one_effect(make_batch: Make, sign_in: SignIn) -> None:
    batch, ada = make_batch("submitted"), factories.ada()
    browser = sign_in(ada)
    first = consent(browser, ada, batch, idempotency_key="the same")
    again = consent(browser, ada, batch, idempotency_key="the same")
    assert (first.status_code, again.status_code, first.location) == (303, 303, again.location)
    assert Approval.select().count() == 1


def test_a_refused_form_can_be_sent_again(make_batch: Make, sign_in: SignIn) -> None:
    batch, ada = make_batch("submitted"), factories.ada()
    browser = sign_in(ada)
    assert consent(browser, ada, batch, idempotency_key="the same", candidate_count=4).status_code == 422
    assert consent(browser, ada, batch, idempotency_key="the same").status_code == 303


@pytest.mark.parametrize("act", ["send-back", "cancel"])
@pytest.mark.parametrize("reason", ["", "   ", "\x00\u200b", "x" * 501])
def test_a_reason_is_needed_and_has_an_end(make_batch: Make, sign_in: SignIn, act: str, reason: str) -> None:
    batch = make_batch("submitted")
    assert post(sign_in(factories.ada()), batch, act, reason=reason).status_code == 422
    assert now_of(batch).state == "submitted"


@pytest.mark.parametrize("act", ACTS)
def test_a_stranger_finds_no_such_page(make_batch: Make, sign_in: SignIn, act: str) -> None:
    batch = make_batch("submitted")
    for role in ("officer", "approver"):
        person = factories.staff(f"Charlie-{role}", role, factories.centre("ZZ002"))
        assert post(sign_in(person), batch, act, **TIME, reason="x").status_code == 404
    assert now_of(batch).state == "submitted"


@pytest.mark.parametrize("act", ACTS)
def test_an_auditor_changes_nothing(make_batch: Make, sign_in: SignIn, act: str) -> None:
    assert post(sign_in(factories.audrey()), make_batch("submitted"), act, **TIME).status_code == 403


def test_who_only_enters_does_not_approve(make_batch: Make, sign_in: SignIn) -> None:
    ben, batch = factories.ben(), make_batch("submitted")
    assert consent(sign_in(ben), ben, batch).status_code == 403
