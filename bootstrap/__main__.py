"""python3 -m bootstrap run|dev|test: sets up what that needs. This one file runs on any Python 3."""

import os
import runpy
import shutil
import subprocess
import sys

NEEDED = (3, 11)
NEWEST_KNOWN = 14


def hand_over_to_newer_python() -> None:
    """An older python3 looks for a newer one beside it, and otherwise says what to install."""
    for minor in range(NEWEST_KNOWN, NEEDED[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found and runs(found):
            os.execv(found, [found, "-m", "bootstrap", *sys.argv[1:]])  # noqa: S606 - replaces this process
    here = ".".join(str(part) for part in sys.version_info[:3])
    sys.exit(
        f"The portal needs Python 3.11 or newer; python3 here is {here}.\n"
        "Install a newer Python and run the same command again, or name it: make run PYTHON=python3.12"
    )


def runs(python: str) -> bool:
    """Version managers leave commands behind that only say that they are not installed."""
    return subprocess.call([python, "-c", "import venv"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0


if sys.version_info < NEEDED:
    hand_over_to_newer_python()
runpy.run_module("bootstrap.setup", run_name="__main__")
