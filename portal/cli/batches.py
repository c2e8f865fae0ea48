"""Release batches: listed, looked at, and released when they are due."""

import json
from typing import Any
from zoneinfo import ZoneInfo

import click

from portal import clock
from portal.cli import context
from portal.cli.context import connected
from portal.cli.words import counted
from portal.models.approval import Approval
from portal.models.centre import Centre
from portal.models.release_batch import STATES, ReleaseBatch
from portal.models.sitting import Sitting
from portal.models.staff import Staff
from portal.services import batch_content, release, waves
from portal.services.errors import NotFound

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")


@click.group()
def batch() -> None:
    """Look at release batches, and release those that are due."""


@batch.command("list", epilog="Example: portal batch list --state approved")
@click.option("--state", type=click.Choice(STATES), help="Only batches in this state.")
@AS_JSON
@connected
def list_batches(state: str | None, as_json: bool) -> None:
    """List the batches, the next release first."""
    query = _batches().order_by(ReleaseBatch.release_at, ReleaseBatch.id)
    rows = [_facts(each) for each in (query.where(ReleaseBatch.state == state) if state else query)]
    if as_json:
        click.echo(json.dumps(rows, indent=1))
        return
    for row in rows:
        about = f"{row['centre']} {row['exam_code']} of {row['exam_date']} ({row['kind']})"
        click.echo(f"{row['id']}  {about:36} {row['state']:10} {row['local_release_at'] or 'no time chosen'}")


@batch.command(epilog="Example: portal batch show 3f0c2a9d8e7b6a5f4c3d")
@click.argument("batch_id")
@AS_JSON
@connected
def show(batch_id: str, as_json: bool) -> None:
    """Show one batch: time, candidates, approvals, emails."""
    found: ReleaseBatch | None = _batches().where(ReleaseBatch.public_id == batch_id).first()
    if found is None:
        raise NotFound
    facts = _facts(found) | {
        "candidates": batch_content.row_count(found),
        "missing": len(batch_content.missing_entries(found)),
        "approved_by": _approvers(found),
        "reason": found.reason,
        "emails": vars(waves.progress(found)),
    }
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False, indent=1))
        return
    for name, value in facts.items():
        click.echo(f"{name.replace('_', ' '):18} {_written(value)}")


@batch.command("release-due", epilog="Example: portal batch release-due")
@AS_JSON
@connected
def release_due(as_json: bool) -> None:
    """Release what is approved and due, as the worker does every minute; running it twice does no harm."""
    required = context.settings().approvals_required
    released = release.release_due_batches(required=required, now=clock.now())
    if as_json:
        click.echo(json.dumps([each.public_id for each in released]))
        return
    for each in released:
        click.echo(f"Released {each.public_id}: {counted(each.row_count, 'candidate')}.")
    if not released:
        click.echo("Nothing is due.")


def _batches() -> Any:
    return ReleaseBatch.select(ReleaseBatch, Sitting, Centre).join(Sitting).join(Centre)


def _facts(row: ReleaseBatch) -> dict[str, object]:
    zone = ZoneInfo(row.sitting.centre.timezone)
    local = f"{row.release_at.astimezone(zone):%Y-%m-%d %H:%M} {zone.key}" if row.release_at else None
    return {
        "id": row.public_id,
        "centre": row.sitting.centre.number,
        "exam_code": row.sitting.exam_code,
        "exam_date": row.sitting.exam_date.isoformat(),
        "kind": row.kind,
        "state": row.state,
        "version": row.version,
        "release_at": row.release_at.isoformat() if row.release_at else None,
        "local_release_at": local,
        "mail_by_day": row.mail_by_day,
        "released_at": row.released_at.isoformat() if row.released_at else None,
    }


def _approvers(row: ReleaseBatch) -> list[str]:
    live = Approval.select(Approval, Staff).join(Staff).where(Approval.batch == row, Approval.voided_at.is_null())
    return [approval.staff.name for approval in live.order_by(Approval.id)]


def _written(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{number} {name}" for name, number in value.items() if number) or "none"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "nobody"
    return "-" if value in (None, "") else str(value)
