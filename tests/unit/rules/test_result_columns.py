"""Results read by the column are those read row by row, problem by problem, whatever stands in the file."""

import csv
from collections.abc import Sequence
from datetime import date
from io import StringIO
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.cli import demo_data
from portal.rules import csv_records, result_columns, results_file
from portal.rules.catalogue import load
from portal.rules.csv_files import open_csv
from portal.rules.csv_lines import Limits
from portal.rules.problems import Problem
from portal.rules.result_columns import MOST_KEPT, ColumnReader
from portal.rules.result_row import ResultRow, RowReader
from portal.rules.results_file import LAYOUT, OPTIONAL
from portal.rules.row_identity import IdentityReader

EXAMS = ["A2K", "B2F", "C1A"]
PEOPLE = list(
    demo_data.entries(40, seed=3, centre_numbers=["ZZ001", "ZZ002"], exam_codes=EXAMS, exam_date=date(2026, 3, 14))
)
GOOD = [row | dict.fromkeys(("hold_reason", "version"), "") for row in demo_data.results(PEOPLE, seed=3)]
ODD = [
    "", " ", "0", "1", "00", "82", "172", "0172", "190", "-1", "17.2", "\u0661\u0667\u0662", "99999", "X", "OK", "ok",
    " OK ", "PENDING", "NONE", "A", "C1", "B1P", "zz001", " ZZ002 ", "ZZ009", "2026-04", "0001", "001", "2007-02-30",
    "20070101", "1899-12-31", "2007-01-01\n2007-01-02", "CES-2020", "CES-1999", "QUALIFICATION", "a\x07", "Núñez",
    "x" * 101, "x" * 501,
]  # fmt: skip
CHANGES = st.lists(
    st.tuples(st.integers(0, 7), st.sampled_from(sorted(GOOD[0])), st.sampled_from(ODD) | st.integers(0, 7)), max_size=4
)


def by_row(content: bytes, limits: Limits | None = None) -> list[ResultRow | Problem]:
    """The same file read without columns."""
    opened, read = open_csv(content, LAYOUT, limits), list[ResultRow | Problem]()
    reader = RowReader(load(), IdentityReader(load()))
    for row in opened.records.rows():
        read += [row] if isinstance(row, Problem) else reader.read(row)
    return opened.problems + read


def as_file(
    rows: Sequence[dict[str, str]], left_out: Sequence[str] = (), breaks: Sequence[tuple[int, str]] = ()
) -> bytes:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    columns = [column for column in rows[0] if column not in left_out]
    writer.writerow(columns)
    for number, row in enumerate(rows):
        writer.writerow([row[column] for column in columns])
        text.write("".join(line for place, line in breaks if place == number))
    return text.getvalue().encode()


@settings(max_examples=400)
@given(
    st.integers(0, 32),
    CHANGES,
    st.lists(st.sampled_from(OPTIONAL), max_size=2),
    st.lists(st.tuples(st.integers(0, 7), st.sampled_from(["\n", "a,b\n", '"\n', "\x00\n"])), max_size=1),
    st.sampled_from([3, 7, 100]),
)
def test_a_file_says_the_same_by_column_and_by_row(
    start: int,
    changes: list[tuple[int, str, str | int]],
    left_out: list[str],
    breaks: list[tuple[int, str]],
    most_rows: int,
) -> None:
    rows = [dict(row) for row in GOOD[start : start + 8]]
    for place, column, value in changes:
        rows[place][column] = value if isinstance(value, str) else GOOD[start + value][column]
    content, limits = as_file(rows, left_out, breaks), Limits(rows=most_rows)
    with mock.patch.object(csv_records, "AT_ONCE", 3):
        assert list(results_file.read(content, load(), limits)) == by_row(content, limits)


def test_what_is_plain_is_read_by_the_column() -> None:
    with mock.patch.object(RowReader, "read") as one_by_one:
        read = list(results_file.read(as_file(GOOD), load()))
    assert (len(read), one_by_one.call_count) == (len(GOOD), 0)


def test_what_cells_mean_is_forgotten_when_there_is_too_much_of_it() -> None:
    reader = ColumnReader(load(), IdentityReader(load()))
    kept = reader._alike["hold_reason"]
    for number in range(3 * MOST_KEPT):
        assert kept[f"reason {number}"] == f"reason {number}"
        assert kept["x" * (result_columns.LONGEST_KEPT + 1)]
        assert len(kept) <= MOST_KEPT
    assert max(map(len, kept)) <= result_columns.LONGEST_KEPT
