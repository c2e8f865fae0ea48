"""Backups: one file with the whole portal in it, and the way back."""

from pathlib import Path

import click

from portal import clock
from portal.cli import context
from portal.cli.context import connected
from portal.cli.words import counted
from portal.services import backup as backups
from portal.services import restore as restoring
from portal.services.restore import Restored

NEW_FILE = click.Path(dir_okay=False, writable=True, path_type=Path)
OLD_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@click.command(epilog="Example: portal backup /backups/portal-monday.zip")
@click.argument("file", type=NEW_FILE)
@click.option("--force", is_flag=True, help="Replace a file of that name.")
@click.option("--erasures-only", is_flag=True, help="Only the list of who was erased: small, for every hour.")
@connected
def backup(file: Path, force: bool, erasures_only: bool) -> None:
    """Write the whole database to one file, while everything runs.

    It holds personal data: keep it as you keep the database, and PORTAL_SECRET_KEY somewhere else, without which
    it can not be restored. PostgreSQL needs pg_dump, no older than the server.
    """
    about = backups.make(
        file, url=context.settings().database_url, now=clock.now(), overwrite=force, erasures_only=erasures_only
    )
    if erasures_only:
        click.echo(f"Wrote {file}: {counted(len(about.erasures), 'erasure')}.")
    else:
        click.echo(f"Wrote {file}: {about.kind}, {counted(about.audit_events, 'audit event')}.")


@click.command(epilog="Example: portal restore /backups/portal-monday.zip --erasures /backups/erasures.zip")
@click.argument("file", type=OLD_FILE)
@click.option(
    "--erasures", "later", type=OLD_FILE, metavar="FILE2",
    help="A younger backup, or one made with --erasures-only: whoever was erased since is erased again.",
)  # fmt: skip
@connected
def restore(file: Path, later: Path | None) -> None:
    """Fill an empty database from a backup, with the same PORTAL_SECRET_KEY. Do not run `portal migrate` before.

    All sessions end. Planned releases are stopped and emails that waited are held: a person looks at each, because
    they may have gone out after the backup.
    """
    _tell(restoring.restore(file, url=context.settings().database_url, now=clock.now(), later=later))
    if later is None:
        click.echo("No --erasures were given: whoever was erased after that backup is back, and must be erased again.")


def _tell(done: Restored) -> None:
    outcome = done.outcome
    click.echo(f"Restored the backup of {done.about.made_at}: {counted(outcome.audit_events, 'audit event')}.")
    if outcome.audit_broken_at is not None:
        click.echo(f"The audit's chain was broken in it already, at event {outcome.audit_broken_at}.")
    click.echo(f"Ended {counted(outcome.sessions_ended, 'session')} and {counted(outcome.links_ended, 'link')}.")
    click.echo(f"Stopped {counted(outcome.batches_stopped, 'planned release')}: portal batch list")
    click.echo(f"Held {counted(outcome.emails_held, 'email')}: portal outbox list --state uncertain")
    if outcome.erased_again:
        click.echo(f"Erased {counted(outcome.erased_again, 'record')} again.")
