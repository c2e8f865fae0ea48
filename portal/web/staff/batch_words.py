"""Sentences about a batch for staff: what is due of it, and what happened to it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask_babel import format_date

from portal.models.batch_row import BatchRow
from portal.models.hold import Hold
from portal.models.release_batch import ReleaseBatch
from portal.models.staff import Staff
from portal.rules import roles
from portal.services.batch_list import Item
from portal.services.batch_progress import Standing
from portal.services.batch_timeline import Event
from portal.services.holds import BEFORE_RELEASE
from portal.web.staff.blueprint import pages

KINDS = {"main": "Results", "follow_up": "Follow-up", "amendment": "Amendment"}
WINDOWED = ("draft", "submitted", "stopped")
ACTIONS = {
    "batch.made": "Batch made",
    "batch.submit": "Submitted for approval",
    "batch.consent": "Approved",
    "batch.one_device": "Two people approved in one browser",
    "batch.approve": "One more approval is needed",
    "batch.approve_last": "All approvals are there",
    "batch.send_back": "Sent back",
    "batch.withdraw": "Withdrawn to draft",
    "batch.change": "Content changed",
    "batch.approvals_voided": "Approvals void",
    "batch.stop": "Stopped",
    "batch.gate_failed": "Stopped by a check at release",
    "batch.resume": "Resumed with a new time",
    "batch.release": "Released",
    "batch.cancel": "Cancelled",
    "batch.hold": "A row held",
    "batch.lift": "A hold lifted",
    "batch.hold_news": "News date of a hold moved",
    "batch.wave_stopped": "Emails halted",
    "batch.wave_goes_on": "Emails let go",
    "batch.wave_retried": "Failed emails tried again",
    "batch.recall_asked": "Recall asked for",
    "batch.recall_dropped": "Recall not confirmed",
    "batch.recall": "Recalled",
    "batch.recall_confirmed": "Emergency recall confirmed",
    "batch.correct": "Opened for correction",
    "batch.amended": "Result amended",
    "batch.followed_up": "Follow-up batch filled",
}


@pages.app_template_filter("in_zone")
def in_zone(moment: datetime, zone: str) -> str:
    """14 Apr 2026, 10:00, by the clock of `zone`."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{format_date(local.date(), 'medium')}, {local:%H:%M}"


def due(item: Item) -> tuple[str, str]:
    """What is due of a batch in the list, and the class that colours it."""
    batch, sitting = item.batch, item.batch.sitting
    zone = sitting.centre.timezone
    if batch.state == "recalled":
        return "Withdrawn: make the corrected version", "late"
    if batch.state == "approved" and batch.release_at is not None:
        return f"Goes out {in_zone(batch.release_at, zone)}", ""
    if batch.state == "released" and batch.released_at is not None:
        return f"Out since {in_zone(batch.released_at, zone)}", ""
    if batch.state not in WINDOWED:
        return "", ""
    if batch.kind != "main":
        return "As soon as it is ready", "due"
    return window_words(item.today, sitting.results_from, sitting.results_by)


def window_words(today: date, first: date, last: date) -> tuple[str, str]:
    """How the results window stands on this day, and the class that colours it."""
    if today < first:
        return f"Window opens in {days((first - today).days)}", ""
    left = (last - today).days
    if left < 0:
        return f"Overdue by {days(-left)}", "late"
    if left == 0:
        return "Due today", "late"
    return f"Due in {days(left)}", "due"


def days(count: int) -> str:
    """1 day, 2 days."""
    return "1 day" if count == 1 else f"{count} days"


def timeline(events: list[Event], batch: ReleaseBatch) -> list[tuple[datetime, str, str, str]]:
    """The events as the timeline component draws them."""
    zone = batch.sitting.centre.timezone
    return [
        (event.at, in_zone(event.at, zone), ACTIONS.get(event.action, event.action), _more(event)) for event in events
    ]


def recalled(batch: ReleaseBatch) -> str:
    """What asking for a recall led to."""
    if batch.state == "recalled":
        return "Withdrawn. Candidates see it at once. Somebody else of the board confirms within the hour."
    return "The recall is asked for. Nothing changes for candidates before somebody else of the board confirms it."


def progress(batch: ReleaseBatch, standing: Standing) -> str:
    """120 of 300 emails sent, 2 failed, 40 a second, through at about 10:02."""
    counts, zone = standing.counts, ZoneInfo(batch.sitting.centre.timezone)
    parts = [f"{counts.sent:,} of {counts.total:,} emails sent"]
    if standing.waiting:
        parts.append(f"{standing.waiting:,} waiting")
    if counts.failed:
        parts.append(f"{counts.failed:,} failed")
    if counts.uncertain:
        parts.append(f"{counts.uncertain:,} uncertain")
    if counts.cancelled:
        parts.append(f"{counts.cancelled:,} not needed any more")
    if standing.per_second and standing.waiting:
        parts.append(f"{standing.per_second:,.0f} a second")
    if standing.waiting and standing.begins_at is not None:
        parts.append(f"leaving from {standing.begins_at.astimezone(zone):%H:%M}")
    if standing.ends_at is not None:
        parts.append(f"through at about {standing.ends_at.astimezone(zone):%H:%M}")
    return f"{', '.join(parts)}."


def may_on_row(reader: Staff, row: BatchRow, hold: Hold | None) -> dict[str, bool]:
    """What the reader may do with a row: hold it, lift its hold, move the day of the news."""
    return {
        "hold": hold is None and row.batch.state in BEFORE_RELEASE and roles.may(reader.role, "hold"),
        "lift": hold is not None and roles.may(reader.role, "lift") and hold.placed_by_id != reader.id,
        "news": hold is not None and roles.may(reader.role, "hold"),
    }


def _more(event: Event) -> str:
    facts = event.facts
    parts = [event.actor_name]
    if names := facts.get("approvers"):
        parts.append(f"of {', '.join(map(str, names)) if isinstance(names, list) else names}")
    for name in ("because", "reason", "outside_window_reason"):
        if words := facts.get(name):
            parts.append(str(words))
    return ": ".join(parts[:1] + ([" ".join(parts[1:])] if parts[1:] else []))
