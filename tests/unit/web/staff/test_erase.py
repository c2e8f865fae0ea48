"""Erasing a candidate through the pages: by the board, after the ID number was typed, and once."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from portal.models.candidate import Candidate
from portal.models.entry import Entry
from portal.models.staff import Staff
from tests.unit import factories

SignIn = Callable[[Candidate | Staff], FlaskClient]


@pytest.fixture
def entry(sign_in: SignIn) -> Entry:
    claimed = factories.entry(email_hint="amara@example.org")
    factories.candidate(claimed)
    return claimed


@pytest.fixture
def bo(sign_in: SignIn) -> FlaskClient:
    return sign_in(factories.bo())


def page_of(entry: Entry) -> str:
    return f"/staff/candidates/{entry.public_id}"


def test_the_page_says_what_goes_and_changes_nothing(bo: FlaskClient, entry: Entry) -> None:
    assert f"{page_of(entry)}/erase" in bo.get(page_of(entry)).text
    text = bo.get(f"{page_of(entry)}/erase").text
    assert "B2 First" in text
    assert "which the board must keep" in text
    assert Candidate.select().count() == 1


def test_an_officer_sees_no_way_to_it(sign_in: SignIn, entry: Entry) -> None:
    assert "/erase" not in sign_in(factories.ben()).get(page_of(entry)).text


@pytest.mark.parametrize("typed", ["", "QXA999999", "x" * 21, "🙂", "\x00", "x" * 60_000])
def test_another_number_erases_nobody(bo: FlaskClient, entry: Entry, typed: str) -> None:
    answer = bo.post(f"{page_of(entry)}/erase", data={"id_number": typed})
    assert answer.status_code == 422
    assert Candidate.select().count() == 1


def test_the_typed_number_erases(bo: FlaskClient, entry: Entry, sign_in: SignIn) -> None:
    amara = sign_in(entry.candidate)
    typed = f" {entry.id_number[:3].lower()} {entry.id_number[3:]}"
    answer = bo.post(f"{page_of(entry)}/erase", data={"id_number": typed})
    assert (answer.status_code, answer.location) == (303, page_of(entry))
    text = bo.get(page_of(entry)).text
    assert "Erased." in text
    assert "Not registered" in text
    assert "amara@example.org" not in text
    assert Candidate.select().count() == 0
    assert amara.get("/results").location.startswith("/sign-in")
    again = bo.post(f"{page_of(entry)}/erase", data={"id_number": entry.id_number})
    assert again.status_code == 409
    assert "nothing left to erase" in again.text
    assert "Candidate erased on request" in bo.get("/staff/audit").text
