"""The caught mailbox from the command line: what a person got, and the link in it."""

import json
from datetime import datetime

import click

from portal import clock
from portal.cli import cast, context, mailbox
from portal.cli.context import connected
from portal.cli.mailbox import CaughtMail

TO = click.option("--to", default=None, help="Only mail to this address.")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")


@click.group()
def mail() -> None:
    """Read the mail that a demonstration or a test has caught."""


@mail.command("list", epilog="Example: portal mail list --to amara@example.org")
@TO
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@AS_JSON
def list_mails(to: str | None, limit: int, as_json: bool) -> None:
    """List the newest mails."""
    mails = _mails(to, limit)
    if as_json:
        click.echo(json.dumps([_head(each) for each in mails], ensure_ascii=False, indent=1))
        return
    for each in mails:
        click.echo(f"{each.id}  {each.received_at:%Y-%m-%d %H:%M:%S}  {each.to}  {each.subject}")


@mail.command(epilog="Example: portal mail show --to amara@example.org")
@click.argument("mail_id", required=False)
@TO
@click.option("--part", type=click.Choice(["text", "html", "headers"]), default="text", show_default=True)
@AS_JSON
def show(mail_id: str | None, to: str | None, part: str, as_json: bool) -> None:
    """Show one mail: by its id, or the newest one to an address."""
    found = _one(mail_id, to)
    if as_json:
        body = {"text": found.text, "html": found.html, "links": found.links, "headers": found.headers}
        click.echo(json.dumps(_head(found) | body, ensure_ascii=False, indent=1))
    elif part == "headers":
        click.echo("\n".join(f"{name}: {value}" for name, value in found.headers))
    else:
        click.echo(f"To: {found.to}\nSubject: {found.subject}\n\n{getattr(found, part)}")


@mail.command(epilog="Example: portal mail link --to amara@example.org --containing confirm-email")
@click.argument("mail_id", required=False)
@TO
@click.option("--containing", default="", help="The first link that has this in its address.")
def link(mail_id: str | None, to: str | None, containing: str) -> None:
    """Print a link of one mail, by default the first of the newest one to an address."""
    links = [each for each in _one(mail_id, to).links if containing in each]
    if not links:
        raise click.ClickException("That mail has no such link.")
    click.echo(links[0])


@mail.command(epilog="Example: portal mail codes")
@AS_JSON
@connected
def codes(as_json: bool) -> None:
    """Print the sign-in codes that work now for the made-up staff. Refused outside of a demonstration or a test."""
    settings = context.settings()
    if not (settings.demonstration or settings.time_travel):
        raise click.ClickException("Codes are shown only with PORTAL_DEMONSTRATION=1 or PORTAL_TIME_TRAVEL=1.")
    found = cast.codes(now=clock.now())
    if as_json:
        click.echo(json.dumps([vars(each) for each in found], ensure_ascii=False, indent=1))
        return
    for each in found:
        click.echo(f"{each.code}  {each.email}  {each.name}, {each.role}{f' of {each.centre}' if each.centre else ''}")


def _mails(to: str | None, limit: int) -> list[CaughtMail]:
    return mailbox.messages(mailbox.folder_of(context.settings()), to, limit=limit)


def _one(mail_id: str | None, to: str | None) -> CaughtMail:
    if (mail_id is None) == (to is None):
        raise click.UsageError("Name one mail by its id, or the newest one with --to ADDRESS.")
    if mail_id is not None:
        found = mailbox.one(mailbox.folder_of(context.settings()), mail_id)
    else:
        found = next(iter(_mails(to, 1)), None)
    if found is None:
        raise click.ClickException("There is no such mail.")
    return found


def _head(each: CaughtMail) -> dict[str, object]:
    return {
        "id": each.id,
        "to": each.to,
        "from": each.sender,
        "subject": each.subject,
        "received_at": _instant(each.received_at),
        "dated": _instant(each.dated) if each.dated else None,
    }


def _instant(value: datetime) -> str:
    return value.isoformat()
