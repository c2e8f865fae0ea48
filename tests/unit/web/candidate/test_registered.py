"""After registering: the address is played back, sent to again, and corrected until it is confirmed."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from portal.models.candidate import Candidate
from portal.models.outbox_email import OutboxEmail
from portal.services import throttle
from tests.unit import factories
from tests.unit.factories import NOW
from tests.unit.web.candidate.door import HOSTILE, words


@pytest.fixture
def amara(app: object) -> Candidate:
    return factories.candidate(factories.entry(), email="amara@gmial.com", email_confirmed_at=None)


@pytest.fixture
def browser(amara: Candidate, sign_in: Callable[[Candidate], FlaskClient]) -> FlaskClient:
    return sign_in(amara)


def addresses() -> list[str]:
    return [email.address for email in OutboxEmail.select().order_by(OutboxEmail.id)]


def test_it_is_for_the_candidate_only(client: FlaskClient) -> None:
    assert client.get("/registered").location == "/sign-in?next=candidate.registered"


def test_the_address_is_played_back_and_a_slip_is_named(browser: FlaskClient) -> None:
    page = words(browser.get("/registered"))
    assert ">amara@gmial.com<" in page
    assert "Did you mean amara@gmail.com? Correct it below." in page
    assert 'value="amara@gmail.com"' in page


def test_an_email_that_came_back_is_said(browser: FlaskClient) -> None:
    Candidate.update(email="amara@example.org").execute()
    browser.post("/registered/resend", data={"idempotency_key": "k"})
    assert "came back" not in words(browser.get("/registered"))
    OutboxEmail.update(state="failed").execute()
    assert "Our email came back: nobody gets mail at" in words(browser.get("/registered"))
    browser.post("/registered/email", data={"email": "amara@example.net", "idempotency_key": "other"})
    assert "came back" not in words(browser.get("/registered"))


def test_a_confirmed_address_asks_for_nothing(browser: FlaskClient) -> None:
    Candidate.update(email_confirmed_at=NOW).execute()
    page = words(browser.get("/registered"))
    assert "is confirmed" in page
    assert "/registered/resend" not in page


def test_the_email_is_sent_again_once_for_a_double_tap(browser: FlaskClient) -> None:
    answers = [browser.post("/registered/resend", data={"idempotency_key": "k"}) for _ in range(2)]
    assert [answer.location for answer in answers] == ["/registered?done=sent"] * 2
    assert addresses() == ["amara@gmial.com"]
    assert "We sent the email again, to" in words(browser.get("/registered?done=sent"))


def test_the_address_is_corrected(browser: FlaskClient) -> None:
    answer = browser.post("/registered/email", data={"email": "amara@gmail.com", "idempotency_key": "k"})
    assert answer.location == "/registered?done=corrected"
    assert Candidate.get().email == "amara@gmail.com"
    assert addresses() == ["amara@gmail.com"]


def test_a_wrong_address_keeps_the_old_one_and_says_why(browser: FlaskClient) -> None:
    answer = browser.post("/registered/email", data={"email": "amara@"})
    assert answer.status_code == 422
    assert "Check your email address" in words(answer)
    assert 'value="amara@"' in words(answer)
    assert Candidate.get().email == "amara@gmial.com"


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_no_value_breaks_it(browser: FlaskClient, value: str) -> None:
    assert browser.post("/registered/email", data={"email": value}).status_code == 422


@pytest.mark.parametrize("email", ["other@example.org", "amara@", ""])
def test_a_confirmed_address_is_not_corrected_here(browser: FlaskClient, email: str) -> None:
    Candidate.update(email_confirmed_at=NOW).execute()
    answer = browser.post("/registered/email", data={"email": email, "idempotency_key": "k"})
    assert answer.status_code == 409
    assert "Your email address amara@gmial.com is confirmed." in words(answer)
    assert 'href="/account/email"' in words(answer)
    assert "error-summary" not in words(answer)
    assert Candidate.get().email == "amara@gmial.com"
    assert addresses() == []


def test_nothing_is_sent_again_to_a_confirmed_address(browser: FlaskClient) -> None:
    Candidate.update(email_confirmed_at=NOW).execute()
    answer = browser.post("/registered/resend", data={"idempotency_key": "k"})
    assert (answer.status_code, answer.location) == (303, "/registered")
    assert addresses() == []


def test_a_mailbox_is_not_flooded(browser: FlaskClient) -> None:
    for number in range(throttle.CONFIRM_MAILS.count):
        browser.post("/registered/resend", data={"idempotency_key": str(number)})
    slow = browser.post("/registered/resend", data={"idempotency_key": "more"})
    assert slow.status_code == 429
    assert int(slow.headers["Retry-After"]) > 0
    assert len(addresses()) == throttle.CONFIRM_MAILS.count
