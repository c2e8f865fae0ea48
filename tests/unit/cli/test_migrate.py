"""Making the tables from the command line."""

from tests.unit.cli.conftest import Run


def test_migrating_twice_applies_everything_once(run: Run) -> None:
    first, second = run("migrate"), run("migrate")
    assert first.exit_code == second.exit_code == 0
    assert "Applied 0001_people" in first.output
    assert second.output == "The database is up to date.\n"


def test_a_server_does_not_start_on_a_database_without_tables(run: Run) -> None:
    for command in ("web", "worker"):
        refused = run(command)
        assert refused.exit_code == 1
        assert "Run: portal migrate" in refused.stderr
