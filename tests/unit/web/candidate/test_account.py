"""My account: what stands where, what was sent, where one is signed in, news, another exam, my data."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from portal.models.candidate import Candidate
from portal.models.entry import Entry
from portal.models.login_session import LoginSession
from portal.models.outbox_email import OutboxEmail
from portal.services import outbox, sessions
from portal.services.sessions import Visit
from portal.web.candidate.mail_words import KINDS
from tests.unit import factories
from tests.unit.web.candidate.door import HOSTILE
from tests.unit.web.candidate.entered import page, words

SIGN_IN = Callable[[Candidate], FlaskClient]
NOW = factories.NOW
FORMS = ["email", "password", "updates", "entries", "sessions"]


@pytest.fixture
def amara(sign_in: SIGN_IN) -> Candidate:
    return factories.candidate(factories.entry())


@pytest.fixture
def client(amara: Candidate, sign_in: SIGN_IN) -> FlaskClient:
    """Amara's browser."""
    return sign_in(amara)


def test_the_account_says_where_everything_stands(client: FlaskClient) -> None:
    text = page(client, "/account")
    for shown in ("amara@example.org", "<bdi>B2 First</bdi>, 14 March 2026", "In 1 place", "Off"):
        assert shown in text


def test_the_account_never_shows_a_whole_id_number(client: FlaskClient) -> None:
    assert Entry.get().id_number not in page(client, "/account") + page(client, "/account/entries")


def test_who_has_not_confirmed_the_address_is_told_what_that_means(sign_in: SIGN_IN) -> None:
    person = factories.candidate(factories.entry(), email_confirmed_at=None)
    assert "Until you open it, we can not help you with a forgotten password." in page(sign_in(person), "/account")


@pytest.mark.parametrize("name", FORMS)
def test_the_forms_are_closed_to_strangers(app: object, client: FlaskClient, name: str) -> None:
    client.delete_cookie("portal")
    for answer in (client.get(f"/account/{name}"), client.post(f"/account/{name}")):
        assert answer.status_code == 303
        assert answer.location.startswith("/sign-in")


def test_news_is_turned_on_and_off_with_its_history(client: FlaskClient, amara: Candidate) -> None:
    assert client.post("/account/updates", data={"updates": "y"}).status_code == 303
    assert Candidate.get_by_id(amara.id).wants_news
    text = page(client, "/account/updates")
    assert "<td>13 April 2026</td><td>On</td><td>2026-1</td>" in text
    client.post("/account/updates", data={"idempotency_key": "key"})
    assert not Candidate.get_by_id(amara.id).wants_news


def test_another_exam_is_added_as_it_is_typed_from_paper(client: FlaskClient, amara: Candidate) -> None:
    second = factories.entry(factories.sitting(factories.centre("ZZ002")), id_number="QXB200001")
    data = {"id_number": " qxb 200-001", "secret_number": "0 0 4 2"}
    assert client.post("/account/entries", data=data).status_code == 303
    assert Entry.get_by_id(second.id).candidate == amara


def test_a_wrong_pair_is_told_in_the_words_of_registration_and_keeps_what_was_typed(client: FlaskClient) -> None:
    answer = client.post("/account/entries", data={"id_number": "ABC123456", "secret_number": "0000"})
    assert answer.status_code == 422
    assert "do not match our records. Check both on your Confirmation of Entry." in words(answer)
    assert 'value="ABC123456"' in words(answer)


def test_an_exam_of_somebody_else_and_ones_own_are_told_apart(client: FlaskClient) -> None:
    taken = factories.entry(factories.sitting(factories.centre("ZZ002")), id_number="QXB200002")
    factories.candidate(taken, email="other@example.org")
    other = client.post("/account/entries", data={"id_number": "QXB200002", "secret_number": factories.SECRET})
    own_number = Entry.get(Entry.id_number != "QXB200002").id_number
    own = client.post("/account/entries", data={"id_number": own_number, "secret_number": factories.SECRET})
    assert (other.status_code, own.status_code) == (422, 422)
    assert "This exam belongs to another account." in words(other)
    assert "This exam is in your account already." in words(own)


