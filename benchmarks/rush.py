"""People who come as on a results day, as a process of its own: prints as JSON who got in, who was told to wait.

Each signs in, tries again 5 to 10 seconds later when the line is full, opens the list of results and then the result.
"""

import json
import random
import sys
import threading
import time
from http.client import HTTPConnection
from urllib.parse import urlencode

from benchmarks import population
from benchmarks.crowd import TOKEN
from benchmarks.results_day import LOOKING, RETRY

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Day:
    """What everybody met, and for how long it goes on."""

    def __init__(self, port: int, seconds: float) -> None:
        self.port, self.started = port, time.monotonic()
        self.until = self.started + seconds
        self.lock = threading.Lock()
        self.met = {"signed_in": 0, "refused": 0, "requests": 0}
        self.waits: list[float] = []
        self.strange: set[int] = set()

    def note(self, what: str) -> None:
        """Only what happens in the time that is measured."""
        with self.lock:
            self.met[what] += time.monotonic() < self.until


class Person:
    """One browser, with its cookies."""

    def __init__(self, day: Day, number: int, chance: random.Random) -> None:
        self._day, self._number, self._chance = day, number, chance
        self._cookies: dict[str, str] = {}

    def come(self) -> None:
        came, token = time.monotonic(), TOKEN.search(self._ask("GET", "/sign-in")[1])
        assert token is not None
        form = {
            "csrf_token": token[1].decode(), "id_number": population.id_number(self._number),
            "password": population.PASSWORD,
        }  # fmt: skip
        while (status := self._ask("POST", "/sign-in", form)[0]) == 503:
            self._day.note("refused")
            time.sleep(self._chance.uniform(*RETRY))
            if time.monotonic() > self._day.until:
                return
        if status != 303:
            self._day.strange.add(status)
            return
        self._day.note("signed_in")
        self._ask("GET", "/results")
        looking = self._chance.expovariate(1 / LOOKING)
        time.sleep(looking)
        self._ask("GET", "/results")  # stands for the result's page, which costs as much
        with self._day.lock:
            self._day.waits.append(time.monotonic() - came - looking)

    def _ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, bytes]:
        connection = HTTPConnection("127.0.0.1", self._day.port, timeout=120)
        cookie = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        headers = {"Host": "127.0.0.1", "Cookie": cookie, "Accept-Encoding": "br, identity;q=0.1"} | (
            FORM if form else {}
        )
        if method == "GET" and path == "/sign-in":
            headers["Accept-Encoding"] = "identity"  # the token is read from it
        connection.request(method, path, urlencode(form) if form else None, headers)
        answer = connection.getresponse()
        content = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self._cookies[name] = value
        connection.close()
        self._day.note("requests")
        return answer.status, content


def main(port: int, first: int, seconds: float, people_a_second: float) -> None:
    """Raises RuntimeError when somebody neither got in nor was told to wait."""
    chance = random.Random(first)
    day, crowd, number = Day(port, seconds), [], first
    while time.monotonic() < day.until:
        crowd.append(threading.Thread(target=Person(day, number, random.Random(number)).come))
        crowd[-1].start()
        number += 1
        time.sleep(chance.expovariate(people_a_second))
    cpu = time.process_time()
    for each in crowd:
        each.join()
    if day.strange:
        raise RuntimeError(f"Signing in answered {day.strange}.")
    print(json.dumps(day.met | {"people": number - first, "waits": day.waits, "cpu": cpu}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4]))
