"""The queue that wakes the worker, chosen by URL, and what every task needs around it."""

import hashlib
import logging
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from urllib.parse import unquote, urlsplit

from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey
from huey.serializer import SignedSerializer
from redis import ConnectionPool

from portal.models.connection import connection, shared_time
from portal.services import heartbeats
from portal.settings import Settings

log = logging.getLogger(__name__)
CONNECT_SECONDS = 2
SWEEP_SECONDS = 15
"""How often the worker looks for what no alarm told it of: the most that a lost alarm costs."""
# Huey waits for a second at a time for the next task, so that a read may take a little longer.
REDIS_PATIENCE = {"socket_connect_timeout": CONNECT_SECONDS, "socket_timeout": 5}
P = ParamSpec("P")
R = TypeVar("R")


def queue_for(settings: Settings) -> Huey:
    """The Huey instance; its name follows from the database, so that two portals can share one server.

    Nothing is opened on a server yet: a web process starts, and answers, also while the queue is away.
    """
    common: dict[str, Any] = {
        "name": "portal-" + hashlib.sha256(settings.database_url.encode()).hexdigest()[:12],
        "results": False,
        "serializer": SignedSerializer(secret=settings.secret_key, salt="portal-queue"),
    }
    scheme = urlsplit(settings.queue_url).scheme
    if scheme.startswith("redis"):
        return RedisHuey(connection_pool=ConnectionPool.from_url(settings.queue_url, **REDIS_PATIENCE), **common)
    if scheme == "postgresql":
        return PostgresHuey(dsn=settings.queue_url, create_tables=False, connect_timeout=CONNECT_SECONDS, **common)
    file = Path(unquote(urlsplit(settings.queue_url).path.removeprefix("/")))
    file.parent.mkdir(parents=True, exist_ok=True)
    return SqliteHuey(filename=str(file), **common)


def prepare() -> None:
    """Make the queue's tables where it needs some; the worker does so when it starts."""
    make_tables = getattr(huey.storage, "initialize_schema", None)
    if make_tables is not None:
        make_tables()


def answers() -> bool:
    """Whether the queue is there at this moment."""
    try:
        huey.storage.queue_size()
    except Exception as away:  # noqa: BLE001 - whatever the queue's driver raises
        log.warning("queue.unreachable", extra={"error": type(away).__name__})
        return False
    return True


settings = Settings.from_env()
huey = queue_for(settings)


def connected(job: Callable[P, R]) -> Callable[P, R]:
    """Give a task a database connection of its own."""

    @wraps(job)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        with connection():
            return job(*args, **kwargs)

    return wrapper


def once_in(seconds: int) -> Callable[[Callable[[], object]], Callable[[], None]]:
    """Of several workers that reach the same part of time, let the first one run the job."""

    def decorate(job: Callable[[], object]) -> Callable[[], None]:
        @wraps(job)
        def wrapper() -> None:
            with connection():
                if heartbeats.claim_slot(job=job.__name__, now=shared_time(), every=timedelta(seconds=seconds)):
                    job()

        return wrapper

    return decorate


once_a_minute = once_in(60)
