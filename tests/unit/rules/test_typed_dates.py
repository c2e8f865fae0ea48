"""Dates as people type them from paper."""

from datetime import date

import pytest

from portal.rules import typed_dates


@pytest.mark.parametrize(
    "text",
    ["30 11 2007", "30/11/2007", "30.11.2007", " 30-11-2007 ", "2007-11-30", "30. 11. 2007",
     "\u0663\u0660/\u0661\u0661/\u0662\u0660\u0660\u0667",
     "\uff13\uff10 \uff11\uff11 \uff12\uff10\uff10\uff17"],
)  # fmt: skip
def test_every_usual_way_is_understood(text: str) -> None:
    assert typed_dates.parse(text) == date(2007, 11, 30)


def test_one_digit_is_enough() -> None:
    assert typed_dates.parse("1.2.2007") == date(2007, 2, 1)


@pytest.mark.parametrize(
    "text",
    ["", "30", "30 11", "30 11 07", "31 11 2007", "11 30 2007", "0 0 0000", "30 11 2007 1", "30 Nov 2007", "1 1 1899",
     "1 1 99999", "00030 11 2007", "\0", "-1 1 2007x", "²0 11 2007 5", "1 " * 1000, "🐟"],
)  # fmt: skip
def test_anything_else_is_no_date(text: str) -> None:
    assert typed_dates.parse(text) is None
