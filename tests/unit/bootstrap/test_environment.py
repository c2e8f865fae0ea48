"""The virtual environment is filled once, and again when what it was filled from has changed."""

from pathlib import Path

import pytest

from bootstrap import environment
from bootstrap.failure import UNKNOWN, explain

RUNTIME, DEVELOPMENT = "requirements.lock", "requirements-dev.lock"


@pytest.fixture
def installs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A checkout of its own; what pip is asked to install from, in order."""
    asked: list[str] = []
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "STAMPS", tmp_path / "stamps")
    monkeypatch.setattr(environment, "pip", lambda *arguments: asked.append(arguments[-1]))
    (tmp_path / RUNTIME).write_text("flask==3")
    (tmp_path / DEVELOPMENT).write_text("flask==3 pytest==9")
    return asked


def install_for_running() -> None:
    environment.ensure_packages(RUNTIME, superset=DEVELOPMENT)


def test_a_lock_is_installed_once(installs: list[str]) -> None:
    install_for_running()
    install_for_running()
    assert installs == [RUNTIME]


def test_a_changed_lock_is_installed_again(installs: list[str], tmp_path: Path) -> None:
    install_for_running()
    (tmp_path / RUNTIME).write_text("flask==4")
    install_for_running()
    assert installs == [RUNTIME, RUNTIME]


def test_what_development_installed_is_enough_to_run(installs: list[str]) -> None:
    environment.ensure_packages(DEVELOPMENT)
    install_for_running()
    assert installs == [DEVELOPMENT]


def test_an_older_lock_than_the_one_installed_is_installed_again(installs: list[str], tmp_path: Path) -> None:
    environment.ensure_packages(DEVELOPMENT)
    older = (tmp_path / DEVELOPMENT).read_text()
    (tmp_path / DEVELOPMENT).write_text("flask==4 pytest==9")
    environment.ensure_packages(DEVELOPMENT)
    (tmp_path / DEVELOPMENT).write_text(older)
    environment.ensure_packages(DEVELOPMENT)
    assert installs == [DEVELOPMENT] * 3


def test_an_installation_that_failed_is_tried_again(installs: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(environment, "pip", fail)
        with pytest.raises(OSError, match="no network"):
            install_for_running()
    install_for_running()
    assert installs == [RUNTIME]


def fail(*_: str) -> None:
    raise OSError("no network")


@pytest.mark.parametrize("name", ["pyproject.toml", "static/vendor/htmx.min.js", ".venv/bin/portal"])
def test_the_portal_is_installed_again_when_a_file_of_it_is_lost(
    name: str, installs: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "ensure_npm", lambda: None)
    for file in (tmp_path / made for made in environment.PROJECT_FILES):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("here")
    environment.ensure_project()
    environment.ensure_project()
    (tmp_path / name).unlink()
    environment.ensure_project()
    assert len(installs) == 2


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "not the one that the lock file names"),
        ("npm error code EINTEGRITY", "not the one that package-lock.json names"),
        ("NewConnectionError ... No matching distribution found", "Check the network"),
        ("npm error errno EAI_AGAIN", "Check the network"),
        ("something new", UNKNOWN),
    ],
)
def test_a_failure_is_explained_in_a_sentence(output: str, words: str) -> None:
    assert words in explain(output)
