"""The database's own commands."""

import click

from portal.cli.context import connected
from portal.models import connection


@click.command(epilog="Example: portal migrate")
@connected
def migrate() -> None:
    """Make the tables, or bring them up to date. Running it again does nothing."""
    for name in connection.migrate():
        click.echo(f"Applied {name}")
    click.echo("The database is up to date.")
