"""Which browser the end-to-end tests drive, and how one is installed where there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserType, sync_playwright

from bootstrap.environment import say, write_stamp
from bootstrap.failure import Failure

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
FIREFOX = ("firefox-esr", "firefox")
TEXT_BROWSERS = ("w3m", "lynx")
ADVICE = (
    "The tests need Chromium, Google Chrome or Microsoft Edge. Install one of them, or name the program "
    "of one that is installed: E2E_BROWSER=/path/to/browser make test"
)
FIREFOX_CHANNEL = "moz-firefox"  # drives an unmodified Firefox over WebDriver BiDi
VERSION_TIMEOUT = 60


def launch_options(browser_type: BrowserType) -> dict[str, Any]:
    """What `browser_type.launch` must be told on this machine; Failure when it has no such browser."""
    program = find(browser_type.name, own=browser_type.executable_path)
    if program is None:
        raise Failure(ADVICE if browser_type.name == "chromium" else f"{browser_type.name} is not installed.")
    if program == browser_type.executable_path:
        return {}
    options = {"executable_path": program}
    return options | {"channel": FIREFOX_CHANNEL} if browser_type.name == "firefox" else options


def find(name: str, *, own: str) -> str | None:
    """E2E_BROWSER when it is set, else Playwright's own browser, else one of the system's."""
    chosen = os.environ.get("E2E_BROWSER")
    if chosen and name == "chromium":
        return shutil.which(chosen)
    if Path(own).is_file():
        return own
    system = {"chromium": CHROMIUM, "firefox": FIREFOX}.get(name, ())
    return next((path for path in map(shutil.which, system) if path), None)


def ensure_chromium(own: str) -> str:
    """The browser's path; tries Playwright's download first, then the system's packages."""
    for install in (download_own_browser, install_system_browser):
        found = find("chromium", own=own)
        if found and starts(found):
            return found
        install()
    found = find("chromium", own=own)
    if found and starts(found):
        return found
    raise Failure(ADVICE)


def starts(program: str) -> bool:
    """A downloaded browser may lack libraries of the system."""
    try:
        done = subprocess.run([program, "--version"], capture_output=True, timeout=VERSION_TIMEOUT)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def download_own_browser() -> None:
    say("No browser found for the tests: trying Playwright's own (a download of about 150 MB)")
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], capture_output=True)


def install_system_browser() -> None:
    apt_install("chromium")


def apt_install(*packages: str) -> None:
    """Does nothing where there is no apt-get; its words are shown when it fails."""
    if not shutil.which("apt-get"):
        return
    say(f"Installing {', '.join(packages)} with apt-get")
    prefix = [] if os.geteuid() == 0 else ["sudo"]
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run([*apt, *command], capture_output=True, text=True)
        if done.returncode:
            say(done.stdout + done.stderr)


def ensure_all_engines() -> list[str]:
    """CI runs every browser test: a second engine and two text browsers."""
    missing = [name for name in (FIREFOX[0], *TEXT_BROWSERS) if not shutil.which(name)]
    if missing:
        apt_install(*missing)
    paths = {name: shutil.which(name) for name in (FIREFOX[0], *TEXT_BROWSERS)}
    if lacking := [name for name, path in paths.items() if not path]:
        raise Failure(f"CI runs every browser test, and these are not installed: {', '.join(lacking)}.")
    return [path for path in paths.values() if path]


def main() -> None:
    with sync_playwright() as driver:
        own = driver.chromium.executable_path
    found = [ensure_chromium(own)]
    if os.environ.get("CI") == "true":
        found += ensure_all_engines()
    write_stamp("browsers", "\n".join(found))


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        sys.exit(str(failure))
