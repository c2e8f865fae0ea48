"""Runs npm from the virtual environment, also where the machine has none: python -m bootstrap.npm ci."""

import sys
from pathlib import Path

from bootstrap.build_hook import run_npm

if __name__ == "__main__":
    try:
        run_npm(sys.argv[1:], cwd=Path(__file__).parents[1])
    except RuntimeError as error:
        sys.exit(str(error))
