"""Which browser the end-to-end tests drive on this and that machine."""

import shutil
from pathlib import Path

import pytest

from bootstrap import browsers


@pytest.fixture
def on_path(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The programs that the machine has."""
    programs: set[str] = set()
    monkeypatch.delenv("E2E_BROWSER", raising=False)
    monkeypatch.setattr(shutil, "which", lambda name: name if name in programs else None)
    return programs


@pytest.fixture
def own(tmp_path: Path) -> str:
    """A browser that Playwright has downloaded."""
    file = tmp_path / "own-browser"
    file.touch()
    return str(file)


def test_playwrights_own_browser_comes_before_the_systems(on_path: set[str], own: str) -> None:
    on_path.add("chromium")
    assert browsers.find("chromium", own=own) == own


def test_the_systems_browser_serves_where_playwright_has_none(on_path: set[str]) -> None:
    on_path.add("google-chrome")
    assert browsers.find("chromium", own="/missing") == "google-chrome"


def test_a_named_browser_comes_first(on_path: set[str], own: str, monkeypatch: pytest.MonkeyPatch) -> None:
    on_path.add("brave")
    monkeypatch.setenv("E2E_BROWSER", "brave")
    assert browsers.find("chromium", own=own) == "brave"


def test_a_named_browser_says_nothing_about_firefox(on_path: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    on_path |= {"brave", "firefox-esr"}
    monkeypatch.setenv("E2E_BROWSER", "brave")
    assert browsers.find("firefox", own="/missing") == "firefox-esr"


@pytest.mark.parametrize("name", ["chromium", "firefox", "webkit"])
def test_a_machine_without_a_browser_has_none(name: str, on_path: set[str]) -> None:
    assert browsers.find(name, own="/missing") is None
