"""The queue that wakes the worker, chosen by URL, and what every task needs around it."""

import hashlib
import logging
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from urllib.parse import unquote, urlsplit

from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey
from huey.serializer import SignedSerializer

from portal import clock
from portal.models.connection import connection
from portal.services import heartbeats
from portal.settings import Settings

log = logging.getLogger(__name__)
P = ParamSpec("P")
R = TypeVar("R")


def queue_for(settings: Settings) -> Huey:
    """The Huey instance; its name follows from the database, so that two portals can share one server."""
    common: dict[str, Any] = {
        "name": "portal-" + hashlib.sha256(settings.database_url.encode()).hexdigest()[:12],
        "results": False,
        "serializer": SignedSerializer(secret=settings.secret_key, salt="portal-queue"),
    }
    scheme = urlsplit(settings.queue_url).scheme
    if scheme.startswith("redis"):
        return RedisHuey(url=settings.queue_url, **common)
    if scheme == "postgresql":
        return PostgresHuey(dsn=settings.queue_url, **common)
    file = Path(unquote(urlsplit(settings.queue_url).path.removeprefix("/")))
    file.parent.mkdir(parents=True, exist_ok=True)
    return SqliteHuey(filename=str(file), **common)


settings = Settings.from_env()
huey = queue_for(settings)


def connected(job: Callable[P, R]) -> Callable[P, R]:
    """Give a task a database connection of its own."""

    @wraps(job)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        with connection():
            return job(*args, **kwargs)

    return wrapper


def once_a_minute(job: Callable[[], object]) -> Callable[[], None]:
    """Of several workers that reach the same minute, let the first one run the job."""

    @wraps(job)
    def wrapper() -> None:
        with connection():
            if heartbeats.claim_slot(job=job.__name__, now=clock.machine_now()):
                job()

    return wrapper
