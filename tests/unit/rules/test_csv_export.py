"""Exported files do not run in a spreadsheet and can be read back."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.csv_export import csv_lines, neutral


@pytest.mark.parametrize("cell", ["=1+1", "+34 600", "-1", "@SUM(A1)", "\tx", "\rx", '=cmd|" /C calc"!A0'])
def test_a_cell_that_a_spreadsheet_would_run_becomes_text(cell: str) -> None:
    assert neutral(cell) == f"'{cell}"


@pytest.mark.parametrize(
    ("cell", "text"), [("Zoë", "Zoë"), ("a=b", "a=b"), ("0042", "0042"), (173, "173"), (None, ""), ("", "")]
)
def test_an_ordinary_cell_stays_as_it_is(cell: str | int | None, text: str) -> None:
    assert neutral(cell) == text


def test_a_file_begins_with_the_mark_of_utf_8() -> None:
    assert "".join(csv_lines(["id"], [["1"]])) == "\ufeffid\r\n1\r\n"


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=10)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=5))
def test_an_exported_file_reads_back(rows: list[tuple[str, str]]) -> None:
    text = "".join(csv_lines(["a", "b"], rows)).removeprefix("\ufeff")
    read = list(csv.reader(StringIO(text, newline="")))
    assert read == [["a", "b"], *([neutral(cell) for cell in row] for row in rows)]
