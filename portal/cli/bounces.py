"""Reading the emails that mail servers returned, from the folder they were dropped into."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from portal import clock
from portal.cli.context import connected
from portal.cli.words import counted
from portal.mail import bounce_folder


@click.command(epilog="Example: portal bounces /var/mail/returned")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")
@connected
def bounces(folder: Path, as_json: bool) -> None:
    """Read returned emails, and mark what was not delivered and the addresses that take no mail.

    FOLDER is a Maildir, or holds one message a file. Reading it again does no harm. The worker does the same every
    minute with the folder of PORTAL_BOUNCE_FOLDER.
    """
    taken = bounce_folder.take_all(folder, now=clock.now())
    if as_json:
        click.echo(json.dumps(asdict(taken)))
        return
    click.echo(f"{counted(taken.messages, 'message')} read, {counted(taken.bounced, 'email')} not delivered.")
