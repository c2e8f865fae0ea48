"""Members of staff: invited, listed and disabled from the command line."""

import json

import click

from portal import clock
from portal.cli import context
from portal.cli.context import connected
from portal.models.centre import Centre
from portal.models.email_link import EmailLink
from portal.models.staff import Staff
from portal.rules import centre_numbers, roles
from portal.services import links
from portal.services import staff as service
from portal.services.actor import COMMAND
from portal.services.errors import Refused

DAYS = links.LIFETIMES[links.Purpose.INVITE_STAFF].days


@click.group()
def staff() -> None:
    """Invite, list and disable members of staff."""


@staff.command(epilog="Example: portal staff add ben@example.org --name 'Ben Ortega' --role officer --centre ZZ001")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--role", required=True, type=click.Choice(roles.ROLES))
@click.option("--centre", "number", default="", help="Where an officer or approver works; the board has none.")
@connected
def add(email: str, name: str, role: str, number: str) -> None:
    """Invite a person; they get an email with a link to choose a password and to set up their codes."""
    email = email.strip().lower()
    if "@" not in email:
        raise click.BadParameter("an email address has an @", param_hint="EMAIL")
    centre = _centre(role, number)
    try:
        person = service.invite(
            email=email, name=name, place=service.Place(role, centre), actor=COMMAND, now=clock.now()
        )
    except Refused as refused:
        if refused.code == "known":
            raise click.ClickException(f"{email} is a member of staff already.") from refused
        raise
    link = EmailLink.get(EmailLink.staff == person, EmailLink.purpose == links.Purpose.INVITE_STAFF)
    place = f" of {centre.number}" if centre else ""
    click.echo(f"Added {name} as {role}{place}. They get this link by email; it works for {DAYS} days:")
    click.echo(f"{context.settings().public_url}/staff/invitation/{links.token(link)}")


@staff.command("list", epilog="Example: portal staff list --json")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")
@connected
def list_staff(as_json: bool) -> None:
    """List the members of staff with role and centre."""
    people = [_shown(person) for person in Staff.select().order_by(Staff.email)]
    if as_json:
        click.echo(json.dumps(people, ensure_ascii=False, indent=1))
        return
    for person in people:
        state = "" if person["enabled"] else "  (disabled)"
        click.echo(f"{person['email']}  {person['name']}, {person['role']}, {person['centre'] or 'all centres'}{state}")


@staff.command(epilog="Example: portal staff disable ben@example.org")
@click.argument("email")
@connected
def disable(email: str) -> None:
    """Take a person's access away at once; what they did stays in the records."""
    person = Staff.get_or_none(Staff.email == email.strip().lower())
    if person is None:
        raise click.ClickException(f"{email} is not a member of staff.")
    if person.disabled_at is not None:
        raise click.ClickException(f"{email} was disabled before.")
    service.disable(person=person, actor=COMMAND, now=clock.now())
    click.echo(f"Disabled {person.name}; their sessions were ended.")


def _centre(role: str, number: str) -> Centre | None:
    if not number:
        if roles.needs_centre(role):
            raise click.UsageError(f"An {role} works at a centre: say which with --centre.")
        return None
    if role == roles.BOARD:
        raise click.UsageError("Board staff see all centres: leave --centre out.")
    centre: Centre | None = Centre.get_or_none(Centre.number == centre_numbers.tidy(number))
    if centre is None:
        raise click.ClickException(f"There is no centre {number}. Add it first: portal centre add --help")
    return centre


def _shown(person: Staff) -> dict[str, object]:
    return {
        "email": person.email,
        "name": person.name,
        "role": person.role,
        "centre": person.centre.number if person.centre else None,
        "second_factor": person.totp_enrolled_at is not None,
        "enabled": person.disabled_at is None,
    }
