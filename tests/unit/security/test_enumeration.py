"""Unknown, wrong, worn out, closed: for each door the answers are one answer, in bytes, headers, cookies and work.

How long they take is measured in test_timing.py.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from portal.models.candidate import Candidate
from portal.models.entry import Entry
from portal.models.staff import Staff
from portal.services import throttle
from tests.unit import factories
from tests.unit.queries import queries
from tests.unit.web.browser import Browser

RANDOM = re.compile(r'(name="(csrf_token|idempotency_key)" value=)"[^"]*"')
UNKNOWN = "ZZZ000001"
NEW_PASSWORD = "seven small grey herons"
REGISTER = {
    "secret_number": "9999", "email": "guess@example.org", "password": NEW_PASSWORD,
    "confirm_password": NEW_PASSWORD, "terms": "agree", "date_of_birth": "1 1 2001",
}  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """What somebody on the other side of the line can tell."""

    status: int
    body: str
    size: int
    headers: tuple[tuple[str, str], ...]
    statements: tuple[str, ...]


def _sitting_once() -> Callable[..., Entry]:
    sitting = factories.sitting()
    return lambda number, **columns: factories.entry(sitting, id_number=number, **columns)


@pytest.fixture
def numbers(app: object) -> dict[str, str]:
    """ID numbers of every kind, each of the same length."""
    make = _sitting_once()
    make("FRE000001")
    make("WRN000001", secret_failures=throttle.LIFETIME_WRONG_SECRETS)
    factories.candidate(make("CLA000001"))
    factories.candidate(make("UNC000001"), email="unc@example.org", email_confirmed_at=None)
    factories.candidate(make("CLO000001"), email="clo@example.org", disabled_at=factories.NOW)
    factories.candidate(make("CLO000002"), email="clo2@example.org", disabled_at=factories.NOW)
    return {
        "unknown": UNKNOWN, "free": "FRE000001", "worn out": "WRN000001", "claimed": "CLA000001",
        "unconfirmed": "UNC000001", "closed": "CLO000001",
    }  # fmt: skip


def seen(client: Browser, address: str, form: dict[str, str], typed: str) -> Seen:
    """One try in a fresh browser, without what is random and what was typed."""
    fresh = client.application.test_client()
    fresh.get("/sign-in")
    with queries() as asked:
        answer = fresh.post(address, data=form)
    body = RANDOM.sub(r"\1", answer.text).replace(typed, "TYPED")
    headers = tuple((name, value) for name, value in sorted(answer.headers) if name != "Set-Cookie")
    cookies = tuple(("Set-Cookie", header.split("=")[0]) for header in answer.headers.getlist("Set-Cookie"))
    statements = tuple(sql for sql, _ in asked)
    return Seen(answer.status_code, body, len(answer.data), headers + cookies, statements)


def differing(found: dict[str, Seen]) -> dict[str, list[str]]:
    """For each kind of number, in what it differs from the unknown one."""
    parts = ("status", "body", "size", "headers", "statements")
    plain = found["unknown"]
    return {
        kind: named
        for kind, each in found.items()
        if (named := [part for part in parts if getattr(each, part) != getattr(plain, part)])
    }


@pytest.mark.parametrize("address", ["/register", "/reset-password/start-again"])
def test_a_wrong_pair_is_one_answer(client: Browser, numbers: dict[str, str], address: str) -> None:
    found = {kind: seen(client, address, REGISTER | {"id_number": number}, number) for kind, number in numbers.items()}
    assert found["unknown"].status == 422
    assert len(found["unknown"].statements) > 4
    assert differing(found) == {}


def test_a_wrong_sign_in_is_one_answer(client: Browser, numbers: dict[str, str]) -> None:
    form = {"password": "not the password at all"}
    found = {kind: seen(client, "/sign-in", form | {"id_number": number}, number) for kind, number in numbers.items()}
    found["closed, right password"] = seen(
        client, "/sign-in", {"id_number": "CLO000002", "password": factories.PASSWORD}, "CLO000002"
    )
    assert found["unknown"].status == 422
    assert differing(found) == {}


def test_asking_for_a_new_password_is_one_answer(client: Browser, numbers: dict[str, str]) -> None:
    """The page is the same; so is the number of statements that write, which is what takes time."""
    found = {kind: seen(client, "/reset-password", {"id_number": number}, number) for kind, number in numbers.items()}
    assert found["unknown"].status == 303
    assert {kind: parts for kind, parts in differing(found).items() if parts != ["statements"]} == {}
    begun = {kind: sum(sql.startswith("BEGIN") for sql in each.statements) for kind, each in found.items()}
    assert len(set(begun.values())) == 1, begun


@pytest.mark.parametrize("field", ["id_number", "secret_number", "email"])
def test_a_field_check_is_one_answer_and_asks_nobody(client: Browser, numbers: dict[str, str], field: str) -> None:
    addresses = {kind: f"{kind[:3]}@example.org" for kind in numbers}
    values = {"id_number": numbers, "email": addresses, "secret_number": dict.fromkeys(numbers, "9999")}[field]
    values |= {"claimed": "amara@example.org"} if field == "email" else {}
    found = {}
    for kind, value in values.items():
        each = seen(client, f"/register/validate/{field}", {field: value}, value)
        found[kind] = each if field != "email" else Seen(each.status, each.body, 0, (), each.statements)
    assert found["unknown"].statements == ()
    assert differing(found) == {}


def test_a_wrong_sign_in_of_staff_is_one_answer(client: Browser) -> None:
    factories.ben()
    factories.ada()
    factories.bo()
    Staff.update(disabled_at=factories.NOW).where(Staff.name == "Ada").execute()
    Staff.update(password_hash="").where(Staff.name == "Bo").execute()
    form = {"password": "not the password at all", "code": "000000"}
    people = {"unknown": "joe@example.org", "wrong": "ben@example.org", "disabled": "ada@example.org"}
    people |= {"invited": "bob@example.org"}
    Staff.update(email="bob@example.org").where(Staff.name == "Bo").execute()
    found = {kind: seen(client, "/staff/sign-in", form | {"email": email}, email) for kind, email in people.items()}
    right = {"email": "ben@example.org", "password": factories.PASSWORD, "code": "000000"}
    found["right password, wrong code"] = seen(client, "/staff/sign-in", right, right["email"])
    assert found["unknown"].status == 422
    told = {kind: [part for part in parts if part != "statements"] for kind, parts in differing(found).items()}
    assert {kind: parts for kind, parts in told.items() if parts} == {}
    assert differing({kind: found[kind] for kind in people}) == {}


def test_being_slowed_down_is_one_answer(client: Browser, numbers: dict[str, str]) -> None:
    """Also the eleventh try tells nothing about the number."""
    found = {}
    for kind, number in numbers.items():
        for _ in range(throttle.PER_ID_AND_NETWORK.count):
            throttle.reserve([(throttle.PER_ID_AND_NETWORK, f"claim:{number}:127.0.0.0")], now=factories.NOW)
        found[kind] = seen(client, "/register", REGISTER | {"id_number": number}, number)
    retry = re.compile(r"\d+")
    statuses = {each.status for each in found.values()}
    bodies = {retry.sub("N", each.body) for each in found.values()}
    assert statuses == {429}
    assert len(bodies) == 1


def test_the_comparison_sees_a_difference(client: Browser, numbers: dict[str, str]) -> None:
    wrong = seen(client, "/register", REGISTER | {"id_number": numbers["free"]}, numbers["free"])
    right = seen(
        client, "/register", REGISTER | {"id_number": numbers["claimed"], "secret_number": factories.SECRET},
        numbers["claimed"],
    )  # fmt: skip
    assert set(differing({"unknown": wrong, "claimed": right})["claimed"]) >= {"body", "size", "statements"}
    assert Candidate.select().count() == 4
