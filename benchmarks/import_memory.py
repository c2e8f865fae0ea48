"""Prints the peak memory, in megabytes, of a process that checks and saves a results file of so many rows."""

import multiprocessing
import sys
import tempfile
from pathlib import Path

from benchmarks import databases
from benchmarks.importing import bring_in, results_file


def main(rows: int) -> None:
    """The file is made in a process of its own, so that only reading it counts."""
    with databases.sqlite() as url, tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "results.csv"
        making = multiprocessing.get_context("fork").Process(target=_make, args=(url, rows, file))
        making.start()
        making.join()
        bring_in("results", file.read_bytes())
    print(_peak())


def _peak() -> float:
    """As the kernel has it for this program alone: what `getrusage` tells begins with the peak of the parent."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))


def _make(url: str, rows: int, file: Path) -> None:
    with databases.bound(url):
        file.write_bytes(results_file(rows))


if __name__ == "__main__":
    main(int(sys.argv[1]))
