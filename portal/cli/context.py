"""What a command stands on: its settings, the database, the worker's alarm, and refusals in sentences."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import click
from peewee import OperationalError, PeeweeException, ProgrammingError

from portal.cli.refusals import sentence
from portal.models import connection
from portal.services import alarm, setup
from portal.services.errors import IllegalStepError, NotFound, Refused
from portal.settings import SettingError, Settings

Wake = Callable[[], None]
LoadWake = Callable[[], Wake]
P = ParamSpec("P")
R = TypeVar("R")


def settings() -> Settings:
    """The settings of this process; a wrong one ends the command with its sentence."""
    try:
        return Settings.from_env()
    except SettingError as wrong:
        raise click.ClickException(str(wrong)) from wrong


def prepare(found: Settings) -> None:
    """Bind keys, clock and database for this command, and the alarm if the entry point knows a worker's."""
    load_wake: LoadWake | None = click.get_current_context().find_root().obj
    try:
        wake = load_wake() if load_wake else None
        setup.prepare(found)
    except SettingError as wrong:
        raise click.ClickException(str(wrong)) from wrong
    alarm.configure(wake)


def connected(command: Callable[P, R]) -> Callable[P, R]:
    """Run the command with the portal prepared and a database connection, its refusals told in sentences."""

    @wraps(command)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        prepare(settings())
        try:
            with connection.connection():
                return command(*args, **kwargs)
        except Refused as refused:
            raise click.ClickException(sentence(refused)) from refused
        except IllegalStepError as refused:
            raise click.ClickException(str(refused)) from refused
        except NotFound as missing:
            raise click.ClickException("There is no such record.") from missing
        except PeeweeException as failure:
            raise click.ClickException(database_trouble(failure)) from failure

    return wrapper


def database_trouble(failure: PeeweeException) -> str:
    """What an operator can do about a database that does not answer as it should."""
    words = str(failure).splitlines()[0] if str(failure) else type(failure).__name__
    if isinstance(failure, OperationalError | ProgrammingError) and ("no such" in words or "does not exist" in words):
        return f"The tables are missing or not up to date ({words}). Run: portal migrate"
    return f"The database can not be used: {words}"


def require_migrated() -> None:
    """End the command with a sentence when migrations are missing."""
    missing = connection.missing_migrations()
    if missing:
        raise click.ClickException(f"{len(missing)} migrations are missing. Run: portal migrate")


def is_interactive() -> bool:
    """Whether a person is watching, so that questions and moving bars make sense."""
    return sys.stdin.isatty() and sys.stdout.isatty()
