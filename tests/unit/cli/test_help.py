"""What every command has in common: its help with an example, and the exit code of wrong usage."""

from collections.abc import Iterator

import click
import pytest

from portal.cli.main import portal
from tests.unit.cli.conftest import Run, process


def commands(
    group: click.Group = portal, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with the words that lead to it."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


ALL = [pytest.param(path, command, id=" ".join(path)) for path, command in commands()]
STABLE = (
    "audit verify", "backup", "bench", "batch list", "batch release-due", "batch show", "centre add", "check",
    "clock advance", "clock reset", "clock show", "demo", "import", "migrate", "outbox list", "outbox retry", "restore",
    "seed", "staff add", "staff disable", "staff list", "web", "worker",
)  # fmt: skip


@pytest.mark.parametrize("name", STABLE)
def test_the_commands_that_others_rely_on_are_there(name: str) -> None:
    assert name in {" ".join(path) for path, _ in commands()}


@pytest.mark.parametrize(("path", "command"), ALL)
def test_help_says_what_it_does_and_shows_an_example(path: tuple[str, ...], command: click.Command, run: Run) -> None:
    shown = run(*path, "--help")
    assert shown.exit_code == 0
    words = " ".join(shown.output.split())
    assert f"Example: portal {' '.join(path)}" in words
    assert command.help


@pytest.mark.parametrize(("path", "command"), ALL)
def test_an_unknown_option_is_wrong_usage(path: tuple[str, ...], command: click.Command, run: Run) -> None:
    if command.context_settings.get("ignore_unknown_options"):
        command = click.Command("passes its options on")
        assert path == ("bench",)
        return
    assert run(*path, "--no-such-option").exit_code == 2


def test_an_unknown_command_is_wrong_usage(run: Run) -> None:
    assert run("no-such-command").exit_code == 2


@pytest.mark.parametrize("command", ["migrate", "web", "worker", "batch list"])
def test_a_wrong_setting_stops_with_one_sentence(run: Run, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setenv("PORTAL_WEB_WORKERS", "many")
    refused = run(*command.split())
    assert refused.exit_code == 1
    assert refused.stderr == "Error: PORTAL_WEB_WORKERS takes a whole number from 1 to 64.\n"
    assert refused.stdout == ""


def test_the_installed_command_and_the_module_are_the_same(environ: dict[str, str]) -> None:
    shown = process("--help")
    assert shown.returncode == 0
    assert "The Candidate Portal" in shown.stdout


def test_a_process_without_a_secret_key_says_so_without_a_traceback(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PORTAL_SECRET_KEY")
    refused = process("migrate")
    assert refused.returncode == 1
    assert refused.stderr == "Error: PORTAL_SECRET_KEY is missing: set at least 32 random characters.\n"
