"""The account of who is signed in: another password, and an end to sessions elsewhere."""

from collections.abc import Callable

import pytest

from portal.models.audit_event import AuditEvent
from portal.models.login_session import LoginSession
from portal.models.outbox_email import OutboxEmail
from portal.models.staff import Staff
from portal.services import hashing, throttle
from tests.unit import factories
from tests.unit.web.browser import Browser

NEW = "seven small grey herons"
CHANGE = {"current": factories.PASSWORD, "password": NEW, "confirm_password": NEW}
SignIn = Callable[[Staff], Browser]


def live(person: Staff) -> int:
    return LoginSession.select().where(LoginSession.staff == person, LoginSession.ended_at.is_null()).count()


def test_the_new_password_holds_and_every_other_session_ends(sign_in: SignIn) -> None:
    ben = factories.ben()
    here, elsewhere = sign_in(ben), sign_in(ben)
    answer = here.post("/staff/account/password", data=CHANGE)
    assert (answer.status_code, answer.location) == (303, "/staff/account?done=password")
    assert hashing.verify_password(Staff.get_by_id(ben.id).password_hash, NEW)
    assert here.get("/staff/account").status_code == 200
    assert elsewhere.get("/staff/account").location == "/staff/sign-in"
    assert OutboxEmail.get().kind == "staff_password_changed"
    assert AuditEvent.get().action == "staff.new_password"
    assert Staff.get_by_id(ben.id).totp_enrolled_at is not None


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"current": "not my password"}, "This is not your password. Try again."),
        ({"current": ""}, "Enter the password you have."),
        ({"current": "x" * 257}, "A password has at most 256 characters."),
        ({"password": "x" * 257, "confirm_password": "x" * 257}, "Choose a password of at most 256 characters."),
        (
            {"password": "elevenchars", "confirm_password": "elevenchars"},
            "Choose a password of at least 12 characters.",
        ),
        ({"password": "benortega2026!!", "confirm_password": "benortega2026!!"}, "Choose a password without your name"),
        ({"confirm_password": "another one at all"}, "The two passwords differ."),
    ],
)
def test_a_password_that_is_not_taken_changes_nothing(sign_in: SignIn, changed: dict[str, str], sentence: str) -> None:
    ben = factories.staff("Ben Ortega", "officer", factories.centre())
    here = sign_in(ben)
    sign_in(ben)
    answer = here.post("/staff/account/password", data=CHANGE | changed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert Staff.get_by_id(ben.id).password_hash == ben.password_hash
    assert live(ben) == 2


def test_the_present_password_can_not_be_guessed_for_ever(sign_in: SignIn) -> None:
    here = sign_in(factories.ben())
    for _ in range(throttle.PER_CODE.count):
        assert here.post("/staff/account/password", data=CHANGE | {"current": "a guess"}).status_code == 422
    assert here.post("/staff/account/password", data=CHANGE).status_code == 429


def test_a_session_elsewhere_is_listed_and_ended(sign_in: SignIn) -> None:
    ben = factories.ben()
    here, elsewhere = sign_in(ben), sign_in(ben)
    page = here.get("/staff/account").text
    assert page.count("Sign out there") == 1
    other = LoginSession.select().order_by(LoginSession.id.desc()).get().public_id
    assert other in page
    assert here.post("/staff/account/sessions", data={"end": other}).status_code == 303
    assert elsewhere.get("/staff/account").location == "/staff/sign-in"
    assert live(ben) == 1
    assert AuditEvent.get().action == "staff.end_sessions"


def test_all_others_end_at_once(sign_in: SignIn) -> None:
    ben = factories.ben()
    here = sign_in(ben)
    sign_in(ben), sign_in(ben)
    assert here.post("/staff/account/sessions", data={"end": "others"}).status_code == 303
    assert live(ben) == 1
    assert here.get("/staff/account?done=sessions").status_code == 200


def test_nobody_ends_a_colleagues_session_or_the_one_in_use(sign_in: SignIn) -> None:
    ben, ada = factories.ben(), factories.ada()
    sign_in(ada)
    theirs = LoginSession.get().public_id
    here = sign_in(ben)
    own = LoginSession.get(LoginSession.staff == ben).public_id
    here.judges_pages = False
    assert here.post("/staff/account/sessions", data={"end": theirs}).status_code == 404
    assert here.post("/staff/account/sessions", data={"end": own}).status_code == 409
    assert (live(ada), live(ben)) == (1, 1)
