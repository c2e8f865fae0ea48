"""Why a password is refused, and what is not a reason."""

import pytest

from portal.rules.passwords import MAXIMUM, STAFF_MINIMUM, Refusal, common_passwords, normalised, refusal

PERSON = ("QXA104233", "María José", "Núñez Ibáñez", "maria.jose@example.org", "B2F", "2007-11-30")
GOOD = "violet harbour sings 9"


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "correcthorsebatterystaple",
        "            letters in spaces",
        "नमस्ते दुनिया मेरे दोस्त",
        "\U0001f600\U0001f680\U0001f308\U0001f40d\U0001f355\U0001f3b8\U0001f996\U0001f308\U0001f30d\U0001f9ca",
        "!#%&/()=?*^$",
        "the greatest exam joy",
        "x" * 9 + "y",
        "z" * MAXIMUM,
    ],
)
def test_no_script_and_no_kind_of_sign_is_a_reason(password: str) -> None:
    assert refusal(password, strength=4, context=PERSON) is None


@pytest.mark.parametrize(
    ("length", "minimum", "reason"),
    [
        (0, 10, Refusal.TOO_SHORT),
        (9, 10, Refusal.TOO_SHORT),
        (10, 10, None),
        (11, STAFF_MINIMUM, Refusal.TOO_SHORT),
        (12, STAFF_MINIMUM, None),
        (256, 10, None),
        (257, 10, Refusal.TOO_LONG),
        (1_000_000, 10, Refusal.TOO_LONG),
    ],
)
def test_lengths_have_two_ends(length: int, minimum: int, reason: Refusal | None) -> None:
    assert refusal("\u017e" * length, strength=4, minimum=minimum) is reason


def test_lengths_are_counted_after_composing() -> None:
    assert refusal("z\u030c" * 9, strength=4) is Refusal.TOO_SHORT


def test_a_password_is_composed_and_otherwise_left_alone() -> None:
    assert normalised(" Jose\u0301 ") == " Jos\u00e9 "


@pytest.mark.parametrize("minimum", [10, STAFF_MINIMUM])
def test_the_list_has_three_thousand_passwords_of_the_length_that_is_asked_for(minimum: int) -> None:
    assert sum(len(password) >= minimum for password in common_passwords()) >= 3_000


def test_every_common_password_is_refused() -> None:
    let_through = [password for password in common_passwords() if refusal(password, strength=4) is None]
    assert let_through == []


@pytest.mark.parametrize("password", ["qwertyuiop", "QWERTYUIOP", "Password123", "1q2w3e4r5t", "dragondragon"])
def test_a_common_password_is_refused_in_any_case(password: str) -> None:
    assert refusal(password, strength=4) is Refusal.COMMON


@pytest.mark.parametrize(
    "password",
    [
        "Examresults2026",
        "3xamR3sults2026",
        "Cambridge-2026!!",
        "portalcandidate1",
        "QXA104233QXA104233",
        "qxa104233-2026",
        "mariajose2007",
        "Nunez.Ibanez.99",
        "NUNEZ ibanez 2026",
        "maria.jose@example.org",
        "2007-11-30 B2F",
    ],
)
def test_words_everyone_could_guess_are_refused(password: str) -> None:
    assert refusal(password, strength=4, context=PERSON) is Refusal.CONTEXT


@pytest.mark.parametrize(("strength", "reason"), [(0, Refusal.WEAK), (2, Refusal.WEAK), (3, None), (None, None)])
def test_a_weak_password_is_refused(strength: int | None, reason: Refusal | None) -> None:
    assert refusal(GOOD, strength=strength) is reason
