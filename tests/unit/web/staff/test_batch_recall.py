"""Recalling, correcting, following up and amending through the pages."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal import clock
from portal.models.batch_row import BatchRow
from portal.models.release_batch import ReleaseBatch
from portal.models.result_view import ResultView
from portal.models.staff import Staff
from portal.services import holds, second_factor
from portal.services.actor import Actor
from tests.unit import factories

SignIn = Callable[[Staff], FlaskClient]
Make = Callable[..., ReleaseBatch]
ACTS = ("recall", "confirm-recall", "drop-recall", "correct", "follow-up")


def address(batch: ReleaseBatch, act: str = "") -> str:
    return f"/staff/batches/{batch.public_id}" + (f"/{act}" if act else "")


def state(batch: ReleaseBatch) -> str:
    return str(ReleaseBatch.get_by_id(batch.id).state)


@pytest.fixture
def out(make_batch: Make) -> ReleaseBatch:
    return make_batch("released")


def recall(
    browser: FlaskClient, person: Staff, batch: ReleaseBatch, act: str = "recall", **fields: str
) -> TestResponse:
    """Ask for a recall, or confirm it, with this person's code."""
    wish = {"reason": "Wrong key", "code": second_factor.current_code(staff=person, now=clock.now())}
    return browser.post(address(batch, act), data=wish | fields)


def test_two_people_recall(out: ReleaseBatch, sign_in: SignIn) -> None:
    ada, bo = factories.ada(), factories.bo()
    adas, bos = sign_in(ada), sign_in(bo)
    assert recall(adas, ada, out).status_code == 303
    assert state(out) == "released"
    assert "Withdraw the results" not in adas.get(address(out)).text
    page = bos.get(address(out)).text
    assert "Wrong key" in page
    assert "Withdraw the results" in page
    assert recall(bos, bo, out, "confirm-recall").status_code == 303
    assert state(out) == "recalled"
    assert "Open for correction" in bos.get(address(out)).text


@pytest.mark.parametrize(
    ("code", "words"), [("", "six digits"), ("000000", "code does not match"), ("9" * 500, "six digits")]
)
def test_both_forms_ask_for_a_code(out: ReleaseBatch, sign_in: SignIn, code: str, words: str) -> None:
    ada, bo = factories.ada(), factories.bo()
    adas, bos = sign_in(ada), sign_in(bo)
    for browser, person, act in ((adas, ada, "recall"), (bos, bo, "confirm-recall")):
        answer = recall(browser, person, out, act, code=code)
        assert answer.status_code == 422
        assert words in answer.text
        assert 'href="#code"' in answer.text
        recall(adas, ada, out)
    assert state(out) == "released"


def test_an_emergency_is_for_the_board(out: ReleaseBatch, sign_in: SignIn) -> None:
    ada, bo = factories.ada(), factories.bo()
    bos = sign_in(bo)
    assert "This is an emergency" not in sign_in(ada).get(address(out)).text
    assert recall(bos, bo, out, emergency="y").status_code == 303
    assert state(out) == "recalled"
    page = bos.get(address(out)).text
    assert "confirms it before 13 Apr 2026, 12:00" in page
    assert "Confirm the emergency" not in page
    assert "Confirm the emergency" in sign_in(factories.staff("Cyd", "board", None)).get(address(out)).text


def test_after_an_hour_today_begins_with_it(
    out: ReleaseBatch, sign_in: SignIn, travel: Callable[[datetime], None]
) -> None:
    bo = factories.bo()
    recall(sign_in(bo), bo, out, emergency="y")
    late = "Emergencies not confirmed in time"
    others = sign_in(factories.staff("Cyd", "board", None)).get("/staff/").text
    assert late not in others
    assert "Recalls to confirm" in others
    travel(factories.NOW + timedelta(hours=1, minutes=1))
    for person in (Staff.get(Staff.name == "Cyd"), bo):
        page = sign_in(person).get("/staff/").text
        assert re.findall(r"<h2 id=\"([a-z-]+)\"", page)[0] == "emergencies-not-confirmed-in-time"
        assert "Recalls to confirm" not in page
    assert late not in sign_in(factories.ada()).get("/staff/").text


def test_an_approver_who_says_emergency_only_asks(out: ReleaseBatch, sign_in: SignIn) -> None:
    ada = factories.ada()
    assert recall(sign_in(ada), ada, out, emergency="y").status_code == 303
    assert state(out) == "released"


