"""Centres, for the board: the list, adding, and changing zone and contact."""

import json
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from portal.models.audit_event import AuditEvent
from portal.models.centre import Centre
from portal.models.staff import Staff
from tests.unit import factories

SignIn = Callable[[Staff], FlaskClient]
FACTS = {
    "name": "Lantern Language School", "country": "es", "timezone": "Europe/Madrid", "contact_name": "Irene Soto",
    "contact_email": "exams@example.org", "contact_phone": "+34 555 0100",
}  # fmt: skip


@pytest.fixture
def board(app: object, sign_in: SignIn) -> FlaskClient:
    """Bo's browser; there is one centre, ZZ001."""
    factories.centre()
    return sign_in(factories.bo())


def test_the_list_counts_people_and_sittings(board: FlaskClient) -> None:
    factories.ben()
    factories.ada()
    factories.sitting()
    page = board.get("/staff/centres").text
    assert "ZZ001" in page
    assert '<td class="number">2</td>' in page
    assert '<td class="number">1</td>' in page


def test_a_centre_is_added(board: FlaskClient) -> None:
    answer = board.post("/staff/centres/new", data=FACTS | {"number": "zz 102"})
    assert (answer.status_code, answer.location) == (303, "/staff/centres/ZZ102?done=add")
    made = Centre.get(Centre.number == "ZZ102")
    assert (made.country, made.timezone) == ("ES", "Europe/Madrid")
    assert "Lantern Language School" in board.get(answer.location).text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"number": ""}, "Enter the centre number"),
        ({"number": "ZZ1"}, "two letters and three digits"),
        ({"number": "Z" * 21}, "two letters and three digits"),
        ({"number": "ZZ001"}, "There is a centre with this number already."),
        ({"name": ""}, "Enter the name of the centre."),
        ({"name": "x" * 201}, "A name has at most 200 characters."),
        ({"country": "Spain"}, "two letters of the country"),
        ({"country": "1\u0663"}, "two letters of the country"),
        ({"timezone": ""}, "Choose the time zone"),
        ({"timezone": "Mars/Phobos"}, "Choose the time zone"),
        ({"timezone": "../../etc/passwd"}, "Choose the time zone"),
        ({"contact_name": "\0"}, "Enter the name of the person or office"),
        ({"contact_email": "nobody"}, "Enter an email address with a name"),
        ({"contact_phone": "0" * 41}, "at most 40 characters"),
    ],
)
def test_a_wrong_centre_comes_back(board: FlaskClient, changes: dict[str, str], sentence: str) -> None:
    answer = board.post("/staff/centres/new", data=FACTS | {"number": "ZZ102"} | changes)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert Centre.select().count() == 1


def test_names_of_every_script_are_kept(board: FlaskClient) -> None:
    board.post("/staff/centres/ZZ001", data=FACTS | {"name": "مدرسة النور \U0001f3eb"})
    assert Centre.get().name == "مدرسة النور \U0001f3eb"


def test_only_what_differs_stands_in_the_audit(board: FlaskClient) -> None:
    before = Centre.get()
    same = {name: getattr(before, name) for name in FACTS}
    assert board.post("/staff/centres/ZZ001", data=same).status_code == 303
    assert not AuditEvent.select().exists()
    board.post("/staff/centres/ZZ001", data=same | {"timezone": "Asia/Jakarta"})
    event = AuditEvent.get()
    assert json.loads(event.before) == {"timezone": "Europe/Madrid"}
    assert json.loads(event.after) == {"timezone": "Asia/Jakarta"}


@pytest.mark.parametrize("role", ["officer", "approver", "auditor"])
def test_only_the_board_comes_here(board: FlaskClient, sign_in: SignIn, role: str) -> None:
    browser = sign_in(factories.staff("Other", role, factories.centre()))
    for path in ("/staff/centres", "/staff/centres/new", "/staff/centres/ZZ001"):
        assert browser.get(path).status_code == 403
    assert browser.post("/staff/centres/ZZ001", data=FACTS).status_code == 403
    assert Centre.get().name == "Centre ZZ001"


@pytest.mark.parametrize("number", ["ZZ999", "zz001", "x", "%00"])
def test_no_centre_by_that_number(board: FlaskClient, number: str) -> None:
    assert board.get(f"/staff/centres/{number}").status_code == 404
