"""Gives back what a dead worker had claimed."""

from huey import crontab

from portal.services import outbox_claims
from workflows.queue import huey, once_a_minute


@huey.periodic_task(crontab())
@once_a_minute
def repair() -> None:
    outbox_claims.return_expired()
