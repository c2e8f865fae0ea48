"""The business clock, which QA may move: web server, worker and commands follow within a fraction of a second."""

import json
import threading
from datetime import timedelta

import click

from portal import clock
from portal.cli import context, journey
from portal.cli.context import connected
from portal.cli.durations import Duration
from portal.services import time_travel
from portal.services.setup import FOLLOW_QA_SECONDS


@click.group("clock")
def business_clock() -> None:
    """Show and move the business clock (only with PORTAL_TIME_TRAVEL=1)."""


@business_clock.command(epilog="Example: portal clock show --json")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")
@connected
def show(as_json: bool) -> None:
    """Show the business time and how far it runs ahead of the machine's."""
    _tell(as_json=as_json)


@business_clock.command(epilog="Example: portal clock advance 6w")
@click.argument("duration", type=Duration())
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")
@connected
def advance(duration: timedelta, as_json: bool) -> None:
    """Move the clock forward by 90s, 15m, 2h30m, 3d or 6w, and do at once all that falls due on the way.

    The clock stops at each event, so that what follows from it happens at its own time too.
    """
    _require_time_travel()
    if not duration:
        raise click.UsageError("The clock moves forward only: give a duration above zero.")
    journey.travel(duration, catch_up=context.worker().catch_up)
    _tell(as_json=as_json)


@business_clock.command(epilog="Example: portal clock reset")
@connected
def reset() -> None:
    """Let the business clock show the machine's time again."""
    _require_time_travel()
    time_travel.reset()
    clock.ask_again()
    _tell(as_json=False)


def _require_time_travel() -> None:
    if not context.settings().time_travel:
        raise click.ClickException("The clock moves only with PORTAL_TIME_TRAVEL=1, which refuses real centres.")


def _tell(*, as_json: bool) -> None:
    """Every other process has seen the new time when this returns."""
    ahead = time_travel.lead()
    threading.Event().wait(FOLLOW_QA_SECONDS)
    now = clock.now()
    if as_json:
        click.echo(json.dumps({"now": now.isoformat(), "ahead_seconds": ahead.total_seconds()}))
    else:
        click.echo(f"{now:%Y-%m-%d %H:%M:%S} UTC" + (f", {ahead} ahead of the machine" if ahead else ""))
