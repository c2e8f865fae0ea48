"""Files as people save them, and files that are broken."""

import csv
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.csv_files import CsvFile, Layout, open_csv
from portal.rules.csv_lines import Limits
from portal.rules.csv_records import UNREADABLE, CsvRow
from portal.rules.problems import Problem

LAYOUT = Layout(("id", "name", "note"), frozenset({"id", "name"}))
SMALL = Limits(file_bytes=400, line_bytes=100, rows=3, columns=4, cell_characters=20)


def opened(content: bytes, limits: Limits = SMALL) -> CsvFile:
    return open_csv(content, LAYOUT, limits)


def rows(content: bytes, limits: Limits = SMALL) -> list[dict[str, str]]:
    return [row.cells for row in opened(content, limits).records.rows() if isinstance(row, CsvRow)]


def problems(content: bytes, limits: Limits = SMALL) -> list[Problem]:
    file = opened(content, limits)
    return file.problems + [row for row in file.records.rows() if isinstance(row, Problem)]


@pytest.mark.parametrize(
    "content",
    [
        "id,name\n1,Zoë\n",
        "id;name\n1;Zoë\n",
        "\ufeffid,name\n1,Zoë\n",
        "id,name\r\n1,Zoë\r\n",
        "name,id\nZoë,1",
        ' id , name \n 1 ," Zoë "\n',
        "id,name\n\n1,Zoë\n,\n\n",
        '"id";"name"\n"1";"Zoë"\n',
    ],
)
def test_every_way_to_save_a_file_reads_the_same(content: str) -> None:
    assert rows(content.encode()) == [{"id": "1", "name": "Zoë"}]


def test_a_stream_reads_like_bytes() -> None:
    assert list(open_csv(BytesIO(b"id,name\n1,a\n"), LAYOUT).records.rows()) == [CsvRow(2, {"id": "1", "name": "a"})]


def test_rows_are_numbered_as_a_spreadsheet_numbers_them() -> None:
    content = b'id,name\n1,"two\nlines"\n\n2,b\n'
    assert [row.number for row in opened(content).records.rows() if isinstance(row, CsvRow)] == [2, 4]


def test_a_delimiter_inside_quotation_marks_is_text() -> None:
    assert rows(b'id,name\n1,"a, b; c"\n') == [{"id": "1", "name": "a, b; c"}]


def test_an_unknown_column_is_left_out_with_a_warning() -> None:
    content = b"id,name,shoe\n1,a,42\n"
    assert (rows(content), problems(content)) == (
        [{"id": "1", "name": "a"}],
        [Problem(1, "shoe", "an unknown column", "a column of this kind of file", "warning")],
    )


@pytest.mark.parametrize(
    ("content", "row", "column", "found"),
    [
        (b"", 1, "", "no column name of this kind of file"),
        (b"\n\n", 1, "", "no column name of this kind of file"),
        (b"1,0042\n", 1, "", "no column name of this kind of file"),
        (b"id,name,name\n", 1, "name", "2 columns of this name"),
        (b"id,note\n", 1, "name", "no such column"),
        ("id,n\u0430me\n".encode(), 1, "name", "no such column"),
        (b"id,name,,,\n", 1, "", "5 columns"),
        (b"id,name\n1\n", 2, "", "1 cells"),
        (b"id,name\n1,a,b\n", 2, "", "3 cells"),
        (b"id,name\n1,aaaaaaaaaaaaaaaaaaaaa\n", 2, "name", "21 characters"),
        (b'id,name\n1,"a\n', 2, "", UNREADABLE),
        (b'id,name\n1,"a"b\n', 2, "", UNREADABLE),
        (b'id,"name\n', 1, "", UNREADABLE),
        (b"id,name\r1,a\r", 1, "", UNREADABLE),
        (b"id,name\n1,a\rb\n", 2, "", UNREADABLE),
        (b"id,name\n1,a\x00\n", 2, "", "a NUL character"),
        (b"id,name\n1,Zo\xeb\n", 2, "", "bytes that are not UTF-8"),
        ("id,name\n".encode("utf-16"), 0, "", "text in UTF-16"),
        ("id,name\n".encode("utf-16-be"), 1, "", "a NUL character"),
        (b"PK\x03\x04rest", 0, "", "a spreadsheet or a zip archive"),
        (b"id,name\n" + b"1,a\n" * 4, 5, "", "more than 3 rows"),
        (b"id,name\n" + b"1," + b"a" * 120, 2, "", "a line of more than 100 bytes"),
        (b"id,name\n" + b"\n" * 500, 0, "", "more than 400 bytes"),
    ],
)
def test_a_broken_file_is_told_in_words(content: bytes, row: int, column: str, found: str) -> None:
    problem = next(problem for problem in problems(content) if problem.is_error)
    assert (problem.row, problem.column, problem.found) == (row, column, found)


def test_no_rows_follow_a_header_that_lacks_a_column() -> None:
    assert rows(b"id,note\n1,a\n") == []


def test_a_file_without_header_shows_nobodys_secret_number() -> None:
    assert "0042" not in repr(problems(b"QXA104233,0042\nQXA104234,0043\n"))


def test_reading_goes_on_after_a_ragged_row() -> None:
    assert rows(b"id,name\n1\n2,b\n") == [{"id": "2", "name": "b"}]


CELLS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=5), st.sampled_from(",;"))
def test_what_a_csv_writer_wrote_is_read_back(records: list[tuple[str, str]], delimiter: str) -> None:
    buffer = StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([("id", "name"), *records])
    expected = [{"id": one.strip(), "name": two.strip()} for one, two in records if one or two]
    assert rows(buffer.getvalue().encode(), Limits()) == expected


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything(content: bytes) -> None:
    for problem in problems(b"id,name\n" + content, Limits()) + problems(content, Limits()):
        assert problem.found
