"""Members of staff: invited, listed and disabled from the command line."""

import json

import click

from portal import clock
from portal.cli import context
from portal.cli.context import connected
from portal.models.base import db
from portal.models.centre import Centre
from portal.models.staff import Staff
from portal.rules import centre_numbers, roles
from portal.services import audit, links, sessions
from portal.services.actor import COMMAND

NO_PASSWORD = "-"  # noqa: S105 - what no password's hash ever is


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
    """Invite a person; prints the link with which they choose a password and set up their codes."""
    email = email.strip().lower()
    if "@" not in email:
        raise click.BadParameter("an email address has an @", param_hint="EMAIL")
    centre = _centre(role, number)
    if Staff.get_or_none(Staff.email == email) is not None:
        raise click.ClickException(f"{email} is a member of staff already.")
    now = clock.now()
    with db.atomic():
        person = Staff.create(
            email=email, name=name, role=role, centre=centre, password_hash=NO_PASSWORD, created_at=now
        )
        _note("staff.invited", person, role=role)
        link = links.make(purpose=links.Purpose.INVITE_STAFF, email=email, staff=person, now=now)
    click.echo(
        f"Added {name} as {role}{f' of {centre.number}' if centre else ''}. Send them this link, good for 3 days:"
    )
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
    now = clock.now()
    with db.atomic():
        changed = Staff.update(disabled_at=now).where(Staff.id == person.id, Staff.disabled_at.is_null()).execute()
        if not changed:
            raise click.ClickException(f"{email} was disabled before.")
        ended = sessions.end_all(staff_id=person.id, now=now)
        _note("staff.disabled", person)
    click.echo(f"Disabled {person.name}; {ended} open sessions were ended.")


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


def _note(action: str, person: Staff, **after: object) -> None:
    audit.record(
        actor=COMMAND, action=action, subject=f"staff:{person.public_id}", centre_id=person.centre_id,
        after=after, now=clock.now(),
    )  # fmt: skip


def _shown(person: Staff) -> dict[str, object]:
    return {
        "email": person.email,
        "name": person.name,
        "role": person.role,
        "centre": person.centre.number if person.centre else None,
        "second_factor": person.totp_enrolled_at is not None,
        "enabled": person.disabled_at is None,
    }
