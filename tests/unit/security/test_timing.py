"""What a stopwatch tells: 32 tries with known and 32 with unknown numbers take turns at each door.

The same questions with services alone, on both databases, more tries and a machine of their own, are asked by
`python -m benchmarks enumeration`.
"""

import time
from collections.abc import Callable
from statistics import median

import pytest

from benchmarks.enumeration import SURE, UNNOTICEABLE_MS, mann_whitney
from portal.services import hashing
from tests.unit import factories
from tests.unit.web.browser import Browser

TRIES = 32
PASSWORD = {"password": "not the password at all"}
NEW_PASSWORD = {"password": "seven small grey herons", "confirm_password": "seven small grey herons"}
CLAIM = {"secret_number": "9999", "email": "guess@example.org", "terms": "agree", "date_of_birth": "1 1 2001"}
DOORS = {
    "/sign-in": PASSWORD,
    "/register": CLAIM | NEW_PASSWORD,
    "/reset-password": {},
    "/reset-password/start-again": CLAIM | NEW_PASSWORD,
    "/register/validate/id_number": {},
    "/sign-in/validate/id_number": {},
}


@pytest.fixture
def registered(client: Browser) -> list[str]:
    """ID numbers with an account, enough for one try each."""
    client.judges_pages = False
    sitting = factories.sitting()
    numbers = [f"KNO{number:06}" for number in range(TRIES + 1)]
    for number in numbers:
        factories.candidate(factories.entry(sitting, id_number=number), email=f"{number.lower()}@example.org")
    return numbers


def told(act: Callable[[str], object], known: list[str]) -> bool:
    """Whether known and unknown differ by what can be noticed, and not by chance."""
    times: dict[str, list[float]] = {"KNO": [], "ZZZ": []}
    for turn, number in enumerate(known):
        for kind in ("KNO", "ZZZ") if turn % 2 else ("ZZZ", "KNO"):
            begun = time.perf_counter()
            act(number.replace("KNO", kind))
            times[kind].append((time.perf_counter() - begun) * 1000)
    one, other = times["KNO"][1:], times["ZZZ"][1:]  # the first ones fill what is kept for the next
    return abs(median(one) - median(other)) >= UNNOTICEABLE_MS and mann_whitney(one, other) < SURE


@pytest.mark.parametrize("address", DOORS)
def test_no_door_takes_longer_for_who_is_known(client: Browser, registered: list[str], address: str) -> None:
    assert not told(lambda number: client.post(address, data=DOORS[address] | {"id_number": number}), registered)


def test_staff_are_not_known_by_the_time_either(client: Browser) -> None:
    client.judges_pages = False
    known = [f"KNO{number}" for number in range(TRIES + 1)]
    for name in known:
        factories.staff(name, "board", None)
    form = PASSWORD | {"code": "1"}
    assert not told(lambda name: client.post("/staff/sign-in", data=form | {"email": f"{name}@example.org"}), known)


def test_the_stopwatch_sees_a_door_that_hashes_for_the_known_only(
    client: Browser, registered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    right = hashing.verify_password
    monkeypatch.setattr(hashing, "verify_password", lambda stored, given: bool(stored) and right(stored, given))
    assert told(lambda number: client.post("/sign-in", data=PASSWORD | {"id_number": number}), registered)
