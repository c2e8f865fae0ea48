"""Backing up and restoring from the command line: sentences and exit codes."""

import os
import shutil
from pathlib import Path

import pytest

from portal.models.candidate import Candidate
from tests.unit.cli.conftest import Run, answer, process

ANOTHER_KEY = "another key 0123456789 abcdefghijklmnopqrstuvwxyz"


@pytest.fixture
def file(migrated: Run, tmp_path: Path) -> Path:
    """A backup of a portal that seed filled, whose own database is gone."""
    os.environ["PORTAL_TIME_TRAVEL"] = "1"
    seeded = migrated("seed", "scheduled-tomorrow")
    del os.environ["PORTAL_TIME_TRAVEL"]
    assert seeded.exit_code == 0, seeded.output
    made = migrated("backup", tmp_path / "portal.zip")
    assert (made.exit_code, made.stderr) == (0, "")
    assert made.output.startswith(f"Wrote {tmp_path / 'portal.zip'}: sqlite, ")
    return tmp_path / "portal.zip"


@pytest.fixture
def lost(file: Path, tmp_path: Path) -> Path:
    shutil.move(tmp_path / "portal.db", tmp_path / "lost.db")
    return file


def test_a_backup_is_restored_and_says_what_waits_for_a_person(lost: Path, run: Run, rows) -> None:
    done = run("restore", lost)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "Stopped 1 planned release: portal batch list\n" in done.output
    assert "No --erasures were given" in done.output
    assert rows(lambda: Candidate.select().count()) > 0
    assert [batch["state"] for batch in answer(run("batch", "list", "--json"))] == ["stopped"]
    assert run("batch", "release-due").output == "Nothing is due.\n"
    assert answer(run("audit", "verify", "--json"))["broken_at"] is None


def test_a_list_of_erasures_goes_with_it(lost: Path, run: Run, tmp_path: Path) -> None:
    shutil.copy(tmp_path / "lost.db", tmp_path / "portal.db")
    made = run("backup", "--erasures-only", tmp_path / "erasures.zip")
    assert made.output == f"Wrote {tmp_path / 'erasures.zip'}: 0 erasures.\n"
    (tmp_path / "portal.db").unlink()
    done = run("restore", lost, "--erasures", tmp_path / "erasures.zip")
    assert done.exit_code == 0
    assert "No --erasures" not in done.output


def test_refusals_end_with_1_and_one_sentence(file: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    sentences = {
        "There is a file portal.zip already.": run("backup", file),
        "There is no folder": run("backup", file.parent / "nowhere" / "portal.zip"),
        "The database is not empty": run("restore", file),
    }
    monkeypatch.setenv("PORTAL_DATABASE_URL", f"sqlite:///{file.parent / 'new' / 'portal.db'}")
    sentences["The tables are missing"] = run("backup", file.parent / "other.zip")
    monkeypatch.setenv("PORTAL_SECRET_KEY", ANOTHER_KEY)
    sentences["made with another PORTAL_SECRET_KEY"] = run("restore", file)
    file.write_bytes(file.read_bytes()[:1000])
    sentences["portal.zip is damaged"] = run("restore", file)
    for sentence, refused in sentences.items():
        assert refused.exit_code == 1
        assert refused.stderr.startswith("Error: ")
        assert sentence in refused.stderr
        assert refused.stderr.count("\n") == 1
    assert run("backup", "--force", file).exit_code == 1
    monkeypatch.setenv("PORTAL_DATABASE_URL", f"sqlite:///{file.parent / 'portal.db'}")
    assert run("backup", "--force", file).exit_code == 0


@pytest.mark.parametrize("words", [["backup"], ["restore"], ["restore", "no-such-file"], ["backup", "."]])
def test_wrong_usage_ends_with_2(run: Run, words: list[str]) -> None:
    assert run(*words).exit_code == 2


def test_a_portal_whose_restore_was_cut_short_does_not_start(lost: Path, run: Run) -> None:
    """Before it is whole there is no database of that name, so that the worker refuses."""
    lost.write_bytes(lost.read_bytes()[:-2000])
    assert process("restore", lost).returncode == 1
    refused = process("worker")
    assert refused.returncode == 1
    assert "Run: portal migrate" in refused.stderr
