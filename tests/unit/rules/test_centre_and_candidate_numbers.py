"""Centre numbers, candidate numbers and sessions."""

from datetime import date

import pytest

from portal.rules import candidate_numbers, centre_numbers, sessions


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("ZZ001", True), ("ES123", True), ("zz001", False), ("Z0001", False), ("ZZ0011", False)],
)
def test_a_centre_number_is_two_letters_and_three_digits(text: str, is_one: bool) -> None:
    assert centre_numbers.is_centre_number(text) is is_one


def test_a_typed_centre_number_is_tidied() -> None:
    assert centre_numbers.tidy(" zz-001") == "ZZ001"


@pytest.mark.parametrize(("number", "real"), [("ZZ001", False), ("ES001", True), ("ZA001", True)])
def test_a_centre_is_real_unless_its_number_begins_with_zz(number: str, real: bool) -> None:
    assert centre_numbers.is_real(number) is real


@pytest.mark.parametrize(("text", "is_one"), [("0001", True), ("1", False), ("00001", False), ("000A", False)])
def test_a_candidate_number_is_four_digits(text: str, is_one: bool) -> None:
    assert candidate_numbers.is_candidate_number(text) is is_one


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("2026-03", True),
        ("2026-12", True),
        ("2026-13", False),
        ("2026-00", False),
        ("2026-3", False),
        ("1926-03", False),
    ],
)
def test_a_session_is_a_month(text: str, is_one: bool) -> None:
    assert sessions.is_session(text) is is_one


def test_a_day_falls_in_the_session_of_its_month() -> None:
    assert sessions.session_of(date(2026, 3, 14)) == "2026-03"
