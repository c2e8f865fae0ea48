"""The audit's chain, checked from the first event to the last."""

import json

import click

from portal.cli.context import connected
from portal.cli.words import counted
from portal.services import audit as audit_service


@click.group()
def audit() -> None:
    """Check the record of who did what."""


@audit.command(epilog="Example: portal audit verify")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")
@connected
def verify(as_json: bool) -> None:
    """Walk the chain: a changed, removed or added event breaks it, and the command ends with 1."""
    verdict = audit_service.verify()
    if as_json:
        click.echo(json.dumps({"events": verdict.events, "broken_at": verdict.broken_at}))
    elif verdict.broken_at is None:
        click.echo(f"{counted(verdict.events, 'event')}, and the chain holds.")
    else:
        click.echo(
            f"The chain is broken at event {verdict.broken_at}: {counted(verdict.events, 'event')} before it hold."
        )
    if verdict.broken_at is not None:
        raise SystemExit(1)
