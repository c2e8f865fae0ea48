"""The steps behind `make run`, `make test` and the other targets; quick when there is nothing to do."""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bootstrap import environment
from bootstrap.environment import ROOT, say
from bootstrap.failure import Failure

RUNTIME, DEVELOPMENT = "requirements.lock", "requirements-dev.lock"
USAGE = "Say what to set up: python3 -m bootstrap run, dev or test"
INTERRUPTED = 130


def main() -> int:
    steps = {"run": set_up_run, "dev": set_up_dev, "test": set_up_test}
    step = steps.get(" ".join(sys.argv[1:]))
    if step is None:
        print(USAGE, file=sys.stderr)
        return 2
    try:
        with one_at_a_time():
            step()
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted. The same command goes on from here.", file=sys.stderr)
        return INTERRUPTED
    return 0


def set_up_run() -> None:
    environment.ensure_venv()
    environment.ensure_packages(RUNTIME, superset=DEVELOPMENT)
    environment.ensure_project()


def set_up_dev() -> None:
    environment.ensure_venv()
    environment.ensure_packages(DEVELOPMENT)
    environment.ensure_project()


def set_up_test() -> None:
    set_up_dev()
    environment.ensure_node_packages()
    environment.ensure_browsers()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """`make run` in one terminal and `make test` in another wait for each other's set-up."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("Waiting for another set-up of this folder to finish")
        fcntl.flock(folder, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(folder)


if __name__ == "__main__":
    sys.exit(main())
