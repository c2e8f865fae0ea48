"""The virtual environment in .venv: made, filled from the lock files, brought up to date, adopted."""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from bootstrap.failure import Failure, explain

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "bootstrap"
NODE_LOCK = "requirements-node.lock"
PROBE = "import pip, sys; sys.exit(sys.version_info < (3, 11))"
PROJECT_FILES = (
    "pyproject.toml",
    "package-lock.json",
    "bootstrap/build_hook.py",
    "static/vendor/htmx.min.js",
    ".venv/bin/portal",
)


def ensure_venv() -> None:
    """Keeps a .venv that works, whoever made it; makes it anew when it is broken or was moved here."""
    if works() and not has_moved():
        write_stamp("root", str(ROOT))
        return
    if importlib.util.find_spec("ensurepip") is None:
        raise Failure(
            "This Python can not make virtual environments: its venv or ensurepip module is missing.\n"
            "On Debian and Ubuntu, install it with: apt-get install python3-venv"
        )
    say(f"Making .venv with Python {sys.version.split()[0]}")
    venv.create(VENV, clear=True, with_pip=True, symlinks=True)
    write_stamp("root", str(ROOT))


def works() -> bool:
    return PYTHON.exists() and subprocess.run([PYTHON, "-c", PROBE], capture_output=True).returncode == 0


def has_moved() -> bool:
    """The commands in .venv/bin name their Python by its whole path, so a moved one does not work."""
    return read_stamp("root") not in ("", str(ROOT))


def ensure_packages(lock: str, *, superset: str = "") -> None:
    """Installs a lock file unless it, or one that contains all of it, is what is installed now."""
    if any(name and read_stamp(name) == digest(name) for name in (lock, superset)):
        return
    say(f"Installing the packages of {lock} (the first time this takes about a minute)")
    for stamp in STAMPS.glob("requirements*.lock"):  # what was installed before is about to change
        stamp.unlink()
    pip("--require-hashes", "-r", lock)
    write_stamp(lock, digest(lock))


def ensure_project() -> None:
    """Installs the portal itself, whose build hook fetches htmx and compiles the translations."""
    if read_stamp("project") == project_state():
        return
    ensure_npm()
    say("Installing the portal: htmx into static/vendor, translations")
    pip("--no-build-isolation", "--no-deps", "--editable", ".")
    write_stamp("project", project_state())


def project_state() -> str:
    """Changes when a source of the installation changes, and when something it made is lost or altered."""
    catalogues = sorted(ROOT.glob("portal/translations/*/LC_MESSAGES/*.po"))
    made = [file.with_suffix(".mo") for file in catalogues]
    return digest(*PROJECT_FILES, *(str(file.relative_to(ROOT)) for file in [*catalogues, *made]))


def ensure_node_packages() -> None:
    """The judges of pages that tests use: axe-core and html-validate, in node_modules."""
    state = digest("package-lock.json")
    if read_stamp("node_modules") == state and (ROOT / "node_modules/axe-core/axe.min.js").is_file():
        return
    ensure_npm()
    say("Installing what the tests need from npm: axe-core, html-validate")
    run("bootstrap.npm", "ci", "--include=dev")
    write_stamp("node_modules", state)


def ensure_browsers() -> None:
    """Looks for browsers, and installs them, unless those found the last time are still there."""
    found = [Path(line) for line in read_stamp("browsers").splitlines()]
    complete = len(found) > 1 or os.environ.get("CI") != "true"
    if found and complete and "E2E_BROWSER" not in os.environ and all(file.is_file() for file in found):
        return
    if subprocess.run([PYTHON, "-m", "bootstrap.browsers"], cwd=ROOT).returncode:
        raise Failure("Then run the same command again.")


def ensure_npm() -> None:
    """A machine without npm gets Node.js as a Python package."""
    if shutil.which("npm") or read_stamp("node") == digest(NODE_LOCK):
        return
    say("There is no npm here: installing Node.js into .venv")
    pip("--require-hashes", "-r", NODE_LOCK)
    write_stamp("node", digest(NODE_LOCK))


def pip(*arguments: str) -> None:
    run("pip", "install", "--quiet", "--disable-pip-version-check", *arguments)


def run(module: str, *arguments: str) -> None:
    """Runs a module of the virtual environment; its words are shown only when it fails."""
    done = subprocess.run([PYTHON, "-m", module, *arguments], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise Failure(explain(done.stdout + done.stderr))


def digest(*files: str) -> str:
    """One hash over the named files of the checkout; a missing one counts as missing."""
    total = hashlib.sha256()
    for file in (ROOT / name for name in files):
        total.update(hashlib.sha256(file.read_bytes()).digest() if file.is_file() else b"missing")
    return total.hexdigest()


def read_stamp(name: str) -> str:
    file = STAMPS / name
    return file.read_text() if file.is_file() else ""


def write_stamp(name: str, text: str) -> None:
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(text)


def say(text: str) -> None:
    print(text, flush=True)
