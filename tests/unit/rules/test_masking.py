"""What pages and logs show of an address and an ID number."""

import pytest

from portal.rules.masking import mask_email, mask_id_number


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("amara@example.org", "a***@example.org"),
        ("a@example.org", "a***@example.org"),
        ("@example.org", "***@example.org"),
        ("no address", "***"),
        ("", "***"),
    ],
)
def test_an_address_shows_its_first_letter_and_its_domain(address: str, masked: str) -> None:
    assert mask_email(address) == masked


@pytest.mark.parametrize(
    ("id_number", "masked"),
    [("QXA104233", "\u2022\u2022\u2022\u2022\u20224233"), ("4233", "\u2022\u2022\u2022\u2022"), ("", "")],
)
def test_an_id_number_shows_its_last_four_characters(id_number: str, masked: str) -> None:
    assert mask_id_number(id_number) == masked
