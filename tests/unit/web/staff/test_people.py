"""People, for the board: inviting, another role, shutting out at once, and a reset that takes two."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from portal.models.base import Table
from portal.models.email_link import EmailLink
from portal.models.outbox_email import OutboxEmail
from portal.models.second_factor_reset import SecondFactorReset
from portal.models.staff import Staff
from portal.services import second_factor, second_factor_reset
from tests.unit import factories
from tests.unit.factories import NOW

SignIn = Callable[[Staff], FlaskClient]
INVITATION = {"name": "Eve Adeyemi", "email": "eve@example.org", "role": "officer", "centre": "ZZ001"}


@pytest.fixture
def bo(app: object) -> Staff:
    factories.centre()
    return factories.bo()


@pytest.fixture
def ben(bo: Staff) -> Staff:
    return factories.ben()


@pytest.fixture
def board(bo: Staff, sign_in: SignIn) -> FlaskClient:
    """Bo's browser."""
    return sign_in(bo)


def _act(browser: FlaskClient, person: Staff, act: str, **fields: str) -> int:
    return browser.post(f"/staff/people/{person.public_id}/{act}", data=fields).status_code


def _again(row: Table) -> Staff:
    return Staff.get_by_id(row.id)


def test_the_list_tells_who_is_there_and_who_is_not_yet(board: FlaskClient, ben: Staff) -> None:
    factories.staff("Dora", "officer", factories.centre(), enrolled=False)
    Staff.update(disabled_at=NOW).where(Staff.id == ben.id).execute()
    page = board.get("/staff/people").text
    for words in ("Ben", "Disabled", "Dora", "No app yet", "Bo", "Active"):
        assert words in page


def test_the_list_can_be_searched(board: FlaskClient, ben: Staff) -> None:
    factories.charlie()
    page = board.get("/staff/people?wanted=zz002").text
    assert "charlie@example.org" in page
    assert "ben@example.org" not in page
    assert "Nobody here has that" in board.get("/staff/people?wanted=%25\U0001f600\0").text


def test_an_invitation_goes_out_by_mail(board: FlaskClient) -> None:
    answer = board.post("/staff/people/invite", data=INVITATION)
    eve = Staff.get(Staff.email == "eve@example.org")
    assert (answer.status_code, answer.location) == (303, f"/staff/people/{eve.public_id}?done=invite")
    assert (eve.role, eve.centre.number, eve.password_hash) == ("officer", "ZZ001", "")
    assert OutboxEmail.select().where(OutboxEmail.kind == "staff_invitation", OutboxEmail.staff == eve).count() == 1
    assert "Invited" in board.get(answer.location).text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Enter the person&#39;s name."),
        ({"name": "x" * 201}, "A name has at most 200 characters."),
        ({"email": ""}, "Enter the person&#39;s email address."),
        ({"email": "eve"}, "Enter an email address with a name"),
        ({"email": "e" * 255}, "An email address has at most 254 characters."),
        ({"email": "BEN@example.org"}, "There is a member of staff with this address already."),
        ({"role": ""}, "Choose a role."),
        ({"role": "king"}, "Choose a role."),
        ({"centre": ""}, "An officer works at one centre. Choose which."),
        ({"centre": "ZZ999"}, "Choose a centre out of the list."),
        ({"role": "board"}, "Members of the board see all centres."),
    ],
)
def test_a_wrong_invitation_comes_back(board: FlaskClient, ben: Staff, changes: dict[str, str], sentence: str) -> None:
    answer = board.post("/staff/people/invite", data=INVITATION | changes)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert Staff.select().count() == 2
    assert not OutboxEmail.select().exists()


@pytest.mark.parametrize(
    ("act", "fields"),
    [("disable", {}), ("sign-out", {}), ("place", {"role": "approver", "centre": "ZZ001"})],
)
def test_it_ends_the_sessions_at_once(
    board: FlaskClient, ben: Staff, sign_in: SignIn, act: str, fields: dict[str, str]
) -> None:
    bens = sign_in(ben)
    assert bens.get("/staff/").status_code == 200
    assert _act(board, ben, act, **fields) == 303
    assert bens.get("/staff/").location == "/staff/sign-in?next=staff.today"


def test_disabling_kills_links_and_enabling_lets_back_in(board: FlaskClient, ben: Staff, client: FlaskClient) -> None:
    assert _act(board, ben, "link") == 303
    assert _act(board, ben, "disable") == 303
    assert EmailLink.get().expires_at <= NOW + timedelta(minutes=1)
    assert _act(board, ben, "link") == 409
    assert _act(board, ben, "enable") == 303
    code = second_factor.current_code(staff=ben, now=NOW)
    data = {"email": ben.email, "password": factories.PASSWORD, "code": code}
    assert client.post("/staff/sign-in", data=data).status_code == 303


