"""Start-up: everything that a process needs before it serves a request, runs a task or a command."""

import os
import time
from collections.abc import Callable
from datetime import timedelta

from peewee import PeeweeException

from portal import clock, keys
from portal.models import connection
from portal.models.base import db
from portal.models.centre import Centre
from portal.services import catalogue, texts
from portal.settings import SettingError, Settings

FOLLOW_QA_SECONDS = 0.0  # asked for every time, so that web and worker jump at once
FOLLOW_DATABASE_SECONDS = 30.0


def prepare(settings: Settings) -> None:
    """Bind keys, database and clock for this process.

    Raises SettingError when made-up people or time travel would meet real centres.
    """
    os.environ["TZ"] = "UTC"
    time.tzset()
    keys.configure(settings.secret_key)
    catalogue.configure(settings.catalogue_file)
    texts.configure(settings.texts_folder)
    connection.bind(settings.database_url)
    if settings.demonstration or settings.time_travel:
        _refuse_real_centres()
    clock.follow(_lead_of(settings), keep_seconds=_keep_seconds(settings))


def _keep_seconds(settings: Settings) -> float:
    return FOLLOW_QA_SECONDS if settings.time_travel else FOLLOW_DATABASE_SECONDS


def _lead_of(settings: Settings) -> Callable[[], timedelta | None] | None:
    if not settings.time_travel and settings.database_url.startswith("sqlite:"):
        return None

    def lead() -> timedelta | None:
        microseconds = connection.lead_microseconds(time_travel=settings.time_travel)
        return None if microseconds is None else timedelta(microseconds=microseconds)

    return lead


def _refuse_real_centres() -> None:
    try:
        with connection.connection():
            real = db.table_exists(Centre) and Centre.select().where(~Centre.number.startswith("ZZ")).exists()
    except PeeweeException as away:
        raise SettingError(f"PORTAL_DATABASE_URL: the database can not be reached ({away}).") from away
    if real:
        raise SettingError("PORTAL_DEMONSTRATION and PORTAL_TIME_TRAVEL are refused: this database holds real centres.")
