"""What a command stands on: its settings, the database, the worker's alarm, and refusals in sentences."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar

import click
from peewee import InterfaceError, OperationalError, PeeweeException, ProgrammingError

from portal.cli.refusals import sentence
from portal.models import connection
from portal.models.base import db
from portal.services import alarm, setup
from portal.services.errors import Busy, IllegalStepError, NotFound, Refused
from portal.settings import SettingError, Settings


@dataclass(frozen=True)
class Worker:
    """What the installed command knows of the worker; both load the queue, which reads the settings."""

    wake: Callable[[], None]
    catch_up: Callable[[], None]


P = ParamSpec("P")
R = TypeVar("R")


def settings() -> Settings:
    """The settings of this process; a wrong one ends the command with its sentence."""
    try:
        return Settings.from_env()
    except SettingError as wrong:
        raise click.ClickException(str(wrong)) from wrong


def prepare(found: Settings) -> None:
    """Bind keys, clock and database for this process."""
    try:
        setup.prepare(found)
    except SettingError as wrong:
        raise click.ClickException(str(wrong)) from wrong


def connected(command: Callable[P, R]) -> Callable[P, R]:
    """Run the command with the portal prepared and a database connection, its refusals told in sentences.

    The worker is woken once, when the command is through: until then it does not take up what the command has in
    hand.
    """

    @wraps(command)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        prepare(settings())
        rung: list[bool] = []
        alarm.configure(lambda: rung.append(True))
        try:
            with connection.connection(), told_in_sentences():
                return command(*args, **kwargs)
        finally:
            db.close_all()
            if rung:
                worker().wake()

    return wrapper


@contextmanager
def told_in_sentences() -> Iterator[None]:
    """Turn what services and the database refuse into what the person at the command line reads."""
    try:
        yield
    except Refused as refused:
        raise click.ClickException(sentence(refused)) from refused
    except IllegalStepError as refused:
        raise click.ClickException(str(refused)) from refused
    except NotFound as missing:
        raise click.ClickException("There is no such record.") from missing
    except Busy as busy:
        raise click.ClickException("Something else works on this at the moment. Try again.") from busy
    except (OperationalError, InterfaceError, ProgrammingError) as failure:
        raise click.ClickException(database_trouble(failure)) from failure


def worker() -> Worker:
    """The worker that this command may wake, or whose work it may do itself; a portal without one has neither."""
    known: Worker | None = click.get_current_context().find_root().obj
    return known or Worker(wake=lambda: None, catch_up=lambda: None)


def database_trouble(failure: PeeweeException) -> str:
    """What an operator can do about a database that does not answer as it should."""
    words = str(failure).splitlines()[0] if str(failure) else type(failure).__name__
    if "no such" in words or "does not exist" in words:
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
