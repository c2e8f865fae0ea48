"""A statement reference leads back to the row it stands in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules import statement_references as references


@pytest.mark.parametrize(
    ("session", "reference"),
    [("2026-03", "263ZZ0010001"), ("2026-10", "26AZZ0010001"), ("2026-12", "26CZZ0010001")],
)
def test_the_month_is_one_hex_digit(session: str, reference: str) -> None:
    assert references.make(session, "ZZ001", "0001") == reference


@given(
    st.from_regex(r"20[0-9]{2}-(0[1-9]|1[0-2])", fullmatch=True),
    st.from_regex(r"[A-Z]{2}[0-9]{3}", fullmatch=True),
    st.from_regex(r"[0-9]{4}", fullmatch=True),
)
def test_a_reference_decodes_to_what_it_was_made_of(session: str, centre: str, candidate: str) -> None:
    assert references.decode(references.make(session, centre, candidate)) == (session, centre, candidate)


@pytest.mark.parametrize("text", ["", "260ZZ0010001", "26DZZ0010001", "263ZZ001001", "263zz0010001", "263ZZ00100011"])
def test_other_text_does_not_decode(text: str) -> None:
    with pytest.raises(ValueError, match="looks like"):
        references.decode(text)


@pytest.mark.parametrize(
    "parts", [("2026-13", "ZZ001", "0001"), ("2026-03", "Z001", "0001"), ("2026-03", "ZZ001", "1")]
)
def test_no_reference_is_made_of_wrong_parts(parts: tuple[str, str, str]) -> None:
    with pytest.raises(ValueError, match="needs"):
        references.make(*parts)
