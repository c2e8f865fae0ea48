"""Importing files from the command line: all or nothing, and every refused row told."""

import csv
from pathlib import Path

import pytest

from portal.models.entry import Entry
from portal.models.intake import Intake
from portal.models.result import Result
from tests.unit.cli.conftest import Run, answer

MARCH = Path(__file__).parents[2] / "fixtures" / "march-2026"
ENTRIES, RESULTS = MARCH / "entries.csv", MARCH / "results.csv"


@pytest.fixture
def centres(migrated: Run) -> Run:
    for number in ("ZZ001", "ZZ002", "ZZ003"):
        words = "--name School --country ES --timezone Europe/Madrid --contact-name X --contact-email x@example.org"
        assert migrated("centre", "add", number, *words.split()).exit_code == 0
    return migrated


def test_a_dry_run_saves_nothing(centres: Run, rows) -> None:
    done = centres("import", "entries", ENTRIES, "--dry-run")
    assert done.exit_code == 0
    assert "180 rows: 180 new, 0 changed. This was a dry run: nothing was saved." in done.output
    assert rows(lambda: (Entry.select().count(), Intake.select().count())) == (0, 0)


def test_entries_and_results_are_saved(centres: Run, rows) -> None:
    assert answer(centres("import", "entries", ENTRIES, "--json"))["rows_new"] == 180
    assert answer(centres("import", "results", RESULTS, "--json"))["state"] == "accepted"
    assert rows(lambda: (Entry.select().count(), Result.select().count())) == (180, 180)


def test_the_same_file_twice_is_refused(centres: Run) -> None:
    centres("import", "entries", ENTRIES)
    again = centres("import", "entries", ENTRIES)
    assert again.exit_code == 1
    assert "was imported before" in again.stderr


def test_refused_rows_are_told_with_row_column_found_and_expected(centres: Run, rows, tmp_path: Path) -> None:
    centres("import", "entries", ENTRIES)
    bad = tmp_path / "bad.csv"
    with RESULTS.open() as source:
        lines = list(csv.DictReader(source))
    lines[0]["overall_score"] = "141"
    lines[1]["date_of_birth"] = "1900-01-01"
    with bad.open("w", newline="") as target:
        writer = csv.DictWriter(target, lines[0])
        writer.writeheader()
        writer.writerows(lines)
    refused = centres("import", "results", bad)
    assert refused.exit_code == 1
    assert "Row 2, overall_score: found 141, expected 140, the mean of the papers" in refused.stdout
    assert "Row 3, date_of_birth: found 1900-01-01, expected 2002-12-01" in refused.stdout
    assert refused.stdout.splitlines()[-1] == "Refused: 2 problems. Nothing was saved."
    assert rows(lambda: Result.select().count()) == 0


@pytest.mark.parametrize("words", [("entries",), ("grades", str(ENTRIES)), ("entries", "no-such-file.csv")])
def test_wrong_usage(migrated: Run, words: tuple[str, ...]) -> None:
    assert migrated("import", *words).exit_code == 2


def test_before_migrating_the_answer_says_what_to_run(run: Run) -> None:
    refused = run("import", "entries", ENTRIES)
    assert refused.exit_code == 1
    assert "Run: portal migrate" in refused.stderr
