"""Where a moved clock must stop on its way, so that each thing happens at its own instant and chains unfold."""

from datetime import datetime, timedelta

from portal.models.centre import Centre
from portal.models.outbox_email import OutboxEmail
from portal.models.release_batch import ReleaseBatch
from portal.rules.time_zones import local_date, midnight


def next_stop(*, after: datetime, target: datetime) -> datetime:
    """The first instant after `after` at which something may fall due, or `target` when nothing does before."""
    moments = [_next_release(after), _next_email(after), _next_local_day(after)]
    return min([target, *(moment for moment in moments if moment is not None)])


def _next_release(after: datetime) -> datetime | None:
    batch = (
        ReleaseBatch.select(ReleaseBatch.release_at)
        .where(ReleaseBatch.state == "approved", ReleaseBatch.release_at > after)
        .order_by(ReleaseBatch.release_at)
        .first()
    )
    return batch.release_at if batch else None


def _next_email(after: datetime) -> datetime | None:
    email = (
        OutboxEmail.select(OutboxEmail.due_at)
        .where(OutboxEmail.state == "queued", OutboxEmail.due_at > after)
        .order_by(OutboxEmail.due_at)
        .first()
    )
    return email.due_at if email else None


def _next_local_day(after: datetime) -> datetime | None:
    """When a new day begins at any of the centres: windows open and close, reminders fall due."""
    zones = {centre.timezone for centre in Centre.select(Centre.timezone).distinct()}
    return min((midnight(local_date(after, zone) + timedelta(days=1), zone) for zone in zones), default=None)
