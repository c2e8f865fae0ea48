"""Runs the benchmarks: python -m benchmarks [NAME ...] [--rounds N]. Prints every ratio with its goal and verdict."""

import argparse
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterator

from benchmarks import (
    against_peers,
    capacity_check,
    enumeration,
    importing,
    lighthouse_scores,
    mail,
    memory,
    page,
    record,
    release,
    sign_in,
    storm,
    wire,
)  # fmt: skip
from benchmarks.findings import Finding, NotMeasured

ALL: dict[str, Callable[[int], Iterator[Finding]]] = {
    "page": page.run,
    "peers": against_peers.run,
    "sign-in": sign_in.run,
    "storm": storm.run,
    "release": release.run,
    "mail": mail.run,
    "import": importing.run,
    "enumeration": enumeration.run,
    "wire": wire.run,
    "lighthouse": lighthouse_scores.run,
    "growth": page.growth,
    "capacity": capacity_check.run,
    "memory": memory.run,
}


def main() -> int:
    """0, or 1 when a benchmark broke off; what the others found is written down all the same."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of {', '.join(ALL)}; all when left out")
    parser.add_argument("--rounds", type=int, default=5, help="alternating rounds for each ratio (5)")
    parser.add_argument("--dry-run", action="store_true", help="print only, write nothing into results.md")
    options = parser.parse_args()
    unknown = set(options.names) - set(ALL)
    if unknown or options.rounds < 1:
        parser.error(f"no benchmark called {', '.join(sorted(unknown))}" if unknown else "at least one round")
    found: list[Finding] = []
    missing: list[str] = []
    busy = f"{record.machine()}, load {os.getloadavg()[0]:.1f} before"
    print(busy, record.HEADING, sep="\n\n", end="")
    for name in options.names or ALL:
        started = time.monotonic()
        try:
            for finding in ALL[name](options.rounds):
                print(record.line(finding), flush=True)
                found.append(finding)
        except NotMeasured as reason:
            missing.append(f"Not measured, {name}: {reason}")
        except Exception as broken:  # noqa: BLE001 - the others are still to be measured
            traceback.print_exc()
            missing.append(f"Broke off, {name}: {type(broken).__name__}")
        if time.monotonic() - started > record.LONGEST_SECONDS:
            missing.append(f"The benchmark {name} took {(time.monotonic() - started) / 60:.0f} minutes.")
    print("", *missing, record.summary(found), sep="\n")
    if not options.dry_run:
        record.write_down(found, missing, where=busy)
    return int(any(remark.startswith("Broke off") for remark in missing))


if __name__ == "__main__":
    sys.exit(main())
