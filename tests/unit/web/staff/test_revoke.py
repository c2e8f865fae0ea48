"""Taking an entry back through the pages: one asks, another confirms with a code and gets the new number once."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from portal import clock
from portal.models.candidate import Candidate
from portal.models.entry import Entry
from portal.models.staff import Staff
from portal.services import second_factor
from tests.unit import factories

SignIn = Callable[[Candidate | Staff], FlaskClient]
WHY = {"reason": "The candidate is here with a passport"}


@pytest.fixture
def entry(sign_in: SignIn) -> Entry:
    claimed = factories.entry()
    factories.candidate(claimed, email="stranger@example.org")
    return claimed


@pytest.fixture
def ben(sign_in: SignIn) -> FlaskClient:
    return sign_in(factories.ben())


def page_of(entry: Entry) -> str:
    return f"/staff/candidates/{entry.public_id}"


def test_two_people_take_it_back(ben: FlaskClient, entry: Entry, sign_in: SignIn) -> None:
    stranger = sign_in(entry.candidate)
    assert f"{page_of(entry)}/revoke" in ben.get(page_of(entry)).text
    assert ben.post(f"{page_of(entry)}/revoke", data=WHY).status_code == 303
    own = ben.get(f"{page_of(entry)}/revoke").text
    assert "waits for another person" in own
    assert 'name="code"' not in own
    assert stranger.get("/results").status_code == 200
    bo = factories.bo()
    board = sign_in(bo)
    assert page_of(entry) in board.get("/staff/").text
    code = {"code": second_factor.current_code(staff=bo, now=clock.now())}
    slip = board.post(f"{page_of(entry)}/confirm-revoke", data=code)
    assert slip.status_code == 200
    assert re.search(r'<strong class="code big">\d{4}</strong>', slip.text)
    assert stranger.get("/results").location.startswith("/sign-in")
    assert "Not registered" in board.get(page_of(entry)).text
    assert board.post(f"{page_of(entry)}/confirm-revoke", data=code).status_code == 409


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501, "x" * 60_000])
def test_a_request_says_why(ben: FlaskClient, entry: Entry, reason: str) -> None:
    answer = ben.post(f"{page_of(entry)}/revoke", data={"reason": reason})
    assert answer.status_code == 422
    assert 'id="reason-error"' in answer.text


@pytest.mark.parametrize("code", ["", "000000", "x", "1" * 60_000, "🙂"])
def test_a_wrong_code_comes_back_with_a_sentence(ben: FlaskClient, entry: Entry, sign_in: SignIn, code: str) -> None:
    ben.post(f"{page_of(entry)}/revoke", data=WHY)
    answer = sign_in(factories.bo()).post(f"{page_of(entry)}/confirm-revoke", data={"code": code})
    assert answer.status_code == 422
    assert 'id="code-error"' in answer.text


def test_who_asked_does_not_confirm_and_may_take_it_back(ben: FlaskClient, entry: Entry) -> None:
    assert ben.post(f"{page_of(entry)}/drop-revoke").status_code == 409
    ben.post(f"{page_of(entry)}/revoke", data=WHY)
    answer = ben.post(f"{page_of(entry)}/confirm-revoke", data={"code": "000000"})
    assert answer.status_code == 409
    assert "another person confirms it" in answer.text
    assert ben.post(f"{page_of(entry)}/revoke", data=WHY).status_code == 409
    assert ben.post(f"{page_of(entry)}/drop-revoke").status_code == 303
    assert "Nothing was changed" in ben.get(page_of(entry)).text