@pytest.mark.parametrize(("act", "words"), [("confirm-recall", "No recall is asked for"), ("correct", "not possible")])
def test_what_is_not_possible_now(out: ReleaseBatch, sign_in: SignIn, act: str, words: str) -> None:
    answer = sign_in(factories.bo()).post(address(out, act))
    assert answer.status_code == 409
    assert words in answer.text


@pytest.mark.parametrize("reason", ["", " ", "x" * 501])
def test_a_recall_needs_a_reason(out: ReleaseBatch, sign_in: SignIn, reason: str) -> None:
    assert sign_in(factories.ada()).post(address(out, "recall"), data={"reason": reason}).status_code == 422


def test_a_recall_is_turned_down(out: ReleaseBatch, sign_in: SignIn) -> None:
    ada = factories.ada()
    recall(sign_in(ada), ada, out)
    assert sign_in(factories.bo()).post(address(out, "drop-recall")).status_code == 303
    assert state(out) == "released"


def test_staff_see_who_had_seen_theirs(out: ReleaseBatch, sign_in: SignIn) -> None:
    row = BatchRow.get(BatchRow.batch == out)
    ResultView.insert(row=row.id, at=factories.RELEASE_AT).execute()
    page = sign_in(factories.bo()).get(f"{address(out)}?show=seen").text
    assert page.count('class="code"') == 1
    assert row.entry.id_number in page


def test_a_lifted_hold_is_proposed_and_followed_up(out: ReleaseBatch, sign_in: SignIn) -> None:
    ada, ben = factories.ada(), sign_in(factories.ben())
    row = BatchRow.get(BatchRow.batch == out)
    ReleaseBatch.update(state="stopped").execute()
    actor, day = Actor.of_staff(ada), factories.NOW.date()
    row = BatchRow.get_by_id(row.id)
    holds.place(row, actor=actor, shown_as="PENDING", reason="x", owner=ada, next_update_on=day, now=factories.NOW)
    ReleaseBatch.update(state="released").execute()
    assert ben.post(address(out, "follow-up")).status_code == 409
    holds.lift(BatchRow.get_by_id(row.id), actor=Actor.of_staff(factories.bo()), now=factories.NOW)
    assert "Put them into a follow-up batch" in ben.get(address(out)).text
    answer = ben.post(address(out, "follow-up"))
    assert answer.status_code == 303
    assert "Follow-up" in ben.get(answer.location).text


def amend_address(batch: ReleaseBatch) -> str:
    row = BatchRow.get(BatchRow.batch == batch)
    return address(batch, f"rows/{row.entry.public_id}/amend")


def amendment(**changes: str) -> dict[str, str]:
    scores = {f"paper_{code}": str(score) for code, score in factories.SCORES.items()}
    return scores | {"paper_writing": "175", "status": "OK", "reason": "Re-mark of Writing"} | changes


def test_a_result_is_amended_in_a_batch_of_its_own(out: ReleaseBatch, sign_in: SignIn) -> None:
    ben = sign_in(factories.ben())
    page = ben.get(amend_address(out)).text
    assert 'value="165"' in page
    answer = ben.post(amend_address(out), data=amendment())
    assert answer.status_code == 303
    assert "Amendment" in ben.get(answer.location).text
    assert "Superseded" in ben.get(amend_address(out)).text


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"paper_writing": "165"}, 409, "result as it stands"),
        ({"paper_writing": "500"}, 422, "Enter a score from 122 to 190"),
        ({"paper_writing": ""}, 422, "Enter a score from 122 to 190"),
        ({"paper_writing": "many"}, 422, "in digits"),
        ({"reason": ""}, 422, "Say why"),
        ({"status": "GONE"}, 422, "There is a problem"),
    ],
)
def test_an_amendment_that_does_not_fit(
    out: ReleaseBatch, sign_in: SignIn, changes: dict[str, str], status: int, words: str
) -> None:
    answer = sign_in(factories.ben()).post(amend_address(out), data=amendment(**changes))
    assert answer.status_code == status
    assert words in answer.text


@pytest.mark.parametrize("act", ACTS)
def test_a_stranger_finds_no_such_page(out: ReleaseBatch, sign_in: SignIn, act: str) -> None:
    charlie = sign_in(factories.charlie("officer"))
    assert charlie.post(address(out, act), data={"reason": "x"}).status_code == 404
    assert charlie.get(amend_address(out)).status_code == 404
    assert charlie.post(amend_address(out), data=amendment()).status_code == 404


@pytest.mark.parametrize("act", ACTS)
def test_an_auditor_changes_nothing(out: ReleaseBatch, sign_in: SignIn, act: str) -> None:
    assert sign_in(factories.audrey()).post(address(out, act), data={"reason": "x"}).status_code == 403
