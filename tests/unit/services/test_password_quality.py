"""The quality of a new password: the rules, and how soon it would be guessed."""

import pytest

from portal.rules.passwords import Refusal
from portal.services import password_quality
from portal.services.errors import PasswordRefused


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", Refusal.TOO_SHORT),
        ("123456789", Refusal.TOO_SHORT),
        ("x" * 257, Refusal.TOO_LONG),
        ("password123", Refusal.COMMON),
        ("Examresults2026", Refusal.CONTEXT),
        ("abcabcabcabc", Refusal.WEAK),
        ("a" * 256, Refusal.WEAK),
        ("a long walk to the sea", None),
        ("длинная дорога к морю", None),
        ("🐟🐠🐡🦈🐙🦀🐚🌊🪸🐳🐋🦭", None),
    ],
)
def test_the_first_reason_is_given(password: str, reason: Refusal | None) -> None:
    assert password_quality.refusal(password) == reason


def test_what_others_know_of_the_person_is_no_password() -> None:
    known = ["QXA104233", "María José", "amara@example.org"]
    assert password_quality.refusal("qxa104233 maria", context=known) == Refusal.CONTEXT
    assert password_quality.refusal("qxa104233 maria") != Refusal.CONTEXT


def test_staff_need_longer_ones() -> None:
    assert password_quality.refusal("walk2sea+up", minimum=12) == Refusal.TOO_SHORT


def test_requiring_raises_with_the_reason() -> None:
    with pytest.raises(PasswordRefused) as refused:
        password_quality.require("short")
    assert refused.value.refusal == Refusal.TOO_SHORT
    password_quality.require("a long walk to the sea")
