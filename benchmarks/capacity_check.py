"""The capacity model held against this machine: people come as fast as it bears and faster; who gets in?"""

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks import databases, page, results_day, served
from benchmarks.findings import Finding, Goal
from benchmarks.results_day import Costs, Day

CANDIDATES = 20_000
SECONDS = 30.0
ALONE = 5.0
LOADS = (0.6, 1.3)
"""How many people come, as a share of those who could be served."""
REQUESTS_EACH = 4
MOST_PEOPLE = 4_000
"""So many may come in one rush; each is somebody else."""


@dataclass(frozen=True)
class Machine:
    """What one person costs it, and what the person's own program does to the same cores."""

    costs: Costs
    client: float

    @property
    def people_a_second(self) -> float:
        each = self.costs.sign_in + (REQUESTS_EACH - 1) * self.costs.page + REQUESTS_EACH * self.client
        return served.WORKERS / each

    @property
    def shared(self) -> Costs:
        """The costs on cores that the people's programs use as well."""
        return Costs(self.costs.page + self.client, self.costs.sign_in + self.client)


def run(rounds: int) -> Iterator[Finding]:
    """At most two rounds: one takes over a minute."""
    ratios: dict[float, list[float]] = {load: [] for load in LOADS}
    notes = dict.fromkeys(LOADS, "")
    with databases.sqlite() as url:
        page.released(CANDIDATES)
        path, cookie = page.page_of(page.application(url), 1)
        with served.gunicorn("wsgi:app", environment=page.environment(url)) as port:
            _weigh(port, path, cookie, 1)  # until every process has started
            for number in range(min(rounds, 2)):
                first = 200 + number * CANDIDATES // 2
                machine = _weigh(port, path, cookie, first)
                for place, load in enumerate(LOADS):
                    start = first + 1_000 + MOST_PEOPLE * place
                    measured = _rush(port, start, SECONDS, load * machine.people_a_second)
                    day = _predicted(machine, load)
                    entered = sum(moment < SECONDS for moment in day.signed_in_at)
                    ratios[load].append(measured["signed_in"] / entered)
                    notes[load] = _notes(measured, day, machine)
    for load, found in ratios.items():
        what = f"sign-ins when {load:g} times as many come as can be served, measured against the capacity model"
        yield Finding("Capacity", what, Goal(at_least=0.75, at_most=1.33), found, notes[load])


def _notes(measured: dict[str, float], day: Day, machine: Machine) -> str:
    refused = sum(moment < SECONDS for moment in day.refused_at)
    return (
        f"{measured['signed_in'] / SECONDS:.0f}/s; told to wait {measured['refused']:.0f}, predicted {refused}; "
        f"half had their result in {measured['middle_wait']:.1f} s, predicted {day.wait(0.5):.1f} s; "
        f"page {1e3 * machine.costs.page:.2g} ms, sign-in {1e3 * machine.costs.sign_in:.0f} ms"
    )


def _weigh(port: int, path: str, cookie: str, first: int) -> Machine:
    """Seconds of CPU of a page and of a sign-in, with few people about."""
    headers = page.BROWSER | {"Host": "127.0.0.1", "Cookie": cookie}
    before = served.cpu_seconds(port)
    pages = len(served.load(port, path, headers=headers, people=2, seconds=ALONE).took)
    a_page = (served.cpu_seconds(port) - before) / pages
    before = served.cpu_seconds(port)
    rush = _rush(port, first, ALONE, 10)
    everything = (served.cpu_seconds(port) - before) / rush["signed_in"]
    sign_in = max(everything - (REQUESTS_EACH - 1) * a_page, a_page)
    return Machine(Costs(a_page, sign_in), rush["cpu"] / rush["requests"])


def _rush(port: int, first: int, seconds: float, people_a_second: float) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.rush", str(port), str(first), str(seconds), str(people_a_second)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found = json.loads(done.stdout)
    waits = sorted(found.pop("waits"))
    time.sleep(1)  # until the last of them is gone
    return found | {"middle_wait": waits[len(waits) // 2] if waits else 0.0}


def _predicted(machine: Machine, load: float) -> Day:
    """One process stands for all: each gets its share of the people."""
    chance, moment = random.Random(1), 0.0
    coming: list[float] = []
    rate = load * machine.people_a_second
    while (moment := moment + chance.expovariate(rate)) < SECONDS:
        coming.append(moment)
    days = [
        results_day.simulate(coming[place :: served.WORKERS], machine.shared, chance=chance)
        for place in range(served.WORKERS)
    ]
    both = Day()
    for day in days:
        both.people += day.people
        both.waits += day.waits
        both.signed_in_at += day.signed_in_at
        both.refused_at += day.refused_at
    return both
