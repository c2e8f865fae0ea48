"""Returned emails by hand: what was read, what it meant, and a folder that is not there."""

from pathlib import Path

from tests.unit.cli.conftest import Run, answer


def test_messages_that_are_no_reports_count_nothing(migrated: Run, tmp_path: Path) -> None:
    folder = tmp_path / "returned"
    folder.mkdir()
    (folder / "1.eml").write_text("Subject: I am on holiday\n\nBack soon")
    assert answer(migrated("bounces", folder, "--json")) == {"messages": 1, "bounced": 0}
    assert migrated("bounces", folder).output == "1 message read, 0 emails not delivered.\n"


def test_a_folder_that_is_not_there_is_wrong_usage(migrated: Run, tmp_path: Path) -> None:
    assert migrated("bounces", tmp_path / "nowhere").exit_code == 2
