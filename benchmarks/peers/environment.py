"""The peers' own virtual environment, .venv-peers: made from their lock file when they are first measured."""

import hashlib
import subprocess
import venv
from pathlib import Path

from benchmarks.findings import NotMeasured

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".venv-peers"
LOCK = Path(__file__).with_name("requirements.lock")
STAMP = FOLDER / "lock.sha256"
PYTHON = FOLDER / "bin" / "python"


def python() -> str:
    """The interpreter that has the peers' packages. Raises NotMeasured when they can not be installed."""
    locked = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if not (PYTHON.exists() and STAMP.is_file() and STAMP.read_text() == locked):
        _install()
        STAMP.write_text(locked)
    return str(PYTHON)


def _install() -> None:
    venv.create(FOLDER, clear=True, with_pip=True, symlinks=True)
    command = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", LOCK]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["no reason given"]
        raise NotMeasured(f"Django and FastAPI could not be installed from the package index ({said[-1]}).")
