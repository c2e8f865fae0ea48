"""Seeding: made-up people in a named state, for demonstrations and for QA."""

import json
from datetime import UTC, datetime

import click

from portal import clock
from portal.cli import context, journey
from portal.cli.context import connected
from portal.cli.scenarios.register import SCENARIOS
from portal.cli.sheet import Person, Sheet
from portal.models.base import db
from portal.services import emptying
from portal.settings import Settings

MOMENT = "%Y-%m-%dT%H:%M"


@click.command(epilog="Example: portal seed waiting-for-approval")
@click.argument("scenario", required=False, type=click.Choice(sorted(SCENARIOS)))
@click.option("--at", type=click.DateTime([MOMENT]), help="Begin at this moment, in UTC.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")
def seed(scenario: str | None, at: datetime | None, as_json: bool) -> None:
    """Empty the database and load made-up people; without a name, list the scenarios.

    Refused where there is a real centre (one whose number does not begin with ZZ). The clock shows the machine's
    time afterwards; with PORTAL_TIME_TRAVEL=1 it can begin at a moment of the future.
    """
    if scenario is None:
        for name, module in sorted(SCENARIOS.items()):
            click.echo(f"{name:26}{module.SUMMARY}")
        return
    sheet = _begin_anew(scenario, at and at.replace(tzinfo=UTC))
    click.echo(json.dumps(sheet.as_dict(), ensure_ascii=False, indent=1) if as_json else as_text(sheet))


@connected
def _begin_anew(scenario: str, at: datetime | None) -> Sheet:
    context.require_migrated()
    return load(scenario, settings=context.settings(), fresh=True, at=at)


def load(scenario: str, *, settings: Settings, fresh: bool, at: datetime | None = None) -> Sheet:
    """Load one scenario, whole or not at all; with `at` the clock is moved to that moment first.

    Raises Refused("real_centres"), and "not_forward", "too_far" or "needs_time_travel" for the moment.
    """
    emptying.require_made_up()
    with db.atomic():
        if fresh:
            emptying.empty()
        if at is not None:
            journey.begin_at(at)
        return SCENARIOS[scenario].load(required=settings.approvals_required, now=clock.now())


def as_text(sheet: Sheet) -> str:
    """The people in lines that can be copied from, the notes below."""
    return "\n".join([*(line(person) for person in sheet.people), *sheet.notes])


def line(person: Person) -> str:
    """One person: who, and with what they register or sign in."""
    parts = [
        f"{person.name} ({person.role})",
        person.about,
        f"ID {person.id_number}" if person.id_number else "",
        f"Secret number {person.secret_number}" if person.secret_number else "",
        person.email,
        f"password: {person.password}" if person.password else "",
    ]
    return " · ".join(part for part in parts if part)