def test_sessions_are_listed_and_ended_one_by_one_and_together(client: FlaskClient, amara: Candidate) -> None:
    browsers = ("Firefox/140 Linux", "Chrome/156 Android", "Safari iPhone")
    for browser in browsers:
        sessions.start(candidate=amara, visit=Visit(browser=browser), now=NOW)
    text = page(client, "/account/sessions")
    for shown in ("Firefox, Linux", "Chrome, Android", "Safari, iPhone", "This is the one you are using."):
        assert shown in text
    phone = LoginSession.get(LoginSession.browser == browsers[1])
    assert client.post("/account/sessions", data={"end": phone.public_id}).status_code == 303
    assert "Chrome, Android" not in page(client, "/account/sessions")
    client.post("/account/sessions", data={"end": "others"})
    assert LoginSession.select().where(LoginSession.ended_at.is_null()).count() == 1
    assert "This is the one you are using." in page(client, "/account/sessions")


@pytest.mark.parametrize("end", ["", "another", *HOSTILE.values()])
def test_a_session_that_is_not_there_can_not_be_ended(client: FlaskClient, end: str) -> None:
    stranger = factories.candidate(email="stranger@example.org")
    sessions.start(candidate=stranger, visit=Visit(), now=NOW)
    theirs = LoginSession.get(LoginSession.candidate == stranger)
    which = theirs.public_id if end == "another" else end
    assert client.post("/account/sessions", data={"end": which}).status_code == 404
    assert LoginSession.get_by_id(theirs.id).ended_at is None


def test_the_session_in_use_ends_by_signing_out_only(client: FlaskClient) -> None:
    assert client.post("/account/sessions", data={"end": LoginSession.get().public_id}).status_code == 409


def test_what_was_sent_is_listed_in_plain_words(client: FlaskClient, amara: Candidate) -> None:
    fates = {
        "sent": "Sent, and taken by the mail server of that address",
        "queued": "Waiting to be sent",
        "failed": "Could not be delivered",
        "uncertain": "Sent, but nobody told us whether it arrived",
    }
    for minutes, state in enumerate(fates):
        outbox.to_candidate(kind="password_changed", key=state, candidate=amara, now=NOW + timedelta(minutes=minutes))
        OutboxEmail.update(state=state).where(OutboxEmail.unique_key.endswith(state)).execute()
    text = page(client, "/account/mail")
    assert "Your password was changed" in text
    assert "13 April 2026, 11:00 · <bdi>a***@example.org</bdi>" in text
    assert "Times are in Central European Summer Time." in text
    assert "Not everything arrived" in text
    for said in fates.values():
        assert said in text


def test_every_kind_of_email_to_candidates_has_a_name(client: FlaskClient, amara: Candidate) -> None:
    for kind in (*KINDS, "something_new"):
        outbox.to_candidate(kind=kind, key="1", candidate=amara, now=NOW)
    text = page(client, "/account/mail")
    for name in KINDS.values():
        assert str(name) in text
    assert "<strong>Email</strong>" in text


def test_without_any_email_that_is_said(client: FlaskClient) -> None:
    assert "We have not sent you any email yet." in page(client, "/account/mail")


def test_my_data_come_as_a_file_of_their_own(client: FlaskClient) -> None:
    answer = client.get("/account/download")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert json.loads(answer.get_data())["account"]["email"] == "amara@example.org"


FIELDS = {
    "email": ("email", "password"),
    "password": ("current", "password"),
    "entries": ("id_number", "secret_number"),
}


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("typed", HOSTILE.values(), ids=list(HOSTILE))
def test_whatever_is_typed_is_answered_with_a_sentence(client: FlaskClient, name: str, typed: str) -> None:
    answer = client.post(f"/account/{name}", data=dict.fromkeys(FIELDS[name], typed[:20_000]))
    assert answer.status_code == 422
    assert "There is a problem" in words(answer)


def test_a_megabyte_is_too_much(client: FlaskClient) -> None:
    assert client.post("/account/email", data={"email": "x" * 1_000_000}).status_code == 413
