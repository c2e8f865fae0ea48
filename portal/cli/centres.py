"""Exam centres."""

import json

import click

from portal import clock
from portal.cli import context
from portal.cli.context import connected
from portal.models.centre import Centre
from portal.rules import centre_numbers, time_zones
from portal.services import centres
from portal.services.actor import COMMAND
from portal.services.centres import Facts
from portal.services.errors import Refused


@click.group()
def centre() -> None:
    """Add and list exam centres."""


def _number(context: click.Context, parameter: click.Parameter, value: str) -> str:
    number = centre_numbers.tidy(value)
    if not centre_numbers.is_centre_number(number):
        raise click.BadParameter(f"{value} is not a centre number such as {centre_numbers.EXAMPLE}")
    return number


def _country(context: click.Context, parameter: click.Parameter, value: str) -> str:
    if len(value) != 2 or not value.isascii() or not value.isalpha():
        raise click.BadParameter(f"{value} is not a country of two letters such as ES")
    return value.upper()


def _timezone(context: click.Context, parameter: click.Parameter, value: str) -> str:
    if not time_zones.is_time_zone(value):
        raise click.BadParameter(f"{value} is not a time zone such as Europe/Madrid")
    return value


@centre.command(
    epilog="Example: portal centre add ZZ001 --name 'Lantern Language School' --country ES --timezone Europe/Madrid "
    "--contact-name 'Irene Soto' --contact-email exams@example.org"
)
@click.argument("number", callback=_number)
@click.option("--name", required=True, help="As candidates know it.")
@click.option("--country", required=True, callback=_country, help="Two letters, as ES.")
@click.option("--timezone", required=True, callback=_timezone, help="As Europe/Madrid.")
@click.option("--contact-name", required=True, help="Whom candidates turn to.")
@click.option("--contact-email", required=True)
@click.option("--contact-phone", default="")
@connected
def add(
    number: str, name: str, country: str, timezone: str, contact_name: str, contact_email: str, contact_phone: str
) -> None:
    """Add a centre. A number that begins with ZZ is made up; every other one is a real centre."""
    settings = context.settings()
    facts = Facts(
        name=name, country=country, timezone=timezone, contact_name=contact_name, contact_email=contact_email,
        contact_phone=contact_phone,
    )  # fmt: skip
    made_up_only = settings.demonstration or settings.time_travel
    try:
        centres.add(number=number, facts=facts, made_up_only=made_up_only, actor=COMMAND, now=clock.now())
    except Refused as refused:
        if refused.code == "known":
            raise click.ClickException(f"There is a centre {number} already.") from refused
        raise
    click.echo(f"Added {number} {name}.")


@centre.command("list", epilog="Example: portal centre list --json")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")
@connected
def list_centres(as_json: bool) -> None:
    """List the centres with zone and contact."""
    names = ("number", "name", "country", "timezone", "contact_name", "contact_email")
    rows = [{name: getattr(row, name) for name in names} for row in Centre.select().order_by(Centre.number)]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        click.echo(f"{row['number']}  {row['name']} ({row['country']}, {row['timezone']})  {row['contact_email']}")
