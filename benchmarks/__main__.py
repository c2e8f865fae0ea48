"""Runs the benchmarks: python -m benchmarks [NAME ...] [--rounds N]. Prints every ratio with its goal and verdict."""

import argparse
from collections.abc import Callable, Iterator

from benchmarks import importing, mail, page, record, release, sign_in, storm
from benchmarks.findings import Finding

ALL: dict[str, Callable[[int], Iterator[Finding]]] = {
    "page": page.run,
    "growth": page.growth,
    "storm": storm.run,
    "sign-in": sign_in.run,
    "release": release.run,
    "mail": mail.run,
    "import": importing.run,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of {', '.join(ALL)}; all when left out")
    parser.add_argument("--rounds", type=int, default=5, help="alternating rounds for each ratio (5)")
    parser.add_argument("--dry-run", action="store_true", help="print only, write nothing into results.md")
    options = parser.parse_args()
    unknown = set(options.names) - set(ALL)
    if unknown or options.rounds < 1:
        parser.error(f"no benchmark called {', '.join(sorted(unknown))}" if unknown else "at least one round")
    found: list[Finding] = []
    print(record.machine(), record.HEADING, sep="\n\n", end="")
    for name in options.names or ALL:
        for finding in ALL[name](options.rounds):
            print(record.line(finding), flush=True)
            found.append(finding)
    if not options.dry_run:
        record.write_down(found)


if __name__ == "__main__":
    main()
