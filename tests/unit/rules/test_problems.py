"""What a list of problems shows of a cell."""

import pytest

from portal.rules.problems import Problem, shown


@pytest.mark.parametrize(
    ("cell", "visible"),
    [
        ("", "nothing"),
        ("abc", "abc"),
        ("a\nb\u202e", "a\\u000ab\\u202e"),
        ("a" * 61, "a" * 60 + "..."),
        ("ليلى", "ليلى"),
    ],
)
def test_a_cell_is_shown_short_and_with_nothing_hidden(cell: str, visible: str) -> None:
    assert shown(cell) == visible


@pytest.mark.parametrize(("severity", "is_error"), [("error", True), ("warning", False)])
def test_only_an_error_refuses_the_file(severity: str, is_error: bool) -> None:
    assert Problem(2, "grade", "A", "B", severity).is_error is is_error
