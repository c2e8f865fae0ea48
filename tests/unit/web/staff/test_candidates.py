"""The help desk through the pages: a caller is found and helped; strangers and the wrong roles are not let in."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.models.candidate import Candidate
from portal.models.entry import Entry
from portal.models.login_session import LoginSession
from portal.models.outbox_email import OutboxEmail
from portal.models.staff import Staff
from portal.services import hashing, throttle
from tests.unit import factories

SignIn = Callable[[Candidate | Staff], FlaskClient]
ACTS = ("secret", "address", "unlock", "sessions")


@pytest.fixture
def ben(sign_in: SignIn) -> FlaskClient:
    return sign_in(factories.ben())


def seek(browser: FlaskClient, text: str) -> TestResponse:
    return browser.post("/staff/candidates", data={"sought": text}, follow_redirects=True)


def page_of(entry: Entry) -> str:
    return f"/staff/candidates/{entry.public_id}"


def test_an_id_number_opens_its_page_at_once(ben: FlaskClient) -> None:
    entry = factories.entry()
    answer = ben.post("/staff/candidates", data={"sought": f" {entry.id_number[:3].lower()} {entry.id_number[3:]} "})
    assert answer.location == page_of(entry)
    text = ben.get(answer.location).text
    assert "María José Núñez Ibáñez" in text
    assert "Not registered" in text
    assert "11 April 2026 to 25 April 2026" in text


def test_a_name_lists_everybody_it_fits_and_can_be_looked_at_again(ben: FlaskClient) -> None:
    place = factories.sitting()
    factories.entry(place)
    factories.entry(place, given_names="Jose", family_name="NUNEZ")
    factories.entry(place, given_names="ليلى", family_name="محمود")
    text = seek(ben, "nunez jose").text
    assert "2 candidates fit" in text
    assert "محمود" not in text
    assert "2 candidates fit" in ben.get("/staff/candidates").text


def test_what_was_looked_for_is_in_no_address(ben: FlaskClient) -> None:
    entry = factories.entry()
    for text in (entry.id_number, "zzz"):
        answer = ben.post("/staff/candidates", data={"sought": text})
        assert text not in answer.location


@pytest.mark.parametrize("text", ["%", "_", "\\", "%%%%", "\x00", "🙂", "'; drop table entry", "x" * 254])
def test_signs_find_nobody_and_break_nothing(ben: FlaskClient, text: str) -> None:
    factories.entry()
    answer = seek(ben, text)
    assert answer.status_code in (200, 422)
    assert "María José" not in answer.text


@pytest.mark.parametrize("text", ["", "   ", "x" * 255, "x" * 60_000])
def test_nothing_and_too_much_come_back_with_a_sentence(ben: FlaskClient, text: str) -> None:
    answer = ben.post("/staff/candidates", data={"sought": text})
    assert answer.status_code == 422
    assert re.search(r'id="sought-error"[^>]*>Type [^<]+', answer.text)


def test_a_name_that_looks_like_markup_is_text(ben: FlaskClient) -> None:
    entry = factories.entry(given_names="<img src=x>", family_name='"><b data-hx-get="/">')
    factories.entry(entry.sitting, given_names="<img src=x>")
    for text in (seek(ben, "img src").text, ben.get(page_of(entry)).text, ben.get(f"{page_of(entry)}/slip").text):
        assert "&lt;img src=x&gt;" in text
        assert "<img src=x" not in text


def test_the_account_shows_mail_and_sessions(ben: FlaskClient, sign_in: SignIn) -> None:
    entry = factories.entry()
    person = factories.candidate(entry)
    sign_in(person)
    OutboxEmail.create(
        unique_key="1", kind="results_released", candidate=person, state="failed", problem="refused",
        due_at=factories.NOW, created_at=factories.NOW, dead_at=factories.NOW,
    )  # fmt: skip
    text = ben.get(page_of(entry)).text
    for words in ("Registered", "amara@example.org", "In 1 place", "Not delivered", "Results released"):
        assert words in text


def test_a_new_secret_number_is_shown_once_on_a_slip(ben: FlaskClient) -> None:
    entry = factories.entry()
    answer = ben.post(f"{page_of(entry)}/secret")
    assert answer.status_code == 200
    (secret,) = re.findall(r'<strong class="code big">(\d{4})</strong>', answer.text)
    stored = Entry.get_by_id(entry.id).secret_hash
    assert hashing.verify_secret(stored, entry.id_number, secret)
    assert not hashing.verify_secret(stored, entry.id_number, factories.SECRET)
    again = ben.get(f"{page_of(entry)}/slip").text
    assert "as on the Confirmation of Entry" in again
    assert not re.search(rf">{secret}<", again)


def test_a_claimed_entry_gets_no_new_secret_number(ben: FlaskClient) -> None:
    entry = factories.entry()
    factories.candidate(entry)
    answer = ben.post(f"{page_of(entry)}/secret")
    assert answer.status_code == 409
    assert "This candidate has registered" in answer.text
    assert f'action="{page_of(entry)}/secret"' not in answer.text


def test_the_picture_leads_to_registering_and_holds_no_secret(
    ben: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    make = __import__("segno").make
    monkeypatch.setattr(
        "portal.web.staff.slip.segno.make", lambda text, **more: seen.append(text) or make(text, **more)
    )
    entry = factories.entry()
    answer = ben.get(f"{page_of(entry)}/slip.svg")
    assert answer.mimetype == "image/svg+xml"
    assert seen == [f"http://localhost/register?id={entry.id_number}"]


def test_an_address_is_corrected_and_both_are_told(ben: FlaskClient) -> None:
    entry = factories.entry()
    person = factories.candidate(entry)
    answer = ben.post(f"{page_of(entry)}/address", data={"email": "new@example.org"})
    assert answer.location == page_of(entry)
    person = Candidate.get_by_id(person.id)
    assert (person.email, person.email_confirmed_at) == ("new@example.org", None)
    assert {mail.address for mail in OutboxEmail.select()} == {"amara@example.org", "new@example.org"}
    assert "The address was changed." in ben.get(page_of(entry)).text
    assert "The address was changed." not in ben.get(page_of(entry)).text


@pytest.mark.parametrize("email", ["", "amara", "a@b@c", "amara@example.org", "x" * 250 + "@a.org", "a\r\nBcc:@b.org"])
def test_an_address_that_is_none_comes_back(ben: FlaskClient, email: str) -> None:
    entry = factories.entry()
    factories.candidate(entry)
    answer = ben.post(f"{page_of(entry)}/address", data={"email": email})
    assert answer.status_code == 422
    assert re.search(r'id="email-error"[^>]*>[^<]+', answer.text)
    assert OutboxEmail.select().count() == 0


def test_somebody_who_is_locked_is_unlocked(ben: FlaskClient) -> None:
    entry = factories.entry()
    factories.candidate(entry)
    for _ in range(throttle.PER_ID_AND_NETWORK.count):
        throttle.reserve(
            ((throttle.PER_ID_AND_NETWORK, f"sign-in:{entry.id_number}:192.0.2.0"),),
            now=factories.NOW + timedelta(seconds=1),
        )
    assert "Locked after too many wrong tries" in ben.get(page_of(entry)).text
    assert ben.post(f"{page_of(entry)}/unlock").location == page_of(entry)
    assert "Locked after" not in ben.get(page_of(entry)).text


def test_a_candidate_is_signed_out_everywhere(ben: FlaskClient, sign_in: SignIn) -> None:
    entry = factories.entry()
    person = factories.candidate(entry)
    sign_in(person)
    sign_in(person)
    ben.post(f"{page_of(entry)}/sessions")
    assert "Signed out in 2 places." in ben.get(page_of(entry)).text
    assert LoginSession.select().where(LoginSession.candidate == person, LoginSession.ended_at.is_null()).count() == 0


@pytest.mark.parametrize("person", [factories.ada, factories.audrey])
def test_who_does_not_help_reads_only(sign_in: SignIn, person: Callable[[], Staff]) -> None:
    entry, reader = factories.entry(), sign_in(person())
    text = reader.get(page_of(entry)).text
    assert "María José" in text
    assert "/secret" not in text
    for act in ACTS:
        assert reader.post(f"{page_of(entry)}/{act}").status_code == 403
    assert reader.get(f"{page_of(entry)}/slip").status_code == 403


def test_charlie_finds_nobody_of_another_centre(sign_in: SignIn) -> None:
    entry, charlie = factories.entry(), sign_in(factories.charlie("officer"))
    factories.candidate(entry)
    for text in (entry.id_number, "maria", entry.candidate_number, "amara@example.org"):
        answer = seek(charlie, text)
        assert "Nobody fits" in answer.text
        assert entry.public_id not in answer.text
    for path in ("", "/slip", "/slip.svg"):
        assert charlie.get(page_of(entry) + path).status_code == 404
    for act in ACTS:
        assert charlie.post(f"{page_of(entry)}/{act}").status_code == 404
