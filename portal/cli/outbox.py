"""The outbox: what waits to be sent, what did not arrive, and sending that again."""

import json
import threading
import time
from datetime import datetime

import click
from peewee import fn

from portal import clock
from portal.cli.context import connected
from portal.cli.words import counted
from portal.models.outbox_email import STATES, OutboxEmail
from portal.services import outbox_desk

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")
SHOWN = 50
LOOK_EVERY_SECONDS = 0.1


@click.group()
def outbox() -> None:
    """Look at the emails that the portal writes, and send again what failed."""


@outbox.command("list", epilog="Example: portal outbox list --state failed")
@click.option("--state", type=click.Choice(STATES), help="List the emails in this state instead of counting all.")
@AS_JSON
@connected
def list_emails(state: str | None, as_json: bool) -> None:
    """Count the emails by state, or list those in one state. No address and no name is shown."""
    rows = _in_state(state) if state else _counts()
    if as_json:
        click.echo(json.dumps(rows, indent=1))
        return
    for row in rows:
        click.echo("  ".join(str(value) for value in row.values() if value is not None))
    if not rows:
        click.echo("There are none.")


@outbox.command(epilog="Example: portal outbox retry")
@click.option("--state", type=click.Choice(["failed", "uncertain"]), default="failed", show_default=True)
@connected
def retry(state: str) -> None:
    """Let every email that failed (or is uncertain) go once more."""
    again = outbox_desk.retry_all(state=state, now=clock.now())
    click.echo(f"{counted(again, 'email')} will be sent again.")


@outbox.command(epilog="Example: portal outbox wait --seconds 30")
@click.option("--seconds", type=click.IntRange(1, 3600), default=30, show_default=True)
@connected
def wait(seconds: int) -> None:
    """Wait until every email that is due has been dealt with: for tests, in place of guessing."""
    deadline = time.monotonic() + seconds
    while left := outbox_desk.waiting(now=clock.now()):
        if time.monotonic() > deadline:
            raise click.ClickException(f"After {seconds} seconds {counted(left, 'email')} still wait.")
        threading.Event().wait(LOOK_EVERY_SECONDS)
    click.echo("Nothing waits.")


def _counts() -> list[dict[str, object]]:
    count = fn.COUNT(OutboxEmail.id)
    query = OutboxEmail.select(OutboxEmail.state, OutboxEmail.kind, count).group_by(OutboxEmail.state, OutboxEmail.kind)
    names = ("state", "kind", "count")
    return [dict(zip(names, row, strict=True)) for row in sorted(query.tuples().execute())]


def _in_state(state: str) -> list[dict[str, object]]:
    query = OutboxEmail.select().where(OutboxEmail.state == state).order_by(OutboxEmail.due_at).limit(SHOWN)
    return [
        {
            "id": email.id,
            "kind": email.kind,
            "due_at": _instant(email.due_at),
            "attempts": email.attempts,
            "last_error": email.last_error or None,
        }
        for email in query
    ]


def _instant(value: datetime) -> str:
    return value.isoformat(timespec="seconds")
