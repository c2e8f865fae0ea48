"""The `portal` command as it is installed: the portal's own, which is told how the worker is woken."""

import sys
from importlib import import_module

from portal.cli import main as cli
from portal.cli.context import Worker
from portal.models.base import db
from portal.models.connection import open_connection


def main() -> None:
    """What the console script and `python -m portal` run."""
    cli.run(Worker(wake=wake, catch_up=catch_up))


def wake() -> None:
    """Loaded only when there is something to wake for: loading the queue reads the settings."""
    import_module("workflows.drain").wake()


def catch_up() -> None:
    """Do here and now, on the command's own connection, what the worker would do at this moment."""
    if "workflows.catch_up" not in sys.modules:
        db.close_all()
        import_module("workflows.catch_up").load()
        open_connection()
    sys.modules["workflows.catch_up"].catch_up()
