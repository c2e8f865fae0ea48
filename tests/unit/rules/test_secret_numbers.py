"""Secret numbers keep their leading zeros and are never padded."""

import pytest

from portal.rules import secret_numbers


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("0042", "0042"), (" 00 42", "0042"), ("\u0660\u0660\u0664\u0662", "0042"), ("42", "42")],
)
def test_digits_are_folded_and_nothing_is_padded(typed: str, stored: str) -> None:
    assert secret_numbers.tidy(typed) == stored


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("0042", True),
        ("9999", True),
        ("42", False),
        ("00042", False),
        ("", False),
        ("12a4", False),
        ("\u0660\u0660\u0664\u0662", False),
    ],
)
def test_a_secret_number_is_four_digits(text: str, is_one: bool) -> None:
    assert secret_numbers.is_secret_number(text) is is_one


def test_generated_numbers_are_secret_numbers() -> None:
    assert all(secret_numbers.is_secret_number(secret_numbers.generate()) for _ in range(200))


def test_generated_numbers_differ() -> None:
    assert len({secret_numbers.generate() for _ in range(200)}) > 100
