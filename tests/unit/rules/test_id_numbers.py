"""ID numbers as printed, as typed, and as something else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules import id_numbers


@pytest.mark.parametrize(
    "typed",
    [
        "abc123456",
        " ABC 123 456 ",
        "ABC-123-456",
        "ABC\u2013123\u2014456",
        "\uff21\uff22\uff23\uff11\uff12\uff13\uff14\uff15\uff16",
        "ABC\u0661\u0662\u0663\u0664\u0665\u0666",
        "abc\u00a0123\u200b456",
        "ABC\u2212123456\n",
    ],
)
def test_what_is_typed_from_paper_is_the_printed_number(typed: str) -> None:
    assert id_numbers.tidy(typed) == "ABC123456"


@pytest.mark.parametrize("text", ["ABC123456", "123456ABC", "000000AAA"])
def test_both_forms_are_id_numbers(text: str) -> None:
    assert id_numbers.is_id_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ABC12345",
        "ABC1234567",
        "ABCD12345",
        "abc123456",
        "123ABC456",
        "ABC123456\n",
        "123456ABCX",
        "ÄBC123456",
    ],
)
def test_other_text_is_not_an_id_number(text: str) -> None:
    assert not id_numbers.is_id_number(text)


def test_the_example_is_an_id_number() -> None:
    assert id_numbers.is_id_number(id_numbers.EXAMPLE)


def test_a_sharp_s_does_not_become_two_letters() -> None:
    assert not id_numbers.is_id_number(id_numbers.tidy("ßA123456"))


def test_a_control_character_is_not_overlooked() -> None:
    assert not id_numbers.is_id_number(id_numbers.tidy("ABC\x00123456"))


def test_a_megabyte_is_not_an_id_number() -> None:
    assert not id_numbers.is_id_number(id_numbers.tidy("A" * 1_000_000))


@given(st.text(max_size=80))
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    once = id_numbers.tidy(text)
    assert id_numbers.tidy(once) == once


@given(st.from_regex(r"[0-9]{6}[A-Z]{3}|[A-Z]{3}[0-9]{6}", fullmatch=True))
def test_tidying_leaves_an_id_number_as_it_is(text: str) -> None:
    assert id_numbers.tidy(text) == text
