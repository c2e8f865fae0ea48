"""Hints for mistyped domains, and silence about all others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.email_typos import DOMAINS, suggestion


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("a@hotmial.com", "a@hotmail.com"),
        ("a@gmial.com", "a@gmail.com"),
        ("a@gmail.con", "a@gmail.com"),
        ("a@gmail.co", "a@gmail.com"),
        ("a@gnail.com", "a@gmail.com"),
        ("a@GMAI.COM", "a@gmail.com"),
        ("a@outlok.com", "a@outlook.com"),
        ("a@yaho.es", "a@yahoo.es"),
        ("a@hotmail.cm", "a@hotmail.com"),
        ("Amara.B@iclud.com ", "Amara.B@icloud.com"),
        ("a@school.con", "a@school.com"),
        ("a@charity.ogr", "a@charity.org"),
    ],
)
def test_a_mistyped_domain_gets_a_hint(typed: str, meant: str) -> None:
    assert suggestion(typed) == meant


@pytest.mark.parametrize(
    "address",
    [
        *(f"a@{domain}" for domain in DOMAINS),
        "a@example.org",
        "a@yahoo.pl",
        "a@hotmail.be",
        "a@live.co.jp",
        "a@vp.pl",
        "a@cam.ac.uk",
        "a@school.edu",
        "gmial.com",
        "@gmial.com",
        "",
        "a@",
        "a@" + "x" * 10_000,
    ],
)
def test_every_other_address_gets_none(address: str) -> None:
    assert suggestion(address) is None


@given(st.text(max_size=60))
def test_a_hint_is_never_what_was_typed(address: str) -> None:
    assert suggestion(address) != address
