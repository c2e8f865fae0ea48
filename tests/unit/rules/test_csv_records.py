"""Records by the part: no file makes a part large, and a part has columns only where every record has its cells."""

import csv

import pytest

from portal.rules.csv_lines import Limits
from portal.rules.csv_records import AT_ONCE, Part, Records
from portal.rules.problems import Problem

LIMITS = Limits(rows=AT_ONCE + 10, cell_characters=20)


def records(text: str) -> Records:
    """Of a file with the columns id, name and note, of which the last is not known."""
    return Records(
        csv.reader(text.splitlines(keepends=True), strict=True), ["id", "name", "note"], {"id", "name"}, LIMITS
    )


def parts(text: str) -> list[Part]:
    return [part for part in records(text).parts() if isinstance(part, Part)]


@pytest.mark.parametrize("line", ["1,a,b\n", "\n", ",,\n", "1,a\n"])
def test_a_part_ends_after_some_hundred_records(line: str) -> None:
    assert [(part.first, len(part.records)) for part in parts(line * (AT_ONCE + 1))] == [(2, AT_ONCE), (AT_ONCE + 2, 1)]


@pytest.mark.parametrize("large", ["1,a,b,\n", f"1,a,{'x' * 20}\n", ",,,,,,,\n"])
def test_a_large_record_ends_its_part(large: str) -> None:
    assert [len(part.records) for part in parts(large + "1,a,b\n" + large + large)] == [1, 2, 1]


def test_known_columns_are_given_as_they_stand() -> None:
    file = records("1, a,x\n2,b,\n")
    (part,) = file.parts()
    assert isinstance(part, Part)
    assert file.columns_of(part) == {"id": ("1", "2"), "name": (" a", "b")}


@pytest.mark.parametrize("line", ["\n", ",,\n", "1,a\n", "1,a,b,c\n", f"1,a,{'x' * 21}\n"])
def test_a_part_with_an_odd_record_has_no_columns(line: str) -> None:
    file = records("1,a,b\n" + line)
    assert [file.columns_of(part) for part in file.parts() if isinstance(part, Part)] == [None]


def test_rows_are_counted_however_they_are_read() -> None:
    file = records("1,a,b\n" * (AT_ONCE + 11))
    first, second = (part for part in file.parts() if isinstance(part, Part))
    assert file.columns_of(first) is not None
    assert file.columns_of(second) is None
    *rows, problem = file.rows_of(second)
    assert len(rows) == 10
    assert isinstance(problem, Problem)
    assert problem.found == f"more than {LIMITS.rows} rows"
