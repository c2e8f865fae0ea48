"""The `portal` command as it is installed: the portal's own, which is told how the worker is woken."""

from portal.cli import main as cli
from portal.cli.context import Wake


def main() -> None:
    """What the console script and `python -m portal` run."""
    cli.run(load_wake)


def load_wake() -> Wake:
    """Imported only when a command works on the database: importing the queue reads the settings."""
    from workflows.drain import wake

    return wake
