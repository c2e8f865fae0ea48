"""People who sign in, as a process of its own: prints how many got in, how many were told to wait, and all tries."""

import re
import sys
import threading
import time
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode

from benchmarks import population

TOKEN = re.compile(rb'name="csrf_token" value="([^"]+)"')


def main(port: int, first: int, seconds: float, people: int, tries_a_second: float) -> None:
    """Each person signs in as one candidate after the other, until the time is over.

    Together at that pace, which who was told to wait and comes again keeps up as well; 0 is as fast as they can.
    """
    statuses: dict[int, int] = {}
    began = time.monotonic()
    lock, until = threading.Lock(), began + seconds

    def person(place: int) -> None:
        number, tries = first + place, 0
        while time.monotonic() < until:
            if tries_a_second:
                time.sleep(max(0.0, began + (place + tries * people) / tries_a_second - time.monotonic()))
            tries += 1
            status = _sign_in(port, number)
            with lock:
                statuses[status] = statuses.get(status, 0) + 1
            number += people

    crowd = [threading.Thread(target=person, args=(place,)) for place in range(people)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    print(statuses.get(303, 0), statuses.get(503, 0), sum(statuses.values()))


def _sign_in(port: int, number: int) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", "/sign-in", headers={"Host": "127.0.0.1"})
        page = connection.getresponse()
        token = TOKEN.search(page.read())
        if token is None:
            return page.status
        form = {
            "csrf_token": token[1].decode(), "id_number": population.id_number(number),
            "password": population.PASSWORD,
        }  # fmt: skip
        headers = {"Host": "127.0.0.1", "Content-Type": "application/x-www-form-urlencoded", "Cookie": _cookie(page)}
        connection.request("POST", "/sign-in", urlencode(form), headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def _cookie(page: HTTPResponse) -> str:
    return str(page.headers["Set-Cookie"]).split(";")[0]


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5]))
