"""The content hash changes with the content and with nothing else."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.content_hash import AT_ONCE, Content

NINE = datetime(2026, 4, 20, 7, 0, tzinfo=UTC)
VALUES = st.one_of(st.none(), st.integers(), st.text(max_size=5))
EXPECTED = "6f475f2bd86b300cc048da2d46da99a87e667bb020bbe20d58c84397709e8c25"
TABLES = st.integers(0, 4).flatmap(lambda width: st.lists(st.tuples(*[VALUES | st.booleans()] * width), max_size=6))
ROWS = st.lists(st.dictionaries(st.text(max_size=3), VALUES, max_size=3), max_size=5)


def hashed(rows: Any = (), holds: Any = (), release_at: datetime | None = NINE) -> str:
    content = Content()
    content.add(rows=list(rows), holds=list(holds))
    return content.hash(release_at=release_at)


def test_the_form_of_the_hash_is_fixed() -> None:
    rows = [{"id_number": "QXA104233", "overall_score": 173, "cefr_level": None}]
    assert hashed(rows, [("QXA104233", "PENDING")]) == EXPECTED


def as_one_text(rows: Any, holds: Any) -> str:
    """The form as it is described, in one go."""

    def text(value: Any) -> str:
        return json.dumps(value, sort_keys=True, separators=(",", ":"))

    lines = {"holds": sorted(map(text, holds)), "rows": sorted(map(text, rows))}
    content = text({"form": 1, "release_at": "2026-04-20T07:00:00.000000+00:00", **lines})
    return hashlib.sha256(content.encode("ascii")).hexdigest()


@given(TABLES | ROWS, TABLES)
def test_whatever_is_hashed_has_this_form(rows: list[Any], holds: list[Any]) -> None:
    assert hashed(rows, holds) == as_one_text(rows, holds)


@pytest.mark.parametrize("size", [AT_ONCE - 1, AT_ONCE, AT_ONCE + 1])
def test_many_rows_have_the_form_of_few(size: int) -> None:
    rows = [(str(number), number, None if number % 3 else number) for number in range(size)]
    assert hashed(rows) == as_one_text(rows, [])


@given(TABLES, TABLES)
def test_the_parts_in_which_rows_come_do_not_count(some: list[Any], more: list[Any]) -> None:
    content = Content()
    for rows in (more, some):
        content.add(rows=rows, holds=[])
    assert content.hash(release_at=NINE) == hashed(some + more)


@given(ROWS, st.randoms())
def test_the_order_of_rows_and_columns_does_not_count(rows: list[dict[str, Any]], random: Any) -> None:
    turned = [dict(reversed(list(row.items()))) for row in rows]
    random.shuffle(turned)
    assert hashed(turned) == hashed(rows)


@given(ROWS, ROWS)
def test_other_rows_have_another_hash(rows: list[dict[str, Any]], others: list[dict[str, Any]]) -> None:
    def known(some: list[dict[str, Any]]) -> list[str]:
        return sorted(repr(sorted(row.items())) for row in some)

    assert (hashed(rows) == hashed(others)) is (known(rows) == known(others))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([("a", "b")], [("ab",)]),
        ([("a",), ("b",)], [("a", "b")]),
        ([{"score": 12}], [{"score": "12"}]),
        ([{"score": None}], [{"score": ""}]),
        ([{"score": None}], [{}]),
        ([{"a": "1"}], [{"a": "1"}, {"a": "1"}]),
        ([{"a": '1","b":"2'}], [{"a": "1", "b": "2"}]),
    ],
)
def test_what_looks_alike_is_kept_apart(one: list[Any], other: list[Any]) -> None:
    assert hashed(one) != hashed(other)


def test_a_hold_is_not_a_row() -> None:
    assert hashed(rows=[("a",)]) != hashed(holds=[("a",)])


def test_the_release_time_counts() -> None:
    assert hashed(release_at=NINE) != hashed(release_at=NINE + timedelta(minutes=1))


def test_no_release_time_is_a_content_too() -> None:
    assert hashed(release_at=None) != hashed(release_at=NINE)


def test_the_same_instant_in_another_zone_is_the_same_content() -> None:
    assert hashed(release_at=NINE.astimezone(timezone(timedelta(hours=2)))) == hashed(release_at=NINE)


def test_a_naive_release_time_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        hashed(release_at=NINE.replace(tzinfo=None))


@pytest.mark.parametrize("row", [{"a": 1.5}, {1: "a"}, {"a": NINE}, {"a": [b"x"]}, ("a", 1.5), (b"x",), ({1: "a"},)])
def test_values_without_one_text_are_refused(row: Any) -> None:
    with pytest.raises(TypeError):
        hashed([row])
