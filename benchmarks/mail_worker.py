"""One worker of the mail benchmark: says ready, waits for a line, and sends everything that is due."""

import sys

from portal.models.connection import connection
from workflows.deliver_mail import deliver_all
from workflows.queue import prepare


def main() -> None:
    prepare()
    print("ready", flush=True)
    with connection():
        while sys.stdin.readline():
            deliver_all()
            print("done", flush=True)


if __name__ == "__main__":
    main()
