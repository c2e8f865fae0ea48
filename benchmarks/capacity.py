"""How many machines a results day needs: python -m benchmarks.capacity [--write]. See docs/capacity.md."""

import argparse
import math
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import record, results_day
from benchmarks.results_day import WINDOW, Costs, Day

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "capacity.md"
FIGURES = re.compile(r"(?<=<!-- figures -->\n).*?(?=<!-- end of figures -->)", re.DOTALL)
SIZES = (10_000, 100_000, 1_000_000)
GOOD_SHARE, GOOD_SECONDS = 0.99, 60.0
"""Enough is enough when so many have their result so soon after they came."""
LEAST_CORES = 2
COMMITS_EACH = 3
"""The count of a try, the session, the first look at the result."""
MAIL_SECONDS = 300.0
"""In which the emails of a release are to leave."""
MOST_TRIED = 65_536


@dataclass(frozen=True)
class Measured:
    """What the model starts from; each has a measurement in results.md or is assumed until there is one."""

    page_ms: float
    sign_in_ms: float
    notices_a_second: float
    commits_a_second: float
    cores_a_host: int

    @property
    def costs(self) -> Costs:
        return Costs(self.page_ms / 1000, self.sign_in_ms / 1000)


@dataclass(frozen=True)
class Need:
    """What one size of release takes."""

    people: int
    cores: int
    cores_half_signed_in: int
    hosts: int
    sign_ins_a_second: float
    commits_a_second: float
    mail_workers: int
    notices_a_second: float
    walls: tuple[str, ...]


def needs(measured: Measured) -> Iterator[Need]:
    fresh, half = people_a_core(measured, signed_in=0.0), people_a_core(measured, signed_in=0.5)
    for people in SIZES:
        cores = max(LEAST_CORES, math.ceil(people / fresh))
        day = day_of(people // cores, measured.costs, signed_in=0.0)
        sign_ins, notices = cores * _busiest(day.signed_in_at), people / MAIL_SECONDS
        hosts = math.ceil(cores / measured.cores_a_host)
        commits = COMMITS_EACH * sign_ins
        yield Need(
            people, cores, max(LEAST_CORES, math.ceil(people / half)), hosts, sign_ins, commits,
            math.ceil(notices / measured.notices_a_second), notices, tuple(_walls(hosts, commits, notices, measured)),
        )  # fmt: skip


def _walls(hosts: int, commits: float, notices: float, measured: Measured) -> Iterator[str]:
    """What must be added, the first wall first."""
    if hosts > 1:
        yield f"hashing: {hosts} web hosts, and PostgreSQL because SQLite serves one"
    if commits > measured.commits_a_second:
        yield f"commits: {commits / measured.commits_a_second:.1f} times what one disk was measured to take"
    if notices > measured.notices_a_second:
        yield f"mail: more workers, and a relay that takes {notices:,.0f} a second"


def people_a_core(measured: Measured, *, signed_in: float) -> int:
    """The most people for one core with whom GOOD_SHARE of them still have their result in GOOD_SECONDS."""
    enough, too_many = 1, MOST_TRIED
    while too_many - enough > max(25, enough // 100):
        middle = (enough + too_many) // 2
        # More work than the window and the patience hold can not end well: no need to simulate it.
        hopeless = middle * (1 - signed_in) * measured.costs.sign_in > WINDOW + GOOD_SECONDS
        if (
            not hopeless
            and day_of(middle, measured.costs, signed_in=signed_in).share_within(GOOD_SECONDS) >= GOOD_SHARE
        ):
            enough = middle
        else:
            too_many = middle
    return enough


def day_of(people: int, costs: Costs, *, signed_in: float) -> Day:
    """One core's share of the day, the same each time it is asked for."""
    chance = random.Random(people)
    coming = results_day.arrivals(people, mail_seconds=MAIL_SECONDS, chance=chance)
    return results_day.simulate(coming, costs, signed_in=signed_in, chance=chance)


def _busiest(moments: list[float]) -> float:
    """Events a second in the busiest ten seconds."""
    if not moments:
        return 0.0
    return max(Counter(int(moment // 10) for moment in moments).values()) / 10


def tables(measured: Measured) -> str:
    """Markdown: what went in, what comes out, and one core from comfortable to overrun."""
    lines = [
        f"Starting from: a page {measured.page_ms:.2g} ms, a sign-in {measured.sign_in_ms:.3g} ms of one core; a "
        f"mail worker {measured.notices_a_second:,.0f} notices a second; a database {measured.commits_a_second:,.0f} "
        f"commits a second; {measured.cores_a_host} cores a web host.",
        "",
        "| Candidates | Web cores | if half are signed in | Web hosts | Sign-ins/s, busiest | Commits/s, busiest "
        "| Notices/s, mail workers | Walls, in this order |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {need.people:,} | {need.cores} | {need.cores_half_signed_in} | {need.hosts} "
        f"| {need.sign_ins_a_second:,.0f} | {need.commits_a_second:,.0f} "
        f"| {need.notices_a_second:,.0f}, {need.mail_workers} "
        f"| {'; '.join(need.walls) or 'none'} |"
        for need in needs(measured)
    ]
    lines += [
        "",
        "| People for one core | Share with their result in a minute | Half wait | 99 % wait | Told to wait |",
        "|---|---|---|---|---|",
    ]
    enough = people_a_core(measured, signed_in=0.0)
    for share in (0.5, 0.8, 1.0, 1.1, 1.3):
        day = day_of(int(share * enough), measured.costs, signed_in=0.0)
        lines.append(
            f"| {day.people:,} | {100 * day.share_within(60):.0f} % | {day.wait(0.5):.1f} s | {day.wait(0.99):.0f} s "
            f"| {day.refusals_each:.1f} |"
        )
    return "\n".join(lines) + "\n"


def last_figure(name: str, *, otherwise: float) -> float:
    """The latest "best N" of a measure in results.md."""
    text = record.RESULTS.read_text(encoding="utf-8") if record.RESULTS.is_file() else ""
    found = re.findall(rf"^\| {re.escape(name)}.*?\bbest ([\d,.]*\d)", text, re.MULTILINE)
    return float(found[-1].replace(",", "")) if found else otherwise


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.capacity", description=__doc__)
    add = parser.add_argument
    page_us = last_figure("P2 the same in CPU time of the server, Django", otherwise=1_000)
    sign_ins = last_figure("P3 sign-ins a second, one process", otherwise=40)
    notices = last_figure("P6 notices a second on PostgreSQL with 1 worker", otherwise=100)
    add(
        "--page-ms", type=float, default=page_us / 1000, help="CPU time of the server for a result page (%(default).2g)"
    )
    add("--sign-in-ms", type=float, default=1000 / sign_ins, help="of a sign-in, with its hashing (%(default).3g)")
    add("--notices", type=float, default=notices, help="notices a second that one worker sends (%(default).0f)")
    add("--commits", type=float, default=4_000, help="transactions a second the database takes (%(default).0f)")
    add("--cores-a-host", type=int, default=8, help="cores of one web host (%(default)d)")
    add("--write", action="store_true", help="write the tables into docs/capacity.md")
    return parser.parse_args()


def main() -> None:
    given = options()
    measured = Measured(given.page_ms, given.sign_in_ms, given.notices, given.commits, given.cores_a_host)
    text = tables(measured)
    print(text, end="")
    if given.write:
        document = DOCUMENT.read_text(encoding="utf-8")
        DOCUMENT.write_text(FIGURES.sub(lambda _: text, document), encoding="utf-8")


if __name__ == "__main__":
    main()