def test_another_place_is_saved(board: FlaskClient, ben: Staff) -> None:
    factories.centre("ZZ002")
    assert _act(board, ben, "place", role="approver", centre="ZZ002") == 303
    assert (_again(ben).role, _again(ben).centre.number) == ("approver", "ZZ002")


def test_a_role_that_needs_a_centre_comes_back(board: FlaskClient, ben: Staff) -> None:
    answer = board.post(f"/staff/people/{ben.public_id}/place", data={"role": "approver", "centre": ""})
    assert answer.status_code == 422
    assert "An approver works at one centre." in answer.text
    assert _again(ben).role == "officer"


@pytest.mark.parametrize("act", ["disable", "enable", "link", "ask-reset", "place"])
def test_nobody_does_it_to_themself(board: FlaskClient, bo: Staff, act: str) -> None:
    assert _act(board, bo, act, role="officer", centre="ZZ001") == 409
    assert (_again(bo).role, _again(bo).disabled_at) == ("board", None)
    assert not SecondFactorReset.select().exists()


@pytest.mark.parametrize("role", ["officer", "approver", "auditor"])
def test_only_the_board_comes_here(sign_in: SignIn, ben: Staff, role: str) -> None:
    browser = sign_in(factories.staff("Other", role, factories.centre()))
    assert browser.get("/staff/people").status_code == 403
    assert browser.get("/staff/people/invite").status_code == 403
    assert browser.get(f"/staff/people/{ben.public_id}").status_code == 403
    for act in ("disable", "link", "ask-reset", "confirm-reset", "place", "sign-out"):
        assert _act(browser, ben, act, role="board", code="000000") == 403
    assert _again(ben).disabled_at is None


@pytest.mark.parametrize("name", ["0" * 20, "x", "%00", "%F0%9F%98%80"])
def test_nobody_by_that_name(board: FlaskClient, name: str) -> None:
    assert board.get(f"/staff/people/{name}").status_code == 404


def test_a_reset_takes_two(board: FlaskClient, ben: Staff, sign_in: SignIn) -> None:
    bea = factories.staff("Bea", "board", None)
    beas, bens = sign_in(bea), sign_in(ben)
    assert _act(board, ben, "ask-reset") == 303
    assert "Bo asks to reset" in beas.get("/staff/people").text
    assert _act(board, ben, "confirm-reset", code="000000") == 409
    assert _act(beas, ben, "confirm-reset", code="000000") == 422
    assert _again(ben).totp_enrolled_at is not None
    code = second_factor.current_code(staff=bea, now=NOW)
    assert _act(beas, ben, "confirm-reset", code=code) == 303
    assert (_again(ben).totp_enrolled_at, _again(ben).totp_secret) == (None, None)
    assert bens.get("/staff/").status_code == 303
    assert OutboxEmail.select().where(OutboxEmail.kind == "staff_second_factor_reset").count() == 1


def test_a_reset_is_asked_for_once_and_can_be_refused(board: FlaskClient, ben: Staff, sign_in: SignIn) -> None:
    assert _act(board, ben, "ask-reset") == 303
    assert _act(board, ben, "ask-reset") == 409
    assert _act(sign_in(factories.staff("Bea", "board", None)), ben, "drop-reset") == 303
    assert _act(board, ben, "drop-reset") == 409
    assert _act(board, ben, "ask-reset") == 303


@pytest.mark.parametrize("code", ["", "000000", "9" * 500])
def test_a_reset_that_nobody_asked_for_has_no_field_to_lead_to(board: FlaskClient, ben: Staff, code: str) -> None:
    answer = board.post(f"/staff/people/{ben.public_id}/confirm-reset", data={"code": code})
    assert answer.status_code == 409
    assert "No reset is asked for any more." in answer.text
    assert "error-summary" not in answer.text


def test_an_empty_form_about_oneself_has_no_field_to_lead_to(board: FlaskClient, bo: Staff) -> None:
    answer = board.post(f"/staff/people/{bo.public_id}/place", data={})
    assert answer.status_code == 409
    assert "error-summary" not in answer.text


def test_a_request_runs_out_after_a_day(
    ben: Staff, bo: Staff, sign_in: SignIn, travel: Callable[[object], None]
) -> None:
    assert _act(sign_in(bo), ben, "ask-reset") == 303
    travel(NOW + timedelta(hours=24, minutes=1))
    bea = factories.staff("Bea", "board", None)
    code = second_factor.current_code(staff=bea, now=NOW + timedelta(hours=24, minutes=1))
    assert _act(sign_in(bea), ben, "confirm-reset", code=code) == 409
    assert _act(sign_in(bo), ben, "ask-reset") == 303
    assert len(second_factor_reset.waiting(now=NOW + timedelta(hours=24, minutes=1))) == 1
