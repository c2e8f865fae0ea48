"""Prints the peak memory, in megabytes, of a process that checks and saves a results file of so many rows."""

import multiprocessing
import sys
from pathlib import Path

from benchmarks import databases
from benchmarks.importing import check_and_save, receive, results_file
from portal.models.intake import Intake


def main(rows: int) -> None:
    """The file is made and received in a process of its own, as a web process receives it: only the worker's counts."""
    with databases.sqlite() as url:
        receiving = multiprocessing.get_context("fork").Process(target=_receive, args=(url, rows))
        receiving.start()
        receiving.join()
        check_and_save(Intake.get(Intake.kind == "results"))
    print(_peak())


def _peak() -> float:
    """As the kernel has it for this program alone: what `getrusage` tells begins with the peak of the parent."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))


def _receive(url: str, rows: int) -> None:
    with databases.bound(url):
        receive("results", results_file(rows))


if __name__ == "__main__":
    main(int(sys.argv[1]))
