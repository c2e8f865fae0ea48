"""One worker of the mail benchmark: says ready, waits for a line, and sends everything that is due."""

import sys

from portal.models.connection import connection
from workflows import application
from workflows.deliver_mail import deliver_all


def main() -> None:
    application.app()
    print("ready", flush=True)
    with connection():
        while sys.stdin.readline():
            deliver_all()
            print("done", flush=True)


if __name__ == "__main__":
    main()
