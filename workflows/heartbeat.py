"""Says every minute that this worker is alive."""

import os
import socket

from huey import crontab

from portal.models.connection import shared_time
from portal.services import heartbeats
from workflows.queue import connected, huey

NAME = f"{socket.gethostname()}:{os.getpid()}"


@huey.periodic_task(crontab())
@connected
def heartbeat() -> None:
    heartbeats.beat(name=NAME, now=shared_time())
