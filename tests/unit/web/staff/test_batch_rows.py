"""Holding a candidate's row, lifting the hold and moving its day, through the forms."""

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient

from portal.models.batch_row import BatchRow
from portal.models.hold import Hold
from portal.models.release_batch import ReleaseBatch
from portal.models.staff import Staff
from tests.unit import factories

SignIn = Callable[[Staff], FlaskClient]
Make = Callable[..., ReleaseBatch]


def address(row: BatchRow, act: str) -> str:
    return f"/staff/batches/{row.batch.public_id}/rows/{row.entry.public_id}/{act}"


def words(person: Staff, **changes: str) -> dict[str, str]:
    fields = {"shown_as": "PENDING", "reason": "Another look", "next_update_on": "2026-04-20"}
    return fields | {"owner": person.public_id} | changes


@pytest.fixture
def row(make_batch: Make) -> BatchRow:
    return BatchRow.get(BatchRow.batch == make_batch("approved"))


def held_as(row: BatchRow) -> str:
    return str(BatchRow.get_by_id(row.id).held_as)


def test_a_hold_is_placed_and_voids_the_approval(row: BatchRow, sign_in: SignIn) -> None:
    ada = factories.ada()
    browser = sign_in(ada)
    assert "Hold this result" in browser.get(address(row, "hold")).text
    assert browser.post(address(row, "hold"), data=words(ada)).status_code == 303
    assert held_as(row) == "PENDING"
    assert ReleaseBatch.get_by_id(row.batch_id).state == "submitted"
    page = browser.get(address(row, "hold")).text
    assert "Another look" in page
    assert "somebody else lifts it" in page


def test_somebody_else_lifts_it(row: BatchRow, sign_in: SignIn) -> None:
    ada, bo = factories.ada(), factories.bo()
    sign_in(ada).post(address(row, "hold"), data=words(ada))
    refused = sign_in(ada).post(address(row, "lift"))
    assert refused.status_code == 409
    assert "somebody else lifts it" in refused.text
    assert sign_in(bo).post(address(row, "lift")).status_code == 303
    assert held_as(row) == ""
    again = sign_in(bo).post(address(row, "lift"))
    assert again.status_code == 409
    assert "not held any more" in again.text


def test_the_day_of_the_news_is_moved(row: BatchRow, sign_in: SignIn) -> None:
    ada = factories.ada()
    browser = sign_in(ada)
    browser.post(address(row, "hold"), data=words(ada))
    assert browser.post(address(row, "news"), data={"next_update_on": "2026-04-12"}).status_code == 422
    assert browser.post(address(row, "news"), data={"next_update_on": "2026-05-02"}).status_code == 303
    assert Hold.get().next_update_on == date(2026, 5, 2)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("shown_as", ""), ("shown_as", "OK"), ("reason", ""), ("reason", "\x00"), ("reason", "x" * 501), ("owner", ""),
        ("owner", "f" * 20), ("next_update_on", ""), ("next_update_on", "soon"), ("next_update_on", "2026-04-12"),
    ],
)  # fmt: skip
def test_a_hold_that_does_not_fit(row: BatchRow, sign_in: SignIn, field: str, value: str) -> None:
    ada = factories.ada()
    answer = sign_in(ada).post(address(row, "hold"), data=words(ada, **{field: value}))
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert held_as(row) == ""


def test_a_row_that_is_out_is_not_held(make_batch: Make, sign_in: SignIn) -> None:
    ada, row = factories.ada(), BatchRow.get(BatchRow.batch == make_batch("released"))
    answer = sign_in(ada).post(address(row, "hold"), data=words(ada))
    assert answer.status_code == 409
    assert "Ask the board for a recall" in answer.text


@pytest.mark.parametrize("act", ["hold", "lift", "news"])
def test_a_stranger_finds_no_such_row(row: BatchRow, sign_in: SignIn, act: str) -> None:
    charlie = factories.charlie()
    assert sign_in(charlie).post(address(row, act), data=words(charlie)).status_code == 404


@pytest.mark.parametrize("act", ["hold", "lift", "news"])
def test_an_officer_does_not_hold(row: BatchRow, sign_in: SignIn, act: str) -> None:
    ben = factories.ben()
    assert sign_in(ben).post(address(row, act), data=words(ben)).status_code == 403


@pytest.mark.parametrize(
    ("state", "act", "words"),
    [
        ("approved", "news", "This row is not held any more."),
        ("released", "hold", "This batch is out, so its rows can not be held any more."),
    ],
)
def test_an_empty_form_of_an_older_page_leads_to_no_field(
    make_batch: Make, sign_in: SignIn, state: str, act: str, words: str
) -> None:
    row = BatchRow.get(BatchRow.batch == make_batch(state))
    answer = sign_in(factories.ada()).post(address(row, act), data={})
    assert answer.status_code == 409
    assert words in answer.text
    assert 'href="#' not in answer.text.partition('class="error-summary"')[2].partition("</div>")[0]


def test_an_empty_hold_of_a_row_that_is_held(row: BatchRow, sign_in: SignIn) -> None:
    ada = factories.ada()
    browser = sign_in(ada)
    browser.post(address(row, "hold"), data=words(ada))
    answer = browser.post(address(row, "hold"), data={})
    assert answer.status_code == 409
    assert "This row is held already." in answer.text
