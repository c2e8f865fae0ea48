"""The build hook: htmx is fetched when it is not what the lock names, and translations are compiled."""

import gettext
import shutil
import subprocess
from pathlib import Path

import pytest

from bootstrap import build_hook

CATALOGUE = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Hello"\nmsgstr "Hola"\n'


class Npm:
    """Stands in for npm: counts its runs and lays out what it would install."""

    def __init__(self) -> None:
        self.runs = 0

    def __call__(self, arguments: list[str], *, cwd: Path) -> None:
        self.runs += 1
        for source in build_hook.VENDOR_FILES.values():
            file = cwd / "node_modules" / source
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"{source} of {(cwd / 'package-lock.json').read_text()}")


@pytest.fixture
def npm(monkeypatch: pytest.MonkeyPatch) -> Npm:
    stand_in = Npm()
    monkeypatch.setattr(build_hook, "run_npm", stand_in)
    return stand_in


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in build_hook.NPM_FILES:
        (tmp_path / name).write_text("version 1")
    return tmp_path


def htmx(checkout: Path) -> Path:
    return checkout / "static/vendor/htmx.min.js"


def test_htmx_and_its_licence_are_fetched(checkout: Path, npm: Npm) -> None:
    build_hook.fetch_vendor_files(checkout)
    assert htmx(checkout).read_text() == "htmx.org/dist/htmx.min.js of version 1"
    assert (checkout / "static/vendor/htmx.LICENSE.txt").is_file()


def test_what_is_there_already_is_not_fetched_again(checkout: Path, npm: Npm) -> None:
    build_hook.fetch_vendor_files(checkout)
    build_hook.fetch_vendor_files(checkout)
    assert npm.runs == 1


def test_a_new_lock_fetches_again(checkout: Path, npm: Npm) -> None:
    build_hook.fetch_vendor_files(checkout)
    (checkout / "package-lock.json").write_text("version 2")
    build_hook.fetch_vendor_files(checkout)
    assert htmx(checkout).read_text().endswith("version 2")


def test_a_lost_file_is_fetched_again(checkout: Path, npm: Npm) -> None:
    build_hook.fetch_vendor_files(checkout)
    htmx(checkout).unlink()
    build_hook.fetch_vendor_files(checkout)
    assert htmx(checkout).is_file()


def test_an_altered_file_is_fetched_again(checkout: Path, npm: Npm) -> None:
    build_hook.fetch_vendor_files(checkout)
    htmx(checkout).write_text("something else")
    build_hook.fetch_vendor_files(checkout)
    assert htmx(checkout).read_text().endswith("version 1")


def test_the_words_of_a_failing_npm_are_passed_on(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refusal = subprocess.CompletedProcess([], returncode=1, stdout="", stderr="EINTEGRITY")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: refusal)
    monkeypatch.setattr(build_hook, "npm_command", lambda: ["npm"])
    with pytest.raises(RuntimeError, match="EINTEGRITY"):
        build_hook.fetch_vendor_files(checkout)
    assert not htmx(checkout).exists()


def test_a_machine_without_node_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(build_hook.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(RuntimeError, match="Install Node"):
        build_hook.npm_command()


@pytest.mark.parametrize(("npm_path", "wanted"), [("/usr/bin/npm", []), (None, [build_hook.NODE_WHEEL])])
def test_the_build_asks_for_node_only_where_npm_is_missing(
    npm_path: str | None, wanted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: npm_path)
    assert build_hook.BuildHook.dependencies(None) == wanted


def test_translations_are_compiled_beside_their_source(tmp_path: Path) -> None:
    folder = tmp_path / "portal/translations/es/LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text(CATALOGUE)
    build_hook.compile_translations(tmp_path)
    with (folder / "messages.mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Hello") == "Hola"
