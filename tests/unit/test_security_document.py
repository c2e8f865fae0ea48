"""docs/security.md says what is so: its tests exist, its tables have no hole, its figures are those of the code."""

import ast
import re
from datetime import timedelta
from functools import cache

import pytest

from portal.services import sessions, throttle
from portal.services.throttle import Limit
from tests.unit.source import ROOT

TEXT = (ROOT / "docs/security.md").read_text(encoding="utf-8")
ROWS = [line for line in TEXT.splitlines() if line.startswith("|") and not line.startswith("|---")]
TESTED = [line for line in ROWS if re.match(r"\| (\d+\.\d|T\d)", line)]
NAMED = sorted(set(re.findall(r"`([\w/]+\.py)::(\w+)`", TEXT)))
UNITS = {"min": timedelta(minutes=1), "h": timedelta(hours=1)}


def cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


def table(heading: str) -> list[list[str]]:
    """The rows under this heading, without the first."""
    part = TEXT.split(f"## {heading}\n")[1].split("\n## ")[0]
    return [cells(line) for line in part.splitlines() if line.startswith("| ")][1:]


def lasting(text: str) -> timedelta:
    number, unit = text.split()
    return int(number) * UNITS[unit]


@cache
def named_in(path: str) -> set[str]:
    file = ROOT / "tests" / path if path.startswith("e2e/") else ROOT / "tests/unit" / path
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_a_test_that_is_named_exists(path: str, name: str) -> None:
    assert name in named_in(path)
    assert name.startswith("test_")


@pytest.mark.parametrize("row", TESTED, ids=lambda row: row[2:30])
def test_a_row_is_whole_and_names_what_shows_it(row: str) -> None:
    assert len(cells(row)) == 3
    assert all(cells(row))
    shown = cells(row)[2]
    assert "::test_" in shown
    named = re.sub(r"`[\w/]+\.py::\w+`|`make lint` \([\w, ]+\)", "", shown)
    assert named.strip() == "", "nothing but tests and rules of the linter stands there"


def test_every_requirement_and_threat_has_a_row() -> None:
    assert len([row for row in TESTED if row.startswith("| T")]) == 31
    chapters = {re.match(r"\| (\d+)\.", row).group(1) for row in TESTED if not row.startswith("| T")}  # type: ignore[union-attr]
    assert {int(chapter) for chapter in chapters} == {*range(1, 10), *range(11, 17)}


def test_a_row_names_files_that_are_there() -> None:
    named = {path for row in TESTED for path in re.findall(r"`([\w/]+\.(?:py|js|txt|html))`", cells(row)[1])}
    missing = [path for path in named if not any((ROOT / part / path).exists() for part in ("", "portal"))]
    assert len(named) > 20
    assert missing == []


def test_the_rules_of_the_linter_are_in_force() -> None:
    rules = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    ignored = re.search(r"\nignore = \[(.*?)\n\]", rules, re.S)
    assert '"S",' in rules
    assert ignored is not None
    for rule in re.findall(r"S\d{3}", " ".join(row for row in TESTED if "make lint" in row)):
        assert f'"{rule}"' not in ignored[1], rule


def test_the_limits_are_those_of_the_throttle() -> None:
    written = {name: (int(count), lasting(within)) for name, count, within, _ in table("Limits")}
    limits = [value for value in vars(throttle).values() if isinstance(value, Limit)]
    assert written == {limit.name: (limit.count, limit.period) for limit in limits}
    assert "Ten wrong Secret numbers" in TEXT
    assert throttle.LIFETIME_WRONG_SECRETS == 10


def test_the_lifetimes_are_those_of_the_sessions() -> None:
    written = {who: (lasting(idle), lasting(most)) for who, idle, most, _ in table("Sessions")}
    assert written == {
        "candidates": (sessions.CANDIDATE_IDLE, sessions.CANDIDATE_ABSOLUTE),
        "staff": (sessions.STAFF_IDLE, sessions.STAFF_ABSOLUTE),
    }
