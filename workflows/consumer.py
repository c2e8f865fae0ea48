"""The worker: imports every task, wakes up once, and runs until it is told to stop (SIGTERM lets it finish)."""

from portal import logs
from portal.models.connection import connection
from portal.services import delivery
from workflows import drain, heartbeat, open_windows, repair, tidy  # noqa: F401 - importing registers the tasks
from workflows.queue import huey, settings

THREADS = 4
LONGEST_PAUSE_SECONDS = 0.5
FINISH_SECONDS = 20


def main() -> None:
    """Run Huey's consumer in this process."""
    logs.configure(settings.log_level)
    with connection():
        delivery.return_expired_leases()
    heartbeat.heartbeat.call_local()
    drain.drain()
    huey.create_consumer(
        workers=THREADS,
        max_delay=LONGEST_PAUSE_SECONDS,
        shutdown_timeout=FINISH_SECONDS,
        graceful_signal="TERM",
    ).run()


if __name__ == "__main__":
    main()
